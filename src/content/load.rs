//! Reads all content and says everything that is wrong with it in one go.

use std::collections::BTreeMap;

use super::catalog::Catalog;
use super::finding::{Finding, Place, Severity};
use super::front_matter::{self, FrontMatter, read_yaml};
use super::markdown;
use super::plan::{Plan, Texts};
use super::rules;
use super::source::{File, Source};
use super::tip::{Tip, TipText};

/// What loading came to.
#[derive(Debug)]
pub struct Loaded {
    /// The catalog; there is one only when no finding is an error.
    pub catalog: Option<Catalog>,
    /// All findings, sorted by place.
    pub findings: Vec<Finding>,
}

/// One tip file as read, before the rules look at it.
pub(super) struct TipFile {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) language: String,
    pub(super) id: String,
    /// Lines above the front matter's first.
    pub(super) head_line: usize,
    pub(super) head: FrontMatter,
    pub(super) body: markdown::Body,
}

/// Everything that was read.
#[derive(Default)]
pub(super) struct Read {
    pub(super) plan: Option<Plan>,
    pub(super) texts: BTreeMap<String, Texts>,
    pub(super) words: BTreeMap<String, String>,
    pub(super) tips: Vec<TipFile>,
    /// The text of the plan and of each language's words, for places in them.
    yaml: BTreeMap<String, String>,
}

impl Read {
    /// The text of a YAML file.
    pub(super) fn text(&self, path: &str) -> &str {
        self.yaml.get(path).map_or("", String::as_str)
    }
}

/// Reads and checks content files.
pub fn load(files: &[File]) -> Loaded {
    let mut findings = Vec::new();
    let read = read_all(files, &mut findings);
    rules::check(&read, &mut findings);
    findings.sort();
    findings.dedup();
    let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
    let catalog = if broken { None } else { assemble(read) };
    Loaded { catalog, findings }
}

fn read_all(files: &[File], findings: &mut Vec<Finding>) -> Read {
    let mut read = Read::default();
    for file in files {
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            if is_ours(&file.path) {
                findings.push(Finding::error(
                    Place::start_of(&file.path),
                    "not-utf-8",
                    "this file is not written in UTF-8",
                    "Save it again with the encoding UTF-8.",
                ));
            }
            continue;
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let names: Vec<&str> = file.path.split('/').collect();
        if let ["plan.yaml"] | [_, "texts.yaml"] = *names {
            read.yaml.insert(file.path.clone(), text.to_owned());
        }
        match names.as_slice() {
            ["plan.yaml"] => keep(read_yaml(&file.path, text, 0), findings, |plan| {
                read.plan = Some(plan);
            }),
            [language, "texts.yaml"] => keep(read_yaml(&file.path, text, 0), findings, |texts| {
                read.texts.insert((*language).to_owned(), texts);
            }),
            [language, "words.ftl"] => {
                read.words.insert((*language).to_owned(), text.to_owned());
            }
            [language, "tips", .., name] => {
                if let Some(id) = name.strip_suffix(".md") {
                    read.tips.extend(read_tip(&file.path, text, language, id, findings));
                }
            }
            _ => {}
        }
    }
    read
}

fn is_ours(path: &str) -> bool {
    [".md", ".yaml", ".ftl"].iter().any(|ending| path.ends_with(ending))
}

fn keep<T>(result: Result<T, Finding>, findings: &mut Vec<Finding>, keep: impl FnOnce(T)) {
    match result {
        Ok(value) => keep(value),
        Err(finding) => findings.push(finding),
    }
}

fn read_tip(
    path: &str,
    text: &str,
    language: &str,
    id: &str,
    findings: &mut Vec<Finding>,
) -> Option<TipFile> {
    let Some(split) = front_matter::split(text) else {
        findings.push(Finding::error(
            Place::start_of(path),
            "no-front-matter",
            "the file does not start with a head between two lines of `---`",
            "Copy the head of another tip to the top of this file and fill it in.",
        ));
        return None;
    };
    let head = read_yaml::<FrontMatter>(path, split.head, 1);
    let body = markdown::read(path, text, split.body_at, findings);
    match head {
        Ok(head) => Some(TipFile {
            path: path.to_owned(),
            text: text.to_owned(),
            language: language.to_owned(),
            id: id.to_owned(),
            head_line: 1,
            head,
            body,
        }),
        Err(finding) => {
            findings.push(finding);
            None
        }
    }
}

fn assemble(read: Read) -> Option<Catalog> {
    let plan = read.plan?;
    let mut tips: BTreeMap<String, Tip> = BTreeMap::new();
    for file in read.tips {
        let tip = tips.entry(file.id.clone()).or_insert_with(|| Tip {
            id: file.id,
            topic: file.head.topic.value,
            behaviour: file.head.behaviour.value,
            level: file.head.level,
            prerequisites: file.head.prerequisites.into_iter().map(|id| id.value).collect(),
            owner: file.head.owner,
            review_by: file.head.review_by,
            texts: BTreeMap::new(),
        });
        let text = TipText {
            title: file.body.title,
            body: file.body.text,
            try_it: file.body.try_it,
            picture: file.body.picture,
            question: file.body.question?,
            source: file.head.source.value,
        };
        tip.texts.insert(file.language, text);
    }
    let mut languages = BTreeMap::new();
    let mut words = read.words;
    // A language that the plan does not name is being translated: it is checked, not spoken.
    for (code, texts) in read.texts.into_iter().filter(|(code, _)| plan.languages.contains(code)) {
        // A municipality's own folder may leave the product's words to us.
        let words = words.remove(&code).or_else(|| Source::built_in_words(&code))?;
        languages.insert(code, (texts, words));
    }
    Some(Catalog::new(plan, languages, tips))
}
