//! The connections that may be open at a time. When all places are taken, whoever knocks gets that
//! of the connection that has waited longest without a whole request head: sockets that say nothing
//! keep nobody out, however many there are.
//!
//! Nobody is counted by address: behind a reverse proxy all come from one. And nobody keeps a place
//! for having asked something before, as strangers can do so too: a newcomer is always the last to
//! go, and has sent its head by then. A connection with a request in hand is left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// The most connections at a time, where the system gives files enough for them.
const MOST: usize = 1024;

/// All places.
pub(super) struct Places {
    most: usize,
    state: Mutex<State>,
    /// A place is free, or a connection waits that did not before.
    changed: Notify,
}

#[derive(Default)]
struct State {
    taken: usize,
    /// Connections without a request in hand, by the number under which they began to wait.
    waiting: BTreeMap<u64, Arc<Notify>>,
    /// Those that were told to go, and are not gone yet.
    leaving: BTreeSet<u64>,
    next: u64,
    /// How many have gone.
    gone: u64,
}

/// The place of one connection; dropping it frees the place.
pub(super) struct Place {
    places: Arc<Places>,
    /// The number under which it waits, or last waited.
    number: AtomicU64,
    go: Arc<Notify>,
}

/// A request in hand; with its end the connection waits again.
pub(super) struct InHand(Arc<Place>);

impl Places {
    /// As many as this process has files for: a connection needs one, and so do the database and
    /// what is sent. Half of them is for connections.
    pub(super) fn of_this_process() -> Arc<Places> {
        let most = most_files().map_or(MOST, |files| MOST.min(files / 2)).max(1);
        let (state, changed) = (Mutex::default(), Notify::new());
        Arc::new(Places { most, state, changed })
    }

    /// Waits for a place, and has another connection go for it where that is needed. For one
    /// caller at a time.
    pub(super) async fn take(self: &Arc<Self>) -> Arc<Place> {
        loop {
            if let Some(place) = self.try_take() {
                return place;
            }
            self.changed.notified().await;
        }
    }

    /// Has the connection go that has waited longest, unless one is on its way out already.
    pub(super) fn make_room(&self) {
        self.lock().make_room();
    }

    /// Waits until a place is free, or a connection waits that did not before.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn try_take(self: &Arc<Self>) -> Option<Arc<Place>> {
        let mut state = self.lock();
        if state.taken >= self.most {
            state.make_room();
            return None;
        }
        state.taken += 1;
        let go = Arc::new(Notify::new());
        let number = AtomicU64::new(state.wait(go.clone()));
        Some(Arc::new(Place { places: self.clone(), number, go }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn wait(&mut self, go: Arc<Notify>) -> u64 {
        let number = self.next;
        self.next += 1;
        self.waiting.insert(number, go);
        number
    }

    fn make_room(&mut self) {
        if !self.leaving.is_empty() {
            return;
        }
        if let Some((number, go)) = self.waiting.pop_first() {
            self.leaving.insert(number);
            go.notify_one();
        }
    }

    /// It does not wait any more. Was it told to go?
    fn ends_waiting(&mut self, number: u64) -> bool {
        self.waiting.remove(&number);
        self.leaving.remove(&number)
    }
}

impl Place {
    /// A request is there: the connection stays, also when it was told to go a moment ago.
    pub(super) fn begin(self: &Arc<Self>) -> InHand {
        if self.places.lock().ends_waiting(self.number()) {
            self.places.changed.notify_one();
        }
        InHand(self.clone())
    }

    /// Waits until the connection has to go, and gives how many had to so far.
    pub(super) async fn has_to_go(&self) -> u64 {
        loop {
            self.go.notified().await;
            let mut state = self.places.lock();
            if state.leaving.contains(&self.number()) {
                state.gone += 1;
                return state.gone;
            }
        }
    }

    fn number(&self) -> u64 {
        self.number.load(Ordering::Relaxed)
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        let Place { places, number, go } = &*self.0;
        number.store(places.lock().wait(go.clone()), Ordering::Relaxed);
        places.changed.notify_one();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.places.lock();
        state.ends_waiting(self.number());
        state.taken -= 1;
        drop(state);
        self.places.changed.notify_one();
    }
}

/// How many files this process may have open, where the system says so.
fn most_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
