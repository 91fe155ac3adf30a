//! Managers: who they are, and what they get to talk about with their team.

use jiff::civil::Date;
use serde::Deserialize;

/// Managers, and their part in adoption.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Managers {
    /// Roles whose holders are managers, as the directory names them. Whoever the roster calls a
    /// manager is one anyhow.
    pub roles: Vec<String>,
    /// Managers by Entra object id.
    pub people: Vec<String>,
    /// When a new talking point is there, as cron on the clock of the organisation's zone. Each
    /// manager gets it at their own next time. Without it there are none.
    pub talk: Option<String>,
    /// For so many days after that it may be shown.
    pub valid_days: Option<u8>,
    /// Minutes a month that managers have for it.
    pub minutes_per_month: Option<u8>,
    /// The day on which the plan was discussed with them.
    pub discussed_on: Option<Date>,
}

impl Managers {
    /// The name under which talking points are counted, and halted.
    pub const TALK: &str = "talk";

    /// For so many days a talking point may be shown.
    pub fn valid_for(&self) -> u8 {
        self.valid_days.unwrap_or(21)
    }

    /// Is this somebody who leads others? `said`: the roster says so. Roles are compared without
    /// regard to capitals.
    pub fn includes(&self, person: &str, role: Option<&str>, said: bool) -> bool {
        let same =
            |one: &String| role.is_some_and(|role| role.to_lowercase() == one.to_lowercase());
        said || self.roles.iter().any(same) || self.people.iter().any(|one| one == person)
    }
}
