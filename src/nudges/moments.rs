//! Organisation-wide moments: cron expressions on the clock of the organisation's zone.

use std::str::FromStr;

use cron::Schedule;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use crate::content::{Managers, Moment, Plan};

pub use crate::content::{instant, occurrences};

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

/// The last time of the managers' talking points that came at or before `now` and is still valid.
pub fn latest_talk(plan: &Plan, zone: &TimeZone, now: Timestamp) -> Option<Occurrence> {
    let managers = plan.managers.as_ref()?;
    let back = i64::from(managers.valid_for()).days();
    last_before(Managers::TALK, managers.talk.as_deref()?, back, zone, now)
}

fn last_of(moment: &Moment, zone: &TimeZone, now: Timestamp) -> Option<Occurrence> {
    last_before(&moment.id, &moment.when, i64::from(moment.valid_days).days(), zone, now)
}

/// The last time of `cron` that came at or before `now`, and not longer ago than `back`.
pub(super) fn last_before(
    id: &str,
    cron: &str,
    back: Span,
    zone: &TimeZone,
    now: Timestamp,
) -> Option<Occurrence> {
    let schedule = Schedule::from_str(cron).ok()?;
    let local = zone.to_datetime(now);
    let from = local.checked_sub(back).ok()?;
    occurrences(&schedule, from)
        // One hour beyond now on the clock: after the autumn change the clock shows a time twice.
        .take_while(|time| *time <= local.saturating_add(1.hour()))
        .filter_map(|time| {
            let at = instant(time, zone)?;
            let key = format!("{id}@{time}");
            (at <= now).then(|| Occurrence { moment: id.to_owned(), at, key })
        })
        .last()
}
