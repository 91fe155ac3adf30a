//! Whatever the library and the person are like: choices that can be defended.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use stapje::learning::{
    Area, Can, Difficulty, Event, Form, Item, Level, Library, Path, Policy, Reason, Rule, Standing,
    Wish, candidates, choose, observe,
};

use super::{edition_library, event};
use crate::house::trials;

fn start() -> Timestamp {
    "2026-11-02T08:00:00Z".parse().expect("a moment")
}

/// A library that no author would write: prerequisites in circles and of tips that are gone.
fn any_library() -> impl Strategy<Value = Library> {
    let item = (0_usize..12, 0_usize..5, 0_usize..3, prop::collection::vec(0_usize..14, 0..3));
    prop::collection::vec(item, 0..12).prop_map(|items| {
        let items = items.into_iter().map(|(id, area, level, before)| Item {
            id: format!("tip-{id}"),
            topic: format!("topic-{area}"),
            area: Area::ALL[area],
            behaviour: format!("behaviour-{}", id % 4),
            level: Level::ALL[level],
            prerequisites: before.into_iter().map(|id| format!("tip-{id}")).collect(),
            options: id % 5,
            difficulty: Difficulty::of(Level::ALL[level]),
            rank: 0,
        });
        Library::new(items.collect())
    })
}

proptest! {
    #![proptest_config(trials(400))]

    #[test]
    fn a_choice_follows_from_how_items_were_weighed(
        library in any_library(),
        deeds in prop::collection::vec((0_usize..12, 0_u8..10, 0_i64..40), 0..40),
    ) {
        let mut path = Path::default();
        let mut now = start();
        for (at, deed, days) in deeds {
            now += SignedDuration::from_hours(24 * days);
            let Some(item) = library.items().get(at) else { continue };
            observe(&mut path, &library, &event(item, deed), now);
        }
        for rule in [Rule::SkillModel, Rule::Simple] {
            let weighed = candidates(&library, &path, &Policy::of(rule), now);
            prop_assert_eq!(weighed.len(), library.items().len());
            for wish in [Wish::Next, Wish::Tip, Wish::Question] {
                let Some(chosen) = choose(&library, &path, &Policy::of(rule), wish, now) else {
                    let is_new = |standing: &Standing| matches!(standing, Standing::New { .. });
                    prop_assert!(!weighed.iter().any(|candidate| is_new(&candidate.standing)));
                    continue;
                };
                let standing = weighed.iter().find(|found| found.item.id == chosen.item).unwrap();
                let may = match standing.standing {
                    Standing::New { worth, knows, .. } => {
                        prop_assert!(worth.is_finite() && (0.0..=1.0).contains(&knows));
                        true
                    }
                    Standing::Due { .. } => wish != Wish::Tip,
                    Standing::Resting { .. } => wish == Wish::Question,
                    _ => false,
                };
                prop_assert!(may, "{wish:?} chose {chosen:?}, which is {:?}", standing.standing);
                prop_assert!(wish != Wish::Question || chosen.form == Form::Question);
            }
        }
    }
}

/// Somebody who says that they know nothing yet.
fn beginner() -> Path {
    let mut path = Path::default();
    for area in Area::ALL {
        for level in Level::ALL {
            let event = Event::LevelCheck { area, level, can: Can::Unknown };
            observe(&mut path, &edition_library(), &event, start());
        }
    }
    path
}

#[test]
fn a_beginner_meets_every_tip_after_those_that_come_before_it() {
    let library = edition_library();
    for rule in [Rule::SkillModel, Rule::Simple] {
        let (mut path, mut met) = (beginner(), BTreeSet::new());
        while let Some(next) = choose(&library, &path, &Policy::of(rule), Wish::Tip, start()) {
            let item = library.get(&next.item).expect("an item");
            let missing = item.prerequisites.iter().find(|id| !met.contains(*id));
            assert_eq!(missing, None, "before {}, by {rule:?}", item.id);
            assert!(met.insert(next.item.clone()), "{} twice", item.id);
            let shown = Event::Shown { item: next.item, form: Form::Tip };
            observe(&mut path, &library, &shown, start());
        }
        assert_eq!(met.len(), library.items().len(), "by {rule:?}");
    }
}

#[test]
fn a_refused_behaviour_never_comes_back() {
    let library = edition_library();
    let refused = &library.items()[0];
    let mut path = Path::default();
    let event = Event::NotForMe { item: refused.id.clone() };
    observe(&mut path, &library, &event, start());
    let mut now = start();
    for _ in 0..200 {
        now += SignedDuration::from_hours(72);
        let Some(next) = choose(&library, &path, &Policy::of(Rule::SkillModel), Wish::Next, now)
        else {
            continue;
        };
        let item = library.get(&next.item).expect("an item");
        assert_ne!(item.behaviour, refused.behaviour);
        observe(&mut path, &library, &Event::Shown { item: next.item, form: next.form }, now);
    }
}

#[test]
fn the_first_tip_is_an_easy_start_and_says_so() {
    let library = edition_library();
    let first =
        choose(&library, &Path::default(), &Policy::of(Rule::SkillModel), Wish::Next, start());
    let first = first.expect("a first tip");
    assert_eq!(library.get(&first.item).unwrap().level, Level::Starter);
    assert_eq!(first.form, Form::Tip);
    assert!(matches!(first.reason, Reason::EasyStart { .. }), "{:?}", first.reason);
}

#[test]
fn the_first_card_of_a_beginner_is_an_easy_tip_whatever_they_said_of_themselves() {
    let library = edition_library();
    for can in [Can::Unknown, Can::NotYet] {
        let mut path = Path::default();
        for area in Area::ALL {
            let event = Event::LevelCheck { area, level: Level::Basis, can };
            observe(&mut path, &library, &event, start());
        }
        let policy = Policy::of(Rule::SkillModel);
        let first = choose(&library, &path, &policy, Wish::Next, start()).expect("a first card");
        let item = library.get(&first.item).expect("an item");
        assert_eq!((item.level, first.form), (Level::Starter, Form::Tip), "{can:?}: {first:?}");
    }
}

#[test]
fn an_empty_library_has_nothing_to_choose() {
    let library = Library::default();
    for wish in [Wish::Next, Wish::Tip, Wish::Question] {
        assert_eq!(
            choose(&library, &Path::default(), &Policy::of(Rule::SkillModel), wish, start()),
            None
        );
    }
}
