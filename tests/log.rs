//! Everything that is logged, down to the finest level.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, Once};

use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// What one thread logs.
type Written = Arc<Mutex<Vec<u8>>>;

thread_local! {
    static LISTENING: RefCell<Option<Written>> = const { RefCell::new(None) };
}

/// Collects what this thread logs while it lives. A test's world lives on the test's own thread.
///
/// All threads share one subscriber, and each asks whether somebody listens: subscribers that come
/// and go on many threads at once miss lines.
pub(crate) struct Log(Written);

struct Writer(Option<Written>);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(written) = &self.0 {
            written.lock().expect("nobody panicked").extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn listening() -> Option<Written> {
    LISTENING.with_borrow(Clone::clone)
}

impl Log {
    pub(crate) fn start() -> Log {
        static SHARED: Once = Once::new();
        SHARED.call_once(|| {
            let lines = tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .with_writer(|| Writer(listening()))
                .with_filter(dynamic_filter_fn(|_, _| listening().is_some()));
            tracing_subscriber::registry().with(lines).init();
        });
        let written = Written::default();
        LISTENING.set(Some(written.clone()));
        Log(written)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("nobody panicked")).into_owned()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        LISTENING.set(None);
    }
}
