//! When a cron expression of the plan comes, on the clock of a zone.
//!
//! The `cron` crate computes on the instants of a zone, and so skips 02:30 on the day that has
//! none and fires twice on the day that has two. Here it computes on civil time, where every
//! day has each time once; the time-zone library then says which instant that is.

use chrono::{DateTime, Utc};
use cron::Schedule;
use jiff::civil::{self, Date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// The civil times of a schedule after `from`.
pub fn occurrences(
    schedule: &Schedule,
    from: civil::DateTime,
) -> impl Iterator<Item = civil::DateTime> {
    // UTC stands in for the clock on the wall: it has every time of every day once.
    let seconds = from.to_zoned_datetime(TimeZone::UTC).map_or(0, |at| at.timestamp().as_second());
    let from = DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or_default();
    schedule.after(&from).filter_map(|time| {
        let at = Timestamp::from_second(time.timestamp()).ok()?;
        Some(TimeZone::UTC.to_datetime(at))
    })
}

/// The instant of a civil time: a time in the spring gap moves forward by the gap, of a time in
/// the autumn fold it is the first.
pub fn instant(time: civil::DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(time).ok()
}

/// Is one of its times on this day?
pub fn comes_on(schedule: &Schedule, day: Date) -> bool {
    let Ok(eve) = day.at(0, 0, 0, 0).checked_sub(Span::new().seconds(1)) else {
        return false;
    };
    occurrences(schedule, eve).next().is_some_and(|at| at.date() == day)
}
