//! An employee's rhythm, as `learning` wants it: their own choices and the plan's days off.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::words::Edition;
use crate::content::{NationalHolidays, Plan};
use crate::learning::NoNudge;
use crate::learning::holidays::is_netherlands_holiday;
use crate::learning::rhythm::{Rhythm, Slot, next_slot, spread, why_not};
use crate::store::employees::{Employee, Reach};

/// Sets when the planner looks at this person next.
pub fn schedule_next(edition: &Edition, employee: &mut Employee, now: Timestamp) {
    employee.next_nudge_at = next_slot_of(edition, employee, now).map(|slot| slot.at);
}

/// Why this person has no slot on `day` any more; `None` when they have one.
pub fn why_no_slot_on(
    edition: &Edition,
    employee: &Employee,
    day: Date,
    now: Timestamp,
) -> Option<NoNudge> {
    let (rhythm, plan) = (rhythm(edition, employee), &edition.catalog.plan);
    let off = |day| is_day_off(plan, employee, day);
    why_not(&rhythm, &employee.history, off, day, now)
}

/// The next slot of this person; `None` when they stopped, cannot be reached, or are silent.
pub fn next_slot_of(edition: &Edition, employee: &Employee, now: Timestamp) -> Option<Slot> {
    if employee.reach != Reach::Reachable || employee.welcomed_at.is_none() {
        return None;
    }
    let (rhythm, plan) = (rhythm(edition, employee), &edition.catalog.plan);
    let whose = |day| spread(&employee.key.employee_id, day);
    let off = |day| is_day_off(plan, employee, day);
    next_slot(&rhythm, &employee.history, off, whose, now)
}

/// The most nudges a week for this person: as many as they chose, and no more than the organisation
/// lets anybody have. Their choice is kept, for when it allows more again.
pub fn per_week(edition: &Edition, employee: &Employee) -> u8 {
    employee.per_week.min(edition.catalog.plan.rhythm.most_nudges_per_week)
}

fn rhythm(edition: &Edition, employee: &Employee) -> Rhythm {
    Rhythm {
        days: employee.days,
        window: employee.window,
        per_week: per_week(edition, employee),
        time_zone: zone(edition, employee),
        paused_until: employee.paused_until,
        stopped: employee.stopped_at.is_some(),
    }
}

/// The person's zone; the organisation's where theirs is unknown.
pub fn zone(edition: &Edition, employee: &Employee) -> TimeZone {
    TimeZone::get(&employee.time_zone).unwrap_or_else(|_| edition.catalog.plan.zone())
}

fn is_day_off(plan: &Plan, employee: &Employee, day: Date) -> bool {
    is_holiday(plan, day) || employee.days_off.contains(&day)
}

/// Is this a day off for everybody?
pub fn is_holiday(plan: &Plan, day: Date) -> bool {
    let national = match plan.holidays.national {
        NationalHolidays::Netherlands => is_netherlands_holiday(day),
        NationalHolidays::None => false,
    };
    national || plan.holidays.extra.contains(&day)
}
