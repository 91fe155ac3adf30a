//! Rules for managers and their talking points.

use std::collections::BTreeMap;

use super::super::finding::{Finding, Place, Rule};
use super::super::plan::Plan;
use super::super::read::Read;
use super::super::talk::TalkFile;
use super::language::{self, Prose};
use super::plan::{CRON_HELP, cron_fault};
use super::tip::words;
use super::{PLAN, in_section};

/// The most words of a talking point: two minutes, told aloud, with the question.
const MOST_WORDS: usize = 150;

pub(super) fn check(plan: &Plan, read: &Read, findings: &mut Vec<Finding>) {
    check_managers(plan, read, findings);
    for talk in &read.talks {
        let count = words(&talk.body.text);
        if count > MOST_WORDS {
            findings.push(Finding::error(
                Place::at(&talk.path, &talk.text, talk.body.text_at),
                Rule::TooLong,
                format!("the talking point has {count} words; at most {MOST_WORDS} fit"),
                "Keep what a manager can say in two minutes, and one question.",
            ));
        }
    }
    check_languages(plan, &read.talks, findings);
}

/// Plain language, as for tips.
pub(super) fn advise(read: &Read, findings: &mut Vec<Finding>) {
    for talk in &read.talks {
        language::check(&text(talk), read.difficult(&talk.language), findings);
    }
}

fn check_managers(plan: &Plan, read: &Read, findings: &mut Vec<Finding>) {
    let Some(cron) = plan.managers.as_ref().and_then(|managers| managers.talk.as_deref()) else {
        return;
    };
    let mut wrong = |rule, what: String, help: &str| {
        let place = in_section(PLAN, read.text(PLAN), "managers", "talk");
        findings.push(Finding::error(place, rule, what, help));
    };
    if let Some(why) = cron_fault(cron) {
        let what = format!("the talking points of managers have an unreadable time: {why}");
        wrong(Rule::Cron, what, CRON_HELP);
    }
    if read.talks.is_empty() {
        let what = "there is no talking point for managers".to_owned();
        let help = "Add one as talks/NAME.md in each language's folder, copy them from the \
            built-in content, or take `talk` out of the plan.";
        wrong(Rule::MissingFile, what, help);
    }
}

/// A talking point is there in each language of the plan.
fn check_languages(plan: &Plan, talks: &[TalkFile], findings: &mut Vec<Finding>) {
    let mut files: BTreeMap<&str, Vec<&TalkFile>> = BTreeMap::new();
    for talk in talks {
        files.entry(&talk.id).or_default().push(talk);
    }
    for (id, files) in files {
        let missing: Vec<_> = plan
            .languages
            .iter()
            .filter(|code| files.iter().all(|file| file.language != **code))
            .collect();
        for code in missing {
            findings.push(Finding::error(
                Place::start_of(&files[0].path),
                Rule::MissingLanguage,
                format!("the talking point `{id}` is not there in the language `{code}`"),
                format!("Add {code}/talks/{id}.md."),
            ));
        }
    }
}

fn text(talk: &TalkFile) -> Prose<'_> {
    Prose {
        path: &talk.path,
        text: &talk.text,
        language: &talk.language,
        body_at: talk.body_at,
        body: &talk.body,
    }
}
