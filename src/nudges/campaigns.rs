//! Campaigns of the plan, as far as they change what one person's next nudge is.

use std::str::FromStr;

use cron::Schedule;
use jiff::civil::Date;

use crate::content::{Campaign, Plan, Who, comes_on};
use crate::conversation::{Edition, zone};
use crate::learning::{Area, BehaviourState, Focus, FocusKind, Level, Path, Priority};
use crate::store::employees::Employee;

/// From this priority of the plan on (1 to 9), a campaign goes before anything else that is new.
const FIRST_FROM: u8 = 7;

/// The campaigns that nobody has halted.
pub(super) struct Campaigns<'a> {
    edition: &'a Edition,
    running: Vec<Running<'a>>,
}

/// A campaign with what is the same for everybody: it is asked about for each person that is due.
struct Running<'a> {
    campaign: &'a Campaign,
    rhythm: Option<Schedule>,
    behaviours: Vec<&'a str>,
    /// The area of its first behaviour.
    area: Option<Area>,
    kind: FocusKind,
}

/// Where somebody works, as far as the organisation said.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'a> {
    pub(super) department: Option<&'a str>,
    pub(super) role: Option<&'a str>,
    /// Do they lead others?
    pub(super) manager: bool,
    /// Entra groups that they are in, of those that the plan names.
    pub(super) groups: &'a [String],
}

impl<'a> Campaigns<'a> {
    /// Those of the plan, without the `halted` ones. The highest priority comes first.
    pub(super) fn new(edition: &'a Edition, halted: &[String]) -> Campaigns<'a> {
        let plan = &edition.catalog.plan;
        let mut running: Vec<_> = plan
            .campaigns
            .iter()
            .filter(|campaign| !halted.contains(&campaign.id))
            .map(|campaign| Running::new(edition, campaign))
            .collect();
        running.sort_by_key(|running| std::cmp::Reverse(running.campaign.priority));
        Campaigns { edition, running }
    }

    /// What goes first for this person on `day`. Of those that go before anything else only the
    /// highest does, and of the others only the highest weighs; whoever does its behaviours
    /// already has dropped out of a campaign, which makes room for the next.
    pub(super) fn focus(
        &self,
        employee: &Employee,
        path: &Path,
        place: Place,
        day: Date,
    ) -> Vec<Focus> {
        let (mut first_taken, mut highest) = (false, None);
        let mut focus = Vec::new();
        for running in &self.running {
            let Running { campaign, behaviours, kind, .. } = running;
            if !running.comes_on(day) {
                continue;
            }
            let behaviours: Vec<String> = behaviours
                .iter()
                .filter(|id| !is_done(path, id))
                .map(|id| (*id).to_owned())
                .collect();
            if behaviours.is_empty() || !self.is_for(running, employee, path, place, day) {
                continue;
            }
            let first = campaign.priority >= FIRST_FROM && !first_taken;
            first_taken |= first;
            if !first && *highest.get_or_insert(campaign.priority) > campaign.priority {
                continue;
            }
            focus.push(Focus {
                id: campaign.id.clone(),
                kind: *kind,
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
        Running { campaign, area, .. }: &Running,
        employee: &Employee,
        path: &Path,
        place: Place,
        day: Date,
    ) -> bool {
        let met_on = zone(self.edition, employee).to_datetime(employee.created_at).date();
        let who = Who {
            person: &employee.key.employee_id,
            department: place.department,
            role: place.role,
            groups: place.groups,
            level: area.and_then(|area| level(path, area)),
            met_on: Some(met_on),
        };
        campaign.is_for(&self.edition.catalog.plan, &who, day)
    }
}

impl<'a> Running<'a> {
    fn new(edition: &'a Edition, campaign: &'a Campaign) -> Running<'a> {
        let plan = &edition.catalog.plan;
        let rhythm = campaign.rhythm.as_deref();
        let behaviours = campaign.all_behaviours(plan);
        let first = behaviours.first();
        let first = first.and_then(|id| plan.behaviours.iter().find(|known| known.id == **id));
        Running {
            campaign,
            rhythm: rhythm.and_then(|cron| Schedule::from_str(cron).ok()),
            area: first.map(|behaviour| edition.catalog.area(&behaviour.topic)),
            behaviours,
            kind: kind(plan, campaign),
        }
    }

    /// Does it come on this day? Without a rhythm of its own it comes on all days of its period.
    fn comes_on(&self, day: Date) -> bool {
        self.campaign.runs_on(day) && self.rhythm.as_ref().is_none_or(|cron| comes_on(cron, day))
    }
}

fn is_done(path: &Path, behaviour: &str) -> bool {
    let state = path.behaviours.get(behaviour);
    matches!(state, Some(BehaviourState::Done(Level::Gevorderd) | BehaviourState::NotForMe))
}

/// The level that somebody has in an area, as far as they told us anything of it.
fn level(path: &Path, area: Area) -> Option<Level> {
    path.ability.has_news(area).then(|| Level::reached_by(path.ability.in_area(area).0))
}

fn kind(plan: &Plan, campaign: &Campaign) -> FocusKind {
    let audience = plan.audiences.iter().find(|audience| audience.id == campaign.audience);
    match audience.and_then(|audience| audience.within_days) {
        Some(_) => FocusKind::Newcomer,
        None => FocusKind::Campaign,
    }
}
