//! The line before SQLite's one writer.
//!
//! Whoever waits has left its first statements here, so that the one before it can take it along
//! (see `writer`). Who is not taken along goes in by itself.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::writer::Turn;
use super::{Batch, Done, StoreError};

/// How somebody got in.
type Entered = Result<(Turn, Done), StoreError>;

/// The line, first come first served.
#[derive(Debug, Default)]
pub(super) struct Door(Mutex<Line>);

#[derive(Debug, Default)]
struct Line {
    waiting: VecDeque<Waiting>,
    /// The number of who came last.
    last: u64,
}

/// Somebody in line. Dropping it leaves them to go in by themselves.
#[derive(Debug)]
pub(super) struct Waiting {
    number: u64,
    batch: Arc<Batch>,
    tell: oneshot::Sender<Entered>,
}

/// A place in line. Dropping it gives it up.
#[derive(Debug)]
pub(super) struct Place {
    door: Arc<Door>,
    number: u64,
    batch: Arc<Batch>,
    told: oneshot::Receiver<Entered>,
}

impl Door {
    /// A place at the end of the line, for who begins with these statements.
    pub(super) fn line_up(self: &Arc<Door>, batch: Batch) -> Place {
        let (tell, told) = oneshot::channel();
        let batch = Arc::new(batch);
        let mut line = self.line();
        line.last += 1;
        let number = line.last;
        line.waiting.push_back(Waiting { number, batch: batch.clone(), tell });
        drop(line);
        Place { door: self.clone(), number, batch, told }
    }

    /// The first in line, if they did not come after `last`.
    pub(super) fn next(&self, last: u64) -> Option<Waiting> {
        let mut line = self.line();
        line.waiting.pop_front_if(|first| first.number <= last)
    }

    /// The number of who came last.
    pub(super) fn last(&self) -> u64 {
        self.line().last
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// What they begin with.
    pub(super) fn batch(&self) -> Batch {
        Batch::clone(&self.batch)
    }

    /// Lets them in, or tells them why not. Who went away meanwhile leaves the lane to the next.
    pub(super) fn enter(self, entered: Entered) {
        let _ = self.tell.send(entered);
    }
}

impl Place {
    /// Waits until somebody takes us along; for ever, if they left it to us.
    pub(super) async fn taken_along(&mut self) -> Entered {
        match (&mut self.told).await {
            Ok(entered) => entered,
            Err(_) => std::future::pending().await,
        }
    }

    /// What we begin with, for who goes in by itself.
    pub(super) fn step_out(self) -> Batch {
        let batch = self.batch.clone();
        drop(self);
        Arc::unwrap_or_clone(batch)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut line = self.door.line();
        if let Some(at) = line.waiting.iter().position(|one| one.number == self.number) {
            line.waiting.remove(at);
        }
    }
}
