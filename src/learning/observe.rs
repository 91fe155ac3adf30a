//! What somebody did changes their path.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ability::{Ability, Answer, Can, Report};
use super::learned::{Gathered, Lesson, Levels};
use super::level::{Area, Difficulty, Level};
use super::library::{Item, Library};
use super::memory::{Grade, Memory};
use super::path::Form;
use super::path::{BehaviourState, Encounter, LastStep, Mark, Path, days_between};
use super::recall::number_of;

/// How much the newest step weighs in the running share of reviews.
const SHARE_WEIGHT: f64 = 0.25;

/// The chance that somebody who does not know the answer gives the right one: most say "weet ik
/// niet" instead of guessing.
const LUCK: f64 = 0.2;
/// A right first answer counts as known from this chance on; below, a review soon tells.
const SURE: f64 = 0.79;

/// Something that happened between one person and the library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// One line of the level check.
    LevelCheck {
        /// The area that it asks about.
        area: Area,
        /// The level that it asks about.
        level: Level,
        /// What the person said.
        can: Can,
    },
    /// An item was put before the person.
    Shown {
        /// The item's id.
        item: String,
        /// As what.
        form: Form,
    },
    /// "Gedaan" on a tip.
    Tried {
        /// The item's id.
        item: String,
    },
    /// "Later" on a tip.
    Later {
        /// The item's id.
        item: String,
    },
    /// "Te makkelijk" on a tip.
    TooEasy {
        /// The item's id.
        item: String,
    },
    /// "Te moeilijk" on a tip.
    TooHard {
        /// The item's id.
        item: String,
    },
    /// "Niet voor mij": about the behaviour behind the item.
    NotForMe {
        /// The item's id.
        item: String,
    },
    /// The knowledge question was answered.
    Answered {
        /// The item's id.
        item: String,
        /// Was the right option chosen? `None` is "I don't know".
        right: Option<bool>,
    },
    /// The doing question was answered.
    Did {
        /// The item's id.
        item: String,
        /// What the person said.
        did: Did,
    },
}

/// An answer to "Heb je dit gedaan?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// Ja.
    Yes,
    /// Nog niet.
    NotYet,
    /// Lukt niet.
    Cannot,
    /// Niet voor mij.
    NotForMe,
}

/// What follows from an event beside the changed path.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Observed {
    /// What it teaches of people and items in general.
    pub lesson: Lesson,
    /// Did the person know the item before it was taught?
    pub knew: bool,
    /// Did they answer a later question about it right, or say that they do it?
    pub recalled: bool,
}

/// Brings `path` up to date with an event. An event about an item that the library does not
/// hold (any more) changes nothing.
pub fn observe(path: &mut Path, library: &Library, event: &Event, now: Timestamp) -> Observed {
    match path.as_of {
        Some(before) => path.ability.rest(days_between(before, now)),
        None if path.ability == Ability::default() => {
            path.ability = Ability::around(library.average());
        }
        None => {}
    }
    path.as_of = Some(now);
    let before = path.ability.means()[0];
    let mut observed = Observed::default();
    if let Event::LevelCheck { area, level, can } = event {
        path.ability.level_check(*area, Difficulty::of(*level), *can);
    } else if let Some(item) = event.item().and_then(|id| library.get(id)) {
        observed = apply(path, library, item, event, now);
    }
    observed.lesson.levels = levels(path, before);
    observed
}

/// What an event changed in where people stand. Whoever is not in it yet, because they are new or
/// because nobody was counted when they told us something, is counted with all that we believe.
fn levels(path: &mut Path, before: f64) -> Levels {
    let general = path.ability.means()[0];
    if !path.ability.has_news_at_all() {
        return Levels::default();
    }
    if !std::mem::replace(&mut path.counted, true) {
        return Levels { answers: 1, people: 1, sum: general };
    }
    let moved = general - before;
    Levels { answers: u32::from(moved.abs() > 0.0), people: 0, sum: moved }
}

impl Event {
    /// The id of the item that the event is about.
    pub fn item(&self) -> Option<&str> {
        match self {
            Event::LevelCheck { .. } => None,
            Event::Shown { item, .. }
            | Event::Tried { item }
            | Event::Later { item }
            | Event::TooEasy { item }
            | Event::TooHard { item }
            | Event::NotForMe { item }
            | Event::Answered { item, .. }
            | Event::Did { item, .. } => Some(item),
        }
    }
}

fn apply(
    path: &mut Path,
    library: &Library,
    item: &Item,
    event: &Event,
    now: Timestamp,
) -> Observed {
    match event {
        Event::LevelCheck { .. } => {}
        Event::Shown { form, .. } => shown(path, item, *form, now),
        Event::Tried { .. } => {
            report(path, item, Report::Fine);
            path.ability.practise(item.area, true);
            say(path, item, Mark::Tried, now);
            step(path, item, true);
        }
        Event::Later { .. } => say(path, item, Mark::Later, now),
        Event::TooEasy { .. } => {
            report(path, item, Report::TooEasy);
            let seen = encounter(path, item, now);
            seen.mark = Mark::Known;
            seen.memory = Memory::first(Grade::Easy);
            step(path, item, true);
            return Observed { knew: true, ..Observed::default() };
        }
        Event::TooHard { .. } => {
            report(path, item, Report::TooHard);
            did_not_land(path, item, now);
        }
        Event::NotForMe { .. } => {
            path.behaviours.insert(item.behaviour.clone(), BehaviourState::NotForMe);
        }
        Event::Answered { right, .. } => {
            return answered(path, library.believed(item), item, *right, now);
        }
        Event::Did { did, .. } => {
            did_it(path, item, *did, now);
            return Observed { recalled: *did == Did::Yes, ..Observed::default() };
        }
    }
    Observed::default()
}

fn shown(path: &mut Path, item: &Item, form: Form, now: Timestamp) {
    let review = path.items.contains_key(&item.id);
    let seen = encounter(path, item, now);
    seen.shown += 1;
    (seen.last_form, seen.last_shown) = (form, now);
    if form == Form::Tip {
        // Reading it again is an encounter like the first: it refreshes the memory.
        let days = seen.days_since(now);
        if review {
            seen.memory = seen.memory.after(Grade::Good, days);
        }
        (seen.last_seen, seen.mark, seen.taught) = (now, Mark::Shown, true);
    }
    let was = if review { 1.0 } else { 0.0 };
    path.review_share = (1.0 - SHARE_WEIGHT) * path.review_share + SHARE_WEIGHT * was;
    path.last = Some(LastStep {
        item: item.id.clone(),
        topic: item.topic.clone(),
        well: false,
        too_hard: false,
    });
}

/// `believed` is what the answer adds to, of the item.
fn answered(
    path: &mut Path,
    believed: Difficulty,
    item: &Item,
    right: Option<bool>,
    now: Timestamp,
) -> Observed {
    let well = right == Some(true);
    let first = path.items.get(&item.id).is_none_or(|seen| {
        seen.shown <= 1 && seen.last_form == Form::Question && seen.mark == Mark::Shown
    });
    let mut observed = Observed::default();
    // Before the answer moves it: how likely was it that they know this?
    let knew = path.ability.predict(item.area, item.difficulty, 0.0);
    if first {
        // Only a first answer measures skill; later ones measure memory of our own tip.
        let guess = if right.is_some() { item.guess() } else { 0.0 };
        let answer = Answer { right: well, guess };
        let after = path.ability.clone().answer(item.area, believed, answer);
        observed.lesson.item = Gathered::between(believed, after);
        path.ability.answer(item.area, item.difficulty, answer);
    }
    (observed.knew, observed.recalled) = (first && well, !first && well);
    path.ability.practise(item.area, well);
    path.recent.add(well);
    let seen = encounter(path, item, now);
    let days = seen.days_since(now);
    if !first && !seen.known_before {
        observed.lesson.review = Some((number_of(seen.memory.retrievability(days), now), well));
    }
    seen.memory = match (first, well) {
        (true, true) if is_surely_known(knew) => Memory::known(),
        (true, true) => Memory::first(Grade::Easy),
        (true, false) => Memory::first(Grade::Again),
        (false, true) => seen.memory.after(Grade::Good, days),
        (false, false) => seen.memory.after(Grade::Again, days),
    };
    seen.mark = if well { Mark::Right } else { Mark::Wrong };
    seen.taught = true;
    seen.known_before = well && (first || seen.known_before);
    seen.last_seen = now;
    step(path, item, well);
    observed
}

/// After a right first answer: is it far likelier that they knew it than that they guessed?
fn is_surely_known(knew: f64) -> bool {
    knew / (knew + LUCK * (1.0 - knew)) > SURE
}

fn did_it(path: &mut Path, item: &Item, did: Did, now: Timestamp) {
    match did {
        Did::Yes => {
            path.ability.deed(item.area, item.difficulty, true);
            path.ability.practise(item.area, true);
            mark_done(path, item);
            let seen = encounter(path, item, now);
            seen.memory = seen.memory.after(Grade::Good, seen.days_since(now));
            (seen.mark, seen.last_seen) = (Mark::Tried, now);
            step(path, item, true);
        }
        // They saw it again; what they once said of it is no longer the newest. Not yet is a matter
        // of time, not of skill.
        Did::NotYet => say(path, item, Mark::Shown, now),
        Did::Cannot => {
            path.ability.deed(item.area, item.difficulty, false);
            did_not_land(path, item, now);
        }
        Did::NotForMe => {
            path.behaviours.insert(item.behaviour.clone(), BehaviourState::NotForMe);
        }
    }
}

fn did_not_land(path: &mut Path, item: &Item, now: Timestamp) {
    let seen = encounter(path, item, now);
    (seen.mark, seen.last_seen) = (Mark::TooHard, now);
    seen.memory = Memory::first(Grade::Again);
    step(path, item, false);
    if let Some(last) = &mut path.last {
        last.too_hard = true;
    }
}

fn mark_done(path: &mut Path, item: &Item) {
    let state =
        path.behaviours.entry(item.behaviour.clone()).or_insert(BehaviourState::Done(item.level));
    if let BehaviourState::Done(level) = state {
        *level = (*level).max(item.level);
    }
}

/// What somebody says of an item: from here on the days count.
fn say(path: &mut Path, item: &Item, mark: Mark, now: Timestamp) {
    let seen = encounter(path, item, now);
    (seen.mark, seen.last_seen) = (mark, now);
}

fn report(path: &mut Path, item: &Item, report: Report) {
    path.ability.report(item.area, item.difficulty, report);
}

fn step(path: &mut Path, item: &Item, well: bool) {
    path.last =
        Some(LastStep { item: item.id.clone(), topic: item.topic.clone(), well, too_hard: false });
}

fn encounter<'a>(path: &'a mut Path, item: &Item, now: Timestamp) -> &'a mut Encounter {
    path.items.entry(item.id.clone()).or_insert_with(|| Encounter {
        memory: Memory::first(Grade::Good),
        last_seen: now,
        last_shown: now,
        shown: 0,
        last_form: Form::Tip,
        mark: Mark::Shown,
        taught: false,
        known_before: false,
    })
}
