//! What an organisation's people together have taught: how hard items are, how well they are
//! remembered, and where people start. Sums only: who gave which answer is not in it.

use std::collections::BTreeMap;

use super::level::Difficulty;
use super::recall::{Recall, Recalls};

/// One answer must not be seen in what everybody gets: sums of fewer answers count for nothing.
const LEAST_ANSWERS: u32 = 10;
/// The same for people.
const LEAST_PEOPLE: u32 = 10;
/// From so many answers on, the average of an organisation says where a new colleague starts.
const ENOUGH_ANSWERS: u32 = 200;
/// The average is held near the middle as if so many people stood there.
const MIDDLE_PEOPLE: f64 = 10.0;

/// Sums over an organisation, or what is to be added to them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learned {
    /// By item id.
    pub items: BTreeMap<String, Gathered>,
    /// Answers to reviews.
    pub recalls: Recalls,
    /// Where people stand.
    pub levels: Levels,
}

/// What answers together say of one item's difficulty, beyond its author's level.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Gathered {
    /// First answers: one a person.
    pub answers: u32,
    /// The sum of what each added to the precision: one over the variance.
    pub precision: f64,
    /// The sum of what each added to mean times precision.
    pub weighted: f64,
}

/// Where people stand: sums over those who told us something.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Levels {
    /// Answers and reports.
    pub answers: u32,
    /// People.
    pub people: u32,
    /// The sum of their believed general levels, in logits.
    pub sum: f64,
}

/// One addition to [`Learned`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Lesson {
    /// What an answer added to an item.
    pub item: Gathered,
    /// The number of a review's bin in [`Recalls`], and whether it was answered right.
    pub review: Option<(usize, bool)>,
    /// What it changed in where people stand.
    pub levels: Levels,
}

impl Gathered {
    /// What one answer added, that moved the belief from `before` to `after`.
    pub fn between(before: Difficulty, after: Difficulty) -> Gathered {
        let precision = (1.0 / after.variance - 1.0 / before.variance).max(0.0);
        let weighted = after.mean / after.variance - before.mean / before.variance;
        Gathered { answers: 1, precision, weighted }
    }

    /// Are there enough answers for it to count?
    pub fn weighs(&self) -> bool {
        self.answers >= LEAST_ANSWERS
    }

    /// The belief about an item whose author's level says `label`.
    pub fn over(&self, label: Difficulty) -> Difficulty {
        let precision = 1.0 / label.variance + self.precision.max(0.0);
        let mean = (label.mean / label.variance + self.weighted) / precision;
        Difficulty { mean: mean.clamp(-6.0, 6.0), variance: 1.0 / precision }
    }

    /// Adds another sum.
    pub fn add(&mut self, other: Gathered) {
        self.answers = self.answers.saturating_add(other.answers);
        self.precision += other.precision;
        self.weighted += other.weighted;
    }
}

impl Levels {
    /// Where a new colleague starts, in logits.
    pub fn average(&self) -> f64 {
        if self.answers < ENOUGH_ANSWERS || self.people < LEAST_PEOPLE {
            return 0.0;
        }
        (self.sum / (f64::from(self.people) + MIDDLE_PEOPLE)).clamp(-2.0, 2.0)
    }

    /// Adds another sum.
    pub fn add(&mut self, other: Levels) {
        self.answers = self.answers.saturating_add(other.answers);
        self.people = self.people.saturating_add(other.people);
        self.sum += other.sum;
    }
}

impl Learned {
    /// Is there nothing in it?
    pub fn is_empty(&self) -> bool {
        *self == Learned::default()
    }

    /// Do enough people stand behind it for anything of it to be shown?
    pub fn has_enough_people(&self) -> bool {
        self.levels.people >= LEAST_PEOPLE
    }

    /// Adds what one event taught about `item`.
    pub fn add(&mut self, item: &str, lesson: &Lesson) {
        if lesson.item.answers > 0 {
            self.items.entry(item.to_owned()).or_default().add(lesson.item);
        }
        if let Some((bin, right)) = lesson.review {
            self.recalls.add_to(bin, 1, u32::from(right));
        }
        self.levels.add(lesson.levels);
    }

    /// How predicted recall is to be read: as it is, until enough people have answered.
    pub fn recall(&self) -> Recall {
        if self.has_enough_people() { self.recalls.fit() } else { Recall::default() }
    }
}
