//! Rules over all files of a tip, and over all tips together.

use std::collections::{BTreeMap, BTreeSet};

use super::super::finding::{Finding, Place};
use super::super::load::TipFile;
use super::super::plan::Plan;
use super::PLAN;
use crate::learning::Level;

/// Rules over all files of a tip, and over all tips of a behaviour.
pub(super) fn check(plan: &Plan, tips: &[TipFile], findings: &mut Vec<Finding>) {
    let mut by_id: BTreeMap<&str, Vec<&TipFile>> = BTreeMap::new();
    for tip in tips {
        by_id.entry(&tip.id).or_default().push(tip);
    }
    for files in by_id.values() {
        check_translations(plan, files, findings);
    }
    for behaviour in &plan.behaviours {
        for level in Level::ALL {
            let there = tips
                .iter()
                .any(|tip| tip.head.behaviour.value == behaviour.id && tip.head.level == level);
            if !there {
                findings.push(Finding::warning(
                    Place::start_of(PLAN),
                    "level-missing",
                    format!("the behaviour `{}` has no tip at the level {level:?}", behaviour.id),
                    "Write one, so that everybody can take this step.",
                ));
            }
        }
    }
}

fn check_translations(plan: &Plan, files: &[&TipFile], findings: &mut Vec<Finding>) {
    let Some(first) = files.first() else { return };
    for code in &plan.languages {
        match files.iter().filter(|file| file.language == *code).collect::<Vec<_>>().as_slice() {
            [] if was_told(findings, code, &first.id) => {}
            [] => findings.push(Finding::error(
                Place::start_of(&first.path),
                "missing-language",
                format!("this tip is not there in `{code}`"),
                "Copy the file to that language's folder under the same name and translate it.",
            )),
            [_] => {}
            [_, second, ..] => findings.push(Finding::error(
                Place::start_of(&second.path),
                "duplicate-id",
                format!("there are two tips with the name `{}` in `{code}`", second.id),
                "Give one of the files another name.",
            )),
        }
    }
    for other in &files[1..] {
        let same = other.head.topic.value == first.head.topic.value
            && other.head.behaviour.value == first.head.behaviour.value
            && other.head.level == first.head.level
            && other.head.review_by == first.head.review_by
            && other.head.prerequisites.iter().map(|id| &id.value).eq(first
                .head
                .prerequisites
                .iter()
                .map(|id| &id.value));
        if !same {
            findings.push(Finding::error(
                Place::start_of(&other.path),
                "heads-differ",
                format!("the head differs from the one in {}", first.path),
                "Only `source` and `owner` may differ between languages.",
            ));
        }
        let options = |tip: &TipFile| -> Option<Vec<bool>> {
            Some(tip.body.question.as_ref()?.choices.iter().map(|c| c.right).collect())
        };
        if let (Some(ours), Some(theirs)) = (options(other), options(first))
            && ours != theirs
        {
            findings.push(Finding::error(
                Place::at(&other.path, &other.text, other.body.question_at),
                "options-differ",
                format!("the options are not in the same order as in {}", first.path),
                "Keep the same number and order of options in every language.",
            ));
        }
    }
}

/// Is this tip's file there in a language, and did we say already why it cannot be read?
fn was_told(findings: &[Finding], language: &str, tip: &str) -> bool {
    let (start, end) = (format!("{language}/"), format!("/{tip}.md"));
    let files = findings.iter().map(|finding| &finding.place.file);
    files.into_iter().any(|file| file.starts_with(&start) && file.ends_with(&end))
}

/// No tip may come before itself.
pub(super) fn check_cycles(tips: &[TipFile], findings: &mut Vec<Finding>) {
    let before: BTreeMap<&str, &TipFile> = tips.iter().map(|tip| (tip.id.as_str(), tip)).collect();
    for tip in before.values() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> =
            tip.head.prerequisites.iter().map(|id| id.value.as_str()).collect();
        while let Some(id) = open.pop() {
            if id == tip.id {
                findings.push(Finding::error(
                    Place::start_of(&tip.path),
                    "cycle",
                    format!("the tip `{id}` comes before itself, by way of its prerequisites"),
                    "Take one of the prerequisites out.",
                ));
                break;
            }
            if seen.insert(id)
                && let Some(next) = before.get(id)
            {
                open.extend(next.head.prerequisites.iter().map(|id| id.value.as_str()));
            }
        }
    }
}
