//! The rules that content keeps, beyond being readable.

mod address;
mod campaigns;
mod duplicates;
mod language;
mod plan;
mod posts;
mod question;
mod reach;
mod sets;
mod talks;
mod texts;
mod tip;

use super::finding::{Finding, Place, Rule};
use super::read::Read;
use crate::learning::Level;

const PLAN: &str = "plan.yaml";

/// What keeps content from going live, and some of what is better otherwise.
pub(super) fn check(read: &Read, findings: &mut Vec<Finding>) {
    for tip in read.tips.iter().chain(&read.broken) {
        tip::check_body(tip, findings);
    }
    let Some(plan) = &read.plan else {
        if !findings.iter().any(|finding| finding.place.file == PLAN) {
            findings.push(Finding::error(
                Place::start_of(PLAN),
                Rule::MissingFile,
                "there is no plan",
                "Add plan.yaml to the content folder; copy it from the built-in content.",
            ));
        }
        return;
    };
    plan::check(plan, read.text(PLAN), findings);
    campaigns::check(plan, read.text(PLAN), findings);
    posts::check(plan, read.text(PLAN), findings);
    for code in &plan.languages {
        texts::check(code, plan, read, findings);
    }
    for tip in &read.tips {
        tip::check_head(tip, plan, read, findings);
    }
    talks::check(plan, read, findings);
    sets::check(plan, &read.tips, findings);
    reach::check(plan, read, findings);
}

/// Advice to who writes, never more than a warning. It takes most of the time.
pub(super) fn advise(read: &Read, findings: &mut Vec<Finding>) {
    for tip in read.tips.iter().chain(&read.broken) {
        language::check(&language::Prose::of(tip), read.difficult(&tip.language), findings);
    }
    talks::advise(read, findings);
    duplicates::check(&read.tips, findings);
}

/// A level as a tip's head names it.
pub fn level_name(level: Level) -> &'static str {
    match level {
        Level::Starter => "starter",
        Level::Basis => "basis",
        Level::Gevorderd => "gevorderd",
    }
}

/// Where `word` stands under the key `section` of a YAML text, or as near to it as we can tell.
fn in_section(file: &str, text: &str, section: &str, word: &str) -> Place {
    let head = format!("{section}:");
    let mut at = 0;
    let mut section_at = None;
    for line in text.split_inclusive('\n') {
        let is_top = line.starts_with(|first: char| !first.is_whitespace() && first != '#');
        match section_at {
            None if line.starts_with(&head) => section_at = Some(at),
            Some(_) if is_top && !line.starts_with('-') => break,
            _ => {}
        }
        if section_at.is_some()
            && !word.is_empty()
            && let Some(within) = whole_word(line, word)
        {
            return Place::at(file, text, at + within);
        }
        at += line.len();
    }
    section_at.map_or_else(|| Place::start_of(file), |at| Place::at(file, text, at))
}

/// Where a word stands in a line, not as a part of a longer one and not in a comment.
fn whole_word(line: &str, word: &str) -> Option<usize> {
    let code = line.split(" #").next().unwrap_or(line);
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let ends = |at: usize| {
        let (before, after) = (&code[..at], &code[at + word.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    };
    code.match_indices(word).map(|(at, _)| at).find(|at| ends(*at))
}
