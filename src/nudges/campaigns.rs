//! Campaigns of the plan, as far as they change what one person's next nudge is.

use std::str::FromStr;

use cron::Schedule;
use jiff::Timestamp;
use jiff::civil::Date;

use super::moments::occurrences;
use crate::content::{Campaign, Plan, Who};
use crate::conversation::{Edition, zone};
use crate::learning::{Area, BehaviourState, Focus, FocusKind, Level, Path, Priority};
use crate::store::employees::Employee;

/// From this priority of the plan on (1 to 9), a campaign goes before anything else that is new.
const FIRST_FROM: u8 = 7;

/// The campaigns that nobody has halted.
pub(super) struct Campaigns<'a> {
    edition: &'a Edition,
    running: Vec<(&'a Campaign, Option<Schedule>)>,
}

/// Where somebody works, as far as the organisation said.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'a> {
    pub(super) department: Option<&'a str>,
    pub(super) role: Option<&'a str>,
}

impl<'a> Campaigns<'a> {
    /// Those of the plan, without the `halted` ones. The highest priority comes first.
    pub(super) fn new(edition: &'a Edition, halted: &[String]) -> Campaigns<'a> {
        let plan = &edition.catalog.plan;
        let mut running: Vec<_> = plan
            .campaigns
            .iter()
            .filter(|campaign| !halted.contains(&campaign.id))
            .map(|campaign| {
                let cron = campaign.rhythm.as_deref();
                (campaign, cron.and_then(|cron| Schedule::from_str(cron).ok()))
            })
            .collect();
        running.sort_by_key(|(campaign, _)| std::cmp::Reverse(campaign.priority));
        Campaigns { edition, running }
    }

    /// What goes first for this person on `day`. Of those that go before anything else only the
    /// highest does; whoever does its behaviours already has dropped out of a campaign.
    pub(super) fn focus(
        &self,
        employee: &Employee,
        path: &Path,
        place: Place,
        day: Date,
    ) -> Vec<Focus> {
        let plan = &self.edition.catalog.plan;
        let mut first_taken = false;
        let mut focus = Vec::new();
        for (campaign, cron) in &self.running {
            if !campaign.runs_on(day) || !comes_on(cron.as_ref(), day) {
                continue;
            }
            let behaviours: Vec<String> = campaign
                .all_behaviours(plan)
                .into_iter()
                .filter(|id| !is_done(path, id))
                .map(str::to_owned)
                .collect();
            if behaviours.is_empty() || !self.is_for(campaign, employee, path, place, day) {
                continue;
            }
            let first = campaign.priority >= FIRST_FROM && !first_taken;
            first_taken |= first;
            focus.push(Focus {
                id: campaign.id.clone(),
                kind: kind(plan, campaign),
                behaviours,
                priority: if first { Priority::First } else { Priority::Rather },
                from: None,
                until: None,
            });
        }
        focus
    }

    fn is_for(
        &self,
        campaign: &Campaign,
        employee: &Employee,
        path: &Path,
        place: Place,
        day: Date,
    ) -> bool {
        let plan = &self.edition.catalog.plan;
        let area = campaign
            .all_behaviours(plan)
            .first()
            .and_then(|id| plan.behaviours.iter().find(|behaviour| behaviour.id == *id))
            .map(|behaviour| self.edition.catalog.area(&behaviour.topic));
        let who = Who {
            person: &employee.key.employee_id,
            department: place.department,
            role: place.role,
            level: area.and_then(|area| level(path, area)),
            met_on: Some(self.day_of(employee, employee.created_at)),
            ..Who::default()
        };
        campaign.is_for(plan, &who, day)
    }

    fn day_of(&self, employee: &Employee, at: Timestamp) -> Date {
        zone(self.edition, employee).to_datetime(at).date()
    }
}

/// Does it come on this day? Without a rhythm of its own it comes on all.
fn comes_on(cron: Option<&Schedule>, day: Date) -> bool {
    let Some(cron) = cron else { return true };
    let Ok(eve) = day.at(0, 0, 0, 0).checked_sub(jiff::Span::new().seconds(1)) else {
        return false;
    };
    occurrences(cron, eve).next().is_some_and(|at| at.date() == day)
}

fn is_done(path: &Path, behaviour: &str) -> bool {
    let state = path.behaviours.get(behaviour);
    matches!(state, Some(BehaviourState::Done(Level::Gevorderd) | BehaviourState::NotForMe))
}

/// The level that somebody has in an area, as far as they told us anything of it.
fn level(path: &Path, area: Area) -> Option<Level> {
    let (mean, _) = path.ability.in_area(area);
    let reached = Level::ALL.into_iter().rev().find(|level| level.difficulty() <= mean);
    path.ability.has_news(area).then(|| reached.unwrap_or(Level::Starter))
}

fn kind(plan: &Plan, campaign: &Campaign) -> FocusKind {
    let audience = plan.audiences.iter().find(|audience| audience.id == campaign.audience);
    match audience.and_then(|audience| audience.within_days) {
        Some(_) => FocusKind::Newcomer,
        None => FocusKind::Campaign,
    }
}
