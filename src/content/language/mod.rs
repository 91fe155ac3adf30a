//! Help with plain language: Dutch at level B1, and plain English.
//!
//! Nothing here stops a tip from going live. What is almost always worth mending is a warning;
//! what often is, a hint. Rules of thumb are those of the Dutch government's and editors' advice
//! on B1: sentences of about twelve words, active, with words that everybody knows. How often
//! each rule is right, on labelled sentences, stands in `docs/LANGUAGE.md`.

mod dutch;
mod ease;
mod english;
mod prose;
mod sentence;
mod words;

use std::ops::Range;

pub use ease::{Ease, reading_ease};
pub(super) use prose::passages;
pub use sentence::{Sentence, sentences};
pub use words::{DifficultWords, read_words};

use super::finding::{Rule, Severity};

/// A sentence that is longer than this is worth a thought…
const AIM: usize = 12;
/// …and one that is longer than this is worth mending.
const TOO_LONG: usize = 20;
/// A word of so many syllables is long. Dutch writes compounds as one word, so that a stricter
/// rule would mostly hit words that everybody knows.
const LONG_WORD: usize = 6;
/// Long words that every reader of ours meets each day.
const KNOWN_WORDS: [&str; 5] =
    ["automatically", "municipality", "municipality’s", "municipalities", "versiegeschiedenis"];

/// A remark about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The bytes that it is about.
    pub at: Range<usize>,
    /// A warning or a hint.
    pub severity: Severity,
    /// The rule.
    pub rule: Rule,
    /// What could be better.
    pub what: String,
    /// How.
    pub help: String,
}

/// Everything worth saying about the sentences of a text. Languages that we do not know are
/// left alone.
pub fn remarks(language: &str, text: &str, difficult: &DifficultWords) -> Vec<Remark> {
    let of_language: fn(&Sentence, &mut Vec<Remark>) = match language {
        "nl" => dutch::check,
        "en" => english::check,
        _ => return Vec::new(),
    };
    let mut remarks = Vec::new();
    for sentence in sentences(text) {
        check_length(&sentence, &mut remarks);
        words::check(&sentence, difficult, &mut remarks);
        check_long_words(language, &sentence, &mut remarks);
        of_language(&sentence, &mut remarks);
    }
    remarks
}

/// Does a title say what to do? A remark when it does not.
pub fn opening(language: &str, title: &str) -> Option<Remark> {
    let sentence = sentences(title).into_iter().next()?;
    let first = sentence.words.first()?;
    let never_a_verb = match language {
        "nl" => dutch::NEVER_A_VERB,
        "en" => english::NEVER_A_VERB,
        _ => return None,
    };
    never_a_verb.contains(&first.lower.as_str()).then(|| Remark {
        at: first.at.clone(),
        severity: Severity::Hint,
        rule: Rule::Imperative,
        what: "the title does not begin with something to do".to_owned(),
        help: "Begin with the verb: “Stuur een link”, “Send a link”.".to_owned(),
    })
}

fn check_length(sentence: &Sentence, remarks: &mut Vec<Remark>) {
    let count = sentence.words.len();
    if count > AIM {
        let severity = if count > TOO_LONG { Severity::Warning } else { Severity::Hint };
        remarks.push(Remark {
            at: sentence.at.clone(),
            severity,
            rule: Rule::SentenceLength,
            what: format!("a sentence of {count} words"),
            help: "Make two sentences of it; aim at twelve words or fewer.".to_owned(),
        });
    }
}

fn check_long_words(language: &str, sentence: &Sentence, remarks: &mut Vec<Remark>) {
    for word in sentence.words.iter().filter(|word| !word.is_name) {
        if KNOWN_WORDS.contains(&word.lower.as_str()) {
            continue;
        }
        let parts = word.lower.split('-').map(|part| ease::syllables(language, part)).max();
        if parts.is_some_and(|parts| parts >= LONG_WORD) {
            remarks.push(Remark {
                at: word.at.clone(),
                severity: Severity::Hint,
                rule: Rule::LongWord,
                what: format!("“{}” is a long word", word.text),
                help: "Say it in shorter words if you can.".to_owned(),
            });
        }
    }
}

/// A warning about a word or some words of a sentence.
fn about(
    at: Range<usize>,
    severity: Severity,
    rule: Rule,
    what: impl Into<String>,
    help: &str,
) -> Remark {
    Remark { at, severity, rule, what: what.into(), help: help.to_owned() }
}
