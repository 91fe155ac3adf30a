//! A talking point for managers: two minutes of a team's meeting.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::finding::{Finding, Place, Rule};
use super::front_matter;
use super::markdown;
use super::yaml::read_yaml;

/// A talking point, in one or more languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// The name of its files.
    pub id: String,
    /// Who keeps it true.
    pub owner: String,
    /// The day on which it should be looked at again.
    pub review_by: Date,
    /// Its words, by language.
    pub texts: BTreeMap<String, TalkText>,
}

/// The words of a talking point in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkText {
    /// The title.
    pub title: String,
    /// What it is about, as Markdown.
    pub body: String,
    /// The question for the team.
    pub question: String,
}

/// One file of a talking point as read, before the rules look at it.
pub(super) struct TalkFile {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) language: String,
    pub(super) id: String,
    pub(super) body_at: usize,
    pub(super) head: Head,
    pub(super) body: markdown::Body,
}

/// The head of its file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Head {
    pub(super) owner: String,
    pub(super) review_by: Date,
}

/// Reads one file.
pub(super) fn read(
    path: &str,
    text: &str,
    language: &str,
    id: &str,
    findings: &mut Vec<Finding>,
) -> Option<TalkFile> {
    let Some(split) = front_matter::split(text) else {
        findings.push(Finding::error(
            Place::start_of(path),
            Rule::NoFrontMatter,
            "the file does not start with a head between two lines of `---`",
            "Copy the head of another talking point to the top of this file and fill it in.",
        ));
        return None;
    };
    let head = read_yaml::<Head>(path, split.head, 1);
    let body = markdown::read_talk(path, text, split.body_at, findings);
    match head {
        Ok(head) => Some(TalkFile {
            path: path.to_owned(),
            text: text.to_owned(),
            language: language.to_owned(),
            id: id.to_owned(),
            body_at: split.body_at,
            head,
            body,
        }),
        Err(mistakes) => {
            findings.extend(mistakes.findings);
            None
        }
    }
}

/// Puts the files of each talking point together.
pub(super) fn assemble(files: Vec<TalkFile>) -> BTreeMap<String, Talk> {
    let mut talks: BTreeMap<String, Talk> = BTreeMap::new();
    for file in files {
        let Some(question) = file.body.question else { continue };
        let talk = talks.entry(file.id.clone()).or_insert_with(|| Talk {
            id: file.id,
            owner: file.head.owner,
            review_by: file.head.review_by,
            texts: BTreeMap::new(),
        });
        let text =
            TalkText { title: file.body.title, body: file.body.text, question: question.prompt };
        talk.texts.insert(file.language, text);
    }
    talks
}
