//! How a worker finds what to send: it looks at the front of every queue, reading only, and writes
//! when it found something.

use std::collections::HashMap;

use jiff::Timestamp;

use super::worker::{Delivered, Worker};
use crate::bot_framework::throttle::TENANT;
use crate::store::outbox::{Outgoing, Queue};
use crate::store::{Conn, Store, StoreError, outbox};

/// How many are leased at a time from one queue: a tenant takes no more at once.
const AT_A_TIME: usize = TENANT[0].calls;
/// Another process may be quicker than we are, so often.
const TRIES: usize = 3;

impl Worker {
    /// Leases up to `at_most` that may be sent now. `on_their_way`: is something being sent?
    pub(super) async fn lease_more(
        &self,
        store: &Store,
        at_most: usize,
        on_their_way: bool,
        delivered: &mut Delivered,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let now = self.now();
        let rung = self.was_rung();
        if !self.pace().looks(rung, now) {
            return Ok(Vec::new());
        }
        delivered.lapsed += outbox::lapse(store, now).await?;
        for _ in 0..TRIES {
            let ids = self.find(store, at_most, on_their_way, now).await?;
            if ids.is_empty() {
                break;
            }
            let mut tx = store.write().await?;
            let leased = outbox::lease(&mut tx, &ids, &self.lease_from(now), now).await?;
            tx.commit().await?;
            if !leased.is_empty() {
                self.pace().more();
                return Ok(leased);
            }
        }
        Ok(Vec::new())
    }

    /// The ids of what may be sent now: what others let fall, then of every queue as much as its
    /// tenant takes.
    async fn find(
        &self,
        store: &Store,
        at_most: usize,
        on_their_way: bool,
        now: Timestamp,
    ) -> Result<Vec<String>, StoreError> {
        let mut conn = store.read().await?;
        let mut ids = outbox::expired(&mut conn, at_most, now).await?;
        let mut rooms = Rooms::default();
        for queue in self.due(&mut conn, now).await? {
            let asked = at_most.saturating_sub(ids.len()).min(self.room(&mut rooms, &queue, now));
            if asked == 0 {
                continue;
            }
            let chosen = outbox::choose(&mut conn, &queue, asked, now).await?;
            rooms.take(&queue.tenant_id, chosen.len());
            let all = chosen.len() < asked;
            ids.extend(chosen);
            if all {
                self.rests(queue, on_their_way || !ids.is_empty(), now);
            }
        }
        Ok(ids)
    }

    /// The queues of which the first may go.
    async fn due(&self, conn: &mut Conn, now: Timestamp) -> Result<Vec<Queue>, StoreError> {
        let waiting = outbox::waiting_tenants(conn, now).await?;
        let queues = outbox::queues(conn).await?.into_iter();
        let pace = self.pace();
        let due = queues.filter(|(queue, first)| {
            *first <= now && !waiting.contains(&queue.tenant_id) && !pace.leaves_alone(queue, now)
        });
        Ok(due.map(|(queue, _)| queue).collect())
    }

    /// How much of this queue its tenant takes now.
    fn room(&self, rooms: &mut Rooms, queue: &Queue, now: Timestamp) -> usize {
        let room = rooms.0.entry(queue.tenant_id.clone()).or_insert_with(|| {
            let room = self.limiter().room(&queue.tenant_id, now);
            room.unwrap_or_else(|until| {
                self.pace().is_full(until);
                0
            })
        });
        AT_A_TIME.min(*room)
    }

    /// Nothing more of this queue may go now. A reply waits at the most for another to the same
    /// person, and never longer than that.
    fn rests(&self, queue: Queue, on_their_way: bool, now: Timestamp) {
        let mut pace = self.pace();
        if queue.holds_nudges() {
            pace.leave_alone(queue, on_their_way, now);
        } else if on_their_way {
            pace.more();
        }
    }
}

/// How much each tenant takes now.
#[derive(Default)]
struct Rooms(HashMap<String, usize>);

impl Rooms {
    fn take(&mut self, tenant_id: &str, number: usize) {
        if let Some(room) = self.0.get_mut(tenant_id) {
            *room = room.saturating_sub(number);
        }
    }
}
