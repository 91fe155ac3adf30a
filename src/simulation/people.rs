//! Who the simulated people are: every number about them, with where it comes from.
//!
//! *Guess* marks what no source gives for office workers and tips. Guesses were set once, so that
//! a fixed drip loses about one person in eight in half a year, and were not changed to favour an
//! arm. Only ratios within one world mean something.

use super::chance::Dice;
use super::world::World;
use crate::learning::{Area, Can};

/// Spread of general skill, in logits. Guess; one logit is what separates the author's levels.
pub const SKILL_SPREAD: f64 = 1.0;
/// Spread of an area around somebody's general skill. Guess: areas differ less than people.
pub const AREA_SPREAD: f64 = 0.6;
/// How steeply knowing depends on skill. Not the engine's 1.
pub const KNOWING_SLOPE: f64 = 1.3;
/// The best chance that a tip comes across, however easy it is. Guess.
pub const LANDING_BEST: f64 = 0.92;
/// How steeply that depends on skill, and how far above one's level it still half works. Guess.
pub const LANDING_SLOPE: f64 = 1.7;
/// See [`LANDING_SLOPE`].
pub const LANDING_REACH: f64 = 1.2;
/// What is left of it without the fact that comes before. Guess.
pub const WITHOUT_PREREQUISITE: f64 = 0.5;
/// Spread of how well facts and people keep, on a log scale. Guess; forgetting curves of single
/// facts and people differ by this much in published sets.
pub const KEEP_SPREAD: f64 = 0.8;
/// How often somebody who knows it answers right: slips are one in twenty.
pub const RIGHT_WHEN_KNOWN: f64 = 0.95;
/// How often "weet ik niet" is chosen instead of a guess. Guess.
pub const ADMITS: f64 = 0.45;
/// How often a known tip gets "te makkelijk" instead of "gedaan". Guess.
pub const SAYS_TOO_EASY: f64 = 0.6;
/// How often a tip that was not understood gets "te moeilijk": people rather hide it. Guess.
pub const SAYS_TOO_HARD: f64 = 0.35;
/// How often somebody who remembers a tip has also done it. Trainers estimate that 62 percent of
/// training is used at once and 44 percent after half a year (Saks and Belcourt 2006).
pub const DOES_IT: f64 = 0.5;
/// Share of people who do the level check. Guess.
pub const DOES_CHECK: f64 = 0.8;
/// People overestimate themselves by this much, in logits, and more so with less skill: a recent
/// meta-analysis gives r = .32 between self-rating and performance and an overestimate by 37
/// percentile points in the lowest quartile; ECDL Switzerland found two in three too high.
pub const OVERESTIMATE: f64 = 0.5;
/// See [`OVERESTIMATE`]: what a logit of skill takes off it.
pub const OVERESTIMATE_SLOPE: f64 = 0.35;
/// Noise of a self-rating, in logits. With the bias it gives a correlation of about .5 with skill
/// in the area, which is generous: most meta-analyses say .3.
pub const RATING_NOISE: f64 = 1.0;
/// How willing people are to answer a card: mean and spread of the logit. Guess.
pub const WILLING: (f64, f64) = (1.3, 0.9);
/// What each unit of fatigue takes off. A nudge is one unit; it halves in a week. Guess.
pub const FATIGUE_WEIGHT: f64 = 0.25;
/// Days in which fatigue halves. Guess.
pub const FATIGUE_HALVES: f64 = 7.0;
/// Another item in the same message tires this much of a nudge. Guess.
pub const ONWARD_FATIGUE: f64 = 0.1;
/// What being asked too easy or too hard takes off: Math Garden pupils liked 75 percent right.
pub const MISFIT_WEIGHT: f64 = 0.9;
/// The success rate that people like best (Math Garden).
pub const LIKED_SUCCESS: f64 = 0.75;
/// What a moment in the preferred quarter of the window adds to willingness. Guess.
pub const GOOD_MOMENT: f64 = 0.35;
/// Chance per nudge to stop for good, for somebody rested who minds nothing. Guess.
pub const STOPS: f64 = 0.00018;
/// How that grows with fatigue, ignored nudges in a row, boring and too hard items. Guess.
pub const STOPS_GROWTH: [f64; 4] = [0.35, 0.3, 0.8, 0.8];
/// Share that works three days a week. Guess.
pub const PART_TIME: f64 = 0.3;
/// Days of the one holiday in half a year: from, to. Half pause Stapje for it; others ignore it.
pub const HOLIDAY: (usize, usize) = (5, 15);
/// Chance to press "nog eentje?" at the end of a message that went well. Guess.
pub const ONE_MORE: f64 = 0.05;
/// Chance per day that somebody who went silent writes again. Guess.
pub const RETURNS: f64 = 0.004;
/// Minutes of a tip, a question, a doing question, and the level check. Guess, from reading 60
/// words and pressing once.
pub const MINUTES: [f64; 4] = [1.0, 0.7, 0.4, 2.0];
/// Minutes of the hour, how many facts it holds, and the share of people who come.
pub const HOUR: (f64, usize, f64) = (60.0, 40, 0.9);
/// Attention in the hour, from its first to its last fact. Reviews find a weaker decline than
/// folklore does (Wilson and Korn 2007); this is between.
pub const ATTENTION: (f64, f64) = (1.0, 0.6);

/// One simulated employee, before anything happens.
#[derive(Debug, Clone)]
pub struct Person {
    /// True skill per area, in logits.
    pub skill: [f64; 5],
    /// Willingness to answer, in logits.
    pub(super) willing: f64,
    /// Works on these weekdays, Monday lowest.
    pub(super) days: u8,
    /// First day and length of the holiday.
    pub(super) holiday: (usize, usize),
    /// Do they pause for it?
    pub(super) pauses: bool,
    /// Keeps facts this well: a factor.
    pub(super) keep: f64,
    /// The quarter of the window that suits best.
    pub(super) good_quarter: usize,
    /// Comes to the hour.
    pub(super) attends: bool,
    /// Does the level check.
    pub(super) checks: bool,
}

impl Person {
    pub(super) fn born(world: &World, dice: &mut Dice) -> Person {
        let general = world.skill_spread() * dice.normal();
        let skill = std::array::from_fn(|_| general + AREA_SPREAD * dice.normal());
        let days = if dice.happens(PART_TIME) {
            [0b0_0111, 0b1_1001, 0b0_1011][dice.below(3)]
        } else {
            0b1_1111
        };
        let length = HOLIDAY.0 + dice.below(HOLIDAY.1 - HOLIDAY.0 + 1);
        Person {
            skill,
            willing: WILLING.0 + world.engagement() + WILLING.1 * dice.normal(),
            days,
            holiday: (20 + dice.below(140), length),
            pauses: dice.happens(0.5),
            keep: (KEEP_SPREAD * 0.6 * dice.normal()).exp(),
            good_quarter: dice.below(4),
            attends: dice.happens(HOUR.2),
            checks: dice.happens(DOES_CHECK),
        }
    }

    /// The mean skill over the areas.
    pub fn mean_skill(&self) -> f64 {
        self.skill.iter().sum::<f64>() / 5.0
    }

    /// What they say of an area in the level check, about something of this difficulty.
    pub(super) fn rates(&self, area: Area, difficulty: f64, dice: &mut Dice) -> Can {
        let skill = self.skill[area.index()];
        let felt = skill + OVERESTIMATE - OVERESTIMATE_SLOPE * skill + RATING_NOISE * dice.normal()
            - difficulty;
        match felt {
            x if x < -1.5 => Can::Unknown,
            x if x < -0.4 => Can::NotYet,
            x if x < 0.7 => Can::WithHelp,
            _ => Can::Yes,
        }
    }

    pub(super) fn is_away(&self, day: usize) -> bool {
        (self.holiday.0..self.holiday.0 + self.holiday.1).contains(&day)
    }
}
