//! How many people each department has, as far as that may be shown.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::store::roster::Place;

/// A department of fewer people is not shown by itself.
pub const LEAST: usize = 10;

/// How many people the roster has, by department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Departments that are large enough, by name, with their people.
    pub departments: BTreeMap<String, usize>,
    /// Those in smaller departments or in none.
    pub others: Others,
    /// Everybody together; left out where it would tell how few the others are.
    pub people: Option<usize>,
}

/// The people who are not shown by their department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Others {
    /// There are none.
    Nobody,
    /// Too few to say how many.
    Few,
    /// So many.
    Many(usize),
}

/// What may be shown. Names that differ in capitals alone are one department.
pub fn status(places: &[Place]) -> Status {
    let mut found: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for name in places.iter().filter_map(|place| place.department.as_deref()) {
        found.entry(name.to_lowercase()).or_insert((name, 0)).1 += 1;
    }
    let large = found.into_values().filter(|(_, people)| *people >= LEAST);
    let departments: BTreeMap<String, usize> =
        large.map(|(name, people)| (name.to_owned(), people)).collect();
    let shown: usize = departments.values().sum();
    let others = match places.len() - shown {
        0 => Others::Nobody,
        few if few < LEAST => Others::Few,
        many => Others::Many(many),
    };
    let people = (others != Others::Few).then_some(places.len());
    Status { departments, others, people }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (name, people) in &self.departments {
            writeln!(f, "{people:>7}  {name}")?;
        }
        let others = "(smaller departments, or none named)";
        match self.others {
            Others::Nobody => {}
            Others::Few => writeln!(f, "{:>7}  {others}", format!("< {LEAST}"))?,
            Others::Many(people) => writeln!(f, "{people:>7}  {others}")?,
        }
        match self.people {
            Some(people) => writeln!(f, "{people:>7}  in all")?,
            None => writeln!(f, "         in all: not shown, as it would tell how few those are")?,
        }
        write!(f, "Departments are shown from {LEAST} people up.")
    }
}
