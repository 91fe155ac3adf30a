//! What is kept goes when its time has come, and what somebody wants gone is gone at once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use stapje::store::roster::{self, Origin, Place};
use stapje::store::{EmployeeKey, privacy, retention};

use crate::world::{Someone, World, on_each_database};

async fn held(world: &World, someone: &Someone<'_>) -> Vec<(&'static str, u64)> {
    let key = key(world, someone);
    privacy::held(&mut world.demo.service.store().read().await.unwrap(), &key).await.unwrap()
}

fn key(world: &World, someone: &Someone<'_>) -> EmployeeKey {
    EmployeeKey::new(world.demo.tenant_id(), someone.cast.person.object_id())
}

fn rows(held: &[(&'static str, u64)], table: &str) -> u64 {
    held.iter().find(|(name, _)| *name == table).expect("a table").1
}

async fn keep_house(world: &World) {
    world.demo.service.keep_house().await.unwrap();
}

#[tokio::test]
async fn answers_become_counts_and_the_delivery_log_goes() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts_saying("Lukt me").await;
        sanne.says("tip").await;
        sanne.taps("Gedaan").await;
        let before = held(world, &sanne).await;
        assert!(rows(&before, "events") > 4 && rows(&before, "outbox") > 2, "{before:?}");
        sanne.says("stop").await;

        world.days_pass(80).await;
        keep_house(world).await;
        let then = held(world, &sanne).await;
        assert_eq!(rows(&then, "events"), rows(&before, "events"), "a year is not over");
        assert!(rows(&then, "outbox") >= rows(&before, "outbox"), "90 days are not over");

        world.days_pass(15).await;
        keep_house(world).await;
        let then = held(world, &sanne).await;
        assert_eq!(rows(&then, "outbox"), 0, "the delivery log is 90 days");
        assert_eq!(rows(&then, "events"), rows(&before, "events"));

        world.days_pass(280).await;
        keep_house(world).await;
        let then = held(world, &sanne).await;
        assert_eq!((rows(&then, "events"), rows(&then, "cards")), (0, 0), "{then:?}");
        assert_eq!(rows(&then, "paths"), 1, "the path stays as long as the person does");
        let mut conn = world.demo.service.store().read().await.unwrap();
        let counts = retention::counts(&mut conn, world.demo.tenant_id()).await.unwrap();
        let sum: i64 = counts.iter().map(|(_, _, _, number)| number).sum();
        assert_eq!(sum.unsigned_abs(), rows(&before, "events"), "{counts:?}");
        assert!(counts.iter().all(|(month, ..)| month == "2026-11"), "{counts:?}");
        assert!(counts.iter().any(|(_, kind, item, _)| kind == "tried" && !item.is_empty()));
        assert!(counts.iter().any(|(_, kind, ..)| kind == "level_check:yes"), "{counts:?}");
    })
    .await;
}

#[tokio::test]
async fn who_left_is_erased_and_who_came_back_is_not() {
    on_each_database(async |world| {
        let (sanne, iris) = (world.sanne(), world.iris());
        sanne.starts().await;
        iris.starts().await;
        sanne.uninstalls().await;
        iris.uninstalls().await;
        keep_house(world).await;
        world.days_pass(20).await;
        iris.installs().await;
        keep_house(world).await;
        assert_eq!(rows(&held(world, &sanne).await, "employees"), 1, "30 days are not over");
        world.days_pass(11).await;
        keep_house(world).await;
        assert_eq!(privacy::total(&held(world, &sanne).await), 0);
        assert_eq!(rows(&held(world, &iris).await, "employees"), 1);
        iris.uninstalls().await;
        keep_house(world).await;
        world.days_pass(20).await;
        keep_house(world).await;
        assert_eq!(rows(&held(world, &iris).await, "employees"), 1, "counted from the last time");
    })
    .await;
}

#[tokio::test]
async fn an_export_holds_everything_of_one_person_and_nothing_of_others() {
    on_each_database(async |world| {
        let (sanne, amy) = (world.sanne(), world.amy());
        sanne.starts_saying("Lukt me").await;
        amy.starts().await;
        let mut conn = world.demo.service.store().read().await.unwrap();
        let all = privacy::export(&mut conn, &key(world, &sanne)).await.unwrap();
        let held = privacy::held(&mut conn, &key(world, &sanne)).await.unwrap();
        for (table, number) in &held {
            let rows = all[table].as_array().expect("rows");
            assert_eq!(rows.len() as u64, *number, "{table}");
            let mine = |row: &Value| row["employee_id"] == key(world, &sanne).employee_id;
            assert!(rows.iter().all(mine), "{table}");
        }
        assert!(all["paths"][0]["body"].is_object(), "documents are documents");
        let met = all["employees"][0]["created_at"].as_str().expect("a time in words");
        assert!(met.starts_with("2026-11-02T"), "{met}");
    })
    .await;
}

const UNMET: &str = "aaaaaaaa-0000-4000-8000-000000000009";

fn place(world: &World, employee_id: &str) -> Place {
    Place {
        key: EmployeeKey::new(world.demo.tenant_id(), employee_id),
        department: Some("Burgerzaken".to_owned()),
        role: None,
        manager: false,
        origin: Origin::File,
    }
}

/// Imports a file with one line, as `stapje roster import --apply` does.
async fn import(world: &World, employee_id: &str) {
    let (store, now) = (world.demo.service.store(), world.demo.service.now());
    let csv = format!("id,department\n{employee_id},Burgerzaken\n");
    let rows = stapje::roster::read(csv.as_bytes()).unwrap().rows;
    let plan = stapje::roster::plan(store, world.demo.tenant_id(), rows, false).await.unwrap();
    stapje::roster::apply(store, &plan, now).await.unwrap();
}

async fn on_the_list(world: &World) -> Vec<String> {
    let mut conn = world.demo.service.store().read().await.unwrap();
    let places = roster::of_tenant(&mut conn, world.demo.tenant_id()).await.unwrap();
    places.into_iter().map(|place| place.key.employee_id).collect()
}

#[tokio::test]
async fn whoever_was_never_met_goes_off_the_list_unless_the_list_says_it_again() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let met = key(world, &sanne).employee_id;
        import(world, UNMET).await;
        let mut tx = world.demo.service.store().write().await.unwrap();
        roster::put(&mut tx, &place(world, &met), world.demo.service.now()).await.unwrap();
        tx.commit().await.unwrap();
        world.days_pass(29).await;
        keep_house(world).await;
        assert_eq!(on_the_list(world).await.len(), 2, "30 days are not over");
        import(world, UNMET).await;
        world.days_pass(29).await;
        keep_house(world).await;
        assert_eq!(on_the_list(world).await.len(), 2, "counted from the last time");
        world.days_pass(1).await;
        keep_house(world).await;
        assert_eq!(on_the_list(world).await, [met], "who uses the bot stays on it");
    })
    .await;
}

#[tokio::test]
async fn a_privacy_officer_can_show_and_erase_a_line_of_somebody_never_met() {
    on_each_database(async |world| {
        let line = place(world, UNMET);
        let mut tx = world.demo.service.store().write().await.unwrap();
        roster::put(&mut tx, &line, world.demo.service.now()).await.unwrap();
        let all = privacy::export(&mut tx, &line.key).await.unwrap();
        assert_eq!(all["roster"][0]["department"], "Burgerzaken", "{all}");
        assert_eq!(all["employees"], serde_json::json!([]));
        let held = privacy::erase(&mut tx, &line.key, world.demo.service.now()).await.unwrap();
        assert_eq!((rows(&held, "roster"), privacy::total(&held)), (1, 1));
        tx.commit().await.unwrap();
        assert!(on_the_list(world).await.is_empty());
    })
    .await;
}

/// Tables with their columns, as the database itself has them.
async fn tables(world: &World) -> BTreeMap<String, BTreeSet<String>> {
    let mut conn = world.demo.service.store().read().await.unwrap();
    let sqlite = "SELECT tables.name, columns.name FROM sqlite_master AS tables
        JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'";
    let postgres = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT)
        FROM information_schema.columns WHERE table_schema = current_schema()";
    let rows: Vec<(String, String)> = match sqlx::query_as(sqlite).fetch_all(&mut *conn).await {
        Ok(rows) => rows,
        Err(_) => sqlx::query_as(postgres).fetch_all(&mut *conn).await.unwrap(),
    };
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, column) in rows {
        tables.entry(table).or_default().insert(column);
    }
    tables
}

/// A table or a column that is not in the lists would be forgotten by export, erasure and the privacy
/// documents.
#[tokio::test]
async fn every_table_and_every_column_is_in_the_lists() {
    on_each_database(async |world| {
        let mut there = tables(world).await;
        assert!(there.remove("_sqlx_migrations").is_some(), "{there:?}");
        let all = privacy::KEPT.iter().chain(privacy::BESIDE);
        let listed: BTreeMap<String, BTreeSet<String>> = all
            .map(|kept| {
                let columns = kept.column_names().into_iter().map(str::to_owned);
                (kept.table.to_owned(), columns.collect())
            })
            .collect();
        assert_eq!(there, listed);
        let people = there.iter().filter(|(_, columns)| columns.contains("employee_id"));
        let people: BTreeSet<_> = people.map(|(table, _)| table.as_str()).collect();
        assert_eq!(people, privacy::KEPT.iter().map(|kept| kept.table).collect());
    })
    .await;
}

#[tokio::test]
async fn what_came_from_somebody_goes_when_they_are_erased() {
    on_each_database(async |world| {
        let (sanne, iris) = (world.sanne(), world.iris());
        sanne.starts().await;
        sanne.says("tip").await;
        iris.starts().await;
        let received = async || -> i64 {
            let mut conn = world.demo.service.store().read().await.unwrap();
            let count = "SELECT COUNT(*) FROM turns";
            sqlx::query_scalar(count).fetch_one(&mut *conn).await.unwrap()
        };
        let before = received().await;
        iris.says("mijn gegevens").await;
        world.time_passes(jiff::SignedDuration::from_secs(1)).await;
        iris.taps("Wis alles").await;
        world.time_passes(jiff::SignedDuration::from_secs(1)).await;
        iris.taps("Ja, wis alles").await;
        let after = received().await;
        assert!((2..before).contains(&after), "of Iris the last press alone: {before}, {after}");
        let mut tx = world.demo.service.store().write().await.unwrap();
        let now = world.demo.service.now();
        privacy::erase(&mut tx, &key(world, &sanne), now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(received().await, 1, "of Sanne nothing");
    })
    .await;
}
