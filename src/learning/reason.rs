//! Why a person gets this and not something else.

use serde::{Deserialize, Serialize};

use super::level::Level;
use super::policy::FocusKind;

/// The one reason that weighed most, as data. It becomes one sentence in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Reason {
    /// Nothing is known yet: an easy start.
    EasyStart {
        /// The item's topic.
        topic: String,
    },
    /// It fits what is known of this person in this topic.
    Fits {
        /// The item's topic.
        topic: String,
        /// The item's level.
        level: Level,
    },
    /// One level up from something that went well.
    StepUp {
        /// The item's topic.
        topic: String,
    },
    /// Easier than the last one, which was too hard.
    Easier {
        /// The item's topic.
        topic: String,
    },
    /// It builds on an item that was seen.
    Follows {
        /// The id of the item that came before.
        item: String,
    },
    /// Probably known already; asking costs a tap and saves a tip.
    MayKnow {
        /// The item's topic.
        topic: String,
    },
    /// The last item of the same message was known; this one goes straight on.
    Onward {
        /// The item's topic.
        topic: String,
    },
    /// It belongs to what goes first now: a campaign, or a track.
    Focus {
        /// The focus's id.
        focus: String,
        /// What it is.
        kind: FocusKind,
        /// The item's topic.
        topic: String,
    },
    /// It was not shown before, and more is not known.
    NotYet {
        /// The item's topic.
        topic: String,
    },
    /// Something from another topic than the last time.
    Variety {
        /// The item's topic.
        topic: String,
    },
    /// "Later": the person asked for it again.
    AskedLater {
        /// Whole days since it was last shown.
        days: i64,
    },
    /// The last answer was wrong; a second look helps.
    SecondLook {
        /// Whole days since it was last shown.
        days: i64,
    },
    /// The person tried it; is it still there?
    Tried {
        /// Whole days since it was last shown.
        days: i64,
    },
    /// The person answered its question right; by now many people would have lost it.
    Answered {
        /// Whole days since it was last shown.
        days: i64,
    },
    /// The person saw it; by now many people would have lost it.
    Seen {
        /// Whole days since it was last shown.
        days: i64,
    },
    /// The person asked for it by its topic or words.
    Asked,
}

impl Reason {
    /// Is it about something that was not taught before?
    pub fn is_new(&self) -> bool {
        !matches!(
            self,
            Reason::AskedLater { .. }
                | Reason::SecondLook { .. }
                | Reason::Tried { .. }
                | Reason::Answered { .. }
                | Reason::Seen { .. }
                | Reason::Asked
        )
    }
}
