//! How a choice is made for everybody alike: the rule, what the organisation wants first, and
//! the numbers of the rule.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How new items are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// By what an item is worth to this person, given their ability.
    #[default]
    SkillModel,
    /// Easiest level first, nothing else. The rival in every comparison, and a switch.
    Simple,
}

/// What holds for a choice beside the person and the library.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Policy<'a> {
    /// How new items are put in order.
    pub rule: Rule,
    /// What goes first for this person now: campaigns and tracks. Those whose period is not now
    /// count for nothing.
    pub focus: &'a [Focus],
    /// The numbers of the rule.
    pub tuning: Tuning,
}

impl Policy<'_> {
    /// This rule, without a focus.
    pub fn of(rule: Rule) -> Policy<'static> {
        Policy { rule, ..Policy::default() }
    }
}

/// Behaviours that go first for a while: a campaign, or a track that somebody follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// Its id, such as the campaign's.
    pub id: String,
    /// What it is, for the reason on the card.
    pub kind: FocusKind,
    /// Ids of behaviours; the first goes first. What has to come before them comes along.
    pub behaviours: Vec<String>,
    /// How much it weighs.
    pub priority: Priority,
    /// Not before; `None` is always.
    pub from: Option<Timestamp>,
    /// Not at or after; `None` is always.
    pub until: Option<Timestamp>,
}

/// What a focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FocusKind {
    /// The organisation works on this now.
    Campaign,
    /// The first months of somebody who is new here.
    Newcomer,
}

/// How much a focus weighs against everything else that is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Half as much again as it is worth by itself.
    Rather,
    /// Before anything else that is new. Reviews still take their turn.
    First,
}

impl Focus {
    /// Is it in its period?
    pub fn is_on(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }
}

/// After what a message goes straight on with the next item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoOn {
    /// Never: one item a message.
    Never,
    /// When the item was known before it was taught.
    Known,
    /// After any right answer, reviews too.
    AnyRight,
}

/// When an item that was taught is due again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spacing {
    /// When the chance of recall has fallen below [`Tuning::review_below`].
    Recall,
    /// 7, 21 and then 60 days after it was last seen.
    Fixed,
    /// Never.
    Never,
}

/// The numbers of the rule. The default is what people get; other values are for the simulation,
/// where each part has to earn its place.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one part of the rule, on or off")]
pub struct Tuning {
    /// A review is due when the chance of recall, as it is read in this organisation, has fallen below
    /// this.
    pub review_below: f64,
    /// At most this share of recent steps are reviews, while there is something new.
    pub review_cap: f64,
    /// When taught items are due.
    pub spacing: Spacing,
    /// From this chance on that a person knows it already, the question comes before the tip.
    pub ask_first: f64,
    /// Does that go for people too who told us nothing of that area, and no less for beginners?
    pub ask_strangers: bool,
    /// Is there a question about doing beside the one about knowledge?
    pub ask_doing: bool,
    /// After what the message goes on.
    pub go_on: GoOn,
    /// How many more items a message may hold after its first.
    pub most_onward: u8,
    /// What going on at once is worth after a known item, as a share of the next item's worth.
    pub onward_worth: f64,
    /// How many standard deviations of doubt about a person count against them.
    pub caution: f64,
    /// The worth of a second item in a row from the same topic.
    pub same_topic: f64,
    /// Easier for whoever gets fewer than three in four of their questions right, and the tip first for
    /// whoever gets fewer than half?
    pub guard: bool,
    /// New items in an order that means nothing, instead of by worth.
    pub shuffle: bool,
}

impl Default for Tuning {
    fn default() -> Self {
        Tuning {
            review_below: 0.8,
            review_cap: 0.8,
            spacing: Spacing::Recall,
            ask_first: 0.35,
            ask_strangers: false,
            ask_doing: true,
            go_on: GoOn::AnyRight,
            most_onward: 3,
            onward_worth: 0.6,
            caution: 1.0,
            same_topic: 0.9,
            guard: true,
            shuffle: false,
        }
    }
}
