//! Campaigns: for a while, some behaviours matter more, for some people.

use jiff::civil::Date;
use serde::Deserialize;

use super::Plan;
use crate::learning::Level;

/// The audience that a campaign has when it names none.
pub const EVERYONE: &str = "everyone";

/// A group of people, for a campaign or a why of their own. Every condition that it names must
/// hold, and of each list one entry is enough.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Audience {
    /// Its id.
    pub id: String,
    /// Departments, as the directory names them.
    pub departments: Vec<String>,
    /// Roles, as the directory names them.
    pub roles: Vec<String>,
    /// Levels. Used by the bot alone: nobody is shown who is at which level.
    pub levels: Vec<Level>,
    /// Entra groups, by object id.
    pub groups: Vec<String>,
    /// People, by Entra object id.
    pub people: Vec<String>,
    /// Newcomers: people who met Stapje at most so many days ago.
    pub within_days: Option<u16>,
}

/// What is known of somebody, to say whether an audience includes them. What is not known
/// meets no condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Who<'a> {
    /// The Entra object id.
    pub person: &'a str,
    /// The department.
    pub department: Option<&'a str>,
    /// The role.
    pub role: Option<&'a str>,
    /// The level in the area at hand.
    pub level: Option<Level>,
    /// Entra groups, by object id.
    pub groups: &'a [String],
    /// The day on which they met Stapje.
    pub met_on: Option<Date>,
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Campaign {
    /// Its id.
    pub id: String,
    /// Behaviours that it is about.
    #[serde(default)]
    pub behaviours: Vec<String>,
    /// Topics that it is about: all of their behaviours.
    #[serde(default)]
    pub topics: Vec<String>,
    /// The id of an audience, or `everyone`.
    #[serde(default = "everyone")]
    pub audience: String,
    /// The first day; without one it has begun.
    pub from: Option<Date>,
    /// The last day; without one it goes on.
    pub until: Option<Date>,
    /// At which moments it offers a step, as cron on the clock of the organisation's zone.
    /// Without one: at everybody's own rhythm.
    pub rhythm: Option<String>,
    /// From 1 to 9; of two campaigns the higher one goes first.
    #[serde(default = "middle")]
    pub priority: u8,
    /// Are its behaviours offered in the order in which they are written?
    #[serde(default)]
    pub in_order: bool,
}

fn everyone() -> String {
    EVERYONE.to_owned()
}

fn middle() -> u8 {
    5
}

impl Audience {
    /// Does it name any condition?
    pub fn has_condition(&self) -> bool {
        *self != Audience { id: self.id.clone(), ..Audience::default() }
    }

    /// Is this somebody of this audience, today?
    ///
    /// Names of departments and roles are compared without regard to capitals.
    pub fn includes(&self, who: &Who, today: Date) -> bool {
        let named = |list: &[String], name: Option<&str>| {
            let same = |one: &String, name: &str| one.to_lowercase() == name.to_lowercase();
            list.is_empty() || name.is_some_and(|name| list.iter().any(|one| same(one, name)))
        };
        let is_new = |days: u16| {
            let Some(met_on) = who.met_on else { return false };
            met_on.until(today).is_ok_and(|span| (0..=i32::from(days)).contains(&span.get_days()))
        };
        self.has_condition()
            && named(&self.departments, who.department)
            && named(&self.roles, who.role)
            && (self.levels.is_empty() || who.level.is_some_and(|at| self.levels.contains(&at)))
            && (self.groups.is_empty() || who.groups.iter().any(|id| self.groups.contains(id)))
            && named(&self.people, Some(who.person))
            && self.within_days.is_none_or(is_new)
    }
}

impl Campaign {
    /// Has it begun, and not yet ended?
    pub fn runs_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Is it meant for this person, today?
    ///
    /// Whoever met Stapje before the campaign's first day is no newcomer to it: on the day on
    /// which a whole organisation begins, everybody would be one.
    pub fn is_for(&self, plan: &Plan, who: &Who, today: Date) -> bool {
        if self.audience == EVERYONE {
            return true;
        }
        let audience = plan.audiences.iter().find(|audience| audience.id == self.audience);
        audience.is_some_and(|audience| {
            let began_before = self.from.zip(who.met_on).is_some_and(|(from, met)| met < from);
            audience.includes(who, today) && !(audience.within_days.is_some() && began_before)
        })
    }

    /// The ids of the behaviours that it is about, in its order: those that it names, then those
    /// of its topics.
    pub fn all_behaviours<'a>(&'a self, plan: &'a Plan) -> Vec<&'a str> {
        plan.named_behaviours(&self.behaviours, &self.topics)
    }
}
