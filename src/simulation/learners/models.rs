//! What is compared: the filter that Stapje runs, and what is simpler or more usual.

use super::super::chance::number;
use super::super::company::chance;
use super::Given;
use crate::learning::{Ability, Answer, Area, Difficulty};

/// Something that predicts answers.
pub(super) trait Model {
    /// Somebody of whom nothing is known.
    fn newcomer(&mut self);
    /// The chance that they answer right.
    fn predict(&self, given: &Given) -> f64;
    /// Learns from an answer: of the person, and of the item where `of_item` says so.
    fn hear(&mut self, given: &Given, of_item: bool);
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    ItemMean,
    PersonMean,
    Elo,
    Logistic,
    Stapje,
    StapjeWithLevels,
}

pub(super) const ALL: [Kind; 6] = [
    Kind::ItemMean,
    Kind::PersonMean,
    Kind::Elo,
    Kind::Logistic,
    Kind::Stapje,
    Kind::StapjeWithLevels,
];

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::ItemMean => "mean of the item",
            Kind::PersonMean => "mean of the person so far",
            Kind::Elo => "Elo",
            Kind::Logistic => "logistic regression",
            Kind::Stapje => "Stapje",
            Kind::StapjeWithLevels => "Stapje, items starting at their skill's level",
        }
    }

    /// How often all answers are gone through to learn of items.
    pub(super) fn passes(self) -> usize {
        match self {
            Kind::Logistic => 5,
            _ => 1,
        }
    }

    /// A model for so many items and skills; `share` of all answers are right.
    pub(super) fn begin(self, items: usize, skills: usize, share: f64) -> Box<dyn Model> {
        match self {
            Kind::ItemMean => Box::new(ItemMean { sums: vec![(0.0, 0.0); items], share }),
            Kind::PersonMean => Box::new(PersonMean { sum: (0.0, 0.0), share }),
            Kind::Elo => Box::new(Elo::new(items, share)),
            Kind::Logistic => Box::new(Logistic::new(items, skills, share)),
            Kind::Stapje => Box::new(Stapje::new(items, None, share)),
            Kind::StapjeWithLevels => Box::new(Stapje::new(items, Some(skills), share)),
        }
    }
}

fn logit(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

fn one(right: bool) -> f64 {
    if right { 1.0 } else { 0.0 }
}

/// A share, held near the share of all as if two answers had been given before.
fn held(sum: (f64, f64), share: f64) -> f64 {
    (sum.0 + 2.0 * share) / (sum.1 + 2.0)
}

struct ItemMean {
    sums: Vec<(f64, f64)>,
    share: f64,
}

impl Model for ItemMean {
    fn newcomer(&mut self) {}

    fn predict(&self, given: &Given) -> f64 {
        held(self.sums[given.item], self.share)
    }

    fn hear(&mut self, given: &Given, of_item: bool) {
        if of_item {
            let sum = &mut self.sums[given.item];
            *sum = (sum.0 + one(given.right), sum.1 + 1.0);
        }
    }
}

struct PersonMean {
    sum: (f64, f64),
    share: f64,
}

impl Model for PersonMean {
    fn newcomer(&mut self) {
        self.sum = (0.0, 0.0);
    }

    fn predict(&self, _: &Given) -> f64 {
        held(self.sum, self.share)
    }

    fn hear(&mut self, given: &Given, _: bool) {
        self.sum = (self.sum.0 + one(given.right), self.sum.1 + 1.0);
    }
}

/// Elo for education, after Pelánek (2016): steps of 1 / (1 + 0.05 n).
struct Elo {
    items: Vec<(f64, f64)>,
    person: (f64, f64),
    start: f64,
}

impl Elo {
    fn new(items: usize, share: f64) -> Elo {
        Elo { items: vec![(0.0, 0.0); items], person: (0.0, 0.0), start: logit(share) }
    }
}

fn step(answers: f64) -> f64 {
    1.0 / (1.0 + 0.05 * answers)
}

impl Model for Elo {
    fn newcomer(&mut self) {
        self.person = (self.start, 0.0);
    }

    fn predict(&self, given: &Given) -> f64 {
        chance(self.person.0 - self.items[given.item].0)
    }

    fn hear(&mut self, given: &Given, of_item: bool) {
        let off = one(given.right) - self.predict(given);
        let (level, answers) = self.person;
        self.person = (level + step(answers) * off, answers + 1.0);
        if of_item {
            let (difficulty, answers) = self.items[given.item];
            self.items[given.item] = (difficulty - step(answers) * off, answers + 1.0);
        }
    }
}

/// A weight for each item, and four for how often the person was right and wrong so far, in all and
/// in this skill, on a log scale ("Best-LR" of Gervet and others, 2020). By gradient descent.
struct Logistic {
    items: Vec<f64>,
    history: [f64; 4],
    start: f64,
    /// Right and wrong so far: in all, and by skill.
    all: (usize, usize),
    skills: Vec<(usize, usize)>,
}

const RATE: f64 = 0.05;
const HISTORY_RATE: f64 = 0.002;
const SHRINK: f64 = 1e-4;

impl Logistic {
    fn new(items: usize, skills: usize, share: f64) -> Logistic {
        Logistic {
            items: vec![0.0; items],
            history: [0.0; 4],
            start: logit(share),
            all: (0, 0),
            skills: vec![(0, 0); skills],
        }
    }

    fn features(&self, given: &Given) -> [f64; 4] {
        let skill = self.skills[given.skill];
        [self.all.0, self.all.1, skill.0, skill.1].map(|times| (1.0 + number(times)).ln())
    }
}

impl Model for Logistic {
    fn newcomer(&mut self) {
        self.all = (0, 0);
        self.skills.fill((0, 0));
    }

    fn predict(&self, given: &Given) -> f64 {
        let features = self.features(given);
        let history: f64 = features.iter().zip(self.history).map(|(x, weight)| x * weight).sum();
        chance(self.start + self.items[given.item] + history)
    }

    fn hear(&mut self, given: &Given, of_item: bool) {
        if of_item {
            let off = one(given.right) - self.predict(given);
            let features = self.features(given);
            let weight = &mut self.items[given.item];
            *weight += RATE * (off - SHRINK * *weight);
            for (weight, x) in self.history.iter_mut().zip(features) {
                *weight += HISTORY_RATE * off * x;
            }
            self.start += HISTORY_RATE * off;
        }
        for count in [&mut self.all, &mut self.skills[given.skill]] {
            if given.right {
                count.0 += 1;
            } else {
                count.1 += 1;
            }
        }
    }
}

/// The filter of [`crate::learning`], as it is. Skills are dealt out over the five areas, as nobody has
/// said which belongs where; nothing is guessed, as these questions have no options. No author gave
/// items a level: they all start in the middle, or else where their skill stands so far, and with a
/// variance of one.
struct Stapje {
    items: Vec<Option<Difficulty>>,
    /// How hard each skill is, where that is where its items start.
    skills: Option<Vec<Difficulty>>,
    middle: Difficulty,
    person: Ability,
}

impl Stapje {
    fn new(items: usize, skills: Option<usize>, share: f64) -> Stapje {
        let middle = Difficulty { mean: -logit(share), variance: 1.0 };
        Stapje {
            items: vec![None; items],
            skills: skills.map(|skills| vec![middle; skills]),
            middle,
            person: Ability::default(),
        }
    }

    fn difficulty(&self, given: &Given) -> Difficulty {
        let skill = || self.skills.as_ref().map_or(self.middle.mean, |all| all[given.skill].mean);
        self.items[given.item].unwrap_or_else(|| Difficulty { mean: skill(), ..self.middle })
    }
}

fn area(given: &Given) -> Area {
    Area::ALL[given.skill % Area::ALL.len()]
}

impl Model for Stapje {
    fn newcomer(&mut self) {
        self.person = Ability::default();
    }

    fn predict(&self, given: &Given) -> f64 {
        self.person.predict(area(given), self.difficulty(given), 0.0)
    }

    fn hear(&mut self, given: &Given, of_item: bool) {
        let answer = Answer { right: given.right, guess: 0.0 };
        if of_item && let Some(skills) = &mut self.skills {
            let skill = &mut skills[given.skill];
            *skill = self.person.clone().answer(area(given), *skill, answer);
        }
        let before = self.difficulty(given);
        let after = self.person.answer(area(given), before, answer);
        self.person.practise(area(given), given.right);
        if of_item {
            self.items[given.item] = Some(after);
        }
    }
}
