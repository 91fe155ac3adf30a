//! What somebody means by what they type.

mod anything;
mod dates;
mod intents;

use jiff::civil::{Date, date};
use stapje::conversation::{Intent, read_intent};

/// A Tuesday.
fn today() -> Date {
    date(2026, 3, 3)
}

fn read(text: &str) -> Intent {
    read_intent(text, today())
}
