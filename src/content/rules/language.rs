//! Plain language, in the file of a tip or of a talking point.

use super::super::finding::{Finding, Place, Rule, Severity};
use super::super::language::{self, DifficultWords, Remark};
use super::super::markdown::Body;
use super::super::read::TipFile;

/// A file with prose.
pub(super) struct Prose<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) language: &'a str,
    /// Where the body begins.
    pub(super) body_at: usize,
    pub(super) body: &'a Body,
}

impl<'a> Prose<'a> {
    pub(super) fn of(tip: &'a TipFile) -> Prose<'a> {
        Prose {
            path: &tip.path,
            text: &tip.text,
            language: &tip.language,
            body_at: tip.body_at,
            body: &tip.body,
        }
    }
}

pub(super) fn check(tip: &Prose, difficult: Option<&DifficultWords>, findings: &mut Vec<Finding>) {
    let code = tip.language;
    let find = |from: usize, remark: Remark| Finding {
        place: Place::at(tip.path, tip.text, from + remark.at.start),
        severity: remark.severity,
        rule: remark.rule,
        what: remark.what,
        help: remark.help,
    };
    let none = DifficultWords::default();
    let difficult = difficult.unwrap_or(&none);
    let mut all = String::new();
    for (range, prose) in language::passages(tip.text, tip.body_at) {
        let mut remarks = language::remarks(code, &prose, difficult);
        // An option may quote what somebody would write to a resident.
        let is_option = tip.text[range.clone()].trim_start().starts_with("- ");
        remarks.retain(|remark| !is_option || remark.rule != Rule::SecondPerson);
        findings.extend(remarks.into_iter().map(|remark| find(range.start, remark)));
        if (tip.body.text_at..tip.body.question_at).contains(&range.start) {
            all.push_str(&prose);
            all.push('\n');
        }
        if range.start == tip.body.title_at {
            let opening = language::opening(code, &prose);
            findings.extend(opening.map(|remark| find(range.start, remark)));
        }
    }
    let place = Place::at(tip.path, tip.text, tip.body.text_at);
    if let Some(ease) = language::reading_ease(code, &all).filter(|ease| ease.is_hard()) {
        findings.push(Finding {
            place,
            severity: Severity::Hint,
            rule: Rule::ReadingEase,
            what: format!("the text scores {:.0} of 100 for ease of reading", ease.score),
            help: "Shorter sentences and shorter words raise it; 60 and more reads well."
                .to_owned(),
        });
    }
}
