//! `stapje content …`: tips and texts, from a first draft to what is live.

mod check;
mod due;

use std::process::ExitCode;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Failure;
use crate::clock::Clock;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Say everything that is wrong in a content folder, and how to mend it.
    ///
    /// Exit code 0: it may go live. 1: something must be mended. 2: it could not be looked at.
    Check(check::Arguments),
    /// List the tips that somebody should look at again soon.
    Due(due::Arguments),
}

pub(super) fn run(command: &Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Check(arguments) => Ok(check::run(arguments)),
        Command::Due(arguments) => due::run(arguments),
    }
}

/// Today, on this machine's clock.
fn today() -> Date {
    TimeZone::system().to_datetime(Clock::System.now()).date()
}
