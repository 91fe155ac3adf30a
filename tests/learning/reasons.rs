//! No card without a true reason: every reason that is given is held against what happened.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use stapje::learning::{
    Can, Did, Event, Focus, FocusKind, Form, Item, Level, Library, Path, Policy, Priority, Reason,
    Rule, Wish, choose, go_on, observe,
};

use super::edition_library;
use crate::house::trials;

/// What happened, oldest first.
type Log = Vec<(Timestamp, Event)>;

/// How somebody reacts to a card of this form; `None` is silence.
fn reaction(item: &str, form: Form, how: u8) -> Option<Event> {
    let item = item.to_owned();
    Some(match (form, how % 6) {
        (_, 0) => return None,
        (Form::Tip, 1) => Event::Later { item },
        (Form::Tip, 2) => Event::TooEasy { item },
        (Form::Tip, 3) => Event::TooHard { item },
        (Form::Tip, 4) => Event::NotForMe { item },
        (Form::Tip, _) => Event::Tried { item },
        (Form::Question, 1) => Event::Answered { item, right: None },
        (Form::Question, 2 | 3) => Event::Answered { item, right: Some(false) },
        (Form::Question, _) => Event::Answered { item, right: Some(true) },
        (Form::Doing, 1) => Event::Did { item, did: Did::NotYet },
        (Form::Doing, 2) => Event::Did { item, did: Did::Cannot },
        (Form::Doing, 3) => Event::Did { item, did: Did::NotForMe },
        (Form::Doing, _) => Event::Did { item, did: Did::Yes },
    })
}

fn told(event: &Event) -> bool {
    !matches!(event, Event::Shown { .. } | Event::Later { .. } | Event::NotForMe { .. })
}

/// The newest thing that happened with an item, questions that were not answered aside.
fn newest<'a>(log: &'a Log, item: &str) -> Option<&'a (Timestamp, Event)> {
    log.iter().rev().find(|(_, event)| {
        event.item() == Some(item)
            && !matches!(event, Event::Shown { form: Form::Question | Form::Doing, .. })
    })
}

/// Is `reason` true of `item` at `now`?
fn is_true(
    reason: &Reason,
    item: &Item,
    form: Form,
    library: &Library,
    log: &Log,
    now: Timestamp,
) -> bool {
    let last = log.last().map(|(_, event)| event);
    let last_item = log.iter().rev().find_map(|(_, event)| library.get(event.item()?));
    let days_since = |wanted: &dyn Fn(&Event) -> bool, days: i64| {
        newest(log, &item.id).is_some_and(|(at, event)| {
            let off = now.duration_since(*at).as_hours() - 24 * days;
            wanted(event) && off.abs() <= 12
        })
    };
    let unmet = newest(log, &item.id).is_none();
    match reason {
        Reason::EasyStart { topic } => *topic == item.topic && item.level == Level::Starter,
        Reason::NotYet { topic } => *topic == item.topic && unmet,
        Reason::Fits { topic, level } => {
            *topic == item.topic && *level == item.level && log.iter().any(|(_, e)| told(e))
        }
        Reason::StepUp { topic } => {
            let well = matches!(
                last,
                Some(
                    Event::Tried { .. }
                        | Event::TooEasy { .. }
                        | Event::Answered { right: Some(true), .. }
                        | Event::Did { did: Did::Yes, .. }
                )
            );
            well && last_item.is_some_and(|last| last.topic == *topic && last.level < item.level)
        }
        Reason::Easier { .. } => last_item.is_some_and(|last| {
            matches!(
                last_deed(log),
                Some(Event::TooHard { .. } | Event::Did { did: Did::Cannot, .. })
            ) && last.behaviour == item.behaviour
                && last.level > item.level
        }),
        Reason::Follows { item: before } => {
            item.prerequisites.contains(before)
                && log.iter().any(|(_, event)| event.item() == Some(before))
        }
        Reason::MayKnow { .. } => form == Form::Question && log.iter().any(|(_, e)| told(e)),
        Reason::Onward { topic } => {
            *topic == item.topic
                && matches!(
                    last,
                    Some(Event::TooEasy { .. } | Event::Answered { right: Some(true), .. })
                )
        }
        Reason::Focus { focus, kind, .. } => {
            focus == "spring" && *kind == FocusKind::Campaign && now < campaign_ends()
        }
        Reason::Variety { topic } => {
            *topic == item.topic && last_item.is_some_and(|last| last.topic != *topic)
        }
        Reason::AskedLater { days } => days_since(&|e| matches!(e, Event::Later { .. }), *days),
        Reason::SecondLook { days } => days_since(
            &|e| {
                matches!(
                    e,
                    Event::TooHard { .. }
                        | Event::Answered { right: None | Some(false), .. }
                        | Event::Did { did: Did::Cannot, .. }
                )
            },
            *days,
        ),
        Reason::Tried { days } => days_since(
            &|e| matches!(e, Event::Tried { .. } | Event::Did { did: Did::Yes, .. }),
            *days,
        ),
        Reason::Answered { days } => {
            days_since(&|e| matches!(e, Event::Answered { right: Some(true), .. }), *days)
        }
        Reason::Seen { days } => days_since(
            &|e| {
                matches!(
                    e,
                    Event::Shown { form: Form::Tip, .. }
                        | Event::Did { did: Did::NotYet | Did::NotForMe, .. }
                )
            },
            *days,
        ),
        Reason::Asked => false,
    }
}

fn last_deed(log: &Log) -> Option<&Event> {
    log.iter().rev().map(|(_, event)| event).find(|event| !matches!(event, Event::Shown { .. }))
}

fn start() -> Timestamp {
    "2026-11-02T08:00:00Z".parse().expect("a moment")
}

fn campaign_ends() -> Timestamp {
    start() + SignedDuration::from_hours(24 * 60)
}

fn campaign(library: &Library) -> Focus {
    Focus {
        id: "spring".to_owned(),
        kind: FocusKind::Campaign,
        behaviours: library.items().iter().take(3).map(|item| item.behaviour.clone()).collect(),
        priority: Priority::First,
        from: None,
        until: Some(campaign_ends()),
    }
}

proptest! {
    #![proptest_config(trials(200))]

    #[test]
    fn no_card_without_a_true_reason(
        check in prop::option::of(0usize..4),
        simple in any::<bool>(),
        with_campaign in any::<bool>(),
        life in prop::collection::vec((1_i64..600, 0u8..60), 1..60),
    ) {
        let library = &edition_library();
        let focus = [campaign(library)];
        let policy = Policy {
            rule: if simple { Rule::Simple } else { Rule::SkillModel },
            focus: if with_campaign { &focus } else { &[] },
            ..Policy::default()
        };
        let (mut path, mut log, mut now) = (Path::default(), Log::new(), start());
        let note = |path: &mut Path, log: &mut Log, event: Event, now: Timestamp| {
            let observed = observe(path, library, &event, now);
            log.push((now, event));
            observed
        };
        if let Some(answer) = check {
            let can = [Can::Unknown, Can::NotYet, Can::WithHelp, Can::Yes][answer];
            for area in stapje::learning::Area::ALL {
                let event = Event::LevelCheck { area, level: Level::Basis, can };
                note(&mut path, &mut log, event, now);
            }
        }
        for (hours, how) in life {
            now += SignedDuration::from_hours(hours);
            let mut next = choose(library, &path, &policy, Wish::Next, now);
            let mut before = 0;
            while let Some(decision) = next {
                let item = library.get(&decision.item).expect("an item");
                let holds = is_true(&decision.reason, item, decision.form, library, &log, now);
                prop_assert!(holds, "{decision:?} after {:?}", log.iter().rev().take(4).collect::<Vec<_>>());
                let shown = Event::Shown { item: item.id.clone(), form: decision.form };
                note(&mut path, &mut log, shown, now);
                before += 1;
                next = reaction(&item.id, decision.form, how + before).and_then(|event| {
                    let observed = note(&mut path, &mut log, event, now);
                    go_on(library, &path, &policy, &observed, before, now)
                });
            }
            prop_assert!(before <= 3, "a message holds at most three steps");
        }
    }
}

#[test]
fn a_focus_goes_first_in_its_order_with_what_comes_before_it() {
    let library = edition_library();
    for rule in [Rule::SkillModel, Rule::Simple] {
        let (mut path, mut met) = (Path::default(), Vec::new());
        let focus = [campaign(&library)];
        let policy = Policy { rule, focus: &focus, ..Policy::default() };
        let in_focus: usize = library
            .items()
            .iter()
            .filter(|item| focus[0].behaviours.contains(&item.behaviour))
            .count();
        for _ in 0..in_focus {
            let next = choose(&library, &path, &policy, Wish::Tip, start()).expect("a tip");
            let item = library.get(&next.item).expect("an item");
            let shown = Event::Shown { item: next.item.clone(), form: Form::Tip };
            observe(&mut path, &library, &shown, start());
            met.push(item.behaviour.clone());
        }
        assert_eq!(met.first(), focus[0].behaviours.first(), "by {rule:?}: {met:?}");
        let others = met.iter().filter(|met| !focus[0].behaviours.contains(met)).count();
        assert!(others * 2 <= met.len(), "mostly the focus, by {rule:?}: {met:?}");
        let after = choose(&library, &Path::default(), &policy, Wish::Tip, campaign_ends());
        assert!(!matches!(after.map(|next| next.reason), Some(Reason::Focus { .. })));
    }
}

#[test]
fn whoever_gets_most_wrong_gets_something_easier_and_the_tip_first() {
    let library = edition_library();
    let mut path = Path::default();
    for area in stapje::learning::Area::ALL {
        let event = Event::LevelCheck { area, level: Level::Gevorderd, can: Can::Yes };
        observe(&mut path, &library, &event, start());
    }
    let policy = Policy::default();
    let confident = choose(&library, &path, &policy, Wish::Next, start()).expect("a step");
    assert_eq!(confident.form, Form::Question, "they said that they can: asked first");
    let mut now = start();
    for item in library.items().iter().take(7) {
        now += SignedDuration::from_hours(24);
        for event in [
            Event::Shown { item: item.id.clone(), form: Form::Question },
            Event::Answered { item: item.id.clone(), right: Some(false) },
        ] {
            observe(&mut path, &library, &event, now);
        }
    }
    assert!(path.recent.is_struggling());
    let next = choose(&library, &path, &policy, Wish::Tip, now).expect("a tip");
    let unguarded = Policy {
        tuning: stapje::learning::Tuning { guard: false, ..Default::default() },
        ..Policy::default()
    };
    let without = choose(&library, &path, &unguarded, Wish::Tip, now).expect("a tip");
    let level = |decision: &stapje::learning::Decision| library.get(&decision.item).unwrap().level;
    assert!(level(&next) <= level(&without), "{next:?} against {without:?}");
    let pushed = choose(&library, &path, &policy, Wish::Next, now + SignedDuration::from_hours(1));
    assert_ne!(pushed.map(|next| (next.form, next.reason.is_new())), Some((Form::Question, true)));
}
