//! How every item stands for one person at one moment.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::level::Level;
use super::library::{Item, Library};
use super::path::{BehaviourState, Encounter, Mark, Path, days_between};
use super::policy::{Focus, Policy, Priority, Rule, Spacing};
use super::quadrature::logistic;
use super::rhythm::share_of;

/// Nothing comes by itself twice within this many days: sooner teaches little more.
const REST_DAYS: f64 = 7.0;
/// What somebody put off with "later" comes sooner.
const LATER_DAYS: f64 = 3.0;
/// What was passed over without a word rests longer: repeating it would be nagging.
const UNANSWERED_REST_DAYS: f64 = 14.0;
/// Whatever the formulas say, a taught item comes back within this many days.
const LONGEST_DAYS: f64 = 90.0;
/// The fixed gaps, by how often an item was shown.
const FIXED_DAYS: [f64; 3] = [7.0, 21.0, 60.0];
/// A prerequisite that was not seen counts as met from this chance on that it is known.
const PREREQUISITE_KNOWN: f64 = 0.55;
/// What [`Priority::Rather`] does to an item's worth.
const RATHER: f64 = 1.5;
/// Above what any item without a focus can be worth, for [`Priority::First`].
const FIRST: f64 = 10.0;
/// How much more careful we are with people who told us nothing of an area: they start easy.
const STRANGER_CAUTION: f64 = 1.6;
/// The share of questions that should be answered right: what pupils of Math Garden liked best.
const WANTED_RIGHT: f64 = 0.75;
/// How much lower to aim, in logits, for each part of that share that is missing.
const LOWER: f64 = 2.0;

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
        /// The chance that its tip lands, if they do not.
        lands: f64,
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
    policy: &Policy,
    now: Timestamp,
) -> Vec<Candidate<'a>> {
    let scale = Scale::new(library, path, policy, now);
    let mut met = path.items.iter().peekable();
    let mut weighed = Vec::with_capacity(library.items().len());
    for (place, item) in library.items().iter().enumerate() {
        // Both sides are sorted by id: one walk along each.
        while met.next_if(|(id, _)| **id < item.id).is_some() {}
        let seen = met.next_if(|(id, _)| **id == item.id).map(|(_, seen)| seen);
        weighed.push(Candidate { item, standing: scale.weigh(place, item, seen) });
    }
    weighed
}

/// The focus that an item's behaviour stands in now, the weightiest first.
pub(super) fn focus_of<'a>(policy: &Policy<'a>, item: &Item, now: Timestamp) -> Option<&'a Focus> {
    let has = |focus: &&Focus| focus.is_on(now) && focus.behaviours.contains(&item.behaviour);
    policy.focus.iter().filter(has).max_by_key(|focus| focus.priority)
}

/// What is the same for all items of one weighing.
struct Scale<'a> {
    library: &'a Library,
    path: &'a Path,
    policy: &'a Policy<'a>,
    now: Timestamp,
    /// What a focus makes of worth, by behaviour.
    focus: BTreeMap<&'a str, Emphasis>,
    /// How much lower to aim.
    lower: f64,
}

/// What a focus makes of an item's worth.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Emphasis {
    Times(f64),
    Above(f64),
}

impl<'a> Scale<'a> {
    fn new(library: &'a Library, path: &'a Path, policy: &'a Policy<'a>, now: Timestamp) -> Self {
        let short = if policy.tuning.guard { path.recent.short_of(WANTED_RIGHT) } else { 0.0 };
        let focus = emphasis(library, policy, now);
        Scale { library, path, policy, now, focus, lower: LOWER * short }
    }

    fn weigh(&self, place: usize, item: &Item, seen: Option<&Encounter>) -> Standing {
        let behaviour = self.path.behaviours.get(&item.behaviour);
        if behaviour == Some(&BehaviourState::NotForMe) {
            return Standing::NotForMe;
        }
        match seen {
            Some(seen) if seen.mark == Mark::Known => Standing::Known,
            Some(seen) => self.weigh_return(seen),
            None if matches!(behaviour, Some(BehaviourState::Done(level)) if *level >= item.level) => {
                Standing::BehaviourDone
            }
            None if !self.prerequisites_met(place) => Standing::Waits,
            None => self.weigh_new(item),
        }
    }

    fn weigh_return(&self, seen: &Encounter) -> Standing {
        let tuning = &self.policy.tuning;
        let days = seen.days_since(self.now);
        let retrievability = self.library.recall().of(seen.memory.retrievability(days));
        let faded = match tuning.spacing {
            Spacing::Recall => retrievability < tuning.review_below || days >= LONGEST_DAYS,
            Spacing::Fixed => {
                let times = usize::try_from(seen.shown.max(1) - 1).unwrap_or(usize::MAX);
                days >= FIXED_DAYS[times.min(FIXED_DAYS.len() - 1)]
            }
            Spacing::Never => false,
        };
        let rest = match seen.mark {
            _ if seen.is_unanswered() => UNANSWERED_REST_DAYS,
            Mark::Later => LATER_DAYS,
            _ => REST_DAYS,
        };
        let rested = days_between(seen.last_shown, self.now) >= rest;
        if rested && (faded || seen.mark == Mark::Later) {
            Standing::Due { retrievability }
        } else {
            Standing::Resting { retrievability }
        }
    }

    fn weigh_new(&self, item: &Item) -> Standing {
        let tuning = &self.policy.tuning;
        let (mean, variance) = self.path.ability.in_area(item.area);
        let distance = mean - item.difficulty.mean;
        let knows = knows(distance, variance + item.difficulty.variance);
        let stranger = !self.path.ability.has_news(item.area);
        let careful = tuning.caution * if stranger { STRANGER_CAUTION } else { 1.0 };
        let doubt = careful * variance.sqrt() + self.lower;
        let lands = lands(distance - doubt, variance + item.difficulty.variance);
        let mut worth = match self.policy.rule {
            Rule::Simple => match item.level {
                Level::Starter => 3.0,
                Level::Basis => 2.0,
                Level::Gevorderd => 1.0,
            },
            Rule::SkillModel => (1.0 - knows) * lands / (1.0 - tuning.onward_worth * knows),
        };
        if tuning.shuffle {
            worth = share_of(&item.id, self.path.items.len() as u64);
        }
        if self.path.last.as_ref().is_some_and(|last| last.topic == item.topic) {
            worth *= tuning.same_topic;
        }
        match self.focus.get(item.behaviour.as_str()) {
            Some(Emphasis::Times(times)) => worth *= times,
            Some(Emphasis::Above(above)) => worth += above,
            None => {}
        }
        Standing::New { knows, lands, worth }
    }

    fn prerequisites_met(&self, place: usize) -> bool {
        let mut before = self.library.before(place);
        before.all(|item| self.path.items.contains_key(&item.id) || self.is_passed(item))
    }

    /// Can an item that was not met count as passed?
    fn is_passed(&self, item: &Item) -> bool {
        let (mean, variance) = self.path.ability.in_area(item.area);
        match self.path.behaviours.get(&item.behaviour) {
            Some(BehaviourState::NotForMe) => true,
            Some(BehaviourState::Done(level)) if *level >= item.level => true,
            _ => {
                knows(mean - item.difficulty.mean, variance + item.difficulty.variance)
                    >= PREREQUISITE_KNOWN
            }
        }
    }
}

/// What stands in a focus now, and what has to come before it.
fn emphasis<'a>(
    library: &'a Library,
    policy: &Policy<'a>,
    now: Timestamp,
) -> BTreeMap<&'a str, Emphasis> {
    let mut all: BTreeMap<&'a str, Emphasis> = BTreeMap::new();
    let mut add = |behaviour: &'a str, emphasis: Emphasis| {
        let old = all.entry(behaviour).or_insert(emphasis);
        if emphasis > *old {
            *old = emphasis;
        }
    };
    for focus in policy.focus.iter().filter(|focus| focus.is_on(now)) {
        for (place, behaviour) in focus.behaviours.iter().enumerate() {
            let emphasis = match focus.priority {
                Priority::Rather => Emphasis::Times(RATHER),
                Priority::First => {
                    let after = u32::try_from(focus.behaviours.len() - place).unwrap_or(u32::MAX);
                    Emphasis::Above(FIRST * f64::from(after))
                }
            };
            add(behaviour, emphasis);
            let of_it = library.items().iter().filter(|item| item.behaviour == *behaviour);
            for before in of_it.flat_map(|item| &item.prerequisites) {
                if let Some(before) = library.get(before) {
                    add(&before.behaviour, emphasis);
                }
            }
        }
    }
    all
}

/// Does this person get the tip first for a while?
pub(super) fn is_guarded(path: &Path, policy: &Policy) -> bool {
    policy.tuning.guard && path.recent.is_struggling()
}

/// The chance that a person at this distance above an item knows it already.
fn knows(distance: f64, variance: f64) -> f64 {
    logistic(distance / (1.0 + std::f64::consts::PI * variance / 8.0).sqrt())
}

/// The chance that a tip lands at this distance, after caution with people we know little of.
fn lands(careful: f64, variance: f64) -> f64 {
    0.9 * logistic(1.5 * (careful + 1.2) / (1.0 + 0.88 * variance).sqrt())
}
