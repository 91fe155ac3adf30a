//! When a worker looks for more to send, and where.
//!
//! Looking costs next to nothing while the first of a queue may go. It costs something when many
//! wait that may not, as those of a campaign that was paused: all of them are passed over to find
//! one that may. Such a queue is left alone for a moment.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::store::outbox::Queue;

/// So long a queue is left alone in which nothing more was found that may go.
const LEFT_ALONE: SignedDuration = SignedDuration::from_secs(1);

/// What a worker knows about when to look again. Plain data: `now` is an argument.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// There may be more where the last came from.
    more: bool,
    /// When the first tenant that is full takes something again.
    full_until: Option<Timestamp>,
    /// The first moment at which something that was put back may go.
    put_back_until: Option<Timestamp>,
    /// Queues of nudges in which nothing more may go.
    left_alone: HashMap<Queue, Rest>,
}

#[derive(Debug)]
struct Rest {
    until: Timestamp,
    /// Was something on its way then? What waits for that may go once it has arrived.
    on_their_way: bool,
}

impl Pace {
    /// Is it time to look? `rung`: there is something new.
    pub(super) fn looks(&mut self, rung: bool, now: Timestamp) -> bool {
        let over = |wait: &mut Option<Timestamp>| wait.take_if(|at| *at <= now).is_some();
        let (full, put_back) = (over(&mut self.full_until), over(&mut self.put_back_until));
        if rung {
            self.left_alone.clear();
        }
        std::mem::take(&mut self.more) || full || put_back || rung
    }

    /// There may be more: look after the next that ends.
    pub(super) fn more(&mut self) {
        self.more = true;
    }

    /// A tenant is full until then, and something waits for it.
    pub(super) fn is_full(&mut self, until: Timestamp) {
        self.full_until = self.full_until.into_iter().chain([until]).min();
    }

    /// Something was put back until `at`.
    pub(super) fn one_waits(&mut self, at: Timestamp, now: Timestamp) {
        let before = self.put_back_until.filter(|before| *before > now);
        self.put_back_until = before.into_iter().chain([at]).min();
    }

    /// Nothing more of this queue may go now, while something is on its way or not.
    pub(super) fn leave_alone(&mut self, queue: Queue, on_their_way: bool, now: Timestamp) {
        let until = now.saturating_add(LEFT_ALONE).unwrap_or(Timestamp::MAX);
        self.left_alone.insert(queue, Rest { until, on_their_way });
    }

    /// Is this queue left alone? A clock that was set back counts as well.
    pub(super) fn leaves_alone(&self, queue: &Queue, now: Timestamp) -> bool {
        let left = self.left_alone.get(queue).map(|rest| rest.until.duration_since(now));
        left.is_some_and(|left| SignedDuration::ZERO < left && left <= LEFT_ALONE)
    }

    /// Nothing is on its way any more. Did something perhaps wait for that?
    pub(super) fn all_arrived(&mut self) -> bool {
        let before = self.left_alone.len();
        self.left_alone.retain(|_, rest| !rest.on_their_way);
        let waited = self.left_alone.len() < before;
        self.more |= waited;
        waited
    }

    /// When a limit lets the next one go.
    pub(super) fn again_at(&self, now: Timestamp) -> Option<Timestamp> {
        let times = self.full_until.into_iter().chain(self.put_back_until);
        times.filter(|at| *at > now).min()
    }
}
