//! Organisation-wide moments: cron expressions on the clock of the organisation's zone.
//!
//! The `cron` crate computes on the instants of a zone, and so skips 02:30 on the day that has
//! none and fires twice on the day that has two. Here it computes on civil time, where every
//! day has each time once; the time-zone library then says which instant that is.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use cron::Schedule;
use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::content::Moment;

/// A moment that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The moment's id.
    pub moment: String,
    /// When it came.
    pub at: Timestamp,
    /// The id and the civil time: no other occurrence has the same.
    pub key: String,
}

/// The last moment that came at or before `now` and is still valid.
pub fn latest(moments: &[Moment], zone: &TimeZone, now: Timestamp) -> Option<Occurrence> {
    moments.iter().filter_map(|moment| last_of(moment, zone, now)).max_by_key(|found| found.at)
}

fn last_of(moment: &Moment, zone: &TimeZone, now: Timestamp) -> Option<Occurrence> {
    let schedule = Schedule::from_str(&moment.when).ok()?;
    let local = zone.to_datetime(now);
    let from = local.checked_sub(i64::from(moment.valid_days).days()).ok()?;
    occurrences(&schedule, from)
        // One hour beyond now on the clock: after the autumn change the clock shows a time twice.
        .take_while(|time| *time <= local.saturating_add(1.hour()))
        .filter_map(|time| {
            let at = instant(time, zone)?;
            let key = format!("{}@{time}", moment.id);
            (at <= now).then(|| Occurrence { moment: moment.id.clone(), at, key })
        })
        .last()
}

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
