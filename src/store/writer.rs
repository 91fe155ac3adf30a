//! SQLite's one writer: write transactions that wait for each other share one commit.
//!
//! SQLite has one writer at a time, and a durable commit waits for the disk. So transactions
//! form a *group*: the first begins it, those already waiting join it as savepoints, and one
//! commit makes all of them lasting. Nobody is told that a transaction is committed before the
//! group is. Waiting happens here, first come first served; SQLite's own waiting is a loop of
//! naps.

use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::trouble::advice;
use super::{Batch, Conn, Done, StoreError};

/// How a group ended: not yet, committed, or why not and how to mend it.
type End = Option<Result<(), Failed>>;

type Failed = (Arc<str>, &'static str);

/// The way to SQLite's one writer.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pool: AnyPool,
    lane: Arc<Mutex<Lane>>,
}

/// What belongs to whoever writes right now.
#[derive(Debug, Default)]
struct Lane {
    /// Kept between groups; made anew after a failure.
    conn: Option<PoolConnection<Any>>,
    /// The group whose transaction is open.
    group: Option<watch::Sender<End>>,
    /// What has to be undone if whoever holds the lane goes away without a word.
    undo: Undo,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Undo {
    #[default]
    Nothing,
    /// The changes since the savepoint.
    Savepoint,
    /// The whole transaction: only one took part so far.
    All,
}

/// A part of a group. Dropping it undoes what it changed, and nothing else.
#[derive(Debug)]
pub(super) struct Turn {
    lane: OwnedMutexGuard<Lane>,
    end: watch::Receiver<End>,
}

impl Writer {
    pub(super) fn new(pool: AnyPool) -> Writer {
        Writer { pool, lane: Arc::default() }
    }

    /// Waits for the lane, then begins a group or joins the open one.
    pub(super) async fn begin(&self) -> Result<Turn, StoreError> {
        Ok(self.begin_with(Batch::default()).await?.0)
    }

    /// As `begin`, with the first statements on the same way to SQLite's thread.
    pub(super) async fn begin_with(&self, batch: Batch) -> Result<(Turn, Done), StoreError> {
        let mut lane = self.lane.clone().lock_owned().await;
        lane.tidy().await;
        if let Some(group) = &lane.group {
            let end = group.subscribe();
            lane.undo = Undo::Savepoint;
            let done = lane.carry_out("SAVEPOINT turn", batch).await?;
            return Ok((Turn { lane, end }, done));
        }
        if lane.conn.is_none() {
            lane.conn = Some(self.pool.acquire().await?);
        }
        lane.undo = Undo::All;
        // IMMEDIATE takes the write lock at once: a transaction that reads first and writes later
        // would fail when another process wrote in between.
        let done = lane.carry_out("BEGIN IMMEDIATE", batch).await?;
        let (group, end) = watch::channel(None);
        lane.group = Some(group);
        // It waits behind all who wait already: they are the group.
        tokio::spawn(finish(self.lane.clone()));
        Ok((Turn { lane, end }, done))
    }

    /// Gives the connection back, so that the pool can be closed.
    pub(super) async fn close(&self) {
        let mut lane = self.lane.lock().await;
        lane.tidy().await;
        lane.commit().await;
        lane.conn = None;
    }
}

/// Commits the group that is open when the lane is free.
async fn finish(lane: Arc<Mutex<Lane>>) {
    let mut lane = lane.lock().await;
    lane.tidy().await;
    lane.commit().await;
}

impl Lane {
    async fn run(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        let conn = self.conn.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        sqlx::query(sql).execute(&mut **conn).await.map(|_| ())
    }

    async fn carry_out(&mut self, first: &'static str, batch: Batch) -> Result<Done, StoreError> {
        let conn = self.conn.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        batch.after(Some(first), conn).await
    }

    /// Undoes what the last one left behind. What cannot be undone on its own takes the group
    /// with it; closing the connection undoes everything.
    async fn tidy(&mut self) {
        let undone = match std::mem::take(&mut self.undo) {
            Undo::Nothing => return,
            Undo::Savepoint => self.run("ROLLBACK TO turn; RELEASE turn").await,
            Undo::All => {
                self.group = None;
                self.run("ROLLBACK").await
            }
        };
        if let Err(error) = undone {
            self.give_up(&error);
        }
    }

    async fn commit(&mut self) {
        if self.group.is_none() {
            return;
        }
        match self.run("COMMIT").await {
            Ok(()) => self.tell(Ok(())),
            Err(error) => self.give_up(&error),
        }
    }

    /// Ends the group without its changes, and the connection with it.
    fn give_up(&mut self, error: &sqlx::Error) {
        self.tell(Err((error.to_string().into(), advice(error))));
        if let Some(conn) = self.conn.take() {
            drop(conn.detach());
        }
    }

    fn tell(&mut self, end: Result<(), Failed>) {
        if let Some(group) = self.group.take() {
            // Those who do not wait any more need not know.
            let _ = group.send(Some(end));
        }
    }
}

impl Turn {
    /// Waits until the changes are lasting.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        // From here on the changes go with the group, whether or not anybody waits for the end. A
        // savepoint is left as it is: the next one nests in it, going back goes to the innermost,
        // and the group's commit releases all of them. That saves a way to SQLite's thread.
        self.lane.undo = Undo::Nothing;
        let Turn { lane, mut end } = self;
        drop(lane);
        let end = end.wait_for(Option::is_some).await.ok().and_then(|end| end.clone());
        match end {
            Some(Ok(())) => Ok(()),
            Some(Err((detail, advice))) => {
                Err(StoreError::NotCommitted { detail: detail.to_string(), advice })
            }
            None => Err(StoreError::NotCommitted {
                detail: "the writer stopped".to_owned(),
                advice: "Try again; the log says what stopped it.",
            }),
        }
    }

    pub(super) fn conn(&self) -> &Conn {
        self.lane.conn.as_deref().expect("a turn has its connection")
    }

    pub(super) fn conn_mut(&mut self) -> &mut Conn {
        self.lane.conn.as_deref_mut().expect("a turn has its connection")
    }
}
