//! Reads all content and says everything that is wrong with it in one go.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use super::catalog::Catalog;
use super::finding::{Finding, Place, Rule, Severity};
use super::front_matter::{self, FrontMatter};
use super::language::{DifficultWords, read_words};
use super::links::{LinkKind, Links, links};
use super::markdown;
use super::plan::{Plan, Texts};
use super::rules;
use super::source::{File, Source};
use super::talk::{self, TalkFile};
use super::tip::{Tip, TipText};
use super::yaml::{Mistakes, place_of, read_yaml};

/// The file of a language with its difficult words.
const DIFFICULT_WORDS: &str = "difficult-words.yaml";

/// What loading came to.
#[derive(Debug)]
pub struct Loaded {
    /// The catalog; there is one only when no finding is an error.
    pub catalog: Option<Catalog>,
    /// All findings, sorted by place.
    pub findings: Vec<Finding>,
    /// When somebody should look at each tip again, by day.
    pub reviews: Vec<Review>,
    /// The links that may be asked for.
    pub links: Links,
}

/// When somebody should look at a tip or a talking point again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Review {
    /// The day.
    pub by: Date,
    /// The id of the tip or the talking point.
    pub tip: String,
    /// Who keeps it true.
    pub owner: String,
    /// Where the day stands, in the first of its files.
    pub place: Place,
}

impl Loaded {
    /// The findings, with those that depend on the day: tips whose review date has passed.
    pub fn findings_on(&self, today: Date) -> Vec<Finding> {
        let past = self.reviews.iter().filter(|review| review.by < today).map(|review| {
            Finding::warning(
                review.place.clone(),
                Rule::ReviewDate,
                format!("`{}` should have been looked at by {}", review.tip, review.by),
                format!(
                    "Let {} compare it with its source, and then write a later day in every language.",
                    review.owner
                ),
            )
        });
        let mut findings: Vec<Finding> = self.findings.iter().cloned().chain(past).collect();
        findings.sort();
        findings
    }
}

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

    /// A language that has no list of its own gets the one that is built in.
    fn fill_in_words(&mut self) {
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

/// Reads and checks content files.
pub fn load(files: &[File]) -> Loaded {
    let mut findings = Vec::new();
    let mut read = read_all(files, &mut findings);
    read.fill_in_words();
    rules::advise(&read, &mut findings);
    let reviews = reviews(&read);
    let links = read.plan.as_ref().map(|plan| links(plan, &read)).unwrap_or_default();
    let (catalog, findings) = judge(read, findings);
    Loaded { catalog, findings, reviews, links }
}

/// What it takes to go live, and nothing for who writes: a start is to be quick. Without a catalog
/// it says why.
pub fn load_live(files: &[File]) -> Result<Catalog, Vec<Finding>> {
    let mut findings = Vec::new();
    let read = read_all(files, &mut findings);
    let (catalog, findings) = judge(read, findings);
    catalog.ok_or(findings)
}

/// The catalog, if no finding is an error, and all findings in their order.
fn judge(read: Read, mut findings: Vec<Finding>) -> (Option<Catalog>, Vec<Finding>) {
    rules::check(&read, &mut findings);
    findings.sort();
    findings.dedup();
    let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
    (if broken { None } else { assemble(read) }, findings)
}

fn read_all(files: &[File], findings: &mut Vec<Finding>) -> Read {
    let mut read = Read::default();
    for file in files {
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            if is_ours(&file.path) {
                findings.push(Finding::error(
                    Place::start_of(&file.path),
                    Rule::NotUtf8,
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
            ["plan.yaml"] => keep(whole(&file.path, text), findings, |plan| {
                read.plan = Some(plan);
            }),
            [language, "texts.yaml"] => keep(whole(&file.path, text), findings, |texts| {
                read.texts.insert((*language).to_owned(), texts);
            }),
            [language, DIFFICULT_WORDS] => keep(read_words(&file.path, text), findings, |words| {
                read.difficult.insert((*language).to_owned(), words);
            }),
            [language, "words.ftl"] => {
                read.words.insert((*language).to_owned(), text.to_owned());
            }
            [language, "tips", .., name] => {
                if let Some(id) = name.strip_suffix(".md") {
                    read_tip(&file.path, text, language, id, &mut read, findings);
                }
            }
            [language, "talks", name] => {
                if let Some(id) = name.strip_suffix(".md") {
                    read.talks.extend(talk::read(&file.path, text, language, id, findings));
                }
            }
            _ => {}
        }
    }
    read
}

/// One review for each tip and each talking point: its files agree on the day.
fn reviews(read: &Read) -> Vec<Review> {
    let tips = read.tips.iter().map(|tip| {
        let place = Place::at(&tip.path, &tip.text, tip.text.find("review-by").unwrap_or(0));
        (&tip.id, tip.head.review_by, &tip.head.owner, place)
    });
    let talks = read.talks.iter().map(|talk| {
        let place = Place::at(&talk.path, &talk.text, talk.text.find("review-by").unwrap_or(0));
        (&talk.id, talk.head.review_by, &talk.head.owner, place)
    });
    let mut first: BTreeMap<&str, Review> = BTreeMap::new();
    for (id, by, owner, place) in tips.chain(talks) {
        let review = Review { by, tip: id.clone(), owner: owner.clone(), place };
        first.entry(id).or_insert(review);
    }
    let mut reviews: Vec<Review> = first.into_values().collect();
    reviews.sort();
    reviews
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
            file: file.path,
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
    Some(Catalog::new(plan, languages, tips, talk::assemble(read.talks)))
}
