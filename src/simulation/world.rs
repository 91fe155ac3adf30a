//! A world: how memory works there, what there is to learn, and what is bent for a sensitivity
//! run.

use serde::Serialize;

use super::memory::{Mind, Truth};
use super::people;

/// Where people live.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct World {
    /// How memory works.
    pub truth: Truth,
    /// Facts there are: 60 or more.
    pub facts: usize,
    /// People in the company.
    pub people: usize,
    /// The most nudges in a week.
    pub per_week: u8,
    /// What is bent.
    pub bend: Bend,
}

/// What is different from the neutral world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Bend {
    /// Nothing.
    None,
    /// Forgetting twice as fast.
    ForgetFaster,
    /// Forgetting half as fast.
    ForgetSlower,
    /// People answer far less: 0.9 logits.
    LowEngagement,
    /// People stop three times as soon.
    StopSooner,
    /// Authors' levels say little: an error of one logit instead of a half.
    PoorLabels,
    /// What comes before does not matter.
    NoPrerequisites,
    /// Nobody says "te makkelijk".
    NobodySaysEasy,
    /// Recalling is no better than reading again.
    TestingIsReading,
    /// Nobody's attention fades in the hour.
    AttentiveHour,
    /// Known items tire, skills differ more, failing tires too.
    Tiring,
}

impl Bend {
    /// All of them.
    pub const ALL: [Bend; 11] = [
        Bend::None,
        Bend::ForgetFaster,
        Bend::ForgetSlower,
        Bend::LowEngagement,
        Bend::StopSooner,
        Bend::PoorLabels,
        Bend::NoPrerequisites,
        Bend::NobodySaysEasy,
        Bend::TestingIsReading,
        Bend::AttentiveHour,
        Bend::Tiring,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Bend::None => "neutral",
            Bend::ForgetFaster => "forgetting twice as fast",
            Bend::ForgetSlower => "forgetting half as fast",
            Bend::LowEngagement => "low engagement",
            Bend::StopSooner => "people stop three times as soon",
            Bend::PoorLabels => "poor difficulty labels",
            Bend::NoPrerequisites => "prerequisites do not matter",
            Bend::NobodySaysEasy => "nobody says \"te makkelijk\"",
            Bend::TestingIsReading => "testing no better than reading",
            Bend::AttentiveHour => "nobody's attention fades in the hour",
            Bend::Tiring => "known items tire, skills differ widely",
        }
    }
}

impl World {
    /// The neutral world with this truth.
    pub fn neutral(truth: Truth) -> World {
        World { truth, facts: 60, people: 300, per_week: 3, bend: Bend::None }
    }

    /// Its name in tables.
    pub fn name(&self) -> String {
        let mut name = self.bend.name().to_owned();
        if self.facts != 60 {
            name += &format!(", {} facts", self.facts);
        }
        if self.per_week != 3 {
            name += &format!(", {} a week", self.per_week);
        }
        name
    }

    fn is(&self, bend: Bend) -> bool {
        self.bend == bend
    }

    pub(super) fn mind(&self) -> Mind {
        let forgetting = match self.bend {
            Bend::ForgetFaster => 2.0,
            Bend::ForgetSlower => 0.5,
            _ => 1.0,
        };
        let testing = if self.is(Bend::TestingIsReading) { 1.0 } else { 1.5 };
        Mind { truth: self.truth, forgetting, testing }
    }

    pub(super) fn engagement(&self) -> f64 {
        if self.is(Bend::LowEngagement) { -0.9 } else { 0.0 }
    }

    pub(super) fn stops(&self) -> f64 {
        if self.is(Bend::StopSooner) { 3.0 * people::STOPS } else { people::STOPS }
    }

    pub(super) fn label_noise(&self) -> f64 {
        if self.is(Bend::PoorLabels) { 1.0 } else { 0.5 }
    }

    pub(super) fn without_prerequisite(&self) -> f64 {
        if self.is(Bend::NoPrerequisites) { 1.0 } else { people::WITHOUT_PREREQUISITE }
    }

    pub(super) fn says_too_easy(&self) -> f64 {
        if self.is(Bend::NobodySaysEasy) { 0.0 } else { people::SAYS_TOO_EASY }
    }

    pub(super) fn skill_spread(&self) -> f64 {
        if self.is(Bend::Tiring) { 1.5 } else { people::SKILL_SPREAD }
    }

    /// What a known or failed item adds to fatigue, in nudges.
    pub(super) fn tires(&self) -> f64 {
        if self.is(Bend::Tiring) { 1.0 } else { 0.0 }
    }

    /// Attention at this share of the hour.
    pub(super) fn attention(&self, share: f64) -> f64 {
        let (first, last) = people::ATTENTION;
        if self.is(Bend::AttentiveHour) { first } else { first + (last - first) * share }
    }
}
