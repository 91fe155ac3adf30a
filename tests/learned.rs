//! What all people together have taught: kept as sums, used for everybody, and about nobody.

use jiff::SignedDuration;
use sqlx::Row;
use stapje::learning::{Learned, Level};
use stapje::store::{EmployeeKey, learned, privacy};

use crate::world::{Someone, World, on_each_database};

/// What is kept of this world's organisation.
async fn kept(world: &World) -> Learned {
    let mut conn = world.demo.service.store().read().await.unwrap();
    let mut all = learned::all(&mut conn).await.unwrap();
    assert!(all.len() <= 1, "one tenant");
    all.remove(world.demo.tenant_id()).unwrap_or_default()
}

/// Every value in the tables of sums.
async fn values(world: &World) -> String {
    let mut conn = world.demo.service.store().read().await.unwrap();
    let mut all = String::new();
    for sql in [
        "SELECT tenant_id, item, answers FROM learned_items",
        "SELECT tenant_id, CAST(bin AS TEXT) AS item, answers FROM learned_recalls",
        "SELECT tenant_id, CAST(people AS TEXT) AS item, answers FROM learned_levels",
    ] {
        for row in sqlx::query(sql).fetch_all(&mut *conn).await.unwrap() {
            let (tenant, item): (String, String) = (row.get(0), row.get(1));
            all += &format!("{tenant} {item} {}\n", row.get::<i64, _>(2));
        }
    }
    all
}

/// Starts, asks for a question and does not know the answer. Which item was it?
async fn does_not_know(world: &World, someone: &Someone<'_>) -> String {
    let before = kept(world).await;
    someone.starts().await;
    someone.says("vraag").await;
    someone.taps("Weet ik niet").await;
    let after = kept(world).await;
    let more = after
        .items
        .iter()
        .find(|(id, sum)| before.items.get(*id).map_or(0, |before| before.answers) < sum.answers);
    more.expect("one answer more to one item").0.clone()
}

async fn a_quarter_of_an_hour_passes(world: &World) {
    world.time_passes(SignedDuration::from_mins(16)).await;
}

#[tokio::test]
async fn an_item_that_many_do_not_know_gets_harder_and_the_next_colleague_gets_another() {
    on_each_database(async |world| {
        let crowd = world.crowd((0..10).map(|number| format!("colleague-{number}")));
        let early = world.crowd(["early".to_owned()]);
        let early = world.one(&early[0]);
        early.starts().await;
        early.says("vraag").await;
        let first = early.newest_question();
        let label = |item: &str| {
            world.demo.service.edition().catalog.library.get(item).unwrap().difficulty.mean
        };
        let now = |item: &str| {
            let edition = world.demo.service.edition();
            edition.library(world.demo.tenant_id()).get(item).unwrap().difficulty.mean
        };
        let mut item = String::new();
        for (at, cast) in crowd.iter().enumerate() {
            item = does_not_know(world, &world.one(cast)).await;
            a_quarter_of_an_hour_passes(world).await;
            let harder = now(&item) > label(&item) + 0.1;
            assert_eq!(harder, at + 1 >= 10, "after {} answers: {}", at + 1, now(&item));
        }
        let sum = kept(world).await.items[&item];
        assert_eq!(sum.answers, 10, "all were asked the same");
        assert_eq!(
            world.demo.service.edition().catalog.library.get(&item).unwrap().level,
            Level::Starter
        );

        let late = world.crowd(["late".to_owned()]);
        let late = world.one(&late[0]);
        late.starts().await;
        late.says("vraag").await;
        assert_ne!(late.newest_question(), first, "the item that nobody knew waits");

        let other = world.another_process().await;
        let next_day = other.crowd(["next-day".to_owned()]);
        let next_day = other.one(&next_day[0]);
        next_day.starts().await;
        next_day.says("vraag").await;
        assert_eq!(next_day.newest_question(), late.newest_question(), "after a restart too");
    })
    .await;
}

#[tokio::test]
async fn nothing_of_a_person_is_in_the_sums_and_erasing_them_leaves_counts() {
    on_each_database(async |world| {
        let crowd = world.crowd(["leaver".to_owned(), "stayer".to_owned()]);
        for cast in &crowd {
            does_not_know(world, &world.one(cast)).await;
        }
        let before = values(world).await;
        let key = EmployeeKey::new(world.demo.tenant_id(), crowd[0].person.object_id());
        let mut tx = world.demo.service.store().write().await.unwrap();
        privacy::erase(&mut tx, &key, world.demo.service.now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut conn = world.demo.service.store().read().await.unwrap();
        assert_eq!(privacy::total(&privacy::held(&mut conn, &key).await.unwrap()), 0);
        drop(conn);
        assert_eq!(values(world).await, before, "two answers of nobody in particular");
        assert!(before.contains(" 2\n") && !before.contains("leaver"), "{before}");
        assert!(!before.contains("oid-"), "{before}");
    })
    .await;
}

#[tokio::test]
async fn a_press_that_is_delivered_twice_teaches_once() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("vraag").await;
        let message = sanne.messages().pop().expect("a question");
        let press = sanne.cast.person.invoke_for(&message.id, 1, &[]).expect("a button");
        for _ in 0..2 {
            assert_eq!(sanne.cast.person.post(press.clone()).await.expect("an answer").status, 200);
        }
        world.settles().await;
        let kept = kept(world).await;
        let answers: u32 = kept.items.values().map(|sum| sum.answers).sum();
        assert_eq!((answers, kept.levels.people), (1, 1), "{kept:?}");
    })
    .await;
}

#[tokio::test]
async fn reviews_of_enough_people_change_how_recall_is_read() {
    on_each_database(async |world| {
        let crowd = world.crowd((0..10).map(|number| format!("colleague-{number}")));
        for cast in &crowd {
            let someone = world.one(cast);
            someone.starts().await;
            someone.says("tip").await;
            someone.taps("Gedaan").await;
        }
        world.days_pass(6).await;
        let recall =
            |world: &World| world.demo.service.edition().library(world.demo.tenant_id()).recall();
        for (at, cast) in crowd.iter().enumerate() {
            let someone = world.one(cast);
            someone.says("vraag").await;
            someone.taps("Weet ik niet").await;
            a_quarter_of_an_hour_passes(world).await;
            // Everybody told us something when they pressed "gedaan".
            let lower = recall(world).of(0.9) < 0.9 - 0.005;
            assert!(lower, "after {} answers: {:?}", at + 1, recall(world));
        }
        assert_eq!(kept(world).await.recalls.count(), 10);
        assert!(recall(world).of(0.9) < 0.8, "{:?}", recall(world));
    })
    .await;
}
