//! Rules for the words of a language.

use super::super::finding::{Finding, Place, Rule};
use super::super::markdown;
use super::super::plan::{Plan, Texts};
use super::super::read::Read;
use super::super::source::Source;
use super::{address, in_section};

pub(super) fn check(code: &str, plan: &Plan, read: &Read, findings: &mut Vec<Finding>) {
    let file = format!("{code}/texts.yaml");
    let Some(texts) = read.texts.get(code) else {
        if !findings.iter().any(|finding| finding.place.file == file) {
            findings.push(Finding::error(
                Place::start_of(&file),
                Rule::MissingFile,
                format!("the language `{code}` has no texts"),
                "Copy texts.yaml from another language's folder and translate it.",
            ));
        }
        return;
    };
    if !read.words.contains_key(code) && Source::built_in_words(code).is_none() {
        findings.push(Finding::error(
            Place::start_of(&format!("{code}/words.ftl")),
            Rule::MissingFile,
            format!("the language `{code}` has no words for the product itself"),
            "Copy words.ftl from the built-in content and translate it.",
        ));
    }
    for (section, id) in missing_texts(plan, texts) {
        let place = in_section(&file, read.text(&file), section, "");
        findings.push(Finding::error(
            place,
            Rule::MissingText,
            format!("`{id}` has no words under `{section}`"),
            "Add it; the other language's file shows how.",
        ));
    }
    for url in texts.moments.values().flat_map(|moment| markdown::addresses(&moment.body)) {
        let text = read.text(&file);
        let place = Place::at(&file, text, text.find(&url).unwrap_or_default());
        findings.extend(address::fault(Rule::Link, &url, &place, plan));
    }
    for (section, id) in unknown_texts(plan, texts) {
        findings.push(Finding::warning(
            in_section(&file, read.text(&file), section, id),
            Rule::UnusedText,
            format!("the plan has no `{id}` for these words under `{section}`"),
            "Mend the id, add it to plan.yaml, or take the words out.",
        ));
    }
}

/// The ids of the plan that have words, by the section of `texts.yaml`.
fn sections(plan: &Plan) -> [(&'static str, Vec<&str>); 5] {
    [
        ("topics", plan.topics.iter().map(|it| it.id.as_str()).collect()),
        ("behaviours", plan.behaviours.iter().map(|it| it.id.as_str()).collect()),
        ("campaigns", plan.campaigns.iter().map(|it| it.id.as_str()).collect()),
        ("level-check", plan.level_check.iter().map(|it| it.id.as_str()).collect()),
        ("moments", plan.moments.iter().map(|it| it.id.as_str()).collect()),
    ]
}

fn there<'a>(texts: &'a Texts, section: &str) -> Vec<&'a str> {
    match section {
        "topics" => texts.topics.keys().map(String::as_str).collect(),
        "behaviours" => texts.behaviours.keys().map(String::as_str).collect(),
        "campaigns" => texts.campaigns.keys().map(String::as_str).collect(),
        "level-check" => texts.level_check.keys().map(String::as_str).collect(),
        "moments" => texts.moments.keys().map(String::as_str).collect(),
        _ => texts.audiences.keys().map(String::as_str).collect(),
    }
}

fn missing_texts<'a>(plan: &'a Plan, texts: &Texts) -> Vec<(&'static str, &'a str)> {
    let mut missing = Vec::new();
    for (section, ids) in sections(plan) {
        let there = there(texts, section);
        missing.extend(ids.into_iter().filter(|id| !there.contains(id)).map(|id| (section, id)));
    }
    missing
}

fn unknown_texts<'a>(plan: &Plan, texts: &'a Texts) -> Vec<(&'static str, &'a str)> {
    let mut unknown = Vec::new();
    // A why of an audience's own is a choice: it may be missing, it may not be left over.
    let audiences = ("audiences", plan.audiences.iter().map(|it| it.id.as_str()).collect());
    for (section, ids) in sections(plan).into_iter().chain([audiences]) {
        let extra = there(texts, section).into_iter().filter(|id| !ids.contains(id));
        unknown.extend(extra.map(|id| (section, id)));
    }
    unknown
}
