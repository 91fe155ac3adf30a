//! The words of the self-check in one language: `plan-check.yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Answer, Factor, Origin};
use crate::content::finding::Finding;
use crate::content::source::Source;
use crate::content::yaml::{Mistakes, read_yaml};

/// `plan-check.yaml` of a language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SelfCheckWords {
    /// The heading.
    pub title: String,
    /// What this is, in a sentence or two.
    pub intro: String,
    /// The heading above what to do first.
    pub first: String,
    /// Said when nothing is missing.
    pub complete: String,
    /// The heading above the factors.
    pub results: String,
    /// "{points} of {most} points".
    pub score: String,
    /// How somebody answers a question in the terminal.
    pub ask: String,
    /// Names of the answers.
    pub answers: BTreeMap<Answer, String>,
    /// Names of where an answer comes from.
    pub origins: Origins,
    /// Headings of the table: factor, answer, where it comes from.
    pub columns: [String; 3],
    /// The factors.
    pub factors: BTreeMap<Factor, FactorWords>,
}

/// Names of where an answer comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origins {
    plan: String,
    told: String,
}

/// The words of one factor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorWords {
    /// Its name.
    pub name: String,
    /// The question.
    pub question: String,
    /// What to do when it is not arranged.
    pub todo: String,
}

impl SelfCheckWords {
    /// The words of a language that is built in; `None` for another.
    pub fn of(language: &str) -> Option<Result<SelfCheckWords, Vec<Finding>>> {
        let file = format!("{language}/plan-check.yaml");
        let words = Source::built_in(&file)?;
        Some(read_yaml(&file, &words, 0).map_err(Mistakes::findings))
    }

    /// The name of an answer.
    pub fn answer(&self, answer: Answer) -> &str {
        self.answers.get(&answer).map_or("", String::as_str)
    }

    /// The name of where an answer comes from.
    pub fn origin(&self, origin: Origin) -> &str {
        match origin {
            Origin::Plan => &self.origins.plan,
            Origin::Told => &self.origins.told,
        }
    }

    /// The score, in words.
    pub fn points(&self, points: usize, most: usize) -> String {
        self.score.replace("{points}", &points.to_string()).replace("{most}", &most.to_string())
    }
}
