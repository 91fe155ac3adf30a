//! The goals that were set before, held against the outcome.

use serde::Serialize;

use super::arms::Arm;
use super::measure::{Bins, DAY_180, Spread};
use super::memory::Truth;
use super::world::Bend;
use super::{Outcome, Run};

/// One goal, in each truth. It counts in the worst of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Goal {
    /// What is measured.
    pub name: &'static str,
    /// What is wanted.
    pub wanted: f64,
    /// Is less better?
    pub at_most: bool,
    /// The values in EXP, ACTR and TWO.
    pub values: [f64; 3],
    /// Is it reached in all of them?
    pub reached: bool,
}

/// The ratio of what two arms gained by day 180, per seed.
pub(super) fn pick(runs: &[&Run], truth: Truth, arm: &str, base: &str) -> Option<Spread> {
    let of = |name: &str, seed: u64| {
        let wanted = |run: &&&Run| run.truth == truth && run.arm == name && run.seed == seed;
        runs.iter().find(wanted).map(|run| run.outcome.gained[DAY_180])
    };
    let ratios: Vec<f64> = runs
        .iter()
        .filter(|run| run.truth == truth && run.arm == arm)
        .filter_map(|run| Some(of(arm, run.seed)? / of(base, run.seed)?))
        .collect();
    (!ratios.is_empty()).then(|| Spread::of(&ratios))
}

/// The goals as far as these runs can judge them.
pub fn goals(runs: &[Run]) -> Vec<Goal> {
    let of = |world: &str| -> Vec<&Run> { runs.iter().filter(|run| run.world == world).collect() };
    let neutral = of(Bend::None.name());
    let two = of("neutral, 2 a week");
    let tiring = of(&format!("{}, 165 facts", Bend::Tiring.name()));
    let stapje = Arm::Stapje.name();
    let ratio = |runs: &[&Run], base: Arm| {
        Truth::ALL.map(|truth| {
            pick(runs, truth, &stapje, &base.name()).map_or(f64::NAN, |spread| spread.mean)
        })
    };
    let best = |runs: &[&Run], bases: &[Arm]| {
        let all: Vec<[f64; 3]> = bases.iter().map(|base| ratio(runs, *base)).collect();
        std::array::from_fn(|at| all.iter().map(|row| row[at]).fold(f64::NAN, f64::min))
    };
    let mean = |runs: &[&Run], of: &dyn Fn(&Outcome) -> f64| {
        Truth::ALL.map(|truth| {
            let here = |run: &&&Run| run.truth == truth && run.arm == stapje;
            let values: Vec<f64> = runs.iter().filter(here).map(|run| of(&run.outcome)).collect();
            if values.is_empty() { f64::NAN } else { Spread::of(&values).mean }
        })
    };
    let drips = [Arm::Drip, Arm::DripReviews, Arm::Random, Arm::Weekly];
    let quarter = least_skilled(&neutral);
    let minutes = |outcome: &Outcome| outcome.minutes / outcome.gained[DAY_180].max(1e-9);
    let goal = |name, wanted, at_most, values: [f64; 3]| Goal {
        name,
        wanted,
        at_most,
        values,
        reached: values.iter().all(|v| if at_most { *v <= wanted } else { *v >= wanted }),
    };
    let all = vec![
        goal("times one hour, day 180", 3.5, false, ratio(&neutral, Arm::Hour)),
        goal("times the hour at day 90", 1.9, false, ratio(&neutral, Arm::HourLate)),
        goal("times an hour and a refresher", 1.2, false, ratio(&neutral, Arm::HourTwice)),
        goal("minutes, as a share of theirs", 0.5, true, share_of_minutes(&neutral)),
        goal("times the best drip that does not adapt", 1.8, false, best(&neutral, &drips)),
        goal("times the simple rule, neutral", 1.03, false, ratio(&neutral, Arm::Simple)),
        goal(
            "times the simple rule, large library, tiring",
            1.10,
            false,
            ratio(&tiring, Arm::Simple),
        ),
        goal(
            "of the better oracle",
            0.95,
            false,
            best(&neutral, &[Arm::OracleGreedy, Arm::OracleRule]),
        ),
        goal("minutes per retained fact", 10.0, true, mean(&neutral, &minutes)),
        goal("least-skilled quarter, times the drip", 2.0, false, quarter),
        goal("stopped in half a year, three a week", 0.08, true, mean(&neutral, &|o| o.stopped)),
        goal("stopped in half a year, two a week", 0.045, true, mean(&two, &|o| o.stopped)),
        goal("first questions answered right", 0.75, false, mean(&neutral, &|o| o.right_first)),
        goal("reviews answered right", 0.85, false, mean(&neutral, &|o| o.right_reviews)),
        goal("ECE after recalibration", 0.01, true, calibration_error(&neutral)),
        goal(
            "log loss, as a share of a constant's",
            1.0,
            true,
            mean(&neutral, &|o| o.calibration.fitted_loss / o.calibration.constant_loss),
        ),
    ];
    all.into_iter().filter(|goal| goal.values.iter().any(|value| !value.is_nan())).collect()
}

fn least_skilled(runs: &[&Run]) -> [f64; 3] {
    let of = |truth: Truth, arm: Arm| {
        let here = |run: &&&Run| run.truth == truth && run.arm == arm.name();
        let lowest = |run: &&Run| run.outcome.gained_by_quarter[0][DAY_180];
        let values: Vec<f64> = runs.iter().filter(here).map(lowest).collect();
        if values.is_empty() { f64::NAN } else { Spread::of(&values).mean }
    };
    Truth::ALL.map(|truth| of(truth, Arm::Stapje) / of(truth, Arm::Drip))
}

fn share_of_minutes(runs: &[&Run]) -> [f64; 3] {
    let of = |truth: Truth, arm: Arm| {
        let here = |run: &&&Run| run.truth == truth && run.arm == arm.name();
        let values: Vec<f64> = runs.iter().filter(here).map(|run| run.outcome.minutes).collect();
        if values.is_empty() { f64::NAN } else { Spread::of(&values).mean }
    };
    Truth::ALL.map(|truth| of(truth, Arm::Stapje) / of(truth, Arm::HourTwice))
}

/// Over the answers of all companies of a truth together.
fn calibration_error(runs: &[&Run]) -> [f64; 3] {
    Truth::ALL.map(|truth| {
        let here = |run: &&&Run| run.truth == truth && run.arm == Arm::Stapje.name();
        let mut all =
            runs.iter().filter(here).map(|run| &run.outcome.calibration.fitted).peekable();
        if all.peek().is_some() { Bins::error(all) } else { f64::NAN }
    })
}
