//! Reading answers of real learners.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::Given;

/// Answers of real learners, each person's in order of time.
#[derive(Debug, Default)]
pub struct Learners {
    pub(super) people: Vec<Vec<Given>>,
    pub(super) items: usize,
    pub(super) skills: usize,
}

/// A file with answers cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file itself.
    #[error("cannot read {}: {error}. Check the path.", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Too few people to divide.
    #[error("there is nobody in {}, or fewer than ten people: too few to compare anything. Give a larger file.", .0)]
    TooFew(String),
    /// What stands in it.
    #[error("{}:{line}: {what}. Wanted are a CSV file with columns person, item, skill and right (1 or 0), or four lines a person: a number, then items, skills and answers with commas between.", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

/// Two in each fold.
const LEAST_PEOPLE: usize = 10;

/// The names of the columns, each with what public sets call it.
const COLUMNS: [&[&str]; 4] = [
    &["person", "user_id", "studentId"],
    &["item", "problem_id", "problemId"],
    &["skill", "skill_id"],
    &["right", "correct"],
];

/// Gives every name a number.
#[derive(Default)]
struct Numbers(HashMap<String, usize>);

impl Numbers {
    fn of(&mut self, name: &str) -> usize {
        let next = self.0.len();
        *self.0.entry(name.to_owned()).or_insert(next)
    }
}

#[derive(Default)]
struct Reader {
    people: Vec<Vec<Given>>,
    person_names: Numbers,
    items: Numbers,
    skills: Numbers,
}

impl Learners {
    /// Reads these files; people of one file are others than those of the next.
    pub fn read(paths: &[PathBuf]) -> Result<Learners, ReadError> {
        let mut reader = Reader::default();
        for path in paths {
            let fail = |error| ReadError::File { path: path.clone(), error };
            let text = std::fs::read_to_string(path).map_err(fail)?;
            let bad =
                |(line, what): (usize, String)| ReadError::Line { path: path.clone(), line, what };
            let has_names =
                text.lines().next().is_some_and(|line| line.contains(char::is_alphabetic));
            if has_names {
                reader.columns(&text, path).map_err(bad)?;
            } else {
                reader.groups(&text).map_err(bad)?;
            }
        }
        let Reader { people, items, skills, .. } = reader;
        if people.len() < LEAST_PEOPLE {
            let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            return Err(ReadError::TooFew(names.join(" ")));
        }
        Ok(Learners { people, items: items.0.len(), skills: skills.0.len() })
    }
}

impl Reader {
    /// One answer. The same item twice in a row is one answer that a file lists for each of its
    /// skills: counted twice it would give itself away.
    fn add(&mut self, person: usize, item: &str, skill: &str, right: &str) -> Result<(), String> {
        let right = match right.trim() {
            "1" => true,
            "0" => false,
            other => return Err(format!("{other:?} is neither 1 nor 0")),
        };
        let given = Given { item: self.items.of(item), skill: self.skills.of(skill), right };
        let answers = &mut self.people[person];
        if answers.last().is_none_or(|last| last.item != given.item) {
            answers.push(given);
        }
        Ok(())
    }

    fn columns(&mut self, text: &str, path: &Path) -> Result<(), (usize, String)> {
        let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let head = rows.headers().map_err(|error| (1, error.to_string()))?.clone();
        let mut at = [0; 4];
        for (place, names) in at.iter_mut().zip(COLUMNS) {
            let found = head.iter().position(|name| names.contains(&name));
            *place = found.ok_or_else(|| (1, format!("there is no column {:?}", names[0])))?;
        }
        for (row, record) in rows.records().enumerate() {
            let line = row + 2;
            let record = record.map_err(|error| (line, error.to_string()))?;
            let [person, item, skill, right] =
                at.map(|place| record.get(place).unwrap_or_default());
            let person = self.person_names.of(&format!("{} {person}", path.display()));
            self.people.resize_with(self.people.len().max(person + 1), Vec::new);
            self.add(person, item, skill, right).map_err(|what| (line, what))?;
        }
        Ok(())
    }

    fn groups(&mut self, text: &str) -> Result<(), (usize, String)> {
        let lines: Vec<&str> = text.lines().collect();
        for (group, lines) in lines.chunks(4).enumerate() {
            let line = 4 * group + 1;
            let &[_, items, skills, answers] = lines else {
                return Err((line, "the last person has no four lines".to_owned()));
            };
            let [items, skills, answers] = [items, skills, answers].map(values);
            if items.len() != skills.len() || items.len() != answers.len() {
                return Err((line, "as many items, skills and answers were expected".to_owned()));
            }
            let person = self.people.len();
            self.people.push(Vec::new());
            for ((item, skill), answer) in items.into_iter().zip(skills).zip(answers) {
                self.add(person, item, skill, answer).map_err(|what| (line + 3, what))?;
            }
        }
        Ok(())
    }
}

fn values(line: &str) -> Vec<&str> {
    line.split(',').map(str::trim).filter(|value| !value.is_empty()).collect()
}
