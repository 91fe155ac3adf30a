//! A company lives through 270 days with one arm.

use std::collections::VecDeque;

use jiff::civil::{Date, date, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::arms::{Ablation, Arm};
use super::chance::{Dice, number};
use super::company::{Company, chance};
use super::measure::{CHECKPOINTS, Notes, Outcome, Trace};
use super::memory::Knowledge;
use super::oracle;
use super::people::{self, Person};
use super::react::{Moment, Reaction};
use super::world::World;
use crate::learning::holidays::is_netherlands_holiday;
use crate::learning::rhythm::{Days, History, Next, Rhythm, Slot, Window, next_slot, spread};
use crate::learning::{
    Decision, Difficulty, Event, Form, Learned, Level, Library, Observed, Path, Policy, Wish,
    choose, go_on, observe,
};

/// The first day: a Monday.
const START: Date = date(2026, 1, 5);
/// What a first card takes to read, in seconds.
const NUDGE_SECONDS: u32 = 55;
/// Nudges come until this day; then everybody is left alone.
pub(super) const NUDGES_END: usize = 180;
/// The last day.
const END: usize = 270;

/// One person's life with an arm.
pub(super) struct Life<'a> {
    pub(super) person: &'a Person,
    pub(super) knowledge: Vec<Knowledge>,
    /// The day on which each fact was last shown.
    pub(super) last_shown: Vec<Option<f64>>,
    pub(super) path: Path,
    number: usize,
    dice: Dice,
    rhythm: Rhythm,
    history: History,
    key: String,
    slot: Option<Slot>,
    /// The last nudge was not answered.
    ignores: bool,
    /// How many were not answered in a row.
    in_a_row: u32,
    fatigue: f64,
    rested_on: f64,
    /// Running shares of what went well, was known, was too hard.
    success: f64,
    boring: f64,
    hard: f64,
    /// What a fixed plan still has to show: place, form, not before this day.
    plan: VecDeque<(usize, Form, f64)>,
    trace: Trace,
}

/// Lives through all days.
pub(super) fn live(world: &World, arm: Arm, company: &Company) -> Outcome {
    let policy = arm.policy();
    let mut notes = Notes::new(company);
    let mut lives: Vec<Life> =
        (0..company.people.len()).map(|number| Life::new(world, arm, company, number)).collect();
    let mut course = Course { world, arm, company, policy, library: company.library.clone() };
    let mut learned = Learned::default();
    let learns = arm.is_stapje() && !arm.is_without(Ablation::Learned);
    for day in 0..=END {
        if learns && day < NUDGES_END {
            course.library = company.library.informed_by(&learned);
        }
        for life in &mut lives {
            course.day(life, &mut notes, &mut learned, day);
        }
        if let Some(at) = CHECKPOINTS.iter().position(|checkpoint| *checkpoint == day) {
            for life in &mut lives {
                life.trace.gained[at] = course.gained(life, day);
            }
        }
    }
    let traces: Vec<Trace> = lives.into_iter().map(|life| life.trace).collect();
    notes.outcome(&traces)
}

/// What is the same for everybody.
struct Course<'a> {
    world: &'a World,
    arm: Arm,
    company: &'a Company,
    policy: Policy<'static>,
    /// The library as the company's people have taught us to see it this morning.
    library: Library,
}

impl<'a> Life<'a> {
    fn new(world: &World, arm: Arm, company: &'a Company, number: usize) -> Life<'a> {
        let person = &company.people[number];
        let rhythm = Rhythm {
            days: Days::from_bits(person.days),
            window: Window { from: time(9, 30, 0, 0), to: time(11, 30, 0, 0) },
            per_week: if arm == Arm::Weekly { 1 } else { world.per_week },
            time_zone: TimeZone::UTC,
            paused_until: None,
            stopped: false,
        };
        let mut dice = Dice::new(company.seed, 0x1000_0000 + number as u64);
        let mut order = company.fixed_order.clone();
        if arm == Arm::Random {
            for at in (1..order.len()).rev() {
                order.swap(at, dice.below(at + 1));
            }
        }
        Life {
            person,
            knowledge: company.knowledge[number].clone(),
            last_shown: vec![None; company.facts.len()],
            path: Path::default(),
            number,
            dice,
            rhythm,
            history: History::default(),
            key: format!("{}/{number}", company.seed),
            slot: None,
            ignores: false,
            in_a_row: 0,
            fatigue: 0.0,
            rested_on: 0.0,
            success: people::LIKED_SUCCESS,
            boring: 0.0,
            hard: 0.0,
            plan: order.into_iter().map(|place| (place, Form::Tip, 0.0)).collect(),
            trace: Trace::default(),
        }
    }

    fn schedule(&mut self, now: Timestamp) {
        let key = &self.key;
        self.slot = next_slot(
            &self.rhythm,
            &self.history,
            is_netherlands_holiday,
            |day| spread(key, day),
            now,
        );
    }

    fn tires(&mut self, day: f64, more: f64) {
        let passed = (day - self.rested_on) / people::FATIGUE_HALVES;
        self.fatigue = self.fatigue * (-passed).exp2() + more;
        self.rested_on = day;
    }

    /// What one item did to their mood.
    fn feels(&mut self, world: &World, reaction: &Reaction) {
        let weigh = |old: f64, now: bool| 0.8 * old + if now { 0.2 } else { 0.0 };
        self.success = weigh(self.success, reaction.well);
        self.boring = weigh(self.boring, reaction.knew);
        self.hard = weigh(self.hard, !reaction.well && !reaction.knew);
        if reaction.knew || !reaction.well {
            self.fatigue += world.tires();
        }
    }

    /// Is this nudge the one too many?
    fn has_had_enough(&mut self, world: &World) -> bool {
        let [fatigue, ignored, boring, hard] = people::STOPS_GROWTH;
        let grown = fatigue * self.fatigue
            + ignored * f64::from(self.in_a_row.min(6))
            + boring * self.boring
            + hard * self.hard;
        self.dice.happens((world.stops() * grown.exp()).min(0.5))
    }

    fn answers(&mut self, quarter: usize) -> bool {
        let misfit = (self.success - people::LIKED_SUCCESS).abs();
        let good = if quarter == self.person.good_quarter { people::GOOD_MOMENT } else { 0.0 };
        let willing = self.person.willing + good
            - people::FATIGUE_WEIGHT * self.fatigue
            - people::MISFIT_WEIGHT * misfit;
        self.dice.happens(chance(willing))
    }
}

impl Course<'_> {
    fn day(&self, life: &mut Life, notes: &mut Notes, learned: &mut Learned, day: usize) {
        let date = START.saturating_add(i64::try_from(day).unwrap_or(0).days());
        if self.arm.hours().contains(&day) {
            self.hour(life, day);
        }
        if !self.arm.nudges() || day >= NUDGES_END || life.trace.stopped_on.is_some() {
            return;
        }
        let morning = TimeZone::UTC.to_timestamp(date.at(6, 0, 0, 0)).unwrap_or_default();
        if day == 0 {
            self.begin(life, notes, morning);
            life.schedule(morning);
        }
        if life.person.pauses && life.person.holiday.0 == day && self.arm.is_stapje() {
            let back = i64::try_from(life.person.holiday.1).unwrap_or(0);
            life.rhythm.paused_until = Some(date.saturating_add(back.days()));
            life.schedule(morning);
        }
        if life.slot.is_none() && self.arm.is_stapje() && life.dice.happens(people::RETURNS) {
            // They write to the bot by themselves: it is back.
            life.history.ignored = 0;
            life.ignores = false;
            life.schedule(morning);
        }
        while let Some(slot) = life.slot.filter(|slot| slot.day == date) {
            self.nudge(life, notes, &slot, day);
            for (item, lesson) in notes.lessons.drain(..) {
                learned.add(&item, &lesson);
            }
            if life.trace.stopped_on.is_some() {
                return;
            }
            life.schedule(slot.lapses_at);
        }
    }

    /// The level check, on the first day.
    fn begin(&self, life: &mut Life, notes: &mut Notes, now: Timestamp) {
        let checks = life.person.checks && !self.arm.is_without(Ablation::LevelCheck);
        if !self.arm.is_stapje() || !checks {
            return;
        }
        for area in crate::learning::Area::ALL {
            let difficulty = Difficulty::of(Level::Basis).mean;
            let can = life.person.rates(area, difficulty, &mut life.dice);
            let event = Event::LevelCheck { area, level: Level::Basis, can };
            let observed = observe(&mut life.path, &self.library, &event, now);
            notes.lessons.push((String::new(), observed.lesson));
        }
        let [.., minutes] = people::MINUTES;
        life.trace.minutes += minutes;
    }

    /// An hour of training for everybody who comes.
    fn hour(&self, life: &mut Life, day: usize) {
        if !life.person.attends {
            return;
        }
        let (minutes, holds, _) = people::HOUR;
        life.trace.minutes += minutes;
        let mut moment = self.moment(life, day);
        for (at, place) in self.company.fixed_order.iter().take(holds).enumerate() {
            let attention = self.world.attention(number(at) / number(holds));
            if moment.recalls(*place) {
                if moment.dice.happens(attention) {
                    moment.reminded(*place);
                }
            } else {
                moment.taught(*place, attention);
            }
        }
    }

    /// One nudge comes.
    fn nudge(&self, life: &mut Life, notes: &mut Notes, slot: &Slot, day: usize) {
        life.in_a_row = if life.ignores { life.in_a_row + 1 } else { 0 };
        if self.arm.is_stapje() && !self.arm.is_without(Ablation::BackOff) {
            life.history.ignored += u32::from(life.ignores);
        }
        let next = life.history.next();
        if next == Next::Silence {
            return;
        }
        let Some(first) = self.pick(life, slot.at, day) else { return };
        life.history = life.history.and(slot.at, NUDGE_SECONDS, &life.rhythm.time_zone);
        life.trace.nudges += 1;
        life.tires(number(day), 1.0);
        if life.has_had_enough(self.world) {
            life.trace.stopped_on = Some(day);
            return;
        }
        let quarter = quarter_of(&life.rhythm, slot);
        let here = !life.person.is_away(day) && life.answers(quarter);
        life.ignores = !here;
        if next == Next::StillThere {
            if here {
                Self::still_there(life, day);
            }
            return;
        }
        self.message(life, notes, first, slot.at, day, here);
        if here {
            life.history.ignored = 0;
            life.trace.answered += 1;
        }
    }

    /// They answer the friendly question.
    fn still_there(life: &mut Life, day: usize) {
        life.history.ignored = 0;
        match life.dice.below(100) {
            0..50 => {}
            50..80 => life.rhythm.per_week = 1,
            80..90 => {
                let until = START.saturating_add(i64::try_from(day + 14).unwrap_or(0).days());
                life.rhythm.paused_until = Some(until);
            }
            _ => life.trace.stopped_on = Some(day),
        }
    }

    /// One message: its first item, and what it goes on with.
    fn message(
        &self,
        life: &mut Life,
        notes: &mut Notes,
        first: Decision,
        now: Timestamp,
        day: usize,
        here: bool,
    ) {
        let (mut next, mut shown, mut well) = (Some(first), 0_u8, false);
        while let Some(decision) = next.take() {
            if shown > 0 {
                life.tires(number(day), people::ONWARD_FATIGUE);
            }
            let reaction = self.item(life, notes, &decision, now, day, here);
            let Some((reaction, observed)) = reaction else { return };
            shown = shown.saturating_add(1);
            well = reaction.well;
            next = self.goes_on(life, &observed, shown, now, day);
        }
        let more = self.arm.is_stapje() && !self.arm.is_without(Ablation::OneMore);
        if more
            && well
            && life.dice.happens(people::ONE_MORE)
            && let Some(decision) = self.pick(life, now, day)
        {
            self.item(life, notes, &decision, now, day, true);
        }
    }

    /// Shows one item. What came of it, if they are there.
    fn item(
        &self,
        life: &mut Life,
        notes: &mut Notes,
        decision: &Decision,
        now: Timestamp,
        day: usize,
        here: bool,
    ) -> Option<(Reaction, Observed)> {
        let place = self.company.place(&decision.item)?;
        let (item, form) = (decision.item.clone(), decision.form);
        let before = life.path.items.get(&item).cloned();
        let again = before.as_ref().is_some_and(|seen| seen.shown > 0);
        observe(&mut life.path, &self.library, &Event::Shown { item, form }, now);
        life.last_shown[place] = Some(number(day));
        if !here {
            return None;
        }
        let reaction = self.moment(life, day).react(place, &decision.item, form, again);
        let observed = observe(&mut life.path, &self.library, &reaction.event, now);
        notes.lessons.push((decision.item.clone(), observed.lesson));
        life.trace.minutes += reaction.minutes;
        life.trace.items += 1;
        life.trace.known += u32::from(reaction.knew);
        if let Event::Answered { right, .. } = reaction.event {
            let is_first = observed.lesson.item.answers > 0;
            let answers = if is_first { &mut life.trace.first } else { &mut life.trace.reviews };
            answers.add(right == Some(true));
        }
        life.feels(self.world, &reaction);
        if let (Event::Answered { right, .. }, Some(seen), true) =
            (&reaction.event, before.filter(|seen| !seen.known_before), again)
        {
            notes.review(&seen, self.library.recall(), *right == Some(true), now);
        }
        if observed.lesson.item.answers > 0 {
            life.trace.skill_answers += 1;
            notes.skill(life.trace.skill_answers, &life.path, life.person);
        }
        if self.arm == Arm::DripReviews && form == Form::Tip {
            for later in [7.0, 28.0] {
                life.plan.push_front((place, Form::Question, number(day) + later));
            }
        }
        Some((reaction, observed))
    }

    /// What comes first in a nudge.
    fn pick(&self, life: &mut Life, now: Timestamp, day: usize) -> Option<Decision> {
        let place = |(place, form): (usize, Form)| Decision {
            item: self.company.id(place),
            form,
            reason: crate::learning::Reason::Asked,
        };
        match self.arm {
            Arm::OracleGreedy => {
                oracle::greedy(self.world, self.company, life, number(day)).map(place)
            }
            Arm::OracleRule => {
                oracle::by_rule(self.world, self.company, life, number(day)).map(place)
            }
            Arm::Weekly | Arm::Random | Arm::Drip | Arm::DripReviews => {
                let due = life
                    .plan
                    .iter()
                    .position(|(_, form, from)| *form == Form::Question && *from <= number(day));
                let new = || life.plan.iter().position(|(_, form, _)| *form == Form::Tip);
                let (at, form, _) = life.plan.remove(due.or_else(new)?)?;
                Some(place((at, form)))
            }
            _ => choose(&self.library, &life.path, &self.policy, Wish::Next, now),
        }
    }

    fn goes_on(
        &self,
        life: &mut Life,
        observed: &Observed,
        shown: u8,
        now: Timestamp,
        day: usize,
    ) -> Option<Decision> {
        if !self.arm.is_stapje() {
            return None;
        }
        if self.arm == Arm::OracleRule {
            let may = observed.knew && shown <= self.policy.tuning.most_onward;
            return may.then(|| self.pick(life, now, day)).flatten();
        }
        go_on(&self.library, &life.path, &self.policy, observed, shown, now)
    }

    fn moment<'b>(&'b self, life: &'b mut Life, day: usize) -> Moment<'b> {
        Moment {
            world: self.world,
            company: self.company,
            person: life.person,
            knowledge: &mut life.knowledge,
            dice: &mut life.dice,
            day: number(day),
        }
    }

    /// Facts that are known on this day beyond those that would be known without anything.
    fn gained(&self, life: &Life, day: usize) -> f64 {
        let mind = self.world.mind();
        let without = &self.company.knowledge[life.number];
        let day = number(day);
        let with_and_without = life.knowledge.iter().zip(without);
        with_and_without
            .map(|(with, without)| with.recall(mind, day) - without.recall(mind, day))
            .sum()
    }
}

fn quarter_of(rhythm: &Rhythm, slot: &Slot) -> usize {
    let at = rhythm.time_zone.to_datetime(slot.at).time();
    let minutes = |time: jiff::civil::Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
    let (from, to) = (minutes(rhythm.window.from), minutes(rhythm.window.to));
    let share = 4 * (minutes(at) - from) / (to - from).max(1);
    usize::try_from(share.clamp(0, 3)).unwrap_or(0)
}
