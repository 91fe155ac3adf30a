//! SQLite's one writer: write transactions that wait for each other share one commit.
//!
//! SQLite has one writer at a time, and a durable commit waits for the disk. So transactions
//! form a *group*: the first begins it, those already waiting join it as savepoints, and one
//! commit makes all of them lasting. Nobody is told that a transaction is committed before the
//! group is. Waiting happens here, first come first served; SQLite's own waiting is a loop of
//! naps.
//!
//! The way to SQLite's thread and back costs more than most statements. So whoever says its last
//! statements takes along the first ones of the next in line, and hands the lane over with them.

use std::sync::Arc;

use sqlx::AnyPool;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::door::Door;
use super::lane::{End, Lane, lasting};
use super::{Batch, Conn, Done, StoreError};

/// The way to SQLite's one writer.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pool: AnyPool,
    lane: Arc<Mutex<Lane>>,
    door: Arc<Door>,
}

/// A part of a group. Dropping it undoes what it changed, and nothing else.
#[derive(Debug)]
pub(super) struct Turn {
    lane: OwnedMutexGuard<Lane>,
    end: watch::Receiver<End>,
}

impl Writer {
    pub(super) fn new(pool: AnyPool) -> Writer {
        let door = Arc::new(Door::default());
        let lane = Lane::new(door.clone());
        Writer { pool, lane: Arc::new(Mutex::new(lane)), door }
    }

    /// Waits for the lane, then begins a group or joins the open one.
    pub(super) async fn begin(&self) -> Result<Turn, StoreError> {
        Ok(self.begin_with(Batch::default()).await?.0)
    }

    /// As `begin`, with the first statements on the same way to SQLite's thread.
    pub(super) async fn begin_with(&self, batch: Batch) -> Result<(Turn, Done), StoreError> {
        let mut place = self.door.line_up(batch);
        let mut lane = tokio::select! {
            biased;
            taken_along = place.taken_along() => return taken_along,
            lane = self.lane.clone().lock_owned() => lane,
        };
        // Whoever takes others along has the lane meanwhile, so nobody took us along.
        let batch = place.step_out();
        lane = tidied(lane).await?;
        if lane.is_open() {
            let (done, end) = lane.join(batch).await?;
            return Ok((Turn { lane, end }, done));
        }
        let (done, end) = lane.begin(&self.pool, batch).await?;
        // It waits behind all who wait already: they are the group.
        tokio::spawn(finish(self.lane.clone()));
        Ok((Turn { lane, end }, done))
    }

    /// Gives the connection back, so that the pool can be closed.
    pub(super) async fn close(&self) {
        let mut lane = self.lane.lock().await;
        lane.tidy().await;
        lane.commit().await;
        lane.give_back();
    }
}

/// Undoes what the last one left behind. Whoever needs that may go away too, so it is not theirs to
/// drop: it may end in a commit, and nobody could tell afterwards how a broken off one ended.
async fn tidied(mut lane: OwnedMutexGuard<Lane>) -> Result<OwnedMutexGuard<Lane>, StoreError> {
    if lane.is_tidy() {
        return Ok(lane);
    }
    let tidying = tokio::spawn(async move {
        lane.tidy().await;
        lane
    });
    Ok(tidying.await.map_err(|_| sqlx::Error::WorkerCrashed)?)
}

/// Commits the group that is open when the lane is free.
async fn finish(lane: Arc<Mutex<Lane>>) {
    let mut lane = lane.lock().await;
    lane.tidy().await;
    lane.commit().await;
}

impl Turn {
    /// Waits until the changes are lasting.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        // From here on the changes go with the group, whether or not anybody waits for the end. The
        // savepoint is left to the next one, or to the group's commit, to release.
        self.lane.keep();
        let Turn { lane, end } = self;
        drop(lane);
        lasting(end).await
    }

    /// As `commit`, after these last statements. The next in line begins on the same way.
    pub(super) async fn commit_with(mut self, batch: Batch) -> Result<Done, StoreError> {
        let Some(next) = self.lane.next() else {
            let done = batch.carry_out(self.conn_mut()).await?;
            self.commit().await?;
            return Ok(done);
        };
        let (done, begun) = self.lane.hand_over(batch, next.batch()).await?;
        let Turn { lane, end } = self;
        // Without a word they begin by themselves.
        if let Some(begun) = begun {
            next.enter(begun.map(|done| (Turn { lane, end: end.clone() }, done)));
        } else {
            drop((lane, next));
        }
        lasting(end).await?;
        Ok(done)
    }

    pub(super) fn conn(&self) -> &Conn {
        self.lane.conn().expect("a turn has its connection")
    }

    pub(super) fn conn_mut(&mut self) -> &mut Conn {
        self.lane.conn_mut().expect("a turn has its connection")
    }
}
