//! What all people of an organisation teach together.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use stapje::learning::{
    Ability, Answer, Area, Can, Difficulty, Event, Form, Gathered, Learned, Level, Path, Recalls,
    observe,
};

use super::edition_library;
use crate::house::trials;

fn now() -> Timestamp {
    "2026-11-02T08:00:00Z".parse().expect("a moment")
}

#[test]
fn recalibration_finds_the_two_numbers_that_made_the_answers() {
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    for (shift, slope) in [(-1.2, 1.3), (-0.6, 0.95), (0.4, 0.7)] {
        let mut recalls = Recalls::default();
        for step in 0_u32..400 {
            let predicted = 0.15 + 0.8 * f64::from(step) / 400.0;
            let logit = (predicted / (1.0 - predicted)).ln();
            let right = 0.10 + 0.90 * logistic(shift + slope * logit);
            for answer in 0_u32..50 {
                recalls.add(predicted, (f64::from(answer) + 0.5) / 50.0 < right, now());
            }
        }
        let found = recalls.fit();
        assert!((found.shift - shift).abs() < 0.1, "{found:?} for {shift} and {slope}");
        assert!((found.slope - slope).abs() < 0.1, "{found:?} for {shift} and {slope}");
    }
}

#[test]
fn without_answers_recall_is_read_as_it_is() {
    let found = Recalls::default().fit();
    assert!(found.shift.abs() < 1e-9 && (found.slope - 1.0).abs() < 1e-9, "{found:?}");
    assert!((found.of(0.7) - 0.7).abs() < 1e-9);
}

#[test]
fn recalibration_follows_a_curve_that_no_two_numbers_make() {
    let mut recalls = Recalls::default();
    let curve = |predicted: f64| if predicted < 0.6 { 0.3 } else { 0.8 };
    for predicted in [0.45, 0.55, 0.65, 0.75, 0.85] {
        for answer in 0_u32..300 {
            let right = (f64::from(answer) + 0.5) / 300.0 < 0.10 + 0.90 * curve(predicted);
            recalls.add(predicted, right, now());
        }
    }
    let found = recalls.fit();
    for predicted in [0.45, 0.55, 0.65, 0.75, 0.85] {
        let (read, is) = (found.of(predicted), curve(predicted));
        assert!((read - is).abs() < 0.05, "{predicted} is read as {read:.2}, not {is}");
    }
}

#[test]
fn what_people_recalled_long_ago_counts_for_less_than_what_they_recall_now() {
    let mut recalls = Recalls::default();
    let long_ago = now() - SignedDuration::from_hours(24 * 28 * 6);
    for (right, at) in [(true, long_ago), (false, now())] {
        for _ in 0..200 {
            recalls.add(0.8, right, at);
        }
    }
    assert_eq!(recalls.count(), 400);
    assert!(recalls.fit().of(0.8) < 0.1, "{:?}", recalls.fit());
}

#[test]
fn an_item_that_most_get_wrong_becomes_harder_for_everybody() {
    let library = edition_library();
    let item = library.items()[0].clone();
    let mut learned = Learned::default();
    for _ in 0..40 {
        let informed = library.informed_by(&learned);
        let mut path = Path::default();
        let shown = Event::Shown { item: item.id.clone(), form: Form::Question };
        observe(&mut path, &informed, &shown, now());
        let wrong = Event::Answered { item: item.id.clone(), right: Some(false) };
        let observed = observe(&mut path, &informed, &wrong, now());
        learned.add(&item.id, &observed.lesson);
    }
    let after = library.informed_by(&learned).get(&item.id).expect("the item").difficulty;
    assert!(after.mean > item.difficulty.mean + 0.8, "{after:?}");
    assert!(after.variance < item.difficulty.variance / 2.0, "{after:?}");
}

#[test]
fn an_organisation_says_where_a_newcomer_starts_only_after_two_hundred_answers() {
    let library = edition_library();
    let mut learned = Learned::default();
    let mut said = Vec::new();
    for person in 0..120 {
        let mut path = Path::default();
        for area in [Area::Safety, Area::Content] {
            let event = Event::LevelCheck { area, level: Level::Basis, can: Can::Yes };
            let observed = observe(&mut path, &library, &event, now());
            learned.add("", &observed.lesson);
        }
        said.push((2 * (person + 1), learned.levels.average()));
    }
    for (answers, average) in said {
        assert_eq!(answers >= 200, average > 0.2, "{average} after {answers} answers");
    }
    let mut newcomer = Path::default();
    let informed = library.informed_by(&learned);
    let shown = Event::Shown { item: library.items()[0].id.clone(), form: Form::Tip };
    observe(&mut newcomer, &informed, &shown, now());
    assert!(newcomer.ability.in_area(Area::Safety).0 > 0.2);
    assert!(!newcomer.ability.has_news(Area::Safety), "they told us nothing themselves");
}

proptest! {
    #![proptest_config(trials(200))]

    #[test]
    fn sums_over_an_item_are_what_the_answers_would_be_one_by_one(
        answers in prop::collection::vec((any::<bool>(), 0.0..0.5), 1..30),
    ) {
        let label = Difficulty::of(Level::Basis);
        let (mut one_by_one, mut gathered) = (label, Gathered::default());
        for (right, guess) in answers {
            let mut ability = Ability::default();
            let after = ability.answer(Area::Content, one_by_one, Answer { right, guess });
            gathered.add(Gathered::between(one_by_one, after));
            one_by_one = after;
        }
        let together = gathered.over(label);
        prop_assert!((together.mean - one_by_one.mean).abs() < 1e-6);
        prop_assert!((together.variance - one_by_one.variance).abs() < 1e-6);
    }
}
