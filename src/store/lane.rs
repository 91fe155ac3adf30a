//! What belongs to whoever writes to SQLite right now: the connection, the group whose transaction
//! is open, and what has to be undone if they go away without a word.
//!
//! Of a group only the newest part may still be undone, so there is one savepoint at a time: the
//! step to the next one releases the last.

use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Executor};
use tokio::sync::watch;

use super::door::{Door, Waiting};
use super::open::WRITER_SETTINGS;
use super::script::{Ran, Script};
use super::trouble::{advice, is_misuse};
use super::{Batch, Conn, Done, StoreError};

/// How a group ended: not yet, committed, or why not and how to mend it.
pub(super) type End = Option<Result<(), Failed>>;

type Failed = (Arc<str>, &'static str);

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
    /// The savepoint that is there: of who has the lane, or had it last. The first of a group has none.
    savepoint: Option<Savepoint>,
}

/// Those whose changes become lasting together.
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
    /// What was begun after `next`, if it is there. Otherwise `last` may be there still.
    Step { last: Option<Last>, next: Savepoint },
    /// The whole transaction: only one took part so far, or nothing less can be undone any more.
    All,
}

/// A savepoint that gives way to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Last {
    savepoint: Savepoint,
    /// Is what came after it to be kept?
    keep: bool,
}

/// There is one savepoint at a time. Two names by turns tell whether it is the last one's or the
/// next one's, when a step from one to the other was broken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Savepoint {
    Even,
    Odd,
}

impl Savepoint {
    fn after(last: Option<Savepoint>) -> Savepoint {
        match last {
            Some(Savepoint::Even) => Savepoint::Odd,
            Some(Savepoint::Odd) | None => Savepoint::Even,
        }
    }

    fn set(self) -> &'static str {
        match self {
            Savepoint::Even => "SAVEPOINT even",
            Savepoint::Odd => "SAVEPOINT odd",
        }
    }

    fn release(self) -> &'static str {
        match self {
            Savepoint::Even => "RELEASE even",
            Savepoint::Odd => "RELEASE odd",
        }
    }

    fn back(self) -> &'static str {
        match self {
            Savepoint::Even => "ROLLBACK TO even; RELEASE even",
            Savepoint::Odd => "ROLLBACK TO odd; RELEASE odd",
        }
    }
}

/// A step from one savepoint to the next, as part of a script.
#[derive(Debug, Clone, Copy)]
struct Step {
    next: Savepoint,
    /// Of so many statements.
    statements: usize,
}

impl Lane {
    pub(super) fn new(door: Arc<Door>) -> Lane {
        Lane { door, conn: None, group: None, undo: Undo::default(), savepoint: None }
    }

    /// Did the last one leave nothing behind?
    pub(super) fn is_tidy(&self) -> bool {
        self.undo == Undo::Nothing
    }

    /// Is there a group to join?
    pub(super) fn is_open(&self) -> bool {
        self.group.is_some()
    }

    pub(super) fn conn(&self) -> Option<&Conn> {
        self.conn.as_deref()
    }

    pub(super) fn conn_mut(&mut self) -> Option<&mut Conn> {
        self.conn.as_deref_mut()
    }

    /// Gives the connection back to where it came from.
    pub(super) fn give_back(&mut self) {
        self.conn = None;
    }

    /// Begins a group with these statements.
    pub(super) async fn begin(
        &mut self,
        pool: &AnyPool,
        batch: Batch,
    ) -> Result<(Done, watch::Receiver<End>), StoreError> {
        if self.conn.is_none() {
            let mut conn = pool.acquire().await?;
            conn.execute(WRITER_SETTINGS).await?;
            self.conn = Some(conn);
        }
        self.undo = Undo::All;
        // IMMEDIATE takes the write lock at once: a transaction that reads first and writes later
        // would fail when another process wrote in between.
        let mut script = Script::default();
        script.say("BEGIN IMMEDIATE");
        let wanted = script.add(batch);
        let done = self.say(script).await.after(1).done(&wanted)?;
        let (sender, end) = watch::channel(None);
        self.group = Some(Group { end: sender, last: self.door.last() });
        Ok((done, end))
    }

    /// Joins the group with these statements.
    pub(super) async fn join(
        &mut self,
        batch: Batch,
    ) -> Result<(Done, watch::Receiver<End>), StoreError> {
        let mut script = Script::default();
        let step = self.step(&mut script, true);
        let wanted = script.add(batch);
        let done = self.say(script).await.after(step.statements).done(&wanted)?;
        self.stepped(step);
        let group = self.group.as_ref().ok_or(sqlx::Error::PoolClosed)?;
        Ok((done, group.end.subscribe()))
    }

    /// The last statements of who has the lane, and the first ones of the next. Says what came of
    /// both; of the next nothing when they have not begun.
    pub(super) async fn hand_over(
        &mut self,
        batch: Batch,
        next: Batch,
    ) -> Result<(Done, Option<Result<Done, StoreError>>), StoreError> {
        let mut script = Script::default();
        let wanted = script.add(batch);
        let step = self.step(&mut script, false);
        let wanted_next = script.add(next);
        let (ours, theirs) = self.say(script).await.split(wanted.len());
        let made = theirs.reached(step.statements);
        let done = ours.done(&wanted);
        if made && done.is_err() {
            // Nobody changes a row between two statements of who has the lane. Should it be so all
            // the same, then it cannot be undone alone any more.
            self.undo = Undo::All;
        }
        let done = done?;
        if !made {
            self.keep();
            return Ok((done, None));
        }
        self.stepped(step);
        Ok((done, Some(theirs.after(step.statements).done(&wanted_next))))
    }

    /// The next in line, if it is of this group.
    pub(super) fn next(&mut self) -> Option<Waiting> {
        let last = self.group.as_ref()?.last;
        self.door.next(last)
    }

    /// What was done since the last savepoint stays, also if a step after it was broken off.
    pub(super) fn keep(&mut self) {
        self.undo = match self.undo {
            Undo::Step { last, next } => {
                Undo::Step { last: last.map(|last| Last { keep: true, ..last }), next }
            }
            _ => Undo::Nothing,
        };
    }

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

    /// Adds the step to the next savepoint. `keep`: what came after the last one stays, even if the
    /// step is broken off.
    fn step(&mut self, script: &mut Script, keep: bool) -> Step {
        let next = Savepoint::after(self.savepoint);
        let last = self.savepoint.map(|savepoint| Last { savepoint, keep });
        // The first of a group has none: it goes back to before the group.
        if keep || last.is_some() {
            self.undo = Undo::Step { last, next };
        }
        if let Some(last) = last {
            script.say(last.savepoint.release());
        }
        script.say(next.set());
        Step { next, statements: 1 + usize::from(last.is_some()) }
    }

    /// The step was made: what comes now goes back to its savepoint.
    fn stepped(&mut self, step: Step) {
        self.savepoint = Some(step.next);
        self.undo = Undo::To(step.next);
    }

    /// Undoes what the last one left behind; not to be broken off. What cannot be undone on its own
    /// takes the group with it; closing the connection undoes everything.
    pub(super) async fn tidy(&mut self) {
        let undone = match self.undo {
            Undo::Nothing => return,
            Undo::To(savepoint) => self.undo(savepoint.back()).await,
            Undo::Step { last, next } => self.undo_step(last, next).await,
            Undo::All => {
                self.group = None;
                self.undo("ROLLBACK").await
            }
        };
        match undone {
            Ok(true) => {}
            // The transaction could not be begun: another connection may be luckier.
            Ok(false) if self.undo == Undo::All => self.let_go(),
            // They did not come so far, or the database has taken back everything by itself, as it does
            // when it has no room. The commit tells.
            Ok(false) => self.commit().await,
            Err(error) => self.give_up(&error),
        }
        // Not before: should it be broken off all the same, then the next one does it once more.
        (self.undo, self.savepoint) = (Undo::Nothing, None);
    }

    /// How far a step went that was broken off is not known.
    async fn undo_step(
        &mut self,
        last: Option<Last>,
        next: Savepoint,
    ) -> Result<bool, sqlx::Error> {
        let undone = self.undo(next.back()).await?;
        match last {
            Some(Last { savepoint, keep }) if !undone => {
                self.undo(if keep { savepoint.release() } else { savepoint.back() }).await
            }
            _ => Ok(undone),
        }
    }

    /// Was there anything to undo? Asking for a savepoint or a transaction that is not there changes
    /// nothing.
    async fn undo(&mut self, sql: &'static str) -> Result<bool, sqlx::Error> {
        match self.run(sql).await {
            Ok(()) => Ok(true),
            Err(error) if is_misuse(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn commit(&mut self) {
        if self.group.is_none() {
            return;
        }
        self.savepoint = None;
        match self.run("COMMIT").await {
            Ok(()) => self.tell(Ok(())),
            Err(error) => self.give_up(&error),
        }
    }

    /// Ends the group without its changes, and the connection with it.
    fn give_up(&mut self, error: &sqlx::Error) {
        self.savepoint = None;
        self.tell(Err((error.to_string().into(), advice(error))));
        self.let_go();
    }

    /// Closes the connection.
    fn let_go(&mut self) {
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

/// Waits for the end of a group.
pub(super) async fn lasting(mut end: watch::Receiver<End>) -> Result<(), StoreError> {
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
