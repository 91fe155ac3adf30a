//! Tips that say the same.

use std::collections::BTreeSet;

use super::super::finding::{Finding, Place, Rule};
use super::super::load::TipFile;

/// Two titles or questions are the same when they share this share of their words.
const ALIKE: f64 = 0.8;
/// Shorter texts than this are only the same when they are equal.
const SHORTEST: usize = 4;

pub(super) fn check(tips: &[TipFile], findings: &mut Vec<Finding>) {
    let known: Vec<_> = tips.iter().map(|tip| (tip, words(&tip.body.title), asked(tip))).collect();
    for (at, (tip, title, question)) in known.iter().enumerate() {
        for (other, other_title, other_question) in &known[..at] {
            if other.language != tip.language || other.id == tip.id {
                continue;
            }
            let (what, at) = if alike(title, other_title) {
                ("the title", tip.body.title_at)
            } else if alike(question, other_question) {
                ("the question", tip.body.question_at)
            } else {
                continue;
            };
            findings.push(Finding::warning(
                Place::at(&tip.path, &tip.text, at),
                Rule::Duplicate,
                format!("{what} is nearly the same as that of `{}`", other.id),
                "Say what is different about this one, or take one of the two out.",
            ));
        }
    }
}

fn asked(tip: &TipFile) -> Vec<String> {
    tip.body.question.as_ref().map_or_else(Vec::new, |question| words(&question.prompt))
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The shared words as a share of all words (the index of Jaccard).
fn alike(one: &[String], other: &[String]) -> bool {
    if one.is_empty() || other.is_empty() {
        return false;
    }
    if one.len().min(other.len()) < SHORTEST {
        return one == other;
    }
    let (one, other): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), other.iter().collect());
    let shared = one.intersection(&other).count();
    #[expect(clippy::cast_precision_loss, reason = "numbers of words")]
    let share = shared as f64 / (one.len() + other.len() - shared) as f64;
    share >= ALIKE
}
