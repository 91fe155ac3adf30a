//! Departments and roles that the plan names and nobody on the roster has: a slip of the pen there
//! would leave a group of people out without a word.

use std::collections::BTreeSet;

use strsim::osa_distance;

use crate::content::Plan;
use crate::store::roster::Place;

/// At most so many letters differ between a name and the one that was probably meant.
const NEAR: usize = 2;

/// One line for each name in the plan that nobody has. Capitals do not count.
pub fn unknown_names(plan: &Plan, places: &[Place]) -> Vec<String> {
    let departments = names(places.iter().filter_map(|place| place.department.as_deref()));
    let roles = names(places.iter().filter_map(|place| place.role.as_deref()));
    let mut lines = Vec::new();
    for audience in &plan.audiences {
        let by = format!("audience `{}` names", audience.id);
        lines.extend(
            audience
                .departments
                .iter()
                .filter_map(|name| told(&departments, &by, "department", name)),
        );
        lines.extend(audience.roles.iter().filter_map(|name| told(&roles, &by, "role", name)));
    }
    lines.extend(plan.champions.iter().filter_map(|champions| {
        told(&departments, "list of champions names", "department", &champions.department)
    }));
    lines
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    names.collect()
}

fn told(known: &BTreeSet<&str>, by: &str, kind: &str, name: &str) -> Option<String> {
    let wanted = name.to_lowercase();
    let distance = |one: &str| osa_distance(&one.to_lowercase(), &wanted);
    let nearest = known.iter().map(|one| (distance(one), *one)).min();
    match nearest {
        Some((0, _)) => None,
        Some((at, meant)) if at <= NEAR && at * 3 <= wanted.chars().count() => Some(format!(
            "the plan's {by} the {kind} `{name}`, which nobody has. Is `{meant}` meant?"
        )),
        _ => Some(format!("the plan's {by} the {kind} `{name}`, which nobody has.")),
    }
}
