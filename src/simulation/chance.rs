//! Chance from a seed.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A count as a number to compute with.
pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A source of chance that repeats itself.
#[derive(Debug)]
pub(super) struct Dice(StdRng);

impl Dice {
    /// From a seed and a number within it, such as a person's.
    pub(super) fn new(seed: u64, number: u64) -> Dice {
        Dice(StdRng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number))
    }

    /// Uniform in 0 to 1.
    pub(super) fn share(&mut self) -> f64 {
        self.0.random()
    }

    /// True with this chance.
    pub(super) fn happens(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// A whole number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end.max(1))
    }

    /// Standard normal, by the method of Box and Muller (1958).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }
}
