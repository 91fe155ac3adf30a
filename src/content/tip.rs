//! A tip and its check-in, as read from its files.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::learning::Level;

/// One idea for one behaviour at one level, in one or more languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// The name of its files.
    pub id: String,
    /// The topic's id.
    pub topic: String,
    /// The behaviour's id.
    pub behaviour: String,
    /// How it is worded and what it asks.
    pub level: Level,
    /// Ids of tips that come before it.
    pub prerequisites: Vec<String>,
    /// Who keeps it true.
    pub owner: String,
    /// The day on which it should be looked at again.
    pub review_by: Date,
    /// Its words, by language.
    pub texts: BTreeMap<String, TipText>,
}

/// The words of a tip in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipText {
    /// The title.
    pub title: String,
    /// The tip itself, as Markdown.
    pub body: String,
    /// One thing to try now.
    pub try_it: Option<TryIt>,
    /// A picture.
    pub picture: Option<Picture>,
    /// The check-in question about knowledge.
    pub question: Question,
    /// The page where the facts come from.
    pub source: String,
    /// The file that it was read from.
    pub file: String,
}

/// One thing to try now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TryIt {
    /// What to do.
    pub text: String,
    /// The words on the button.
    pub label: String,
    /// Where the button leads.
    pub url: String,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Where it is.
    pub url: String,
    /// What it shows.
    pub alt: String,
}

/// A question with options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The situation and the question.
    pub prompt: String,
    /// The options; exactly one is right.
    pub choices: Vec<Choice>,
}

/// One option of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The words.
    pub text: String,
    /// Is it the right one?
    pub right: bool,
    /// What is said when it is chosen.
    pub feedback: String,
}
