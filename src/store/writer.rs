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

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Executor};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::door::{Door, Waiting};
use super::open::WRITER_SETTINGS;
use super::script::{Ran, Script};
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
    door: Arc<Door>,
}

/// What belongs to whoever writes right now.
#[derive(Debug)]
pub(super) struct Lane {
    door: Arc<Door>,
    /// Kept between groups; made anew after a failure.
    conn: Option<PoolConnection<Any>>,
    /// The group whose transaction is open.
    group: Option<Group>,
    /// What has to be undone if whoever holds the lane goes away without a word.
    undo: Undo,
    /// The name of the next savepoint: another than the innermost has.
    savepoint: Savepoint,
}

#[derive(Debug)]
struct Group {
    end: watch::Sender<End>,
    /// The last in line when the group began: whoever comes later is of the next group.
    last: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Undo {
    #[default]
    Nothing,
    /// The changes since this savepoint.
    To(Savepoint),
    /// The whole transaction: only one took part so far.
    All,
}

/// The savepoints of a group nest in each other, and going back goes to the innermost of a name.
/// Two names by turns let one go back to its own, whether or not the next one's is there already.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Savepoint {
    #[default]
    Even,
    Odd,
}

impl Savepoint {
    fn other(self) -> Savepoint {
        match self {
            Savepoint::Even => Savepoint::Odd,
            Savepoint::Odd => Savepoint::Even,
        }
    }

    fn set(self) -> &'static str {
        match self {
            Savepoint::Even => "SAVEPOINT even",
            Savepoint::Odd => "SAVEPOINT odd",
        }
    }

    fn back(self) -> &'static str {
        match self {
            Savepoint::Even => "ROLLBACK TO even; RELEASE even",
            Savepoint::Odd => "ROLLBACK TO odd; RELEASE odd",
        }
    }
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
        let lane = Lane {
            door: door.clone(),
            conn: None,
            group: None,
            undo: Undo::default(),
            savepoint: Savepoint::default(),
        };
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
        // Whoever takes others along has the lane meanwhile, so nobody does so now.
        let batch = place.step_out();
        lane.tidy().await;
        if let Some(group) = &lane.group {
            let end = group.end.subscribe();
            let savepoint = lane.next_savepoint();
            lane.undo = Undo::To(savepoint);
            let done = lane.carry_out(savepoint.set(), batch).await?;
            return Ok((Turn { lane, end }, done));
        }
        if lane.conn.is_none() {
            let mut conn = self.pool.acquire().await?;
            conn.execute(WRITER_SETTINGS).await?;
            lane.conn = Some(conn);
        }
        lane.undo = Undo::All;
        // IMMEDIATE takes the write lock at once: a transaction that reads first and writes later
        // would fail when another process wrote in between.
        let done = lane.carry_out("BEGIN IMMEDIATE", batch).await?;
        let (sender, end) = watch::channel(None);
        lane.group = Some(Group { end: sender, last: self.door.last() });
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

    async fn say(&mut self, script: Script) -> Ran {
        match &mut self.conn {
            Some(conn) => script.run(conn).await,
            None => Ran::failed(sqlx::Error::PoolClosed),
        }
    }

    async fn carry_out(&mut self, first: &'static str, batch: Batch) -> Result<Done, StoreError> {
        let mut script = Script::default();
        script.say(first);
        let wanted = script.add(batch);
        self.say(script).await.after(1).done(&wanted)
    }

    /// The next in line, if it is of this group.
    fn next(&mut self) -> Option<Waiting> {
        let last = self.group.as_ref()?.last;
        self.door.next(last)
    }

    fn next_savepoint(&mut self) -> Savepoint {
        let next = self.savepoint;
        self.savepoint = next.other();
        next
    }

    /// Undoes what the last one left behind. What cannot be undone on its own takes the group
    /// with it; closing the connection undoes everything.
    async fn tidy(&mut self) {
        let undone = match std::mem::take(&mut self.undo) {
            Undo::Nothing => return,
            Undo::To(savepoint) => {
                self.savepoint = savepoint;
                self.run(savepoint.back()).await
            }
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
            let _ = group.end.send(Some(end));
        }
    }
}

impl Turn {
    /// Waits until the changes are lasting.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        // From here on the changes go with the group, whether or not anybody waits for the end. A
        // savepoint is left as it is: the next one nests in it, and the group's commit releases all
        // of them. That saves a statement.
        self.lane.undo = Undo::Nothing;
        let Turn { lane, end } = self;
        drop(lane);
        lasting(end).await
    }

    /// As `commit`, after these last statements. The next in line begins on the same way.
    pub(super) async fn commit_with(mut self, batch: Batch) -> Result<Done, StoreError> {
        let mut script = Script::default();
        let wanted = script.add(batch);
        let Some(next) = self.lane.next() else {
            let done = self.lane.say(script).await.done(&wanted)?;
            self.commit().await?;
            return Ok(done);
        };
        // Until they are told, this turn's end is the end of both.
        let savepoint = self.lane.savepoint;
        script.say(savepoint.set());
        let wanted_next = script.add(next.batch());
        let (ours, theirs) = self.lane.say(script).await.split(wanted.len());
        let done = ours.done(&wanted)?;
        let Turn { mut lane, end } = self;
        lane.undo = Undo::Nothing;
        // Without their savepoint nothing of theirs was begun, and they begin by themselves.
        if theirs.reached(1) {
            lane.undo = Undo::To(lane.next_savepoint());
            let begun = theirs.after(1).done(&wanted_next);
            next.enter(begun.map(|done| (Turn { lane, end: end.clone() }, done)));
        }
        lasting(end).await?;
        Ok(done)
    }

    pub(super) fn conn(&self) -> &Conn {
        self.lane.conn.as_deref().expect("a turn has its connection")
    }

    pub(super) fn conn_mut(&mut self) -> &mut Conn {
        self.lane.conn.as_deref_mut().expect("a turn has its connection")
    }
}

/// Waits for the end of a group.
async fn lasting(mut end: watch::Receiver<End>) -> Result<(), StoreError> {
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
