//! The plan: what the organisation wants. Without words; those are in the language folders.

mod campaign;
mod managers;
mod people;
mod post;
mod texts;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::learning::rhythm::MOST_PER_WEEK;
use crate::learning::{Area, Level};

pub use campaign::{Audience, Campaign, EVERYONE, Who};
pub use managers::Managers;
pub use people::{Champions, Meets, Way, WorkingGroup};
pub use post::Post;
pub use texts::{BehaviourText, CampaignText, MomentText, Texts};

/// The names of weekdays in a plan, Monday first.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `plan.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Plan {
    /// Languages, as folder names. The first is used when an employee's is unknown.
    pub languages: Vec<String>,
    /// The organisation's zone, as an IANA name.
    pub time_zone: String,
    /// When employees get nudges unless they choose otherwise.
    pub rhythm: Rhythm,
    /// Days without nudges.
    #[serde(default)]
    pub holidays: Holidays,
    /// Organisation-wide moments.
    #[serde(default)]
    pub moments: Vec<Moment>,
    /// Topics, in the order in which they are shown.
    pub topics: Vec<Topic>,
    /// The behaviours that the organisation wants to see.
    pub behaviours: Vec<Behaviour>,
    /// The lines of the level check.
    pub level_check: Vec<LevelCheckItem>,
    /// Groups of people, for a campaign or a why of their own.
    #[serde(default)]
    pub audiences: Vec<Audience>,
    /// Campaigns.
    #[serde(default)]
    pub campaigns: Vec<Campaign>,
    /// Posts in a team's channel.
    #[serde(default)]
    pub posts: Vec<Post>,
    /// The working group.
    pub working_group: Option<WorkingGroup>,
    /// Managers.
    pub managers: Option<Managers>,
    /// Champions by department.
    #[serde(default)]
    pub champions: Vec<Champions>,
    /// Ways besides the chat in which people meet the same message.
    #[serde(default)]
    pub ways: Vec<Way>,
    /// Hosts, besides Microsoft's, that tips may lead to. Names beneath them are meant too.
    #[serde(default)]
    pub link_hosts: Vec<String>,
}

/// Microsoft's own hosts for help pages and for what buttons open.
const MICROSOFT_HOSTS: [&str; 6] = [
    "microsoft.com",
    "cloud.microsoft",
    "office.com",
    "onenote.com",
    "sharepoint.com",
    "microsoft365.com",
];

/// When employees get nudges unless they choose otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rhythm {
    /// Days: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
    pub days: Vec<String>,
    /// From and to on the clock, such as `09:30-11:30`.
    pub window: String,
    /// At most this many nudges a week, 1 to 3.
    pub nudges_per_week: u8,
    /// The most nudges a week that anybody may choose, 1 to 3.
    #[serde(default = "most")]
    pub most_nudges_per_week: u8,
    /// The promise of minutes a week.
    pub minutes_per_week: u8,
}

/// Days without nudges.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Holidays {
    /// Whose national holidays.
    pub national: NationalHolidays,
    /// Days of one's own.
    pub extra: Vec<Date>,
}

/// Whose national holidays are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NationalHolidays {
    /// Those of Dutch municipalities.
    #[default]
    Netherlands,
    /// None.
    None,
}

/// An organisation-wide moment: a word to everybody, each at their own next time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Moment {
    /// Its id.
    pub id: String,
    /// When, as cron on the clock of the organisation's zone:
    /// second, minute, hour, day of month, month, day of week.
    pub when: String,
    /// For so many days after that it may be shown.
    pub valid_days: u8,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its id.
    pub id: String,
    /// Its area of `DigComp`.
    pub area: Area,
}

/// A behaviour that the organisation wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// Its id.
    pub id: String,
    /// The id of its topic.
    pub topic: String,
    /// How we shall know that people do it.
    pub measure: Option<Measure>,
}

/// How we shall know that people do a behaviour.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Measure {
    /// The goal: of those who were asked, so many in a hundred say that they do it.
    pub goal: u8,
    /// The day by which that should be so.
    pub by: Option<Date>,
    /// A column of usage figures that should move along, as the export names it.
    pub usage: Option<String>,
}

/// One line of the level check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelCheckItem {
    /// Its id.
    pub id: String,
    /// The id of the topic that it asks about.
    pub topic: String,
    /// The level that it asks about.
    pub level: Level,
}

fn most() -> u8 {
    MOST_PER_WEEK
}

impl Plan {
    /// The organisation's zone; UTC where there is none of that name.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// The ids of behaviours: those that are named, then those of the named topics.
    pub(super) fn named_behaviours<'a>(
        &'a self,
        behaviours: &'a [String],
        topics: &[String],
    ) -> Vec<&'a str> {
        let mut ids: Vec<&str> = behaviours.iter().map(String::as_str).collect();
        for topic in topics {
            let of_topic = self.behaviours.iter().filter(|behaviour| behaviour.topic == *topic);
            ids.extend(of_topic.map(|behaviour| behaviour.id.as_str()));
        }
        let mut seen = std::collections::BTreeSet::new();
        ids.retain(|id| seen.insert(*id));
        ids
    }

    /// May a tip lead to this host?
    pub fn knows_host(&self, host: &str) -> bool {
        knows_host(&self.link_hosts, host)
    }
}

/// Is a host one of these or of Microsoft's, or beneath one of them?
pub(super) fn knows_host(link_hosts: &[String], host: &str) -> bool {
    let host = host.to_lowercase();
    link_hosts.iter().map(String::as_str).chain(MICROSOFT_HOSTS).any(|known| {
        host.strip_suffix(&known.to_lowercase())
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

impl Rhythm {
    /// The window's two times, if it can be read.
    pub fn window(&self) -> Option<(Time, Time)> {
        let (from, to) = self.window.split_once('-')?;
        let time = |text: &str| Time::strptime("%H:%M", text.trim()).ok();
        let (from, to) = (time(from)?, time(to)?);
        (from < to).then_some((from, to))
    }

    /// The days, as positions from Monday 0 to Sunday 6. Unknown names are passed over.
    pub fn day_positions(&self) -> Vec<u8> {
        let position = |day: &String| DAYS.iter().position(|known| known == day);
        self.days.iter().filter_map(position).filter_map(|at| u8::try_from(at).ok()).collect()
    }
}
