//! A post in a team's channel: a tip for everybody who reads there.

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use url::Url;

use super::Plan;
use crate::learning::Level;

/// How ids of teams and channels begin.
const ID: &str = "19:";

/// A post in a team's channel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Post {
    /// Its id.
    pub id: String,
    /// The team: its name as Teams shows it, its link, its id, or the id of its Entra group.
    pub team: String,
    /// The channel, as a link or an id; the General channel without it.
    pub channel: Option<String>,
    /// When, as cron on the clock of the organisation's zone.
    pub when: String,
    /// The language; the plan's first one without it.
    pub language: Option<String>,
    /// Behaviours that it is about.
    #[serde(default)]
    pub behaviours: Vec<String>,
    /// Topics that it is about: all of their behaviours. Without either it is about everything.
    #[serde(default)]
    pub topics: Vec<String>,
    /// The levels of its tips.
    #[serde(default = "basis")]
    pub levels: Vec<Level>,
}

fn basis() -> Vec<Level> {
    vec![Level::Basis]
}

impl Post {
    /// Is this the team that it is for? Names are compared without regard to capitals.
    pub fn is_for(&self, id: &str, name: &str, group: Option<&str>) -> bool {
        if let Some(wanted) = id_in(&self.team, "team") {
            return wanted == id;
        }
        let wanted = self.team.trim().to_lowercase();
        [Some(name), group].into_iter().flatten().any(|known| known.to_lowercase() == wanted)
    }

    /// The channel's id in the team with this id; `None` when what the plan says is no channel.
    pub fn channel_in(&self, team: &str) -> Option<String> {
        // The General channel has the id of its team.
        self.channel.as_deref().map_or_else(|| Some(team.to_owned()), |it| id_in(it, "channel"))
    }

    /// The ids of the behaviours that it is about: as written, or else those of all topics in
    /// turn, so that no topic goes on for weeks.
    pub fn all_behaviours<'a>(&'a self, plan: &'a Plan) -> Vec<&'a str> {
        if !self.behaviours.is_empty() {
            return plan.named_behaviours(&self.behaviours, &self.topics);
        }
        let mut turns = Vec::new();
        for (place, topic) in plan.topics.iter().enumerate() {
            if self.topics.is_empty() || self.topics.contains(&topic.id) {
                let of_topic = plan.behaviours.iter().filter(|it| it.topic == topic.id);
                turns.extend(of_topic.enumerate().map(|(at, it)| (at, place, it.id.as_str())));
            }
        }
        turns.sort_unstable();
        turns.into_iter().map(|(_, _, id)| id).collect()
    }
}

/// The id in what Teams gives for "get link to team" or "get link to channel", or an id as it is.
fn id_in(text: &str, kind: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with(ID) {
        return Some(text.to_owned());
    }
    let link = Url::parse(text).ok().filter(|link| link.scheme() == "https")?;
    let mut parts = link.path_segments()?.skip_while(|part| *part != "l").skip(1);
    let id = parts.next().filter(|part| *part == kind).and(parts.next())?;
    let id = percent_decode_str(id).decode_utf8().ok()?;
    id.starts_with(ID).then(|| id.into_owned())
}
