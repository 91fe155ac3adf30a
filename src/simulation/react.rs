//! How a simulated person reacts to one item, and what it does to what they know.

use super::chance::Dice;
use super::company::Company;
use super::memory::{Encounter, Knowledge, Mind};
use super::people::{self, Person};
use super::world::World;
use crate::learning::{Did, Event, Form};

/// One person in front of one item.
pub(super) struct Moment<'a> {
    pub(super) world: &'a World,
    pub(super) company: &'a Company,
    pub(super) person: &'a Person,
    pub(super) knowledge: &'a mut [Knowledge],
    pub(super) dice: &'a mut Dice,
    pub(super) day: f64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reaction {
    /// What they pressed.
    pub(super) event: Event,
    /// Did they know it before it was shown?
    pub(super) knew: bool,
    /// Did it go well, in their own eyes?
    pub(super) well: bool,
    /// Minutes that it took.
    pub(super) minutes: f64,
}

impl Moment<'_> {
    /// Reacts to an item in a form. `again` says whether it was taught before.
    pub(super) fn react(&mut self, place: usize, id: &str, form: Form, again: bool) -> Reaction {
        let knew = self.recalls(place);
        let item = id.to_owned();
        match form {
            Form::Tip => self.reads(place, item, knew),
            Form::Question => self.answers(place, item, knew, again),
            Form::Doing => self.says_whether(place, item, knew),
        }
    }

    /// Reads a tip and says what they make of it.
    fn reads(&mut self, place: usize, item: String, knew: bool) -> Reaction {
        let [minutes, ..] = people::MINUTES;
        let well = knew || self.taught(place, 1.0);
        if knew {
            self.meet(place, Encounter::Read);
        }
        let event = if knew && self.dice.happens(self.world.says_too_easy()) {
            Event::TooEasy { item }
        } else if !well && self.dice.happens(people::SAYS_TOO_HARD) {
            Event::TooHard { item }
        } else if self.dice.happens(0.15) {
            Event::Later { item }
        } else {
            Event::Tried { item }
        };
        Reaction { event, knew, well, minutes }
    }

    /// Answers a knowledge question and reads what comes back.
    fn answers(&mut self, place: usize, item: String, knew: bool, again: bool) -> Reaction {
        let [_, minutes, ..] = people::MINUTES;
        let right = if knew {
            Some(self.dice.happens(people::RIGHT_WHEN_KNOWN))
        } else if self.dice.happens(people::ADMITS) {
            None
        } else {
            Some(self.dice.happens(self.company.facts[place].guess))
        };
        match (knew, right) {
            (true, _) => self.meet(place, Encounter::Recalled),
            // A lucky guess: only the explanation of the right option is read.
            (false, Some(true)) => drop(self.taught(place, 0.4)),
            // What was learned once is learned sooner again.
            (false, _) if again => drop(self.taught(place, 1.3)),
            (false, _) => drop(self.taught(place, 1.0)),
        }
        let event = Event::Answered { item, right };
        Reaction { event, knew, well: right == Some(true), minutes }
    }

    /// Says whether they did it. The question itself reminds of it a little.
    fn says_whether(&mut self, place: usize, item: String, knew: bool) -> Reaction {
        let [_, _, minutes, _] = people::MINUTES;
        let did = if knew && self.dice.happens(people::DOES_IT) {
            self.meet(place, Encounter::Recalled);
            Did::Yes
        } else if knew {
            self.meet(place, Encounter::Read);
            Did::NotYet
        } else {
            self.taught(place, 0.3);
            if self.dice.happens(0.2) { Did::Cannot } else { Did::NotYet }
        };
        Reaction { event: Event::Did { item, did }, knew, well: did != Did::Cannot, minutes }
    }

    /// Do they recall it now?
    pub(super) fn recalls(&mut self, place: usize) -> bool {
        let recall = self.knowledge[place].recall(self.mind(), self.day);
        self.dice.happens(recall)
    }

    /// Is taught a fact that they do not recall. Did it come across?
    pub(super) fn taught(&mut self, place: usize, attention: f64) -> bool {
        let before = self.company.facts[place].before;
        let ready = before.is_none_or(|before| self.recalls(before));
        let lands = self.company.lands(self.world, self.person, place, ready);
        let landed = self.dice.happens((lands * attention).min(0.98));
        if landed {
            self.meet(place, Encounter::Read);
        }
        landed
    }

    /// Hears again what they know.
    pub(super) fn reminded(&mut self, place: usize) {
        self.meet(place, Encounter::Read);
    }

    fn meet(&mut self, place: usize, how: Encounter) {
        self.knowledge[place].meet(self.mind(), how, self.day);
    }

    fn mind(&self) -> Mind {
        self.world.mind()
    }
}
