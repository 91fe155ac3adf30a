//! How memory really works in a simulated world. None of these is the engine's own model.
//!
//! Three truths, because nobody knows which one holds at work: forgetting that is exponential,
//! forgetting by a power law with a spacing effect, and two stores. Each is scaled in days so that
//! about a quarter to a half of what was learned once is left after a month.

use serde::Serialize;

/// How memory works in a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// A half-life that grows with every encounter, more when more had faded (Settles and
    /// Meeder 2016 for the half-life; growth saturates).
    Exponential,
    /// Activation of traces that decay by a power law; a trace laid while activation is high
    /// decays faster. Pavlik and Anderson (2005), with their a, c, threshold and noise.
    Activation,
    /// A fast and a slow store; the slow one gains most when the fast one has emptied. After
    /// the "new theory of disuse" of Bjork and Bjork (1992), in two numbers.
    TwoStore,
}

impl Truth {
    /// All of them.
    pub const ALL: [Truth; 3] = [Truth::Exponential, Truth::Activation, Truth::TwoStore];

    /// A short name for tables.
    pub fn name(self) -> &'static str {
        match self {
            Truth::Exponential => "EXP",
            Truth::Activation => "ACTR",
            Truth::TwoStore => "TWO",
        }
    }
}

/// Half-life in days after one encounter, in the exponential truth.
const FIRST_HALF_LIFE: f64 = 14.0;
/// The half-life never grows beyond this.
const LONGEST_HALF_LIFE: f64 = 400.0;
/// Decay of a trace on its own, in the activation truth.
const DECAY: f64 = 0.177;
/// What activation at the time of an encounter adds to the decay of its trace.
const DECAY_BY_ACTIVATION: f64 = 0.217;
/// Activation at which half is recalled.
const THRESHOLD: f64 = -0.704;
/// Noise of activation.
const NOISE: f64 = 0.255;
/// Half-life in days of the fast and of the slow store.
const STORES: (f64, f64) = (4.0, 150.0);
/// What one reading moves into the slow store when the fast one is empty.
const CONSOLIDATION: f64 = 0.28;
/// What one has known for long fades this slowly: its half-life in days.
const OLD_KNOWLEDGE: f64 = 1500.0;

/// How an encounter goes into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encounter {
    /// Read or heard.
    Read,
    /// Recalled by oneself.
    Recalled,
}

/// What one person knows of one fact.
#[derive(Debug, Clone, Default)]
pub(super) struct Knowledge {
    /// Day since which it has been known for long, if it was known before.
    old_since: Option<f64>,
    /// How well this person keeps this fact: a factor on half-lives.
    keep: f64,
    traces: Traces,
}

#[derive(Debug, Clone, Default)]
enum Traces {
    #[default]
    None,
    Exponential {
        half_life: f64,
        at: f64,
    },
    Activation(Vec<(f64, f64, f64)>),
    TwoStore {
        fast: f64,
        slow: f64,
        at: f64,
    },
}

/// What of memory a world may bend.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mind {
    pub(super) truth: Truth,
    /// Time passes this many times as fast for memory.
    pub(super) forgetting: f64,
    /// How much better recalling is than reading again: 1.5 is half as good again.
    pub(super) testing: f64,
}

impl Knowledge {
    pub(super) fn new(known: bool, keep: f64) -> Knowledge {
        Knowledge { old_since: known.then_some(0.0), keep, traces: Traces::None }
    }

    /// The chance of recall on this day.
    pub(super) fn recall(&self, mind: Mind, day: f64) -> f64 {
        let old = self.old_since.map_or(0.0, |since| {
            (-(day - since).max(0.0) * mind.forgetting / OLD_KNOWLEDGE).exp2()
        });
        1.0 - (1.0 - old) * (1.0 - self.traces.recall(mind, self.keep, day))
    }

    /// An encounter that came across.
    pub(super) fn meet(&mut self, mind: Mind, how: Encounter, day: f64) {
        if let Some(since) = &mut self.old_since {
            *since = day;
        }
        self.traces.meet(mind, self.keep, how, day);
    }
}

impl Traces {
    fn recall(&self, mind: Mind, keep: f64, day: f64) -> f64 {
        match self {
            Traces::None => 0.0,
            Traces::Exponential { half_life, at } => {
                (-(day - at).max(0.0) * mind.forgetting / half_life).exp2()
            }
            Traces::Activation(_) => {
                let activation = self.activation(mind, keep, day);
                1.0 / (1.0 + ((THRESHOLD - activation) / NOISE).exp())
            }
            Traces::TwoStore { fast, slow, at } => {
                let (fast, slow) = faded(*fast, *slow, (day - at).max(0.0) * mind.forgetting, keep);
                1.0 - (1.0 - fast) * (1.0 - slow)
            }
        }
    }

    fn activation(&self, mind: Mind, keep: f64, day: f64) -> f64 {
        let Traces::Activation(traces) = self else { return f64::NEG_INFINITY };
        let sum: f64 = traces
            .iter()
            .map(|(at, decay, weight)| {
                // A quarter of an hour at least; better keepers live through slower days.
                let age = ((day - at) * mind.forgetting / keep).max(0.01);
                weight * age.powf(-decay)
            })
            .sum();
        sum.ln()
    }

    fn meet(&mut self, mind: Mind, keep: f64, how: Encounter, day: f64) {
        let force = if how == Encounter::Recalled { mind.testing } else { 1.0 };
        let before = self.recall(mind, keep, day);
        match (&mut *self, mind.truth) {
            (Traces::None, Truth::Exponential) => {
                *self = Traces::Exponential { half_life: FIRST_HALF_LIFE * keep, at: day };
            }
            (Traces::Exponential { half_life, at }, _) => {
                // Growth saturates: more than 60 percent faded brings no more.
                let spaced = (1.0 - before).min(0.6) / 0.6;
                *half_life = (*half_life * (1.0 + force * spaced)).min(LONGEST_HALF_LIFE * keep);
                *at = day;
            }
            (Traces::None, Truth::Activation) => {
                *self = Traces::Activation(vec![(day, DECAY, 1.0)]);
            }
            (Traces::Activation(_), _) => {
                let decay = DECAY + DECAY_BY_ACTIVATION * self.activation(mind, keep, day).exp();
                let Traces::Activation(traces) = self else { return };
                traces.push((day, decay, 0.5 + 0.5 * force));
            }
            (Traces::None, Truth::TwoStore) => {
                *self = Traces::TwoStore { fast: 1.0, slow: CONSOLIDATION, at: day };
            }
            (Traces::TwoStore { fast, slow, at }, _) => {
                let gone = (day - *at).max(0.0) * mind.forgetting;
                let (was_fast, was_slow) = faded(*fast, *slow, gone, keep);
                let gain = (CONSOLIDATION * force).min(0.9) * (1.0 - was_slow) * (1.0 - was_fast);
                (*fast, *slow, *at) = (1.0, was_slow + gain, day);
            }
        }
    }
}

fn faded(fast: f64, slow: f64, days: f64, keep: f64) -> (f64, f64) {
    (fast * (-days / (STORES.0 * keep)).exp2(), slow * (-days / (STORES.1 * keep)).exp2())
}
