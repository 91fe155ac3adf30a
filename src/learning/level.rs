//! Levels, areas and how hard an item is believed to be.

use serde::{Deserialize, Serialize};

/// How a tip is worded and what it asks: `DigComp` levels 1-2, 3-4 and 5-6.
///
/// Levels have different tips; a higher level is never a longer text of the same tip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// `DigComp` 1-2: simple tasks, one step, with help where needed.
    Starter,
    /// `DigComp` 3-4: ordinary tasks on one's own.
    Basis,
    /// `DigComp` 5-6: different tasks, helping others.
    Gevorderd,
}

impl Level {
    /// All levels, easiest first.
    pub const ALL: [Level; 3] = [Level::Starter, Level::Basis, Level::Gevorderd];

    /// The difficulty in logits that an author's level stands for, before anyone has answered.
    ///
    /// The first three of the four `DigComp` 3.0 levels, one logit apart.
    pub fn difficulty(self) -> f64 {
        match self {
            Level::Starter => -1.4,
            Level::Basis => -0.4,
            Level::Gevorderd => 0.6,
        }
    }

    /// The level at which somebody of this ability, in logits, stands: the highest whose items they
    /// are as likely as not to manage.
    pub fn reached_by(ability: f64) -> Level {
        let reached = Level::ALL.into_iter().rev().find(|level| level.difficulty() <= ability);
        reached.unwrap_or(Level::Starter)
    }

    /// One level down, if there is one.
    pub fn easier(self) -> Option<Level> {
        match self {
            Level::Starter => None,
            Level::Basis => Some(Level::Starter),
            Level::Gevorderd => Some(Level::Basis),
        }
    }
}

/// The five competence areas of `DigComp`. Ability is kept per area: two or three
/// answers a week cannot support a finer grid. Topics are mapped to an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// Finding, judging and keeping information.
    Information,
    /// Working and talking with others.
    Communication,
    /// Making and improving content.
    Content,
    /// Protecting devices, data and people.
    Safety,
    /// Solving problems, finding the fitting tool.
    ProblemSolving,
}

impl Area {
    /// All areas, in `DigComp` order.
    pub const ALL: [Area; 5] =
        [Area::Information, Area::Communication, Area::Content, Area::Safety, Area::ProblemSolving];

    /// The position of this area in [`Area::ALL`].
    pub fn index(self) -> usize {
        match self {
            Area::Information => 0,
            Area::Communication => 1,
            Area::Content => 2,
            Area::Safety => 3,
            Area::ProblemSolving => 4,
        }
    }
}

/// What is believed about the difficulty of one item: a Gaussian in logits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difficulty {
    /// Mean, in logits. Higher is harder.
    pub mean: f64,
    /// Variance, in squared logits.
    pub variance: f64,
}

impl Difficulty {
    /// The variance of an author's label before anyone has answered.
    pub const LABEL_VARIANCE: f64 = 0.25;

    /// The starting belief for an item of this level.
    pub fn of(level: Level) -> Self {
        Difficulty { mean: level.difficulty(), variance: Self::LABEL_VARIANCE }
    }
}
