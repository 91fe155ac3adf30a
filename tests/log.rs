//! Everything that is logged, down to the finest level.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};

use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// What was logged.
type Written = Arc<Mutex<Vec<u8>>>;

thread_local! {
    static LISTENING: RefCell<Option<Written>> = const { RefCell::new(None) };
}

/// Those who hear every thread, while they live.
static HEARING_ALL: Mutex<Vec<Weak<Mutex<Vec<u8>>>>> = Mutex::new(Vec::new());

/// Collects what this thread logs while it lives. A test's world lives on the test's own thread.
///
/// All threads share one subscriber, and each asks whether somebody listens: subscribers that come
/// and go on many threads at once miss lines.
pub(crate) struct Log(Written);

/// Collects what every thread of the process logs while it lives: the database's, those for blocking
/// work, and those of all other tests at the time. So it can show that something is never logged,
/// and is no place to look for a line that should be there.
pub(crate) struct LogOfAll(Written);

/// Whoever hears a line of this thread.
struct Writer(Vec<Written>);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for written in &self.0 {
            written.lock().expect("nobody panicked").extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn listening() -> Vec<Written> {
    let own = LISTENING.with_borrow(Clone::clone);
    let all = hearing_all();
    own.into_iter().chain(all.iter().filter_map(Weak::upgrade)).collect()
}

fn hearing_all() -> MutexGuard<'static, Vec<Weak<Mutex<Vec<u8>>>>> {
    HEARING_ALL.lock().unwrap_or_else(PoisonError::into_inner)
}

fn share_one_subscriber() {
    static SHARED: Once = Once::new();
    SHARED.call_once(|| {
        let lines = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(|| Writer(listening()))
            .with_filter(dynamic_filter_fn(|_, _| !listening().is_empty()));
        tracing_subscriber::registry().with(lines).init();
    });
}

fn text_of(written: &Written) -> String {
    String::from_utf8_lossy(&written.lock().expect("nobody panicked")).into_owned()
}

impl LogOfAll {
    pub(crate) fn start() -> LogOfAll {
        share_one_subscriber();
        let written = Written::default();
        let mut all = hearing_all();
        all.retain(|one| one.strong_count() > 0);
        all.push(Arc::downgrade(&written));
        LogOfAll(written)
    }

    pub(crate) fn text(&self) -> String {
        text_of(&self.0)
    }
}

impl Log {
    pub(crate) fn start() -> Log {
        share_one_subscriber();
        let written = Written::default();
        LISTENING.set(Some(written.clone()));
        Log(written)
    }

    pub(crate) fn text(&self) -> String {
        text_of(&self.0)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        LISTENING.set(None);
    }
}

#[test]
fn a_line_of_another_thread_is_heard_by_whoever_hears_all() {
    let (own, all) = (Log::start(), LogOfAll::start());
    std::thread::spawn(|| tracing::info!("a line from elsewhere")).join().expect("it ends");
    tracing::info!("a line from here");
    assert!(own.text().contains("from here") && !own.text().contains("from elsewhere"));
    assert!(all.text().contains("from here") && all.text().contains("from elsewhere"));
}
