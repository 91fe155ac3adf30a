//! What is believed about one person's ability, and how an answer changes it.
//!
//! A hierarchical Bayesian Rasch filter: one Gaussian per person over a general level,
//! one offset for each [`Area`] and a bias of self-reports, all in logits. An observation
//! looks at the state along one direction; the posterior along that direction is computed
//! by Gauss-Hermite quadrature and the rest of the state follows by conditioning. After
//! Wilson, Karklin, Han and Ekanadham, "Back to the basics: Bayesian extensions of IRT
//! outperform neural networks for proficiency estimation" (EDM 2016).

use serde::{Deserialize, Serialize};

use super::level::{Area, Difficulty};
use super::quadrature::{NODES, logistic};

/// Numbers in a person's state: general level, five area offsets, report bias.
const N: usize = 7;
const GENERAL: usize = 0;
const BIAS: usize = 6;

/// Prior variance of the general level.
const GENERAL_VARIANCE: f64 = 1.0;
/// Prior variance of each area's offset.
const OFFSET_VARIANCE: f64 = 0.35;
/// People report themselves as better than they are: prior mean of that bias.
const BIAS_MEAN: f64 = 0.5;
/// Prior variance of the bias.
const BIAS_VARIANCE: f64 = 0.6;
/// What a day without news adds to the variance of the general level.
const GENERAL_DRIFT: f64 = 0.0005;
/// What a day without news adds to the variance of an area's offset.
const OFFSET_DRIFT: f64 = 0.001;
/// Uncertainty never grows beyond this multiple of the prior variance.
const DRIFT_CAP: f64 = 1.25;
/// The best anyone does: even an expert slips once in twenty.
const CEILING: f64 = 0.95;
/// Extra noise of a self-report against an answer: how people rate themselves goes with what they can
/// do by a correlation of .3 only (Freund and Kasten 2012, 154 effects).
const REPORT_NOISE: f64 = 2.0;
/// Extra noise of what somebody says that they did: half that of an opinion. A deed is remembered and
/// an opinion formed on the spot; both are somebody's own word, so both carry their bias.
const DEED_NOISE: f64 = 1.0;

/// One person's ability as it is believed to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ability {
    mean: [f64; N],
    covariance: [[f64; N]; N],
}

/// What somebody says about a tip that they saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// "Te moeilijk".
    TooHard,
    /// "Gedaan", on the tip itself: it fitted.
    Fine,
    /// "Te makkelijk", "wist ik al".
    TooEasy,
}

/// What somebody says of themselves in the level check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Can {
    /// "Ken ik niet".
    Unknown,
    /// "Nog niet".
    NotYet,
    /// "Met hulp".
    WithHelp,
    /// "Lukt me".
    Yes,
}

/// A question that was answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Was it the right option?
    pub right: bool,
    /// The chance of being right by guessing: one in the number of options; 0 for "I don't know".
    pub guess: f64,
}

impl Default for Ability {
    fn default() -> Self {
        let mut ability = Ability { mean: [0.0; N], covariance: [[0.0; N]; N] };
        ability.covariance[GENERAL][GENERAL] = GENERAL_VARIANCE;
        for area in Area::ALL {
            let a = 1 + area.index();
            ability.covariance[a][a] = OFFSET_VARIANCE;
        }
        ability.mean[BIAS] = BIAS_MEAN;
        ability.covariance[BIAS][BIAS] = BIAS_VARIANCE;
        ability
    }
}

impl Ability {
    /// Somebody of whom nothing is known, where people stand at `average` in general.
    pub fn around(average: f64) -> Ability {
        let mut ability = Ability::default();
        ability.mean[GENERAL] = average;
        ability
    }

    /// The believed level in `area`: mean and variance in logits.
    pub fn in_area(&self, area: Area) -> (f64, f64) {
        let a = 1 + area.index();
        let c = &self.covariance;
        (self.mean[GENERAL] + self.mean[a], c[GENERAL][GENERAL] + c[a][a] + 2.0 * c[GENERAL][a])
    }

    /// Do we know more of this area than when we had heard nothing at all?
    pub fn has_news(&self, area: Area) -> bool {
        self.in_area(area).1 < GENERAL_VARIANCE + OFFSET_VARIANCE
    }

    /// Do we know more of this person than when we had heard nothing at all?
    pub fn has_news_at_all(&self) -> bool {
        self.covariance[GENERAL][GENERAL] < GENERAL_VARIANCE
    }

    /// The means of general level, area offsets and report bias, for inspection.
    pub fn means(&self) -> [f64; N] {
        self.mean
    }

    /// The variances of general level, area offsets and report bias, for inspection.
    pub fn variances(&self) -> [f64; N] {
        std::array::from_fn(|i| self.covariance[i][i])
    }

    /// Lets `days` pass: what is not practised becomes a little less certain.
    pub fn rest(&mut self, days: f64) {
        let days = days.max(0.0);
        self.doubt(GENERAL, days * GENERAL_DRIFT, GENERAL_VARIANCE);
        for area in Area::ALL {
            self.doubt(1 + area.index(), days * OFFSET_DRIFT, OFFSET_VARIANCE);
        }
    }

    /// Learning by doing: an item practised in `area` leaves a small gain and a little doubt.
    pub fn practise(&mut self, area: Area, right: bool) {
        let a = 1 + area.index();
        self.mean[a] += if right { 0.03 } else { 0.02 };
        self.doubt(a, 0.01, OFFSET_VARIANCE);
    }

    /// Adds `more` variance to dimension `at`, up to the cap that goes with its `prior`.
    fn doubt(&mut self, at: usize, more: f64, prior: f64) {
        let variance = &mut self.covariance[at][at];
        let cap = (prior * DRIFT_CAP).max(*variance);
        *variance = (*variance + more).min(cap);
    }

    /// The chance that this person answers an item right, guessing included.
    pub fn predict(&self, area: Area, item: Difficulty, guess: f64) -> f64 {
        let (mean, variance) = self.in_area(area);
        let (m, sd) = (mean - item.mean, (variance + item.variance).sqrt());
        NODES.iter().map(|(z, w)| w * chance(m + sd * z, guess)).sum()
    }

    /// Learns from an answer. Moves the item's difficulty too and returns it.
    pub fn answer(&mut self, area: Area, item: Difficulty, answer: Answer) -> Difficulty {
        let step = self.observe(&[GENERAL, 1 + area.index()], item, 0.0, |x| {
            let p = chance(x, answer.guess);
            if answer.right { p } else { 1.0 - p }
        });
        Difficulty {
            mean: item.mean - item.variance * step.shift,
            variance: item.variance - item.variance * item.variance * step.shrink,
        }
    }

    /// Learns from what somebody says of an item. Says nothing about the item itself.
    pub fn report(&mut self, area: Area, item: Difficulty, report: Report) {
        self.observe(&[GENERAL, 1 + area.index(), BIAS], item, REPORT_NOISE, |x| {
            let too_hard = 1.0 - logistic(1.2 * (x + 1.0));
            let too_easy = logistic(1.2 * (x - 1.5));
            match report {
                Report::TooHard => too_hard,
                Report::Fine => 1.0 - too_hard - too_easy,
                Report::TooEasy => too_easy,
            }
        });
    }

    /// Learns from what somebody says that they did: "ja", or "lukt niet". It says that they manage, or
    /// tried and did not; not that it was easy. Says nothing about the item itself.
    pub fn deed(&mut self, area: Area, item: Difficulty, managed: bool) {
        self.observe(&[GENERAL, 1 + area.index(), BIAS], item, DEED_NOISE, |x| {
            let likely = logistic(1.2 * (x + 1.0));
            if managed { likely } else { 1.0 - likely }
        });
    }

    /// Learns from one line of the level check. As weak as any self-report, and with the
    /// same allowance for bias: the start it gives is cautious.
    pub fn level_check(&mut self, area: Area, item: Difficulty, can: Can) {
        self.observe(&[GENERAL, 1 + area.index(), BIAS], item, REPORT_NOISE, |x| {
            let at_least = |threshold: f64| logistic(1.7 * (x - threshold));
            match can {
                Can::Unknown => 1.0 - at_least(-1.6),
                Can::NotYet => at_least(-1.6) - at_least(-0.5),
                Can::WithHelp => at_least(-0.5) - at_least(0.6),
                Can::Yes => at_least(0.6),
            }
        });
    }

    /// Conditions the state on a likelihood of x = (sum of `along`) - difficulty.
    fn observe(
        &mut self,
        along: &[usize],
        item: Difficulty,
        noise: f64,
        likelihood: impl Fn(f64) -> f64,
    ) -> Step {
        let gain: [f64; N] =
            std::array::from_fn(|i| along.iter().map(|&j| self.covariance[i][j]).sum());
        let before: f64 = along.iter().map(|&i| self.mean[i]).sum::<f64>() - item.mean;
        let variance: f64 = along.iter().map(|&i| gain[i]).sum::<f64>() + item.variance + noise;
        let step = Step::along(before, variance, likelihood);
        for i in 0..N {
            self.mean[i] += gain[i] * step.shift;
            for j in 0..N {
                self.covariance[i][j] -= gain[i] * gain[j] * step.shrink;
            }
        }
        step
    }
}

/// P(right) at distance `x` between person and item, with guessing and slips.
fn chance(x: f64, guess: f64) -> f64 {
    guess + (CEILING - guess) * logistic(x)
}

/// How far one observation moves whatever is correlated with it.
struct Step {
    /// (posterior mean - prior mean) / prior variance.
    shift: f64,
    /// (1 - posterior variance / prior variance) / prior variance.
    shrink: f64,
}

impl Step {
    fn along(mean: f64, variance: f64, likelihood: impl Fn(f64) -> f64) -> Step {
        let sd = variance.sqrt();
        let (mut z, mut first, mut second) = (0.0, 0.0, 0.0);
        for (node, weight) in NODES {
            let x = mean + sd * node;
            // A likelihood of zero everywhere would divide by zero; nothing is that impossible.
            let l = weight * likelihood(x).max(1e-12);
            z += l;
            first += l * x;
            second += l * x * x;
        }
        let posterior = first / z;
        let spread = (second / z - posterior * posterior).max(1e-9);
        Step { shift: (posterior - mean) / variance, shrink: (1.0 - spread / variance) / variance }
    }
}
