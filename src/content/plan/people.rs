//! Who carries adoption: the working group, champions and managers.

use serde::Deserialize;

/// The working group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WorkingGroup {
    /// Who leads it: a person or a team.
    pub lead: String,
    /// Who speaks for it in the management: a person or a function.
    pub sponsor: Option<String>,
    /// Its members: people, functions or departments.
    pub members: Vec<String>,
    /// How often it meets.
    pub meets: Meets,
    /// Hours a week for all of its members together.
    pub hours_per_week: Option<u8>,
}

/// How often a group meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meets {
    /// Every week.
    Weekly,
    /// Every two weeks.
    Fortnightly,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
}

/// The champions of a department.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Champions {
    /// The department, as the directory names it.
    pub department: String,
    /// Their names or functions.
    pub people: Vec<String>,
    /// Hours a month for each of them, agreed with their manager.
    pub hours_per_month: Option<u8>,
}

/// A way besides the chat in which people meet the same message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A talking point in the team's own meeting.
    TeamMeeting,
    /// A post in a channel of the team.
    TeamPost,
    /// The intranet.
    Intranet,
    /// A poster or card beside the coffee machine.
    Poster,
    /// A mail.
    Mail,
    /// A walk-in hour or a workshop.
    WalkIn,
    /// A champion who walks by.
    Champion,
    /// The help desk.
    HelpDesk,
}
