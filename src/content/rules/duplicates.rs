//! Tips that say the same.

use super::super::finding::{Finding, Place, Rule};
use super::super::read::TipFile;

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

fn asked(tip: &TipFile) -> Words {
    tip.body.question.as_ref().map_or_else(Words::default, |question| words(&question.prompt))
}

/// The words of a text, in their order and as a sorted set.
#[derive(Default)]
struct Words {
    all: Vec<String>,
    set: Vec<String>,
}

fn words(text: &str) -> Words {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let all: Vec<String> = words.map(str::to_lowercase).collect();
    let mut set = all.clone();
    set.sort();
    set.dedup();
    Words { all, set }
}

/// The shared words as a share of all words (the index of Jaccard).
fn alike(one: &Words, other: &Words) -> bool {
    if one.all.is_empty() || other.all.is_empty() {
        return false;
    }
    if one.all.len().min(other.all.len()) < SHORTEST {
        return one.all == other.all;
    }
    let (fewer, more) = (one.set.len().min(other.set.len()), one.set.len().max(other.set.len()));
    // Even if all of the fewer were shared, it would not be enough.
    if share(fewer, more) < ALIKE {
        return false;
    }
    let shared = shared(&one.set, &other.set);
    share(shared, fewer + more - shared) >= ALIKE
}

#[expect(clippy::cast_precision_loss, reason = "numbers of words")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// How many are in both of two sorted lists.
fn shared(mut one: &[String], mut other: &[String]) -> usize {
    let mut shared = 0;
    while let (Some(first), Some(second)) = (one.first(), other.first()) {
        let order = first.cmp(second);
        shared += usize::from(order.is_eq());
        one = &one[usize::from(order.is_le())..];
        other = &other[usize::from(order.is_ge())..];
    }
    shared
}
