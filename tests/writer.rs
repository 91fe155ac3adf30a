//! Write transactions that wait for each other share a commit, and nothing else.

use std::sync::Arc;

use jiff::Timestamp;
use stapje::store::turns::{self, TurnKey};
use stapje::store::{Store, StoreError, WriteTx};

fn key(number: usize) -> TurnKey {
    TurnKey {
        conversation_id: "a:somewhere".to_owned(),
        activity_id: number.to_string(),
        kind: "message".to_owned(),
    }
}

async fn note(tx: &mut WriteTx, number: usize) -> bool {
    turns::note(tx, &key(number), Timestamp::UNIX_EPOCH).await.expect("a row")
}

/// Which of the first `of` are there, seen in a transaction of its own.
async fn noted(store: &Store, of: usize) -> Vec<usize> {
    let mut tx = store.write().await.expect("a transaction");
    let mut there = Vec::new();
    for number in 0..of {
        if !note(&mut tx, number).await {
            there.push(number);
        }
    }
    there
}

async fn database() -> (Store, tempfile::TempDir) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let url = format!("sqlite:{}/stapje.db", folder.path().display());
    (Store::open(&url).await.expect("a database"), folder)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_dropped_is_undone_and_its_neighbours_are_kept() {
    let (store, _folder) = database().await;
    let mut writing = tokio::task::JoinSet::new();
    for number in 0..60 {
        let store = store.clone();
        writing.spawn(async move {
            let mut tx = store.write().await.expect("a transaction");
            assert!(note(&mut tx, number).await);
            if number % 3 == 0 {
                drop(tx);
            } else {
                tx.commit().await.expect("committed");
            }
        });
    }
    writing.join_all().await;
    let kept: Vec<usize> = (0..60).filter(|number| number % 3 != 0).collect();
    assert_eq!(noted(&store, 60).await, kept);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_goes_away_at_any_moment_holds_up_nobody() {
    let (store, _folder) = database().await;
    let kept = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut writing = tokio::task::JoinSet::new();
    for number in 0..200_usize {
        let (store, kept) = (store.clone(), kept.clone());
        writing.spawn(async move {
            let writer = async {
                let mut tx = store.write().await.expect("a transaction");
                note(&mut tx, number).await;
                tx.commit().await.expect("committed");
                kept.lock().expect("a list").push(number);
            };
            // Dropped after so many polls: before, within and after every statement.
            let mut polls = number / 2 % 12;
            let mut writer = std::pin::pin!(writer);
            std::future::poll_fn(|context| {
                if number % 2 == 1 && polls == 0 {
                    return std::task::Poll::Ready(());
                }
                polls = polls.saturating_sub(1);
                writer.as_mut().poll(context)
            })
            .await;
        });
    }
    writing.join_all().await;
    let there = noted(&store, 200).await;
    let kept = kept.lock().expect("a list");
    assert!(kept.len() >= 100, "only {} were told that they are kept", kept.len());
    assert!(kept.iter().all(|number| there.contains(number)), "{kept:?} but {there:?}");
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_all_and_the_next_one_works() {
    let (store, _folder) = database().await;
    let mut tx = store.write().await.expect("a transaction");
    // Polled before anything else runs, so it waits when the first one ends: they are one group.
    let second = async {
        let mut tx = store.write().await.expect("a transaction");
        note(&mut tx, 1).await;
        tx.commit().await
    };
    let first = async {
        let orphan = "PRAGMA defer_foreign_keys = ON;
            INSERT INTO paths (tenant_id, employee_id, body) VALUES ('nobody', 'nobody', '{}')";
        sqlx::raw_sql(orphan).execute(&mut *tx).await.expect("a row without its employee");
        tx.commit().await
    };
    let (second, first) = tokio::join!(second, first);
    for end in [first, second] {
        assert!(matches!(end, Err(StoreError::NotCommitted { .. })), "{end:?}");
    }
    let mut tx = store.write().await.expect("a transaction");
    assert!(note(&mut tx, 1).await, "nothing of the failed group is there");
    tx.commit().await.expect("committed");
    assert_eq!(noted(&store, 3).await, [1]);
}

#[tokio::test]
async fn a_store_that_is_closed_keeps_what_was_committed() {
    let (store, folder) = database().await;
    let mut tx = store.write().await.expect("a transaction");
    note(&mut tx, 0).await;
    tx.commit().await.expect("committed");
    store.close().await;
    assert!(store.write().await.is_err());
    let url = format!("sqlite:{}/stapje.db", folder.path().display());
    let again = Store::open(&url).await.expect("a database");
    assert_eq!(noted(&again, 2).await, [0]);
}
