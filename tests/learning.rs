//! The learning maths: against reference runs, and what must hold for anybody.

mod choices;
mod extremes;
mod holidays;
mod reasons;
mod rhythm;
mod stored;
mod together;
mod weights;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde::Deserialize;
use stapje::learning::{
    Ability, Answer, Area, BehaviourState, Can, Did, Difficulty, Event, Form, Grade, Item, Level,
    Library, Memory, Path, Policy, Report, Rule, Wish, choose, observe,
};

use crate::house::trials;
use crate::world::edition;

#[derive(Deserialize)]
struct Person {
    items: Vec<Start>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Start {
    b: f64,
    v: f64,
}

#[derive(Deserialize)]
struct Step {
    days: f64,
    item: usize,
    area: usize,
    y: Option<u8>,
    c: Option<f64>,
    p_before: Option<f64>,
    r: Option<u8>,
    mu: [f64; 7],
    diag: [f64; 7],
    item_b: f64,
    item_v: f64,
}

fn near(ours: f64, theirs: f64, what: &str) {
    let off = (ours - theirs).abs() / theirs.abs().max(1.0);
    assert!(off < 1e-9, "{what}: {ours} is not {theirs}");
}

#[test]
fn ability_follows_the_reference_run() {
    let people: Vec<Person> = serde_json::from_str(include_str!("golden/ability.json")).unwrap();
    for person in people {
        let mut ability = Ability::default();
        let mut items: Vec<Difficulty> =
            person.items.iter().map(|item| Difficulty { mean: item.b, variance: item.v }).collect();
        for step in person.steps {
            let area = Area::ALL[step.area];
            ability.rest(step.days);
            if let (Some(y), Some(guess)) = (step.y, step.c) {
                let before = ability.predict(area, items[step.item], guess);
                near(before, step.p_before.unwrap(), "prediction");
                let answer = Answer { right: y == 1, guess };
                items[step.item] = ability.answer(area, items[step.item], answer);
            } else {
                let reports = [Report::TooHard, Report::Fine, Report::TooEasy];
                let report = reports[usize::from(step.r.unwrap())];
                ability.report(area, items[step.item], report);
            }
            for at in 0..7 {
                near(ability.means()[at], step.mu[at], "mean");
                near(ability.variances()[at], step.diag[at], "variance");
            }
            near(items[step.item].mean, step.item_b, "difficulty");
            near(items[step.item].variance, step.item_v, "variance of difficulty");
        }
    }
}

#[derive(Deserialize)]
struct Sequence {
    seq: Vec<(f64, usize)>,
    states: Vec<(f64, f64, f64)>,
}

const GRADES: [Grade; 4] = [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy];

#[test]
fn memory_follows_the_reference_run() {
    let all: Vec<Sequence> = serde_json::from_str(include_str!("golden/memory.json")).unwrap();
    for sequence in all {
        let mut memory: Option<Memory> = None;
        for ((days, grade), state) in sequence.seq.iter().zip(&sequence.states) {
            let grade = GRADES[grade - 1];
            let after = memory.map_or_else(|| Memory::first(grade), |m| m.after(grade, *days));
            near(after.stability, state.0, "stability");
            near(after.difficulty, state.1, "difficulty");
            near(after.interval(0.9).round().max(1.0), state.2, "interval");
            memory = Some(after);
        }
    }
}

fn an_area() -> impl Strategy<Value = Area> {
    (0..Area::ALL.len()).prop_map(|at| Area::ALL[at])
}

fn an_item() -> impl Strategy<Value = Difficulty> {
    (-4.0..4.0, 0.01..1.0).prop_map(|(mean, variance)| Difficulty { mean, variance })
}

/// Anything that somebody may do, with days of rest before it.
fn anything() -> impl Strategy<Value = (f64, Area, Difficulty, u8)> {
    (0.0..4000.0, an_area(), an_item(), 0u8..11)
}

fn apply(ability: &mut Ability, (days, area, item, what): (f64, Area, Difficulty, u8)) {
    ability.rest(days);
    let answer = |right, guess| Answer { right, guess };
    match what {
        0 => drop(ability.answer(area, item, answer(true, 0.25))),
        1 => drop(ability.answer(area, item, answer(false, 0.25))),
        2 => drop(ability.answer(area, item, answer(false, 0.0))),
        3 => ability.report(area, item, Report::TooHard),
        4 => ability.report(area, item, Report::Fine),
        5 => ability.report(area, item, Report::TooEasy),
        6 => ability.level_check(area, item, Can::Unknown),
        7 => ability.level_check(area, item, Can::NotYet),
        8 => ability.level_check(area, item, Can::WithHelp),
        9 => ability.level_check(area, item, Can::Yes),
        _ => ability.practise(area, true),
    }
}

proptest! {
    #![proptest_config(trials(256))]

    #[test]
    fn ability_stays_a_number_with_a_positive_uncertainty(
        life in prop::collection::vec(anything(), 0..60)
    ) {
        let mut ability = Ability::default();
        for step in life {
            apply(&mut ability, step);
            for at in 0..7 {
                prop_assert!(ability.means()[at].is_finite() && ability.means()[at].abs() < 30.0);
                prop_assert!(ability.variances()[at] > 0.0 && ability.variances()[at] < 3.0);
            }
        }
    }

    #[test]
    fn a_right_answer_raises_and_a_wrong_one_lowers(
        life in prop::collection::vec(anything(), 0..20),
        area in an_area(), item in an_item(), guess in 0.0..0.5,
    ) {
        let mut ability = Ability::default();
        for step in life {
            apply(&mut ability, step);
        }
        let before = ability.in_area(area).0;
        let (mut right, mut wrong) = (ability.clone(), ability);
        let harder = wrong.answer(area, item, Answer { right: false, guess });
        let easier = right.answer(area, item, Answer { right: true, guess });
        prop_assert!(right.in_area(area).0 >= before && wrong.in_area(area).0 <= before);
        prop_assert!(easier.mean <= item.mean && harder.mean >= item.mean);
        prop_assert!(easier.variance > 0.0 && harder.variance > 0.0);
    }

    #[test]
    fn memory_fades_and_a_success_never_shortens_it(
        life in prop::collection::vec((0.0..4000.0, 0usize..4), 1..30),
        sooner in 0.0..1000.0, later in 0.0..1000.0,
    ) {
        let mut memory = Memory::first(GRADES[life[0].1]);
        for (days, grade) in life {
            let after = memory.after(GRADES[grade], days);
            prop_assert!(after.stability.is_finite() && after.stability > 0.0);
            prop_assert!((1.0..=10.0).contains(&after.difficulty));
            if grade > 0 {
                prop_assert!(after.stability >= memory.stability * (1.0 - 1e-12));
            }
            memory = after;
        }
        let near = memory.retrievability(sooner);
        let far = memory.retrievability(sooner + later);
        prop_assert!(far <= near && (0.0..=1.0).contains(&far));
    }

    #[test]
    fn every_choice_is_allowed_explained_and_repeatable(
        deeds in prop::collection::vec((0usize..24, 0u8..10, 0i64..20), 0..80),
        wish in 0u8..3,
    ) {
        let library = &edition_library();
        let mut path = Path::default();
        let mut now: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let mut refused: BTreeSet<String> = BTreeSet::new();
        for (at, deed, days) in deeds {
            now += SignedDuration::from_hours(24 * days);
            let item = library.items()[at % library.items().len()].clone();
            let event = event(&item, deed);
            if matches!(event, Event::NotForMe { .. } | Event::Did { did: Did::NotForMe, .. }) {
                refused.insert(item.behaviour.clone());
            }
            observe(&mut path, library, &event, now);
        }
        let wish = [Wish::Next, Wish::Tip, Wish::Question][usize::from(wish)];
        for rule in [Rule::SkillModel, Rule::Simple] {
            let chosen = choose(library, &path, &Policy::of(rule), wish, now);
            prop_assert_eq!(&chosen, &choose(library, &path, &Policy::of(rule), wish, now));
            let Some(chosen) = chosen else { continue };
            let item = library.get(&chosen.item).expect("an item of the library");
            prop_assert!(!refused.contains(&item.behaviour), "refused: {}", item.id);
            let met = path.items.contains_key(&item.id);
            let ready = item.prerequisites.iter().all(|id| {
                let before = library.get(id).expect("a prerequisite");
                path.items.contains_key(id)
                    || path.behaviours.contains_key(&before.behaviour)
                    || path.ability.predict(before.area, before.difficulty, 0.0) > 0.4
            });
            prop_assert!(met || ready, "{} before what comes first", item.id);
            if wish == Wish::Tip {
                prop_assert!(chosen.form == Form::Tip);
            }
        }
    }
}

fn edition_library() -> Library {
    thread_local! {
        static LIBRARY: Library = edition().catalog.library.clone();
    }
    LIBRARY.with(Clone::clone)
}

fn event(item: &Item, deed: u8) -> Event {
    let item = item.id.clone();
    match deed {
        0 => Event::Shown { item, form: Form::Tip },
        1 => Event::Shown { item, form: Form::Question },
        2 => Event::Tried { item },
        3 => Event::Later { item },
        4 => Event::TooEasy { item },
        5 => Event::TooHard { item },
        6 => Event::NotForMe { item },
        7 => Event::Answered { item, right: Some(true) },
        8 => Event::Answered { item, right: None },
        _ => Event::Did { item, did: Did::Yes },
    }
}

#[test]
fn a_habit_that_is_there_needs_no_easier_tip() {
    let library = edition_library();
    let mut path = Path::default();
    let now = "2026-11-02T08:00:00Z".parse().unwrap();
    let item = library.items().iter().find(|item| item.level == Level::Basis).unwrap();
    observe(&mut path, &library, &Event::Did { item: item.id.clone(), did: Did::Yes }, now);
    assert_eq!(path.behaviours[&item.behaviour], BehaviourState::Done(Level::Basis));
    let easier = library.easier(item).expect("a starter tip");
    for _ in 0..30 {
        let Some(next) = choose(&library, &path, &Policy::of(Rule::SkillModel), Wish::Tip, now)
        else {
            break;
        };
        assert_ne!(next.item, easier.id);
        observe(&mut path, &library, &Event::Tried { item: next.item }, now);
    }
}
