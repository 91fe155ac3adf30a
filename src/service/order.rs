//! Activities of one conversation are handled one after another, in the order in which they came;
//! those of different conversations go on side by side.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;

/// Conversations in which something is being handled, each with its queue.
#[derive(Debug, Default)]
pub(super) struct Order(Mutex<HashMap<String, Queue>>);

/// Tokio's lock is first come, first served.
type Queue = Arc<tokio::sync::Mutex<()>>;

/// The turn of one activity; dropping it lets the next one of its conversation go.
pub(super) struct Place<'a> {
    order: &'a Order,
    conversation_id: &'a str,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Order {
    /// Waits until everything that came before in this conversation is handled.
    pub(super) async fn wait<'a>(&'a self, conversation_id: &'a str) -> Place<'a> {
        let queue = self.queues().entry(conversation_id.to_owned()).or_default().clone();
        // Made before waiting: whoever goes away while waiting leaves no empty queue behind.
        let mut place = Place { order: self, conversation_id, turn: None };
        place.turn = Some(queue.lock_owned().await);
        place
    }

    fn queues(&self) -> MutexGuard<'_, HashMap<String, Queue>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut queues = self.order.queues();
        self.turn = None;
        let alone = |queue: &Queue| Arc::strong_count(queue) == 1;
        if queues.get(self.conversation_id).is_some_and(alone) {
            queues.remove(self.conversation_id);
        }
    }
}
