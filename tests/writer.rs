//! Write transactions that wait for each other share a commit, and nothing else.

use std::sync::Arc;

use jiff::Timestamp;
use stapje::bot_framework::invoke::InvokeResponse;
use stapje::learning::Path;
use stapje::store::turns::{self, TurnKey};
use stapje::store::{Batch, EmployeeKey, Store, StoreError, WriteTx, paths};

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

/// As a turn goes: noted on the way in, and an answer as the last of it. Nobody has a path without
/// being an employee.
async fn turn(store: &Store, number: usize, good: bool) -> Result<(), StoreError> {
    let nobody = EmployeeKey::new("nobody", "nobody");
    let begun = turns::begin(store, Some(&key(number)), &nobody, Timestamp::UNIX_EPOCH).await?;
    assert!(!begun.again && begun.known.is_none());
    let mut batch = Batch::default();
    turns::keep_answer(&mut batch, &key(number), &InvokeResponse::taken())?;
    if !good {
        paths::change(&mut batch, &nobody, &Path::default())?;
    }
    let done = begun.tx.commit_with(batch).await?;
    assert!(format!("{done:?}").starts_with("[1"), "{done:?}");
    Ok(())
}

/// Polls a future so many times, and drops it.
async fn dropped_after(mut polls: usize, future: impl Future<Output = ()>) {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| {
        if polls == 0 {
            return std::task::Poll::Ready(());
        }
        polls -= 1;
        future.as_mut().poll(context)
    })
    .await;
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
            let polls = if number % 2 == 1 { number / 2 % 12 } else { usize::MAX };
            dropped_after(polls, writer).await;
        });
    }
    writing.join_all().await;
    let there = noted(&store, 200).await;
    let kept = kept.lock().expect("a list");
    assert!(kept.len() >= 100, "only {} were told that they are kept", kept.len());
    assert!(kept.iter().all(|number| there.contains(number)), "{kept:?} but {there:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_fails_takes_nobody_with_it() {
    let (store, _folder) = database().await;
    let mut writing = tokio::task::JoinSet::new();
    for number in 0..120_usize {
        let store = store.clone();
        writing.spawn(async move {
            let good = !number.is_multiple_of(3);
            assert_eq!(turn(&store, number, good).await.is_ok(), good, "{number}");
        });
    }
    writing.join_all().await;
    let good: Vec<usize> = (0..120_usize).filter(|number| !number.is_multiple_of(3)).collect();
    assert_eq!(noted(&store, 120).await, good);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_that_is_broken_off_at_any_moment_is_there_whole_or_not_at_all() {
    let (store, _folder) = database().await;
    let kept = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut writing = tokio::task::JoinSet::new();
    for number in 0..400_usize {
        let (store, kept) = (store.clone(), kept.clone());
        writing.spawn(async move {
            let good = number % 4 != 2;
            let polls = if number % 2 == 1 { number / 2 % 14 } else { usize::MAX };
            let turn = async {
                let ended = turn(&store, number, good).await;
                assert_eq!(ended.is_ok(), good, "{number}: {ended:?}");
                if good {
                    kept.lock().expect("a list").push(number);
                }
            };
            dropped_after(polls, turn).await;
        });
    }
    writing.join_all().await;
    let kept = kept.lock().expect("a list").clone();
    assert!(kept.len() >= 100, "only {} were told that they are kept", kept.len());
    let mut tx = store.write().await.expect("a transaction");
    for number in 0..400 {
        let answer = turns::answer(&mut tx, &key(number)).await.expect("read");
        let there = !note(&mut tx, number).await;
        assert_eq!(answer.is_some(), there, "{number} is there by half");
        assert!(there || !kept.contains(&number), "{number} is gone");
        assert!(!there || number % 4 != 2, "{number} failed and is there");
    }
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

/// When it has no room for a row, SQLite takes back all of the transaction, and whose changes were in
/// it.
#[tokio::test]
async fn what_the_database_took_back_by_itself_is_told_to_nobody_as_kept() {
    let (store, _folder) = database().await;
    let mut tx = store.write().await.expect("a transaction");
    let second = async {
        let mut tx = store.write().await.expect("a transaction");
        note(&mut tx, 1).await;
        let large = "PRAGMA max_page_count = 1;
            INSERT INTO turns VALUES (hex(randomblob(3000000)), 'large', 'message', 0, NULL)";
        sqlx::raw_sql(large).execute(&mut *tx).await.expect_err("no room")
    };
    let third = async {
        let mut tx = store.write().await.expect("a transaction");
        note(&mut tx, 2).await;
        tx.commit().await
    };
    let first = async {
        note(&mut tx, 0).await;
        tx.commit().await
    };
    // The others are polled before anything else runs, so they wait when the first one ends: they are
    // one group.
    let (_, third, first) = tokio::join!(second, third, first);
    assert!(matches!(first, Err(StoreError::NotCommitted { .. })), "{first:?}");
    third.expect("committed");
    assert_eq!(noted(&store, 3).await, [2]);
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

/// One breaks off between two savepoints, and the next while it tidies up after that: what the others
/// are told is still how their commit ended.
#[tokio::test]
async fn who_goes_away_while_tidying_up_leaves_nobody_uncertain() {
    let (store, _folder) = database().await;
    let mut number = 0;
    for (breaks_off, goes_away) in (0..8).flat_map(|one| (0..10).map(move |other| (one, other))) {
        for _ in 0..3 {
            let writer = |number: usize| {
                let store = &store;
                async move {
                    let mut tx = store.write().await.expect("a transaction");
                    note(&mut tx, number).await;
                    tx.commit().await
                }
            };
            number += 5;
            let (first, second, (), (), last) = tokio::join!(
                writer(number),
                writer(number + 1),
                dropped_after(breaks_off, async { drop(writer(number + 2).await) }),
                dropped_after(goes_away, async { drop(writer(number + 3).await) }),
                writer(number + 4),
            );
            for ended in [first, second, last] {
                ended.unwrap_or_else(|error| panic!("{breaks_off}, {goes_away}: {error}"));
            }
        }
    }
}
