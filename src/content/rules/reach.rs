//! Rules about the way through the library: what can be reached, from where.

use std::collections::{BTreeMap, BTreeSet};

use super::super::finding::{Finding, Place, Rule};
use super::super::plan::Plan;
use super::super::read::{Read, TipFile};
use super::{PLAN, in_section, level_name};
use crate::learning::Level;

/// The tips by id, each by one of its files.
type ById<'a> = BTreeMap<&'a str, &'a TipFile>;

pub(super) fn check(plan: &Plan, read: &Read, findings: &mut Vec<Finding>) {
    let by_id: ById = read.tips.iter().rev().map(|tip| (tip.id.as_str(), tip)).collect();
    let circling = check_cycles(&by_id, findings);
    // Where a tip that cannot be read leads is not known.
    if read.broken.is_empty() {
        check_reach(&by_id, &circling, findings);
        check_levels(plan, read.text(PLAN), &by_id, findings);
    }
}

fn before(tip: &TipFile) -> impl Iterator<Item = &str> {
    tip.head.prerequisites.iter().map(|id| id.value.as_str())
}

/// No tip may come before itself. Gives the tips that do.
fn check_cycles<'a>(by_id: &ById<'a>, findings: &mut Vec<Finding>) -> BTreeSet<&'a str> {
    let mut circling = BTreeSet::new();
    for (id, tip) in by_id {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = before(tip).collect();
        while let Some(next) = open.pop() {
            if next == *id {
                circling.insert(*id);
                findings.push(Finding::error(
                    Place::start_of(&tip.path),
                    Rule::Cycle,
                    format!("the tip `{id}` comes before itself, by way of its prerequisites"),
                    "Take one of the prerequisites out.",
                ));
                break;
            }
            if seen.insert(next)
                && let Some(next) = by_id.get(next)
            {
                open.extend(before(next));
            }
        }
    }
    circling
}

/// Tips whose prerequisites are never met because of a fault elsewhere.
fn check_reach(by_id: &ById, circling: &BTreeSet<&str>, findings: &mut Vec<Finding>) {
    let reached = reached(by_id, |_| true);
    for (id, tip) in by_id {
        // A circle and an unknown id are told where they are.
        let is_told = circling.contains(id) || before(tip).any(|id| !by_id.contains_key(id));
        let blocked = before(tip).find(|id| !reached.contains(id));
        if let (false, false, Some(blocked)) = (reached.contains(id), is_told, blocked) {
            findings.push(Finding::error(
                Place::start_of(&tip.path),
                Rule::Unreachable,
                format!("the tip `{id}` waits for `{blocked}`, which nobody ever gets"),
                "Mend the prerequisites of that tip first, or let this one wait for another.",
            ));
        }
    }
}

/// Every behaviour must have a tip at every level that can be reached with tips of that level
/// and lower ones.
fn check_levels(plan: &Plan, text: &str, by_id: &ById, findings: &mut Vec<Finding>) {
    let all = reached(by_id, |_| true);
    let reached = Level::ALL.map(|level| reached(by_id, |tip| tip.head.level <= level));
    for behaviour in &plan.behaviours {
        for (level, reached) in Level::ALL.into_iter().zip(&reached) {
            let at_level = |tip: &&&TipFile| {
                tip.head.behaviour.value == behaviour.id && tip.head.level == level
            };
            let there: Vec<_> =
                by_id.values().filter(at_level).map(|tip| tip.id.as_str()).collect();
            let place = || in_section(PLAN, text, "behaviours", &behaviour.id);
            let name = level_name(level);
            if there.is_empty() {
                findings.push(Finding::warning(
                    place(),
                    Rule::LevelMissing,
                    format!("the behaviour `{}` has no tip at the level {name}", behaviour.id),
                    "Write one, so that everybody can take this step.",
                ));
            } else if !there.iter().any(|id| reached.contains(id))
                && there.iter().any(|id| all.contains(id))
            {
                findings.push(Finding::warning(
                    place(),
                    Rule::LevelUnreachable,
                    format!("the tips of `{}` for {name} wait for harder ones", behaviour.id),
                    "Let at least one of them wait for tips of its own level or lower only.",
                ));
            }
        }
    }
}

/// What can be reached from nothing, with the tips that are let in.
fn reached<'a>(by_id: &ById<'a>, lets_in: impl Fn(&TipFile) -> bool) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    loop {
        let so_far = reached.len();
        for (id, tip) in by_id {
            if lets_in(tip) && before(tip).all(|id| reached.contains(id)) {
                reached.insert(*id);
            }
        }
        if reached.len() == so_far {
            return reached;
        }
    }
}
