//! Which item comes next, in which form, and for which reason.

use jiff::Timestamp;

use super::because::reason_of;
use super::level::Level;
use super::library::Library;
use super::observe::Observed;
use super::path::{Encounter, Form, Mark, Path};
use super::policy::{GoOn, Policy};
use super::reason::Reason;
use super::weigh::{Candidate, Standing, candidates, is_guarded};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Whatever is best now: a nudge, or "nog eentje".
    Next,
    /// A tip: the person typed "tip".
    Tip,
    /// A question: the person typed "vraag".
    Question,
}

/// What to put before this person, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The item's id.
    pub item: String,
    /// As what.
    pub form: Form,
    /// The reason that weighed most.
    pub reason: Reason,
}

/// What comes next; `None` when there is nothing that fits.
pub fn choose(
    library: &Library,
    path: &Path,
    policy: &Policy,
    wish: Wish,
    now: Timestamp,
) -> Option<Decision> {
    let weighed = candidates(library, path, policy, now);
    let new = best_new(&weighed);
    let due = best_review(&weighed, false);
    let picked = match wish {
        Wish::Next if path.review_share < policy.tuning.review_cap => due.or(new),
        Wish::Next => new.or(due),
        Wish::Tip => new,
        Wish::Question => best_review(&weighed, true).or(new),
    }?;
    let seen = path.items.get(&picked.item.id);
    let form = form_of(path, policy, &picked, seen, wish);
    let reason = if wish == Wish::Question && seen.is_some() {
        Reason::Asked
    } else {
        reason_of(library, path, policy, &picked, form, now)
    };
    Some(Decision { item: picked.item.id.clone(), form, reason })
}

/// What the same message goes on with, after somebody's reaction to one of its items: what they
/// knew already cost a tap, so there is room for something new. `shown` counts the items that the
/// message has shown so far. `None` ends the message.
pub fn go_on(
    library: &Library,
    path: &Path,
    policy: &Policy,
    observed: &Observed,
    shown: u8,
    now: Timestamp,
) -> Option<Decision> {
    let goes_on = match policy.tuning.go_on {
        GoOn::Never => false,
        GoOn::Known => observed.knew,
        GoOn::AnyRight => observed.knew || observed.recalled,
    };
    if !goes_on || shown > policy.tuning.most_onward {
        return None;
    }
    let mut next = choose(library, path, policy, Wish::Next, now)?;
    if matches!(
        next.reason,
        Reason::EasyStart { .. } | Reason::Fits { .. } | Reason::Variety { .. }
    ) && observed.knew
        && let Some(item) = library.get(&next.item)
    {
        next.reason = Reason::Onward { topic: item.topic.clone() };
    }
    Some(next)
}

fn best_new<'a>(weighed: &[Candidate<'a>]) -> Option<Candidate<'a>> {
    best(weighed, |standing| match standing {
        Standing::New { worth, .. } => Some(worth),
        _ => None,
    })
}

fn best_review<'a>(weighed: &[Candidate<'a>], resting_too: bool) -> Option<Candidate<'a>> {
    best(weighed, |standing| match standing {
        Standing::Due { retrievability } => Some(2.0 - retrievability),
        Standing::Resting { retrievability } if resting_too => Some(1.0 - retrievability),
        _ => None,
    })
}

/// The candidate with the highest score; of equals the first by rank, and then by id.
fn best<'a>(
    weighed: &[Candidate<'a>],
    score: impl Fn(Standing) -> Option<f64>,
) -> Option<Candidate<'a>> {
    let mut best: Option<(f64, &Candidate<'a>)> = None;
    for candidate in weighed {
        if let Some(score) = score(candidate.standing)
            && best.is_none_or(|(top, best)| {
                score > top || (score >= top && candidate.item.rank < best.item.rank)
            })
        {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.clone())
}

fn form_of(
    path: &Path,
    policy: &Policy,
    picked: &Candidate,
    seen: Option<&Encounter>,
    wish: Wish,
) -> Form {
    if wish == Wish::Question {
        return Form::Question;
    }
    match (seen, picked.standing) {
        (Some(seen), _) => form_of_return(seen, policy.tuning.ask_doing),
        (None, Standing::New { knows, .. })
            if wish == Wish::Next
                && knows >= ask_from(path, policy, picked)
                && may_ask_first(path, policy, picked) =>
        {
            Form::Question
        }
        _ => Form::Tip,
    }
}

/// An item that was asked about so often is asked about once more: whether it is done.
const DOING_AT: u32 = 2;

/// How something comes back: the tip when it did not land, the doing question once, else the
/// question about knowledge.
fn form_of_return(seen: &Encounter, ask_doing: bool) -> Form {
    match (seen.mark, seen.last_form) {
        // The second of these was asked before the tip, and nobody answered: then the tip it is.
        (Mark::Later | Mark::TooHard, _) | (Mark::Shown, Form::Question) => Form::Tip,
        (Mark::Tried, Form::Tip) => Form::Question,
        (_, Form::Tip) if ask_doing => Form::Doing,
        (Mark::Right, Form::Question) if ask_doing && seen.shown == DOING_AT => Form::Doing,
        _ => Form::Question,
    }
}

/// Beginners are asked first only what they know as likely as not.
const ASK_BEGINNERS: f64 = 0.5;

/// From which chance on that they know it somebody is asked before they are told. No beginner's first
/// card is a question: it could be one that they get wrong.
fn ask_from(path: &Path, policy: &Policy, picked: &Candidate) -> f64 {
    let ask_first = policy.tuning.ask_first;
    let (level, _) = path.ability.in_area(picked.item.area);
    match Level::reached_by(level) {
        _ if policy.tuning.ask_strangers => ask_first,
        Level::Starter if path.items.is_empty() => f64::INFINITY,
        Level::Starter => ask_first.max(ASK_BEGINNERS),
        Level::Basis | Level::Gevorderd => ask_first,
    }
}

/// A question before the tip is for people who told us something, and never twice in a row
/// without an answer: nobody should feel tested. Whoever gets many wrong gets the tip first.
fn may_ask_first(path: &Path, policy: &Policy, picked: &Candidate) -> bool {
    let unanswered = path
        .last
        .as_ref()
        .and_then(|last| path.items.get(&last.item))
        .is_some_and(|seen| seen.last_form == Form::Question && seen.mark == Mark::Shown);
    let told = policy.tuning.ask_strangers || path.ability.has_news(picked.item.area);
    told && !unanswered && !is_guarded(path, policy)
}
