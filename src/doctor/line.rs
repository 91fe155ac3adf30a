//! A line as people and programs read it.

use std::fmt;

use serde::Serialize;

use super::rule::{Check, Light, Rule};

/// One line of the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What was looked at.
    pub check: Check,
    /// The state's name.
    pub state: &'static str,
    /// How it is.
    pub light: Light,
    /// What that means.
    pub means: &'static str,
    /// What was seen; empty where that says no more.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub saw: String,
    /// What to do or type next.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub next: String,
}

/// What the words in capitals of a next step stand for.
#[derive(Debug, Clone, Default)]
pub struct Names(Vec<(&'static str, String)>);

impl Line {
    pub(super) fn new(rule: &Rule, saw: impl Into<String>) -> Line {
        Line {
            check: rule.check,
            state: rule.name,
            light: rule.light,
            means: rule.means,
            saw: saw.into(),
            next: rule.next.to_owned(),
        }
    }

    /// The line, said of another check.
    pub(super) fn on(mut self, check: Check) -> Line {
        self.check = check;
        self
    }

    /// What it means and what was seen.
    pub fn told(&self) -> String {
        let saw = self.saw.trim_end_matches('.');
        let several = self.means.contains(". ") || self.means.contains(": ");
        match (saw, several) {
            ("", _) => format!("{}.", self.means),
            (saw, false) => format!("{}: {saw}.", self.means),
            (saw, true) => format!("{}. Seen: {saw}.", self.means),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{:<5}  {:<11}  {}", self.light.word(), self.check, self.told())?;
        if !self.next.is_empty() {
            writeln!(f, "{:20}next: {}", "", self.next)?;
        }
        Ok(())
    }
}

impl Names {
    /// Lets `word` stand for `value`, where there is one.
    pub fn put(&mut self, word: &'static str, value: Option<impl Into<String>>) {
        self.0.extend(value.map(|value| (word, value.into())));
    }

    /// Fills in a next step.
    pub(super) fn fill(&self, line: &mut Line) {
        for (word, value) in &self.0 {
            line.next = line.next.replace(word, value);
        }
    }
}

/// The worst of all lights.
pub fn worst(lines: &[Line]) -> Light {
    lines.iter().map(|line| line.light).max().unwrap_or(Light::Green)
}

/// All lines as text, with a sum at the end.
pub fn text(lines: &[Line]) -> String {
    let mut text: String = lines.iter().map(Line::to_string).collect();
    let of = |light| lines.iter().filter(|line| line.light == light).count();
    let (red, yellow) = (of(Light::Red), of(Light::Yellow));
    text += &match worst(lines) {
        Light::Red => {
            format!(
                "\n{red} wrong, {yellow} to look at. Begin with the first line that is WRONG.\n"
            )
        }
        Light::Yellow => format!("\nNothing is wrong; {yellow} to look at.\n"),
        Light::Green | Light::Off => "\nAll is well.\n".to_owned(),
    };
    text
}
