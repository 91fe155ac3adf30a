//! The outcome as text.

use super::arms::Arm;
use super::goals::{goals, pick};
use super::measure::{Bins, DAY_180, QUARTERS, REPORTED, Spread};
use super::memory::Truth;
use super::{Outcome, Run};

/// The whole outcome as Markdown tables.
pub fn table(runs: &[Run]) -> String {
    let mut text = String::new();
    let mut worlds: Vec<&str> = Vec::new();
    for run in runs {
        if !worlds.contains(&run.world.as_str()) {
            worlds.push(&run.world);
        }
    }
    for world in worlds {
        let here: Vec<&Run> = runs.iter().filter(|run| run.world == world).collect();
        text += &format!("## World: {world}\n\n{}", seeds(&here));
        text += &ratios(&here);
        text += &cost(&here);
        text += &quarters(&here);
        text += &over_time(&here);
        text += &right(&here);
        text += &calibration(&here);
        text += &skill(&here);
    }
    let goals = goals(runs);
    if !goals.is_empty() {
        text += "## Goals\n\n| goal | wanted | EXP | ACTR | TWO | reached |\n|---|---|---|---|---|---|\n";
        for goal in goals {
            let cells: Vec<String> = goal.values.iter().map(|value| number(*value)).collect();
            let reached = if goal.reached { "yes" } else { "no" };
            text += &format!(
                "| {} | {} {} | {} | {reached} |\n",
                goal.name,
                if goal.at_most { "≤" } else { "≥" },
                goal.wanted,
                cells.join(" | ")
            );
        }
        text += "\n";
    }
    text
}

fn number(value: f64) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    if value.abs() < 0.1 { format!("{value:.3}") } else { format!("{value:.2}") }
}

fn seeds(runs: &[&Run]) -> String {
    let mut seeds: Vec<u64> = runs.iter().map(|run| run.seed).collect();
    seeds.sort_unstable();
    seeds.dedup();
    let list: Vec<String> = seeds.iter().map(u64::to_string).collect();
    format!("Seeds {}; mean ± standard deviation over seeds.\n\n", list.join(", "))
}

/// Arms in the order in which they came.
fn arms(runs: &[&Run]) -> Vec<String> {
    let mut arms: Vec<String> = Vec::new();
    for run in runs {
        if !arms.contains(&run.arm) {
            arms.push(run.arm.clone());
        }
    }
    arms
}

fn truths(runs: &[&Run]) -> Vec<Truth> {
    Truth::ALL.into_iter().filter(|truth| runs.iter().any(|run| run.truth == *truth)).collect()
}

fn outcomes<'a>(runs: &[&'a Run], truth: Truth, arm: &str) -> Vec<&'a Outcome> {
    let wanted = |run: &&&Run| run.truth == truth && run.arm == arm;
    runs.iter().filter(wanted).map(|run| &run.outcome).collect()
}

/// What stands in a cell, for the outcomes of an arm in a truth.
type Cell<'a> = dyn Fn(&[&Outcome], Truth, &str) -> Option<String> + 'a;

/// A table with a row per arm and a cell per truth.
fn rows(runs: &[&Run], head: &str, cell: &Cell) -> String {
    let truths = truths(runs);
    let names: Vec<&str> = truths.iter().map(|truth| truth.name()).collect();
    let mut text =
        format!("| {head} | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for arm in arms(runs) {
        let cells: Vec<Option<String>> =
            truths.iter().map(|truth| cell(&outcomes(runs, *truth, &arm), *truth, &arm)).collect();
        if cells.iter().all(Option::is_none) {
            continue;
        }
        let cells: Vec<String> =
            cells.into_iter().map(|cell| cell.unwrap_or_else(|| "–".to_owned())).collect();
        text += &format!("| {arm} | {} |\n", cells.join(" | "));
    }
    text + "\n"
}

fn ratios(runs: &[&Run]) -> String {
    let facts = rows(runs, "facts gained by day 180", &|outcomes, _, _| {
        let values: Vec<f64> = outcomes.iter().map(|outcome| outcome.gained[DAY_180]).collect();
        let spread = Spread::of(&values);
        (!values.is_empty()).then(|| format!("{:.2} ± {:.2}", spread.mean, spread.sd))
    });
    let to = |base: Arm, head: &str| {
        let base = base.name();
        rows(runs, head, &|_, truth, arm| {
            let spread = pick(runs, truth, arm, &base)?;
            Some(format!("{:.2} ± {:.2}", spread.mean, spread.sd))
        })
    };
    let is_there = |arm: Arm| runs.iter().any(|run| run.arm == arm.name());
    let mut text = facts;
    if is_there(Arm::Hour) {
        text += &to(Arm::Hour, "times the hour, day 180");
    } else if is_there(Arm::Stapje) {
        text += &to(Arm::Stapje, "times Stapje, day 180");
    }
    text
}

fn cost(runs: &[&Run]) -> String {
    let mut text = "| arm | truth | nudges | answered | items | of those known | first questions right | reviews right | minutes | minutes per fact | nudges per fact | stopped |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n".to_owned();
    for arm in arms(runs) {
        for truth in truths(runs) {
            let all = outcomes(runs, truth, &arm);
            if all.is_empty() {
                continue;
            }
            let mean = |of: &dyn Fn(&Outcome) -> f64| {
                Spread::of(&all.iter().map(|outcome| of(outcome)).collect::<Vec<_>>()).mean
            };
            let facts = mean(&|o| o.gained[DAY_180]).max(1e-9);
            let (minutes, nudges) = (mean(&|o| o.minutes), mean(&|o| o.nudges));
            text += &format!(
                "| {arm} | {} | {nudges:.0} | {:.0} | {:.0} | {:.0} % | {} | {} | {minutes:.0} | {:.1} | {:.1} | {:.1} % |\n",
                truth.name(),
                mean(&|o| o.answered),
                mean(&|o| o.items),
                100.0 * mean(&|o| o.known),
                percent(mean(&|o| o.right_first)),
                percent(mean(&|o| o.right_reviews)),
                minutes / facts,
                nudges / facts,
                100.0 * mean(&|o| o.stopped),
            );
        }
    }
    text + "\n"
}

/// A share; a dash where nothing was asked.
fn percent(share: f64) -> String {
    if share > 0.0 { format!("{:.0} %", 100.0 * share) } else { "–".to_owned() }
}

fn quarters(runs: &[&Run]) -> String {
    rows(
        runs,
        "facts gained by day 180, by quarter of skill, the least skilled first",
        &|all, _, _| {
            if all.is_empty() {
                return None;
            }
            let quarter = |at: usize| {
                let values: Vec<f64> =
                    all.iter().map(|outcome| outcome.gained_by_quarter[at][DAY_180]).collect();
                format!("{:.1}", Spread::of(&values).mean)
            };
            Some((0..QUARTERS).map(quarter).collect::<Vec<_>>().join(" · "))
        },
    )
}

fn over_time(runs: &[&Run]) -> String {
    rows(runs, "facts gained by day 30 · 90 · 180 · 270", &|all, _, _| {
        if all.is_empty() {
            return None;
        }
        let day = |at: usize| {
            let values: Vec<f64> = all.iter().map(|outcome| outcome.gained[at]).collect();
            format!("{:.1}", Spread::of(&values).mean)
        };
        Some(REPORTED.map(day).join(" · "))
    })
}

fn right(runs: &[&Run]) -> String {
    rows(
        runs,
        "first questions · reviews answered right; by quarter of skill, the least skilled first",
        &|all, _, _| {
            let mean = |of: &dyn Fn(&Outcome) -> [f64; 2]| {
                let part = |at: usize| {
                    let values: Vec<f64> = all.iter().map(|outcome| of(outcome)[at]).collect();
                    percent(Spread::of(&values).mean)
                };
                format!("{} · {}", part(0), part(1))
            };
            if all.iter().all(|outcome| outcome.right <= 0.0) {
                return None;
            }
            let quarters: Vec<String> =
                (0..QUARTERS).map(|at| mean(&|outcome| outcome.right_by_quarter[at])).collect();
            let whole = mean(&|outcome| [outcome.right_first, outcome.right_reviews]);
            Some(format!("{whole}; {}", quarters.join(", ")))
        },
    )
}

fn calibration(runs: &[&Run]) -> String {
    let arm = Arm::Stapje.name();
    let mut text = String::new();
    for truth in truths(runs) {
        let all = outcomes(runs, truth, &arm);
        let all: Vec<_> = all.iter().map(|o| &o.calibration).filter(|c| c.answers > 0).collect();
        if all.is_empty() {
            continue;
        }
        if text.is_empty() {
            text += "| predicted recall | log loss: constant | as it is | recalibrated | ECE: as it is | recalibrated | shift | slope |\n|---|---|---|---|---|---|---|---|\n";
        }
        let mean = |of: &dyn Fn(&super::Calibration) -> f64| {
            Spread::of(&all.iter().map(|c| of(c)).collect::<Vec<_>>()).mean
        };
        text += &format!(
            "| {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.2} | {:.2} |\n",
            truth.name(),
            mean(&|c| c.constant_loss),
            mean(&|c| c.raw_loss),
            mean(&|c| c.fitted_loss),
            Bins::error(all.iter().map(|c| &c.raw)),
            Bins::error(all.iter().map(|c| &c.fitted)),
            mean(&|c| c.shift),
            mean(&|c| c.slope),
        );
    }
    text + "\n"
}

fn skill(runs: &[&Run]) -> String {
    let arm = Arm::Stapje.name();
    let all: Vec<&Outcome> =
        runs.iter().filter(|run| run.arm == arm).map(|run| &run.outcome).collect();
    let Some(first) = all.first() else { return String::new() };
    let mut text =
        "| skill known after | people | r | RMSE in logits |\n|---|---|---|---|\n".to_owned();
    for at in 0..first.skill.len() {
        let enough: Vec<_> =
            all.iter().map(|o| o.skill[at]).filter(|fit| fit.people >= 20).collect();
        if enough.is_empty() {
            continue;
        }
        let mean = |of: &dyn Fn(&super::SkillFit) -> f64| {
            Spread::of(&enough.iter().map(of).collect::<Vec<_>>()).mean
        };
        let people: usize = enough.iter().map(|fit| fit.people).sum();
        text += &format!(
            "| {} answers | {people} | {:.2} | {:.2} |\n",
            first.skill[at].answers,
            mean(&|fit| fit.correlation),
            mean(&|fit| fit.error)
        );
    }
    text + "\n"
}
