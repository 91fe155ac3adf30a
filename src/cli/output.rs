//! What commands say. Whoever reads it may stop reading, such as `head`: then the rest of it is said to
//! nobody, and the command goes on and ends as it would have. A disk that is full is a failure.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Failure;

/// Was something not written, though somebody would have read it?
static LOST: AtomicBool = AtomicBool::new(false);

/// Says a line on standard output.
macro_rules! say {
    () => { $crate::cli::output::put(format_args!("\n")) };
    ($($said:tt)*) => { $crate::cli::output::put(format_args!("{}\n", format_args!($($said)*))) };
}

/// Says a text on standard output, with its own line ends.
macro_rules! put {
    ($($said:tt)*) => { $crate::cli::output::put(format_args!($($said)*)) };
}

/// Says a line on standard error, which may be closed too.
macro_rules! tell {
    ($($said:tt)*) => { $crate::cli::output::tell(format_args!($($said)*)) };
}

pub(super) fn put(said: Arguments) {
    note(io::stdout().lock().write_fmt(said));
}

pub(super) fn tell(said: Arguments) {
    // Where to say that standard error does not work?
    let _ = writeln!(io::stderr().lock(), "{said}");
}

/// Writes what waits to be written. Fails if anything was lost.
pub(super) fn finish() -> Result<(), Failure> {
    note(io::stdout().lock().flush());
    if LOST.load(Ordering::Relaxed) {
        return Err("not everything could be written to standard output. Is the disk full?".into());
    }
    Ok(())
}

fn note(written: io::Result<()>) {
    if written.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe) {
        LOST.store(true, Ordering::Relaxed);
    }
}
