//! How well one item is remembered: FSRS-6 with its published default weights.
//!
//! The formulas are those of the open spaced repetition project ("The Algorithm", FSRS-6,
//! 21 weights), in `f64`. Checked against vectors of an independent implementation.

use serde::{Deserialize, Serialize};

/// The published default weights w0 to w20.
const W: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];
/// Stability stays within these bounds, in days.
const STABILITY: (f64, f64) = (0.001, 36_500.0);

/// Stability of what was known before we came: recall falls to 0.85 in three months.
const KNOWN_DAYS: f64 = 48.0;

/// How an encounter went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Wrong, or "I don't know".
    Again = 1,
    /// Right after help.
    Hard = 2,
    /// Right, or a tip that was read.
    Good = 3,
    /// Right and too easy.
    Easy = 4,
}

/// The memory of one item after at least one encounter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Days after which the chance of recall has fallen to 0.9.
    pub stability: f64,
    /// 1 (easy to keep) to 10 (hard to keep). Not the difficulty of the item's text.
    pub difficulty: f64,
}

impl Memory {
    /// The memory that a first encounter leaves.
    pub fn first(grade: Grade) -> Memory {
        Memory {
            stability: W[grade as usize - 1],
            difficulty: first_difficulty(grade).clamp(1.0, 10.0),
        }
    }

    /// The memory of what somebody knew before we came: one look after three months.
    pub fn known() -> Memory {
        Memory { stability: KNOWN_DAYS, ..Memory::first(Grade::Easy) }
    }

    /// The chance of recall `days` after the last encounter.
    pub fn retrievability(&self, days: f64) -> f64 {
        (1.0 + factor() * days.max(0.0) / self.stability).powf(-W[20])
    }

    /// Days until the chance of recall has fallen to `target`.
    pub fn interval(&self, target: f64) -> f64 {
        self.stability / factor() * (target.powf(-1.0 / W[20]) - 1.0)
    }

    /// The memory after another encounter, `days` after the last.
    #[must_use]
    pub fn after(&self, grade: Grade, days: f64) -> Memory {
        let stability = if days < 1.0 {
            self.same_day(grade)
        } else if grade == Grade::Again {
            self.forgotten(days)
        } else {
            self.recalled(grade, days)
        };
        Memory {
            stability: stability.clamp(STABILITY.0, STABILITY.1),
            difficulty: self.next_difficulty(grade),
        }
    }

    fn recalled(&self, grade: Grade, days: f64) -> f64 {
        let r = self.retrievability(days);
        let ease = match grade {
            Grade::Hard => W[15],
            Grade::Easy => W[16],
            Grade::Good | Grade::Again => 1.0,
        };
        self.stability
            * (1.0
                + W[8].exp()
                    * (11.0 - self.difficulty)
                    * self.stability.powf(-W[9])
                    * (((1.0 - r) * W[10]).exp() - 1.0)
                    * ease)
    }

    fn forgotten(&self, days: f64) -> f64 {
        let r = self.retrievability(days);
        let long_term = W[11]
            * self.difficulty.powf(-W[12])
            * ((self.stability + 1.0).powf(W[13]) - 1.0)
            * ((1.0 - r) * W[14]).exp();
        long_term.min(self.stability / (W[17] * W[18]).exp())
    }

    fn same_day(&self, grade: Grade) -> f64 {
        let growth =
            (W[17] * (f64::from(grade as u8) - 3.0 + W[18])).exp() * self.stability.powf(-W[19]);
        let growth = if grade == Grade::Again { growth } else { growth.max(1.0) };
        self.stability * growth
    }

    fn next_difficulty(&self, grade: Grade) -> f64 {
        let change = -W[6] * (f64::from(grade as u8) - 3.0);
        let damped = self.difficulty + change * (10.0 - self.difficulty) / 9.0;
        (W[7] * first_difficulty(Grade::Easy) + (1.0 - W[7]) * damped).clamp(1.0, 10.0)
    }
}

/// D0(g), before clamping.
fn first_difficulty(grade: Grade) -> f64 {
    W[4] - (W[5] * (f64::from(grade as u8) - 1.0)).exp() + 1.0
}

/// The factor that makes recall 0.9 after `stability` days.
fn factor() -> f64 {
    0.9_f64.powf(-1.0 / W[20]) - 1.0
}
