//! The chat page: people, their chats, a clock to push, and a look behind one person's path.

mod panel;
mod routes;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

pub use routes::router;

/// Where the demo's clock hangs.
pub const ZONE: &str = "Europe/Amsterdam";

/// How long from `now` until nine o'clock on the next weekday.
pub fn until_next_morning(now: Timestamp) -> SignedDuration {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let mut day = zone.to_datetime(now).date().saturating_add(1.day());
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = day.saturating_add(1.day());
    }
    let morning = zone.to_timestamp(day.at(9, 0, 0, 0)).unwrap_or(now);
    morning.duration_since(now)
}
