//! Reads the files of content, each by itself, before the rules look at them together.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{self, Builder, available_parallelism};

use serde::de::DeserializeOwned;

use super::finding::{Finding, Place, Rule};
use super::front_matter::{self, FrontMatter};
use super::language::{DifficultWords, read_words};
use super::links::LinkKind;
use super::markdown;
use super::plan::{Plan, Texts};
use super::source::{File, Source};
use super::talk::{self, TalkFile};
use super::yaml::{Mistakes, place_of, read_yaml};

/// The file of a language with its difficult words.
const DIFFICULT_WORDS: &str = "difficult-words.yaml";
/// More threads than this take longer to begin than they save.
const MOST_THREADS: usize = 4;

/// One tip file as read, before the rules look at it.
pub(super) struct TipFile {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) language: String,
    pub(super) id: String,
    /// Lines above the front matter's first.
    pub(super) head_line: usize,
    /// Where the body begins.
    pub(super) body_at: usize,
    pub(super) head: FrontMatter,
    pub(super) body: markdown::Body,
}

impl TipFile {
    /// Every address in it: what for, and where it stands.
    pub(super) fn addresses(&self) -> impl Iterator<Item = (LinkKind, &str, Place)> {
        let at = |at| Place::at(&self.path, &self.text, at);
        let source = &self.head.source;
        let source_at = place_of(&self.path, source, self.head_line);
        let try_it = self.body.try_it.as_ref();
        let picture = self.body.picture.as_ref();
        [
            Some((LinkKind::Source, source.value.as_str(), source_at)),
            try_it.map(|it| (LinkKind::Button, it.url.as_str(), at(self.body.try_at))),
            picture.map(|it| (LinkKind::Picture, it.url.as_str(), at(self.body.picture_at))),
        ]
        .into_iter()
        .flatten()
    }
}

/// Everything that was read.
#[derive(Default)]
pub(super) struct Read {
    pub(super) plan: Option<Plan>,
    pub(super) texts: BTreeMap<String, Texts>,
    pub(super) words: BTreeMap<String, String>,
    pub(super) tips: Vec<TipFile>,
    /// Tips with mistakes in their head. What the head says is no use; the body can be looked at.
    pub(super) broken: Vec<TipFile>,
    pub(super) talks: Vec<TalkFile>,
    /// The text of the plan and of each language's words, for places in them.
    yaml: BTreeMap<String, String>,
    /// Difficult words by language.
    difficult: BTreeMap<String, DifficultWords>,
}

impl Read {
    /// The text of a YAML file.
    pub(super) fn text(&self, path: &str) -> &str {
        self.yaml.get(path).map_or("", String::as_str)
    }

    /// Is there a tip with this id, be it a broken one?
    pub(super) fn has_tip(&self, id: &str) -> bool {
        self.tips.iter().chain(&self.broken).any(|tip| tip.id == id)
    }

    /// The difficult words of a language.
    pub(super) fn difficult(&self, language: &str) -> Option<&DifficultWords> {
        self.difficult.get(language)
    }

    /// Adds what was read of other files.
    fn add(&mut self, other: Read) {
        self.plan = other.plan.or(self.plan.take());
        self.texts.extend(other.texts);
        self.words.extend(other.words);
        self.tips.extend(other.tips);
        self.broken.extend(other.broken);
        self.talks.extend(other.talks);
        self.yaml.extend(other.yaml);
        self.difficult.extend(other.difficult);
    }

    /// A language that has no list of its own gets the one that is built in.
    pub(super) fn fill_in_words(&mut self) {
        let tips = self.tips.iter().chain(&self.broken).map(|tip| &tip.language);
        let talks = self.talks.iter().map(|talk| &talk.language);
        let languages: BTreeSet<&String> = tips.chain(talks).collect();
        for language in languages {
            let path = format!("{language}/{DIFFICULT_WORDS}");
            let built_in = || read_words(&path, &Source::built_in(&path)?).ok();
            if !self.difficult.contains_key(language)
                && let Some(words) = built_in()
            {
                self.difficult.insert(language.clone(), words);
            }
        }
    }
}

/// Reads all files, on several threads: a start waits for it. What was found keeps their order.
pub(super) fn read_all(files: &[File], findings: &mut Vec<Finding>) -> Read {
    let threads = available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
    let size = files.len().div_ceil(threads).max(1);
    let (first, rest) = files.split_at(size.min(files.len()));
    thread::scope(|scope| {
        let begin = |part| Builder::new().spawn_scoped(scope, move || read_part(part));
        let parts: Vec<_> = rest.chunks(size).map(|part| (part, begin(part))).collect();
        let (mut read, found) = read_part(first);
        findings.extend(found);
        for (part, thread) in parts {
            let (other, found) = match thread {
                Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // The system gives us no more threads.
                Err(_) => read_part(part),
            };
            read.add(other);
            findings.extend(found);
        }
        read
    })
}

fn read_part(files: &[File]) -> (Read, Vec<Finding>) {
    let (mut read, mut findings) = (Read::default(), Vec::new());
    for file in files {
        read_file(file, &mut read, &mut findings);
    }
    (read, findings)
}

fn read_file(file: &File, read: &mut Read, findings: &mut Vec<Finding>) {
    let path = &file.path;
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        if is_ours(path) {
            findings.push(Finding::error(
                Place::start_of(path),
                Rule::NotUtf8,
                "this file is not written in UTF-8",
                "Save it again with the encoding UTF-8.",
            ));
        }
        return;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let names: Vec<&str> = path.split('/').collect();
    if let ["plan.yaml"] | [_, "texts.yaml"] = *names {
        read.yaml.insert(path.clone(), text.to_owned());
    }
    match names.as_slice() {
        ["plan.yaml"] => keep(whole(path, text), findings, |plan| read.plan = Some(plan)),
        [language, "texts.yaml"] => keep(whole(path, text), findings, |texts| {
            read.texts.insert((*language).to_owned(), texts);
        }),
        [language, DIFFICULT_WORDS] => keep(read_words(path, text), findings, |words| {
            read.difficult.insert((*language).to_owned(), words);
        }),
        [language, "words.ftl"] => {
            read.words.insert((*language).to_owned(), text.to_owned());
        }
        [language, "tips", .., name] => {
            if let Some(id) = name.strip_suffix(".md") {
                read_tip(path, text, language, id, read, findings);
            }
        }
        [language, "talks", name] => {
            if let Some(id) = name.strip_suffix(".md") {
                read.talks.extend(talk::read(path, text, language, id, findings));
            }
        }
        _ => {}
    }
}

fn is_ours(path: &str) -> bool {
    [".md", ".yaml", ".ftl"].iter().any(|ending| path.ends_with(ending))
}

/// A file of YAML as a whole.
fn whole<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Vec<Finding>> {
    read_yaml(path, text, 0).map_err(Mistakes::findings)
}

fn keep<T>(result: Result<T, Vec<Finding>>, findings: &mut Vec<Finding>, keep: impl FnOnce(T)) {
    match result {
        Ok(value) => keep(value),
        Err(told) => findings.extend(told),
    }
}

/// Reads a tip into the good ones or the broken ones.
fn read_tip(
    path: &str,
    text: &str,
    language: &str,
    id: &str,
    read: &mut Read,
    findings: &mut Vec<Finding>,
) {
    let Some(split) = front_matter::split(text) else {
        findings.push(Finding::error(
            Place::start_of(path),
            Rule::NoFrontMatter,
            "the file does not start with a head between two lines of `---`",
            "Copy the head of another tip to the top of this file and fill it in.",
        ));
        return;
    };
    let head = read_yaml::<FrontMatter>(path, split.head, 1);
    let body = markdown::read(path, text, split.body_at, findings);
    let file = |head| TipFile {
        path: path.to_owned(),
        text: text.to_owned(),
        language: language.to_owned(),
        id: id.to_owned(),
        head_line: 1,
        body_at: split.body_at,
        head,
        body,
    };
    match head {
        Ok(head) => read.tips.push(file(head)),
        Err(mistakes) => {
            findings.extend(mistakes.findings);
            read.broken.extend(mistakes.repaired.map(file));
        }
    }
}
