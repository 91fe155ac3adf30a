//! A company: its people, and what there is to learn, before anything is done.

use super::chance::Dice;
use super::memory::Knowledge;
use super::people::{self, KEEP_SPREAD, KNOWING_SLOPE, Person};
use super::world::World;
use crate::learning::{Area, Difficulty, Item, Level, Library};

/// True difficulty of the author's levels, in logits. Not the engine's -1.4, -0.4, 0.6: levels lie
/// further apart, and half of all facts are unknown to the average person.
const LEVELS: [f64; 3] = [-1.5, -0.2, 1.1];

/// One fact that can be learned: what a tip is about.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) area: Area,
    /// True difficulty, in logits.
    pub(super) difficulty: f64,
    /// The chance to answer its question right without knowing.
    pub(super) guess: f64,
    /// The fact that comes before, by its place.
    pub(super) before: Option<usize>,
}

/// A company, before anything is done.
#[derive(Debug, Clone)]
pub(super) struct Company {
    pub(super) seed: u64,
    pub(super) people: Vec<Person>,
    pub(super) facts: Vec<Fact>,
    /// The facts as the engine sees them, in the same order.
    pub(super) library: Library,
    /// The places of facts in the order in which a champion would send them: easiest level
    /// first, areas in turn.
    pub(super) fixed_order: Vec<usize>,
    /// What everybody knows at the start.
    pub(super) knowledge: Vec<Vec<Knowledge>>,
}

impl Company {
    /// `library` is what there is to learn; a made-up one of [`World::facts`] without it.
    pub(super) fn found(world: &World, library: Option<&Library>, seed: u64) -> Company {
        let mut dice = Dice::new(seed, 0xfac7);
        let library = library.cloned().unwrap_or_else(|| made_up(world.facts));
        let facts = library.items().iter().map(|item| fact(world, &library, item, &mut dice));
        let mut company = Company {
            seed,
            people: Vec::new(),
            facts: facts.collect(),
            fixed_order: fixed_order(&library),
            library,
            knowledge: Vec::new(),
        };
        for number in 0..world.people {
            let mut dice = Dice::new(seed, 1 + number as u64);
            let person = Person::born(world, &mut dice);
            company.knowledge.push(company.knows_at_first(&person, &mut dice));
            company.people.push(person);
        }
        company
    }

    fn knows_at_first(&self, person: &Person, dice: &mut Dice) -> Vec<Knowledge> {
        let knows = |fact: &Fact| {
            let distance = person.skill[fact.area.index()] - fact.difficulty;
            let known = dice.happens(chance(KNOWING_SLOPE * distance));
            let keep = person.keep * (KEEP_SPREAD * 0.8 * dice.normal()).exp();
            Knowledge::new(known, keep)
        };
        self.facts.iter().map(knows).collect()
    }

    /// The chance that a fact comes across to somebody who does not know it. `ready` says whether
    /// they know what comes before.
    pub(super) fn lands(&self, world: &World, person: &Person, place: usize, ready: bool) -> f64 {
        let fact = &self.facts[place];
        let distance = person.skill[fact.area.index()] - fact.difficulty;
        let lands = people::LANDING_BEST
            * chance(people::LANDING_SLOPE * (distance + people::LANDING_REACH));
        if ready { lands } else { lands * world.without_prerequisite() }
    }

    /// The place of an item's fact.
    pub(super) fn place(&self, item: &str) -> Option<usize> {
        self.library.items().binary_search_by(|found| found.id.as_str().cmp(item)).ok()
    }

    /// The id of the item for a fact.
    pub(super) fn id(&self, place: usize) -> String {
        self.library.items()[place].id.clone()
    }
}

fn fact(world: &World, library: &Library, item: &Item, dice: &mut Dice) -> Fact {
    let level = match item.level {
        Level::Starter => LEVELS[0],
        Level::Basis => LEVELS[1],
        Level::Gevorderd => LEVELS[2],
    };
    let before = item.prerequisites.first();
    Fact {
        area: item.area,
        difficulty: level + world.label_noise() * dice.normal(),
        guess: item.guess(),
        before: before.and_then(|id| library.items().iter().position(|other| other.id == *id)),
    }
}

/// Columns of three levels in each area; each level comes before the next.
fn made_up(facts: usize) -> Library {
    let mut items = Vec::new();
    for area in Area::ALL {
        for column in 0..facts.div_ceil(15) {
            for (step, level) in Level::ALL.into_iter().enumerate() {
                let id = |step: usize| format!("{area:?} {column:02} {step}");
                items.push(Item {
                    id: id(step),
                    topic: format!("{area:?} {}", column / 2),
                    area,
                    behaviour: format!("{area:?} {column}"),
                    level,
                    prerequisites: if step > 0 { vec![id(step - 1)] } else { Vec::new() },
                    options: 3,
                    difficulty: Difficulty::of(level),
                    rank: 0,
                });
            }
        }
    }
    Library::new(items)
}

/// The easiest level first, and areas in turn.
fn fixed_order(library: &Library) -> Vec<usize> {
    let mut met = std::collections::HashMap::new();
    let mut keyed: Vec<_> = library
        .items()
        .iter()
        .enumerate()
        .map(|(place, item)| {
            let rank: &mut usize = met.entry((item.level, item.area)).or_default();
            *rank += 1;
            (item.level, *rank, item.area, place)
        })
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(.., place)| place).collect()
}

/// 1 / (1 + e^-x).
pub(super) fn chance(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
