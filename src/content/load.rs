//! Loads content: reads it and says everything that is wrong with it in one go.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::catalog::Catalog;
use super::finding::{Finding, Place, Rule, Severity};
use super::links::{Links, links};
use super::read::{Read, read_all};
use super::rules;
use super::source::{File, Source};
use super::talk;
use super::tip::{Tip, TipText};

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
