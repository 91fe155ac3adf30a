//! What the planner makes of one person, and that one person holds up nobody else.

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use stapje::clock::Chance;
use stapje::content::{Source, load};
use stapje::conversation::Edition;
use stapje::learning::{BehaviourState, NoNudge, Path, Rule};
use stapje::nudges::plan;
use stapje::store::employees::{self, Employee};
use stapje::store::{EmployeeKey, Store, paths, skips};

use super::{answers, database, days, deliver, somebody};
use crate::world::{at, edition, on_each_database, plan_of};

async fn add(store: &Store, employee: &Employee) {
    let mut tx = store.write().await.unwrap();
    employees::insert(&mut tx, employee).await.unwrap();
    tx.commit().await.unwrap();
}

async fn find(store: &Store, name: &str) -> Employee {
    let key = EmployeeKey::new("tenant", name);
    employees::find(&mut store.read().await.unwrap(), &key).await.unwrap().unwrap()
}

async fn newest_skip(store: &Store, name: &str) -> Option<NoNudge> {
    let key = EmployeeKey::new("tenant", name);
    let skip = skips::newest(&mut store.read().await.unwrap(), &key).await.unwrap();
    skip.map(|skip| skip.reason)
}

/// A Tuesday, near the end of the window: everybody's moment has come.
fn morning() -> Timestamp {
    at(date(2026, 11, 3).at(11, 20, 0, 0))
}

#[tokio::test]
async fn a_path_that_cannot_be_read_holds_up_nobody_else() {
    let (store, _folder) = database().await;
    let now = morning();
    for name in ["anna", "broken", "chris"] {
        add(&store, &somebody(name, now)).await;
    }
    let mut tx = store.write().await.unwrap();
    let broken = EmployeeKey::new("tenant", "broken");
    paths::save(&mut tx, &broken, &Path::default()).await.unwrap();
    sqlx::query("UPDATE paths SET body = '{' ").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let planned = plan(&store, &edition(), Rule::default(), now, &Chance::seeded(1)).await.unwrap();
    assert_eq!((planned.nudges, planned.passed), (2, 1));
    assert_eq!(newest_skip(&store, "broken").await, Some(NoNudge::Failed));
    assert_eq!(find(&store, "broken").await.next_nudge_at, Some(now + days(1)));
}

#[tokio::test]
async fn one_ignored_card_counts_once_however_many_slots_pass() {
    let (store, _folder) = database().await;
    let (mut now, chance) = (morning(), Chance::seeded(1));
    let mut loaded = load(&Source::BuiltIn.files().unwrap());
    let nothing = loaded.catalog.as_mut().unwrap();
    add(&store, &somebody("anna", now)).await;
    plan(&store, &edition(), Rule::default(), now, &chance).await.unwrap();
    assert_eq!(deliver(&store, now).await.0.len(), 1);
    // From now on nothing fits her.
    let behaviours: Vec<String> = nothing.plan.behaviours.iter().map(|b| b.id.clone()).collect();
    let path = Path {
        behaviours: behaviours.into_iter().map(|id| (id, BehaviourState::NotForMe)).collect(),
        ..Path::default()
    };
    let mut tx = store.write().await.unwrap();
    paths::save(&mut tx, &EmployeeKey::new("tenant", "anna"), &path).await.unwrap();
    tx.commit().await.unwrap();
    for _ in 0..20 {
        now += days(1);
        plan(&store, &edition(), Rule::default(), now, &chance).await.unwrap();
        assert_eq!(deliver(&store, now).await.0.len(), 0);
    }
    assert_eq!(find(&store, "anna").await.history.ignored, 1);
    assert_eq!(newest_skip(&store, "anna").await, Some(NoNudge::NothingFits));
}

#[tokio::test]
async fn the_gap_grows_with_the_first_ignored_card_and_the_sixth_is_the_last() {
    let (store, _folder) = database().await;
    let (start, chance, edition) = (morning(), Chance::seeded(1), edition());
    add(&store, &somebody("anna", start)).await;
    let mut on = Vec::new();
    for day in 0..300 {
        let now = start + days(day);
        plan(&store, &edition, Rule::default(), now, &chance).await.unwrap();
        if !deliver(&store, now).await.0.is_empty() {
            on.push(day);
        }
    }
    // 3.5 days (so six, past the weekend), 7, 14, 28 and 28 at least, on her own days; the sixth card
    // asks whether to go on; then silence.
    assert_eq!(on, [0, 6, 13, 27, 55, 83]);
    assert_eq!(newest_skip(&store, "anna").await, Some(NoNudge::Silent));
    assert_eq!(find(&store, "anna").await.next_nudge_at, None);
}

#[tokio::test]
async fn the_promise_of_minutes_is_kept() {
    let (store, _folder) = database().await;
    let (start, chance) = (morning(), Chance::seeded(1));
    let mut loaded = load(&Source::BuiltIn.files().unwrap());
    loaded.catalog.as_mut().unwrap().plan.rhythm.minutes_per_week = 1;
    let edition = Edition::new(loaded.catalog.unwrap()).unwrap();
    add(&store, &somebody("anna", start)).await;
    let mut on = Vec::new();
    for day in 0..7 {
        let now = start + days(day);
        plan(&store, &edition, Rule::default(), now, &chance).await.unwrap();
        if !deliver(&store, now).await.0.is_empty() {
            on.push(day);
        }
        // She writes each day: nothing is ignored.
        let mut tx = store.write().await.unwrap();
        let heard = sqlx::query("UPDATE employees SET heard_at = $1, version = version + 1");
        heard.bind(now.as_millisecond()).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    // Every card takes more than half a minute: one a week fits, on Tuesday and on Monday.
    assert_eq!(on, [0, 6]);
    assert_eq!(newest_skip(&store, "anna").await, Some(NoNudge::EnoughMinutes));
}

#[tokio::test]
async fn nobody_gets_more_than_the_organisation_lets_anybody_have() {
    let (store, _folder) = database().await;
    let (start, chance) = (morning(), Chance::seeded(1));
    add(&store, &somebody("anna", start)).await;
    let mut weeks = Vec::new();
    // She chose three. The organisation allows three, then one, then three again.
    for (week, most) in [3, 1, 1, 3].into_iter().enumerate() {
        let mut edition = edition();
        plan_of(&mut edition).rhythm.most_nudges_per_week = most;
        let mut nudges = 0;
        // From Tuesday to Monday; the promise of minutes is no limit here.
        plan_of(&mut edition).rhythm.minutes_per_week = 15;
        for day in 0..7 {
            let now = start + days(7 * i64::try_from(week).unwrap() + day);
            let now = now - days(1);
            plan(&store, &edition, Rule::default(), now, &chance).await.unwrap();
            if !deliver(&store, now).await.0.is_empty() {
                nudges += 1;
                let key = EmployeeKey::new("tenant", "anna");
                answers(&store, &edition, &key, now + SignedDuration::from_secs(1)).await;
            }
        }
        weeks.push(nudges);
    }
    assert_eq!(weeks, [2, 1, 1, 3]);
}

#[tokio::test]
async fn a_clock_that_ran_ahead_and_is_put_right_silences_nobody() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let truth = world.demo.clock.now();
        world.days_pass(300).await;
        sanne.says("tip").await;
        world.demo.clock.set(truth + days(3));
        world.demo.service.keep_house().await.unwrap();
        let before = sanne.messages().len();
        world.days_pass(4).await;
        assert_eq!(sanne.messages().len(), before, "this week had its nudges");
        world.days_pass(7).await;
        assert!(sanne.messages().len() > before, "the next one is as usual");
    })
    .await;
}

#[tokio::test]
async fn on_a_day_off_nothing_comes() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        for day in ["3", "4", "5", "10", "11"] {
            sanne.says(&format!("vrij op {day} november")).await;
            assert!(sanne.newest().contains("Vrij"), "{:?}", sanne.titles());
        }
        sanne.sees();
        world.days_pass(10).await;
        assert_eq!(sanne.sees(), "", "ten days without one for her");
        world.days_pass(1).await;
        assert_ne!(sanne.sees(), "");
    })
    .await;
}
