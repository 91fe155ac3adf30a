//! Which item comes next, in which form, and for which reason.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::level::Level;
use super::library::{Item, Library};
use super::path::{BehaviourState, Encounter, Form, Mark, Path, days_between};
use super::quadrature::logistic;
use super::reason::Reason;

/// A review is due when the chance of recall has fallen below this.
const REVIEW_BELOW: f64 = 0.85;
/// Nothing comes by itself twice within this many days.
const REST_DAYS: f64 = 3.0;
/// What was passed over without a word rests longer: repeating it would be nagging.
const UNANSWERED_REST_DAYS: f64 = 14.0;
/// Whatever the formulas say, a taught item comes back within this many days.
const LONGEST_DAYS: f64 = 90.0;
/// At most this share of recent steps are reviews, while there is something new.
const REVIEW_CAP: f64 = 0.5;
/// From this chance on that a person knows it already, the question comes before the tip.
const ASK_FIRST: f64 = 0.6;
/// A prerequisite that was not seen counts as met from this chance on that it is known.
const PREREQUISITE_KNOWN: f64 = 0.55;
/// What going on at once is worth after a known item, as a share of the next item's worth.
const GO_ON: f64 = 0.95;
/// The worth of a second item in a row from the same topic.
const SAME_TOPIC: f64 = 0.9;

/// How new items are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// By what an item is worth to this person, given their ability.
    #[default]
    SkillModel,
    /// Easiest level first, nothing else. The rival in every comparison, and a switch.
    Simple,
}

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

/// One item as it was weighed, for inspection.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<'a> {
    /// The item.
    pub item: &'a Item,
    /// What it came to.
    pub standing: Standing,
}

/// How an item stands for one person at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// Not met yet.
    New {
        /// The chance that the person knows it already.
        knows: f64,
        /// What showing it is worth; higher comes first.
        worth: f64,
    },
    /// Taught before and due.
    Due {
        /// The chance that it is still remembered.
        retrievability: f64,
    },
    /// Taught before, not due.
    Resting {
        /// The chance that it is still remembered.
        retrievability: f64,
    },
    /// Known before we came.
    Known,
    /// A prerequisite is missing.
    Waits,
    /// The behaviour is done at this level or above.
    BehaviourDone,
    /// The person said "niet voor mij".
    NotForMe,
}

/// Weighs every item for one person.
pub fn candidates<'a>(
    library: &'a Library,
    path: &Path,
    rule: Rule,
    now: Timestamp,
) -> Vec<Candidate<'a>> {
    let mut met = path.items.iter().peekable();
    let mut weighed = Vec::with_capacity(library.items().len());
    for item in library.items() {
        // Both sides are sorted by id: one walk along each.
        while met.next_if(|(id, _)| **id < item.id).is_some() {}
        let seen = met.next_if(|(id, _)| **id == item.id).map(|(_, seen)| seen);
        let standing = stand(library, path, rule, item, seen, now);
        weighed.push(Candidate { item, standing });
    }
    weighed
}

/// What comes next; `None` when there is nothing that fits.
pub fn choose(
    library: &Library,
    path: &Path,
    rule: Rule,
    wish: Wish,
    now: Timestamp,
) -> Option<Decision> {
    let weighed = candidates(library, path, rule, now);
    let new = best_new(&weighed);
    let due = best_review(&weighed, false);
    let picked = match wish {
        Wish::Next if path.review_share < REVIEW_CAP => due.or(new),
        Wish::Next => new.or(due),
        Wish::Tip => new,
        Wish::Question => best_review(&weighed, true).or(new),
    }?;
    let seen = path.items.get(&picked.item.id);
    let form = form_of(path, &picked, seen, wish);
    Some(Decision {
        item: picked.item.id.clone(),
        form,
        reason: if wish == Wish::Question && seen.is_some() {
            Reason::Asked
        } else {
            reason_of(library, path, &picked, seen, form, now)
        },
    })
}

fn stand(
    library: &Library,
    path: &Path,
    rule: Rule,
    item: &Item,
    seen: Option<&Encounter>,
    now: Timestamp,
) -> Standing {
    let behaviour = path.behaviours.get(&item.behaviour);
    if behaviour == Some(&BehaviourState::NotForMe) {
        return Standing::NotForMe;
    }
    match seen {
        Some(seen) if seen.mark == Mark::Known => Standing::Known,
        Some(seen) => review_standing(seen, now),
        None if matches!(behaviour, Some(BehaviourState::Done(level)) if *level >= item.level) => {
            Standing::BehaviourDone
        }
        None if !prerequisites_met(library, path, item) => Standing::Waits,
        None => new_standing(path, rule, item),
    }
}

fn review_standing(seen: &Encounter, now: Timestamp) -> Standing {
    let days = seen.days_since(now);
    let retrievability = seen.memory.retrievability(days);
    let ripe = retrievability < REVIEW_BELOW || days >= LONGEST_DAYS || seen.mark == Mark::Later;
    let rest = if seen.is_unanswered() { UNANSWERED_REST_DAYS } else { REST_DAYS };
    if ripe && days_between(seen.last_shown, now) >= rest {
        Standing::Due { retrievability }
    } else {
        Standing::Resting { retrievability }
    }
}

fn new_standing(path: &Path, rule: Rule, item: &Item) -> Standing {
    let (mean, variance) = path.ability.in_area(item.area);
    let distance = mean - item.difficulty.mean;
    let knows = knows(distance, variance + item.difficulty.variance);
    let mut worth = match rule {
        Rule::Simple => match item.level {
            Level::Starter => 3.0,
            Level::Basis => 2.0,
            Level::Gevorderd => 1.0,
        },
        Rule::SkillModel => {
            let lands = lands(distance, variance, item.difficulty.variance);
            (1.0 - knows) * lands / (1.0 - GO_ON * knows)
        }
    };
    if path.last.as_ref().is_some_and(|last| last.topic == item.topic) {
        worth *= SAME_TOPIC;
    }
    Standing::New { knows, worth }
}

/// The chance that a person at this distance above an item knows it already.
fn knows(distance: f64, variance: f64) -> f64 {
    logistic(distance / (1.0 + std::f64::consts::PI * variance / 8.0).sqrt())
}

/// The chance that a tip lands: careful (1.2 standard deviations) with people we know little of.
fn lands(distance: f64, person_variance: f64, item_variance: f64) -> f64 {
    let careful = distance - 1.2 * person_variance.sqrt() + 1.2;
    0.9 * logistic(1.5 * careful / (1.0 + 0.88 * (person_variance + item_variance)).sqrt())
}

fn prerequisites_met(library: &Library, path: &Path, item: &Item) -> bool {
    item.prerequisites.iter().all(|id| {
        path.items.contains_key(id)
            || library.get(id).is_none_or(|before| {
                let done = path.behaviours.get(&before.behaviour);
                let (mean, variance) = path.ability.in_area(before.area);
                matches!(done, Some(BehaviourState::Done(level)) if *level >= before.level)
                    || done == Some(&BehaviourState::NotForMe)
                    || knows(mean - before.difficulty.mean, variance + before.difficulty.variance)
                        >= PREREQUISITE_KNOWN
            })
    })
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

/// The candidate with the highest score; of equals the first by id.
fn best<'a>(
    weighed: &[Candidate<'a>],
    score: impl Fn(Standing) -> Option<f64>,
) -> Option<Candidate<'a>> {
    let mut best: Option<(f64, &Candidate<'a>)> = None;
    for candidate in weighed {
        if let Some(score) = score(candidate.standing)
            && best.is_none_or(|(top, _)| score > top)
        {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.clone())
}

fn form_of(path: &Path, picked: &Candidate, seen: Option<&Encounter>, wish: Wish) -> Form {
    if wish == Wish::Question {
        return Form::Question;
    }
    match (seen, picked.standing) {
        (Some(seen), _) => form_of_return(seen),
        (None, Standing::New { knows, .. })
            if wish == Wish::Next && knows >= ASK_FIRST && may_ask_first(path, picked.item) =>
        {
            Form::Question
        }
        _ => Form::Tip,
    }
}

/// How something comes back: the tip when it did not land, else the two questions in turn.
fn form_of_return(seen: &Encounter) -> Form {
    match (seen.mark, seen.last_form) {
        // The second of these was asked before the tip, and nobody answered: then the tip it is.
        (Mark::Later | Mark::TooHard, _) | (Mark::Shown, Form::Question) => Form::Tip,
        (Mark::Tried, Form::Tip) => Form::Question,
        (_, Form::Tip) | (Mark::Right, Form::Question) => Form::Doing,
        (_, Form::Question | Form::Doing) => Form::Question,
    }
}

/// A question before the tip is for people who told us something, and never twice in a row
/// without an answer: nobody should feel tested.
fn may_ask_first(path: &Path, item: &Item) -> bool {
    let unanswered = path
        .last
        .as_ref()
        .and_then(|last| path.items.get(&last.item))
        .is_some_and(|seen| seen.last_form == Form::Question && seen.mark == Mark::Shown);
    path.ability.has_news(item.area) && !unanswered
}

fn reason_of(
    library: &Library,
    path: &Path,
    picked: &Candidate,
    seen: Option<&Encounter>,
    form: Form,
    now: Timestamp,
) -> Reason {
    let topic = picked.item.topic.clone();
    // Asked before the tip, without an answer: to the person it is new.
    let was_taught =
        |seen: &&Encounter| !(seen.mark == Mark::Shown && seen.last_form == Form::Question);
    if let Some(seen) = seen.filter(was_taught) {
        #[expect(clippy::cast_possible_truncation, reason = "days since a sighting are few")]
        let days = seen.days_since(now).round() as i64;
        return match seen.mark {
            Mark::Later => Reason::AskedLater { days },
            Mark::Wrong | Mark::TooHard => Reason::SecondLook { days },
            Mark::Tried => Reason::Tried { days },
            Mark::Shown | Mark::Right | Mark::Known => Reason::Seen { days },
        };
    }
    if form == Form::Question {
        return Reason::MayKnow { topic };
    }
    let last = path.last.as_ref();
    let last_item = last.and_then(|last| library.get(&last.item));
    let easier = |before: &Item| {
        before.behaviour == picked.item.behaviour && before.level > picked.item.level
    };
    let harder = |before: &Item| before.topic == topic && before.level < picked.item.level;
    if last.is_some_and(|last| last.too_hard) && last_item.is_some_and(easier) {
        Reason::Easier { topic }
    } else if last.is_some_and(|last| last.well) && last_item.is_some_and(harder) {
        Reason::StepUp { topic }
    } else if let Some(before) =
        picked.item.prerequisites.iter().find(|id| path.items.contains_key(*id))
    {
        Reason::Follows { item: before.clone() }
    } else if path.as_of.is_none() {
        Reason::EasyStart { topic }
    } else if last.is_some_and(|last| last.topic != topic) {
        Reason::Variety { topic }
    } else {
        Reason::Fits { topic, level: picked.item.level }
    }
}
