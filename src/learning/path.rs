//! What is known of one person's way through the library.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ability::Ability;
use super::level::Level;
use super::memory::Memory;

/// One employee's path: theirs alone, shown to nobody else.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Path {
    /// Ability per area.
    pub ability: Ability,
    /// When [`Path::ability`] was last brought up to date.
    pub as_of: Option<Timestamp>,
    /// What happened with each item that this person met, by item id.
    pub items: BTreeMap<String, Encounter>,
    /// Where this person stands with behaviours, by behaviour id.
    pub behaviours: BTreeMap<String, BehaviourState>,
    /// Running share of reviews among recent steps, 0 to 1.
    pub review_share: f64,
    /// The last step taken.
    pub last: Option<LastStep>,
    /// How the last knowledge questions went.
    pub recent: Recent,
    /// Is this person counted in where the organisation's people stand?
    pub counted: bool,
}

/// How the last knowledge questions went: at most eight of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// One bit each, the newest lowest: was it right?
    right: u8,
    /// How many there are.
    count: u8,
}

/// So many answers make a row that one can say something of.
const ENOUGH_ANSWERS: u8 = 6;
/// From so many on it is worth aiming a little easier.
const FEW_ANSWERS: u8 = 4;

impl Recent {
    /// Adds an answer; the ninth pushes the first one out.
    pub(super) fn add(&mut self, right: bool) {
        self.right = (self.right << 1) | u8::from(right);
        self.count = (self.count + 1).min(8);
    }

    /// Were fewer than half of them right?
    pub fn is_struggling(self) -> bool {
        self.count >= ENOUGH_ANSWERS && self.right_share() < 0.5
    }

    /// How far the share of right answers is below `wanted`; 0 while there are too few to tell.
    pub fn short_of(self, wanted: f64) -> f64 {
        if self.count < FEW_ANSWERS { 0.0 } else { (wanted - self.right_share()).max(0.0) }
    }

    fn right_share(self) -> f64 {
        f64::from(self.right.count_ones()) / f64::from(self.count.max(1))
    }
}

/// What happened between one person and one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Encounter {
    /// How well it is remembered.
    pub memory: Memory,
    /// When it was last read or answered: memory counts from here.
    pub last_seen: Timestamp,
    /// When it was last put before the person, answered or not. Long ago, on a path from before this
    /// was kept.
    #[serde(default)]
    pub last_shown: Timestamp,
    /// How often it was shown, as a tip or as a question.
    pub shown: u32,
    /// The form in which it was last shown.
    pub last_form: Form,
    /// What the person last made of it.
    pub mark: Mark,
    /// Was it taught: read as a tip, or answered and explained?
    #[serde(default)]
    pub taught: bool,
    /// Was it known before we taught it, as far as answers tell?
    #[serde(default)]
    pub known_before: bool,
}

/// The form in which an item is put before a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The tip, to read and try.
    Tip,
    /// The knowledge question, with feedback.
    Question,
    /// "Heb je dit gedaan?".
    Doing,
}

/// What a person last made of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Shown, and nothing said about it.
    Shown,
    /// "Gedaan", or "ja" to the doing question.
    Tried,
    /// "Later": asked for again.
    Later,
    /// "Te makkelijk": known before we came, not taught again.
    Known,
    /// "Te moeilijk" or "lukt niet".
    TooHard,
    /// The last answer to its question was right.
    Right,
    /// The last answer to its question was wrong, or "I don't know".
    Wrong,
}

impl Encounter {
    /// Days since it was last read or answered.
    pub fn days_since(&self, now: Timestamp) -> f64 {
        days_between(self.last_seen, now)
    }

    /// Was it put before the person last time without their saying anything?
    pub fn is_unanswered(&self) -> bool {
        self.last_form != Form::Tip && self.last_shown > self.last_seen
    }
}

/// Where a person stands with one behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BehaviourState {
    /// They do it, as asked by tips up to this level.
    Done(Level),
    /// "Niet voor mij": respected for good.
    NotForMe,
}

/// The last step on a path, for variety and for reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastStep {
    /// The item's id.
    pub item: String,
    /// Its topic.
    pub topic: String,
    /// Did it go well, as far as we know?
    pub well: bool,
    /// Was it found too hard?
    pub too_hard: bool,
}

/// Days between two moments; never negative.
pub(super) fn days_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.duration_since(from).as_secs_f64() / 86_400.0).max(0.0)
}
