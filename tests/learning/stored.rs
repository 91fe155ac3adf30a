//! Paths that older versions stored are read by this one, and go on.
//!
//! Each file in `tests/golden/paths` is the same life as a version stored it. Whoever changes what
//! stands in a path adds the new shape as the last one, and leaves the others alone.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use stapje::learning::{
    Area, Can, Did, Difficulty, Event, Form, Item, Level, Library, Path, Policy, Wish, choose,
    observe,
};
use stapje::store::{EmployeeKey, paths};

use crate::world::on_each_database;

/// From the oldest to today's.
const SHAPES: [(&str, &str); 4] = [
    ("before it was kept when a card was last shown", include_str!("../golden/paths/1.json")),
    ("before it was kept what was known before", include_str!("../golden/paths/2.json")),
    ("before people were counted", include_str!("../golden/paths/3.json")),
    ("today's", include_str!("../golden/paths/4.json")),
];

fn library() -> Library {
    let item = |id: &str, area: Area, level: Level| Item {
        id: id.to_owned(),
        topic: format!("topic-{id}"),
        area,
        behaviour: format!("behaviour-{id}"),
        level,
        prerequisites: Vec::new(),
        options: 3,
        difficulty: Difficulty::of(level),
        rank: 0,
    };
    Library::new(vec![
        item("asked", Area::Content, Level::Starter),
        item("done", Area::Safety, Level::Basis),
        item("new", Area::Information, Level::Basis),
        item("refused", Area::Communication, Level::Starter),
        item("told", Area::Safety, Level::Starter),
    ])
}

fn start() -> Timestamp {
    "2026-11-02T08:00:00Z".parse().expect("a moment")
}

/// A life in which everything happens that a path keeps.
fn lived() -> Path {
    let (library, mut path, mut now) = (library(), Path::default(), start());
    let shown = |item: &str, form| Event::Shown { item: item.to_owned(), form };
    let id = str::to_owned;
    for event in [
        Event::LevelCheck { area: Area::Safety, level: Level::Basis, can: Can::WithHelp },
        shown("asked", Form::Question),
        Event::Answered { item: id("asked"), right: Some(true) },
        shown("told", Form::Tip),
        Event::TooHard { item: id("told") },
        shown("done", Form::Tip),
        Event::Tried { item: id("done") },
        shown("done", Form::Doing),
        Event::Did { item: id("done"), did: Did::Yes },
        Event::NotForMe { item: id("refused") },
        shown("told", Form::Question),
    ] {
        now += SignedDuration::from_hours(30);
        observe(&mut path, &library, &event, now);
    }
    path
}

/// A document without its numbers: they differ in the last digit from machine to machine.
fn shape(value: Value) -> Value {
    match value {
        Value::Number(_) => Value::from(0),
        Value::Array(values) => values.into_iter().map(shape).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, shape(value))).collect()
        }
        other => other,
    }
}

#[test]
fn what_is_stored_today_has_todays_shape() {
    let today = shape(serde_json::to_value(lived()).unwrap());
    let (_, newest) = SHAPES[SHAPES.len() - 1];
    let newest = shape(serde_json::from_str(newest).unwrap());
    assert_eq!(today, newest, "what a path keeps has changed: add its shape to tests/golden/paths");
}

#[test]
fn every_shape_that_was_ever_stored_is_read_and_goes_on() {
    let now = start() + SignedDuration::from_hours(24 * 40);
    for (name, stored) in SHAPES {
        let mut path: Path = serde_json::from_str(stored).unwrap_or_else(|e| panic!("{name}: {e}"));
        let lived: Path = serde_json::from_str(SHAPES[SHAPES.len() - 1].1).unwrap();
        assert_eq!(path.behaviours, lived.behaviours, "{name}");
        for (ours, theirs) in path.ability.means().into_iter().zip(lived.ability.means()) {
            assert!((ours - theirs).abs() < 1e-9, "{name}: {ours} and {theirs}");
        }
        assert!(path.items.keys().eq(lived.items.keys()), "{name}");
        let due = choose(&library(), &path, &Policy::default(), Wish::Next, now).expect("a choice");
        assert!(path.items.contains_key(&due.item), "{name}: what was taught comes back: {due:?}");
        let told = Event::TooEasy { item: "new".to_owned() };
        let observed = observe(&mut path, &library(), &told, now);
        let people = u32::from(name != "today's");
        assert_eq!(observed.lesson.levels.people, people, "{name}: counted once in the average");
        let again = observe(&mut path, &library(), &told, now);
        assert_eq!(again.lesson.levels.people, 0, "{name}");
    }
}

#[tokio::test]
async fn somebody_with_a_path_of_an_older_version_just_goes_on() {
    on_each_database(async |world| {
        for (at, (name, stored)) in SHAPES.into_iter().enumerate() {
            let cast = world.crowd([format!("employee-{at}")]);
            let someone = world.one(&cast[0]);
            someone.starts().await;
            someone.says("tip").await;
            let key = EmployeeKey::new(world.demo.tenant_id(), cast[0].person.object_id());
            let store = world.demo.service.store();
            let mut tx = store.write().await.unwrap();
            let old = sqlx::query("UPDATE paths SET body = $1 WHERE employee_id = $2");
            let changed = old.bind(stored).bind(&key.employee_id).execute(&mut *tx).await.unwrap();
            assert_eq!(changed.rows_affected(), 1);
            tx.commit().await.unwrap();
            someone.says("tip").await;
            someone.taps("Gedaan").await;
            let path = paths::find(&mut store.read().await.unwrap(), &key).await.unwrap();
            assert_eq!(path.items.len(), lived().items.len() + 1, "{name}");
            assert!(path.counted && path.items["asked"].shown == 1, "{name}: {path:?}");
        }
    })
    .await;
}
