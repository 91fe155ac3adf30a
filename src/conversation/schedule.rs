//! An employee's rhythm, as `learning` wants it: their own choices and the plan's days off.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::words::Edition;
use crate::content::{NationalHolidays, Plan};
use crate::learning::holidays::is_netherlands_holiday;
use crate::learning::rhythm::{Rhythm, Slot, next_slot, spread};
use crate::store::employees::{Employee, Reach};

/// Sets when the planner looks at this person next.
pub fn schedule_next(edition: &Edition, employee: &mut Employee, now: Timestamp) {
    employee.next_nudge_at = next_slot_of(edition, employee, now).map(|slot| slot.at);
}

/// The next slot of this person; `None` when they stopped, cannot be reached, or are silent.
pub fn next_slot_of(edition: &Edition, employee: &Employee, now: Timestamp) -> Option<Slot> {
    if employee.reach != Reach::Reachable || employee.welcomed_at.is_none() {
        return None;
    }
    let plan = &edition.catalog.plan;
    let rhythm = Rhythm {
        days: employee.days,
        window: employee.window,
        per_week: employee.per_week,
        time_zone: zone(edition, employee),
        paused_until: employee.paused_until,
        stopped: employee.stopped_at.is_some(),
    };
    let whose = |day| spread(&employee.key.employee_id, day);
    next_slot(&rhythm, &employee.history, |day| is_day_off(plan, day), whose, now)
}

/// The person's zone; the organisation's where theirs is unknown.
pub fn zone(edition: &Edition, employee: &Employee) -> TimeZone {
    TimeZone::get(&employee.time_zone)
        .or_else(|_| TimeZone::get(&edition.catalog.plan.time_zone))
        .unwrap_or(TimeZone::UTC)
}

fn is_day_off(plan: &Plan, day: Date) -> bool {
    let national = match plan.holidays.national {
        NationalHolidays::Netherlands => is_netherlands_holiday(day),
        NationalHolidays::None => false,
    };
    national || plan.holidays.extra.contains(&day)
}
