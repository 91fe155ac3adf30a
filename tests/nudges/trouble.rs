//! The database is away at the wrong moment, or the process stops: nothing is sent twice for it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sqlx::ConnectOptions;
use stapje::clock::pause;
use stapje::local_channel::{Call, Fault};
use stapje::store::outbox::{self, Lease, Outgoing};

use crate::world::{World, on_each_database};

/// How many rows are in this state.
async fn rows(world: &World, state: &str) -> i64 {
    let mut conn = world.demo.service.store().read().await.expect("a connection");
    let counts = outbox::counts(&mut conn).await.expect("counts");
    counts.iter().find(|(name, _)| name == state).map_or(0, |(_, number)| *number)
}

/// What arrived is known to have arrived, however long the database does not take it.
#[tokio::test]
async fn what_was_sent_while_the_database_was_away_is_not_sent_again() {
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    let (service, before) = (&world.demo.service, sanne.messages().len());
    // The writer waits for others only briefly.
    let mut tx = service.store().write().await.expect("a transaction");
    sqlx::query("PRAGMA busy_timeout = 50").execute(&mut *tx).await.expect("set");
    tx.commit().await.expect("committed");
    let url = format!("sqlite:{}", world.folder().join("stapje.db").display());
    let options: sqlx::sqlite::SqliteConnectOptions = url.parse().expect("an address");
    let mut other = options.connect().await.expect("a connection");
    world.demo.channel.break_next(Call::Send, [Fault::Hang(Duration::from_millis(500))]);
    sanne.cast.person.says("tip").await.expect("taken");
    let away = async {
        while rows(&world, "leased").await == 0 {
            pause(Duration::from_millis(1)).await;
        }
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("the lock");
    };
    let (delivered, ()) = tokio::join!(service.deliver(), away);
    assert!(delivered.is_err(), "the end is not noted: {delivered:?}");
    assert_eq!(sanne.messages().len(), before + 1, "but it arrived");
    sqlx::query("ROLLBACK").execute(&mut other).await.expect("free");
    // Long after the lease has run out.
    world.time_passes(SignedDuration::from_mins(10)).await;
    assert_eq!(sanne.messages().len(), before + 1, "and not a second time");
    assert_eq!(rows(&world, "leased").await + rows(&world, "planned").await, 0);
}

/// What another process would take now.
async fn next_takes(world: &World, now: Timestamp) -> Vec<Outgoing> {
    let lease = Lease { owner: "next".to_owned(), until: now + SignedDuration::from_secs(60) };
    let mut tx = world.demo.service.store().write().await.expect("a transaction");
    let taken = super::take(&mut tx, &lease, 10, now).await;
    tx.commit().await.expect("committed");
    taken
}

#[tokio::test]
async fn a_process_that_stops_lets_go_of_what_it_has_not_tried_yet() {
    on_each_database(async |world| {
        let (sanne, service) = (world.sanne(), &world.demo.service);
        sanne.starts().await;
        sanne.cast.person.says("tip").await.expect("taken");
        assert_eq!(rows(world, "leased").await, 1, "leased to this process");
        assert_eq!(next_takes(world, service.now()).await.len(), 0);
        let let_go = service.stop(Duration::from_secs(5)).await.expect("stopped");
        assert_eq!((let_go.untried, let_go.on_their_way), (1, 0));
        let taken = next_takes(world, service.now()).await;
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].attempts, taken[0].uncertain), (1, 0), "as if for the first time");
        assert_eq!(service.deliver().await.expect("delivered").attempts, 0, "nothing new");
    })
    .await;
}

#[tokio::test]
async fn a_process_that_stops_lets_go_of_what_hangs() {
    let world = World::on_sqlite().await;
    let (sanne, service) = (world.sanne(), world.demo.service.clone());
    sanne.starts().await;
    let before = sanne.messages().len();
    world.demo.channel.break_next(Call::Send, [Fault::NoAnswer { taken: false }]);
    sanne.cast.person.says("tip").await.expect("taken");
    let sending = tokio::spawn({
        let service = service.clone();
        async move { service.deliver().await }
    });
    // The send has begun when the channel has given out the fault; the token is there already.
    while world.demo.channel.faults_left() > 0 {
        pause(Duration::from_millis(1)).await;
    }
    let let_go = service.stop(Duration::from_millis(50)).await.expect("stopped");
    assert_eq!((let_go.untried, let_go.on_their_way), (0, 1));
    let taken = next_takes(&world, service.now()).await;
    assert_eq!((taken.len(), taken[0].uncertain), (1, 1), "it may have arrived");
    assert_eq!(sanne.messages().len(), before);
    sending.abort();
}

/// Restored from an old backup, or moved by Microsoft: the id that we know is of no use any more.
#[tokio::test]
async fn a_conversation_that_the_channel_does_not_know_any_more_is_found_again() {
    on_each_database(async |world| {
        let (sanne, store) = (world.sanne(), world.demo.service.store());
        sanne.starts().await;
        let before = sanne.messages().len();
        let mut tx = store.write().await.expect("a transaction");
        let stale = sqlx::query("UPDATE employees SET conversation_id = 'a:before'");
        stale.execute(&mut *tx).await.expect("stale");
        tx.commit().await.expect("committed");
        world.demo.channel.break_next(Call::Send, [Fault::error(404, "ConversationNotFound")]);
        world.days_pass(2).await;
        world.time_passes(SignedDuration::from_hours(12)).await;
        assert_eq!(sanne.messages().len(), before + 1, "the nudge arrived all the same");
        assert_eq!(rows(world, "failed").await, 0);
        world.days_pass(8).await;
        assert!(sanne.messages().len() > before + 1, "and the next one at once");
        assert_eq!(rows(world, "failed").await, 0);
    })
    .await;
}
