//! The self-check of an adoption plan: twelve questions, answered from the plan where it can be,
//! asked where it cannot. It needs no data about any employee.

mod from_plan;
mod words;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::catalog::Catalog;

pub use words::{FactorWords, SelfCheckWords};

/// What a plan for adoption should have an answer to, the most urgent first: without a reason and
/// people to carry it, nothing else lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// Why, for whom.
    Why,
    /// What people will do.
    Behaviour,
    /// Who carries it.
    WorkingGroup,
    /// Managers take part.
    Managers,
    /// Time to learn, and time for those who help.
    Time,
    /// Resistance is heard.
    Resistance,
    /// Every skill level.
    Levels,
    /// How knowledge gets across.
    Knowledge,
    /// Several ways.
    Ways,
    /// What was learned lasts.
    Retention,
    /// Whether it works.
    Measurement,
    /// Who keeps it true.
    Maintenance,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It is missing.
    No,
    /// Nobody answered.
    Open,
    /// Some of it is there.
    Partly,
    /// It is arranged.
    Yes,
}

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// It follows from the plan.
    Plan,
    /// Somebody gave it.
    Told,
}

/// The result for one factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The factor.
    pub factor: Factor,
    /// The answer.
    pub answer: Answer,
    /// Where it comes from.
    pub origin: Origin,
}

/// Answers that somebody gave.
pub type Answers = BTreeMap<Factor, Answer>;

/// The result for the whole plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfCheck {
    /// One outcome for each factor, in their order.
    pub outcomes: Vec<Outcome>,
}

impl Factor {
    /// All factors, the most urgent first.
    pub const ALL: [Factor; 12] = [
        Factor::Why,
        Factor::Behaviour,
        Factor::WorkingGroup,
        Factor::Managers,
        Factor::Time,
        Factor::Resistance,
        Factor::Levels,
        Factor::Knowledge,
        Factor::Ways,
        Factor::Retention,
        Factor::Measurement,
        Factor::Maintenance,
    ];
}

impl SelfCheck {
    /// Holds a plan against the twelve questions. What somebody told goes above what the plan
    /// says: they may know more than is written down.
    pub fn of(catalog: &Catalog, told: &Answers, today: Date) -> SelfCheck {
        let outcome = |factor| {
            let (answer, origin) = told.get(&factor).map_or_else(
                || {
                    (
                        from_plan::answer(factor, catalog, today).unwrap_or(Answer::Open),
                        Origin::Plan,
                    )
                },
                |answer| (*answer, Origin::Told),
            );
            Outcome { factor, answer, origin }
        };
        SelfCheck { outcomes: Factor::ALL.into_iter().map(outcome).collect() }
    }

    /// The factors that the plan does not answer.
    pub fn open(&self) -> impl Iterator<Item = Factor> {
        let open = self.outcomes.iter().filter(|outcome| outcome.answer == Answer::Open);
        open.map(|outcome| outcome.factor)
    }

    /// Two points for what is arranged, one for what partly is.
    pub fn points(&self) -> usize {
        let points = |outcome: &Outcome| match outcome.answer {
            Answer::Yes => 2,
            Answer::Partly => 1,
            Answer::No | Answer::Open => 0,
        };
        self.outcomes.iter().map(points).sum()
    }

    /// The most points there are.
    pub fn most_points(&self) -> usize {
        self.outcomes.len() * 2
    }

    /// What to do first: of what is missing the most urgent, else of what is open, else of what is
    /// partly there.
    pub fn first(&self) -> Option<Factor> {
        let gaps = self.outcomes.iter().filter(|outcome| outcome.answer != Answer::Yes);
        gaps.min_by_key(|outcome| outcome.answer).map(|outcome| outcome.factor)
    }
}
