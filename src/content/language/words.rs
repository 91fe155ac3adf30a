//! Difficult words and what can stand in their place: `difficult-words.yaml` of a language.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::sentence::Sentence;
use super::{Remark, about};
use crate::content::finding::{Finding, Rule, Severity};
use crate::content::yaml::{Mistakes, read_yaml};

/// One line of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DifficultWord {
    /// The words, in all forms that occur; one may be several words long.
    words: Vec<String>,
    /// What can stand in their place.
    #[serde(rename = "use")]
    plain: String,
}

/// A list of difficult words, ready to look things up in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DifficultWords {
    /// The entries by their first word: its other words, and what can stand in their place.
    by_first: BTreeMap<String, Vec<(Vec<String>, String)>>,
}

/// Reads a list.
pub fn read_words(file: &str, yaml: &str) -> Result<DifficultWords, Vec<Finding>> {
    let lines: Vec<DifficultWord> = read_yaml(file, yaml, 0).map_err(Mistakes::findings)?;
    let mut list = DifficultWords::default();
    for line in lines {
        for words in &line.words {
            let mut words = words.split(' ').map(|word| word.trim_end_matches('.').to_lowercase());
            let Some(first) = words.next() else { continue };
            list.by_first.entry(first).or_default().push((words.collect(), line.plain.clone()));
        }
    }
    Ok(list)
}

pub(super) fn check(sentence: &Sentence, list: &DifficultWords, remarks: &mut Vec<Remark>) {
    for (at, word) in sentence.words.iter().enumerate().filter(|(_, word)| !word.is_name) {
        for (rest, plain) in list.by_first.get(&word.lower).into_iter().flatten() {
            let following = &sentence.words[at + 1..];
            let is_it = following.len() >= rest.len()
                && following.iter().zip(rest).all(|(word, wanted)| word.lower == *wanted);
            if is_it {
                let end = if rest.is_empty() { word } else { &following[rest.len() - 1] };
                let words: Vec<&str> = [word]
                    .into_iter()
                    .chain(&following[..rest.len()])
                    .map(|it| it.text.as_str())
                    .collect();
                let what = format!("“{}” is a difficult word", words.join(" "));
                let help = format!("Use: {plain}.");
                let place = word.at.start..end.at.end;
                let rule = Rule::DifficultWord;
                remarks.push(about(place, Severity::Warning, rule, what, &help));
            }
        }
    }
}
