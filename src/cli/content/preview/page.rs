//! The preview's page: a choice of topic, language, colours and width; then every card of every
//! tip of that topic, and what is said about its file.

use askama::Template;
use serde::Deserialize;

use crate::cli::content::check::Checked;
use crate::content::{Finding, Severity};
use crate::conversation::{Edition, Proof, ProofKind, proofs};

/// What somebody wants to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct View {
    topic: String,
    language: String,
    colours: String,
    width: String,
}

#[derive(Template)]
#[template(path = "cli/content/preview/page.html")]
struct Page<'a> {
    revision: u64,
    topics: Vec<Choice>,
    languages: Vec<Choice>,
    colours: Vec<Choice>,
    widths: Vec<Choice>,
    theme: &'a str,
    narrow: bool,
    tips: Vec<Shown>,
    others: Vec<Line>,
    errors: usize,
    warnings: usize,
    is_live: bool,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

struct Shown {
    id: String,
    title: String,
    file: String,
    level: &'static str,
    cards: Vec<Drawn>,
    lines: Vec<Line>,
}

struct Drawn {
    name: String,
    html: String,
}

struct Line {
    severity: String,
    place: String,
    rule: &'static str,
    what: String,
    why: &'static str,
    help: String,
}

/// The page as HTML.
pub(super) fn page(checked: &Checked, view: &View, revision: u64) -> String {
    let count = |severity| checked.findings.iter().filter(|it| it.severity == severity).count();
    let edition = checked.edition.as_ref();
    let language =
        edition.map_or_else(String::new, |edition| edition.language(&view.language).0.code.clone());
    let topic = edition.map_or_else(String::new, |edition| topic_of(edition, &view.topic));
    let tips = edition.map_or_else(Vec::new, |edition| tips(edition, checked, &language, &topic));
    let shown = |finding: &&Finding| !tips.iter().any(|tip| tip.file == finding.place.file);
    let others = checked.findings.iter().filter(shown).filter(|it| it.severity != Severity::Hint);
    let fixed = |all: &[(&str, &str)], chosen: &str| -> Vec<Choice> {
        let known = all.iter().any(|(id, _)| *id == chosen);
        let choice = |(at, (id, name)): (usize, &(&str, &str))| Choice {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            chosen: if known { *id == chosen } else { at == 0 },
        };
        all.iter().enumerate().map(choice).collect()
    };
    let page = Page {
        revision,
        topics: edition.map_or_else(Vec::new, |edition| topics(edition, &language, &topic)),
        languages: edition.map_or_else(Vec::new, |edition| languages(edition, &language)),
        colours: fixed(
            &[("light", "Light"), ("dark", "Dark"), ("contrast", "High contrast")],
            &view.colours,
        ),
        widths: fixed(&[("desk", "Desk"), ("phone", "Phone")], &view.width),
        theme: match view.colours.as_str() {
            known @ ("dark" | "contrast") => known,
            _ => "light",
        },
        narrow: view.width == "phone",
        others: others.map(line).collect(),
        tips,
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        is_live: edition.is_some(),
    };
    // Rendering into a text cannot fail: there is no writer that could.
    page.render().unwrap_or_default()
}

/// The wanted topic, or the first one that has tips.
fn topic_of(edition: &Edition, wanted: &str) -> String {
    let has_tips = |id: &str| edition.catalog.tips.values().any(|tip| tip.topic == id);
    let topics = &edition.catalog.plan.topics;
    let known = topics.iter().find(|topic| topic.id == wanted);
    let found = known.or_else(|| topics.iter().find(|topic| has_tips(&topic.id)));
    found.map_or_else(String::new, |topic| topic.id.clone())
}

fn topics(edition: &Edition, language: &str, chosen: &str) -> Vec<Choice> {
    let names = &edition.language(language).0.texts.topics;
    let topics = edition.catalog.plan.topics.iter();
    topics
        .map(|topic| Choice {
            id: topic.id.clone(),
            name: names.get(&topic.id).cloned().unwrap_or_default(),
            chosen: topic.id == chosen,
        })
        .collect()
}

fn languages(edition: &Edition, chosen: &str) -> Vec<Choice> {
    let choice = |(code, name): (&str, &str)| Choice {
        id: code.to_owned(),
        name: name.to_owned(),
        chosen: code == chosen,
    };
    edition.languages().map(choice).collect()
}

fn tips(edition: &Edition, checked: &Checked, language: &str, topic: &str) -> Vec<Shown> {
    let of_topic = edition.catalog.tips.values().filter(|tip| tip.topic == topic);
    let mut tips: Vec<_> = of_topic.collect();
    tips.sort_by_key(|tip| tip.level);
    let shown = tips.into_iter().filter_map(|tip| {
        let text = tip.texts.get(language)?;
        let cards = proofs(edition, language, &tip.id).into_iter();
        let drawn = cards.enumerate().map(|(at, proof)| drawn(&proof, &format!("{}-{at}", tip.id)));
        let findings = checked.findings.iter().filter(|it| it.place.file == text.file);
        Some(Shown {
            id: tip.id.clone(),
            title: text.title.clone(),
            file: text.file.clone(),
            level: crate::content::level_name(tip.level),
            cards: drawn.collect(),
            lines: findings.map(line).collect(),
        })
    });
    shown.collect()
}

fn drawn(proof: &Proof, prefix: &str) -> Drawn {
    let name = match proof.kind {
        ProofKind::Tip => "Tip".to_owned(),
        ProofKind::Question => "Question".to_owned(),
        ProofKind::Chosen(at) => format!("Answer {}", at + 1),
        ProofKind::Doing => "Doing question".to_owned(),
    };
    Drawn { name, html: proof.card.html(prefix) }
}

fn line(finding: &Finding) -> Line {
    Line {
        severity: finding.severity.to_string(),
        place: finding.place.to_string(),
        rule: finding.rule.name(),
        what: finding.what.clone(),
        why: finding.rule.why(),
        help: finding.help.clone(),
    }
}
