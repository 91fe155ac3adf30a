//! Several processes share one outbox, on both databases.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use stapje::clock::Chance;
use stapje::learning::Rule;
use stapje::nudges::plan;
use stapje::store::outbox::{self, Lease, Outgoing, Purpose};
use stapje::store::{Batch, Store, employees};

use super::somebody;
use crate::world::{edition, on_each_database};

fn near_the_end() -> Timestamp {
    "2026-11-03T10:20:00Z".parse().expect("a moment")
}

fn lease(owner: &str, now: Timestamp) -> Lease {
    Lease { owner: owner.to_owned(), until: now + SignedDuration::from_secs(60) }
}

async fn take(store: &Store, owner: &str, most: usize, now: Timestamp) -> Vec<Outgoing> {
    let mut tx = store.write().await.expect("a transaction");
    let taken = super::take(&mut tx, &lease(owner, now), most, now).await;
    tx.commit().await.expect("committed");
    taken
}

/// So many people, each with a nudge in the outbox.
async fn nudged(store: &Store, number: usize, now: Timestamp) {
    let mut tx = store.write().await.expect("a transaction");
    for number in 0..number {
        employees::insert(&mut tx, &somebody(&format!("p{number}"), now)).await.expect("a row");
    }
    tx.commit().await.expect("committed");
    let edition = edition();
    let (one, two) = (Chance::seeded(1), Chance::seeded(2));
    let racing = tokio::join!(
        plan(store, &edition, Rule::default(), now, &one),
        plan(store, &edition, Rule::default(), now, &two),
    );
    // Whoever lost a race looks again in the next round.
    drop(racing);
    plan(store, &edition, Rule::default(), now, &one).await.expect("planned");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_plan_and_four_that_take_get_everything_once() {
    on_each_database(async |world| {
        const PEOPLE: usize = 300;
        let store = world.demo.service.store();
        nudged(store, PEOPLE, near_the_end()).await;
        let mut taking = tokio::task::JoinSet::new();
        for worker in 0..4 {
            let store = store.clone();
            taking.spawn(async move {
                let (mut all, owner) = (Vec::new(), format!("worker-{worker}"));
                loop {
                    let taken = take(&store, &owner, 16, near_the_end()).await;
                    if taken.is_empty() {
                        return all;
                    }
                    all.extend(taken.into_iter().map(|one| one.key.employee_id));
                }
            });
        }
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for name in taking.join_all().await.into_iter().flatten() {
            *times.entry(name).or_default() += 1;
        }
        assert!(times.values().all(|times| *times == 1), "each once: {times:?}");
        // Of rows that another worker just took, a round may find none though some are left.
        let left = take(store, "last", 1000, near_the_end()).await;
        assert_eq!(times.len() + left.len(), PEOPLE, "everybody");
    })
    .await;
}

#[tokio::test]
async fn patience_that_the_channel_asked_of_one_process_is_heeded_by_all() {
    on_each_database(async |world| {
        let (store, now) = (world.demo.service.store(), near_the_end());
        nudged(store, 3, now).await;
        let until = now + SignedDuration::from_secs(30);
        let mut tx = store.write().await.expect("a transaction");
        outbox::wait(&mut tx, "tenant", Some("a:p0"), until).await.expect("noted");
        tx.commit().await.expect("committed");
        let taken = take(store, "another", 1, now).await;
        assert_ne!(taken[0].to.conversation_id, "a:p0");
        let mut tx = store.write().await.expect("a transaction");
        outbox::wait(&mut tx, "tenant", None, until).await.expect("noted");
        // A shorter one does not shorten it.
        outbox::wait(&mut tx, "tenant", None, now).await.expect("noted");
        tx.commit().await.expect("committed");
        assert_eq!(take(store, "another", 10, now).await.len(), 0, "the whole tenant waits");
        assert_eq!(take(store, "another", 10, until).await.len(), 2, "until it is over");
    })
    .await;
}

#[tokio::test]
async fn a_reply_goes_before_all_nudges() {
    on_each_database(async |world| {
        let (store, now) = (world.demo.service.store(), near_the_end());
        nudged(store, 5, now).await;
        let mut tx = store.write().await.expect("a transaction");
        let nudge = super::take(&mut tx, &lease("look", now), 1, now).await;
        let reply = Outgoing {
            id: "ZZZ".to_owned(),
            idempotency_key: "a reply".to_owned(),
            purpose: Purpose::Reply,
            nonce: None,
            ..nudge[0].clone()
        };
        outbox::put_back(&mut tx, &nudge[0].id, "look", now).await.expect("put back");
        let mut batch = Batch::default();
        outbox::add(&mut batch, &reply, None, now).expect("written");
        batch.carry_out(&mut tx).await.expect("added");
        tx.commit().await.expect("committed");
        let taken = take(store, "worker", 2, now).await;
        assert_eq!(taken[0].purpose, Purpose::Reply);
        assert_ne!(taken[1].to, taken[0].to, "of one conversation one at a time");
    })
    .await;
}
