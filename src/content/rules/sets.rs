//! Rules over all files of a tip.

use std::collections::BTreeMap;

use super::super::finding::{Finding, Place, Rule};
use super::super::plan::Plan;
use super::super::read::TipFile;

pub(super) fn check(plan: &Plan, tips: &[TipFile], findings: &mut Vec<Finding>) {
    let mut by_id: BTreeMap<&str, Vec<&TipFile>> = BTreeMap::new();
    for tip in tips {
        by_id.entry(&tip.id).or_default().push(tip);
    }
    for files in by_id.values() {
        check_translations(plan, files, findings);
    }
}

fn check_translations(plan: &Plan, files: &[&TipFile], findings: &mut Vec<Finding>) {
    let Some(first) = files.first() else { return };
    for code in &plan.languages {
        match files.iter().filter(|file| file.language == *code).collect::<Vec<_>>().as_slice() {
            [] if was_told(findings, code, &first.id) => {}
            [] => findings.push(Finding::error(
                Place::start_of(&first.path),
                Rule::MissingLanguage,
                format!("this tip is not there in `{code}`"),
                "Copy the file to that language's folder under the same name and translate it.",
            )),
            [_] => {}
            [_, second, ..] => findings.push(Finding::error(
                Place::start_of(&second.path),
                Rule::DuplicateId,
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
                Rule::HeadsDiffer,
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
                Rule::OptionsDiffer,
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
