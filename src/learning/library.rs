//! The items there are, as far as learning needs to know them.

use std::collections::BTreeMap;

use super::learned::Learned;
use super::level::{Area, Difficulty, Level};
use super::recall::Recall;

/// One tip with its check-in, without its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The tip's id, unique in the library.
    pub id: String,
    /// The topic's id.
    pub topic: String,
    /// The competence area of the topic.
    pub area: Area,
    /// The id of the behaviour that this tip is about.
    pub behaviour: String,
    /// The author's level.
    pub level: Level,
    /// Ids of tips that come before this one.
    pub prerequisites: Vec<String>,
    /// How many options its knowledge question has.
    pub options: usize,
    /// How hard it is believed to be.
    pub difficulty: Difficulty,
    /// Where its topic stands in the plan: of items that are worth the same, the lowest goes first.
    pub rank: usize,
}

impl Item {
    /// The chance to answer its question right by guessing.
    pub fn guess(&self) -> f64 {
        match self.options {
            0 => 0.0,
            n => 1.0 / f64::from(u32::try_from(n).unwrap_or(u32::MAX)),
        }
    }
}

/// All items, sorted by id.
#[derive(Debug, Clone, Default)]
pub struct Library {
    items: Vec<Item>,
    /// For each item, the places of its prerequisites; those that are gone are left out.
    before: Vec<Vec<usize>>,
    /// What is believed so far of items that have too few answers for it to count, by id.
    forming: BTreeMap<String, Difficulty>,
    recall: Recall,
    average: f64,
}

impl Library {
    /// A library of these items. Of items with the same id the first is kept.
    pub fn new(mut items: Vec<Item>) -> Library {
        items.sort_by(|a, b| a.id.cmp(&b.id));
        items.dedup_by(|a, b| a.id == b.id);
        let place = |id: &String| items.binary_search_by(|item| item.id.cmp(id)).ok();
        let before = items
            .iter()
            .map(|item| item.prerequisites.iter().filter_map(place).collect())
            .collect();
        Library { items, before, ..Library::default() }
    }

    /// All items, in order of their ids.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The same library as this organisation's people have taught us to see it. To be made from the
    /// library as its authors wrote it, not from one that is informed already.
    #[must_use]
    pub fn informed_by(&self, learned: &Learned) -> Library {
        let mut library = self.clone();
        for item in &mut library.items {
            let Some(gathered) = learned.items.get(&item.id) else { continue };
            let believed = gathered.over(item.difficulty);
            if gathered.weighs() {
                item.difficulty = believed;
            } else {
                library.forming.insert(item.id.clone(), believed);
            }
        }
        library.recall = learned.recall();
        library.average = learned.levels.average();
        library
    }

    /// Where a new colleague starts, in logits.
    pub fn average(&self) -> f64 {
        self.average
    }

    /// What the next answer to this item is learned from: its difficulty, or what is believed of it
    /// before that counts.
    pub(super) fn believed(&self, item: &Item) -> Difficulty {
        self.forming.get(&item.id).copied().unwrap_or(item.difficulty)
    }

    /// How the chance of recall is to be read here.
    pub fn recall(&self) -> Recall {
        self.recall
    }

    /// The prerequisites of the item at this place, as far as they are there.
    pub(super) fn before(&self, place: usize) -> impl Iterator<Item = &Item> {
        self.before[place].iter().map(|before| &self.items[*before])
    }

    /// The item with this id.
    pub fn get(&self, id: &str) -> Option<&Item> {
        self.items.binary_search_by(|item| item.id.as_str().cmp(id)).ok().map(|at| &self.items[at])
    }

    /// An easier item for the same behaviour: the nearest level below `item`'s own.
    pub fn easier(&self, item: &Item) -> Option<&Item> {
        self.items
            .iter()
            .filter(|other| other.behaviour == item.behaviour && other.level < item.level)
            .max_by_key(|other| other.level)
    }
}
