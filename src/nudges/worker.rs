//! The worker: sends what is in the outbox, as much at a time as is good for everybody.
//!
//! Replies of this process come to it by hand, leased already; everything else it leases itself.
//! One that hangs holds up nobody else.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::pace::Pace;
use super::retry::may_be_sent;
use super::sending::{Sender, Tried};
use crate::bot_framework::throttle::{Limiter, Operation};
use crate::bot_framework::{Connector, Outcome};
use crate::clock::{Chance, Clock, pause};
use crate::conversation::Edition;
use crate::store::outbox::{Lease, Outgoing, Purpose};
use crate::store::{Store, StoreError, outbox};

/// How long a lease lasts: longer than an attempt, which begins its last call within twenty seconds
/// and waits for its answer for twenty more.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How many things are on their way at a time.
const AT_ONCE: usize = 64;
/// How many leased replies wait in memory; beyond that they wait in the outbox.
const TRAY: usize = 1024;

/// Sends what is in the outbox.
#[derive(Debug)]
pub struct Worker {
    /// A name that no other worker has.
    name: String,
    lease_for: SignedDuration,
    sender: Sender,
    chance: Chance,
    clock: Clock,
    limiter: Arc<Mutex<Limiter>>,
    pace: Mutex<Pace>,
    /// Replies that are leased to this worker.
    tray: Mutex<VecDeque<Outgoing>>,
    /// May there be something in the outbox that is not in the tray?
    look: AtomicBool,
    /// Rung when there is something new.
    bell: Notify,
    /// How many sends had to wait for a limit.
    limiter_waits: AtomicU64,
    /// How many attempts ended how.
    sends: Mutex<BTreeMap<Sends, u64>>,
    /// Attempts that ended and of which the database did not take the end yet.
    unsettled: Mutex<Vec<Tried>>,
    /// Nothing new is begun any more.
    stopping: AtomicBool,
}

/// What delivering came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Attempts made.
    pub attempts: usize,
    /// Things that are settled for good.
    pub ended: usize,
    /// Nudges that lapsed.
    pub lapsed: u64,
    /// When a limit lets the next one go, if one waits for that.
    pub again_at: Option<Timestamp>,
}

/// Attempts to send that were for the same and ended the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sends {
    /// What they were for, by its name.
    pub purpose: &'static str,
    /// How they ended, by the name of the outcome.
    pub outcome: &'static str,
}

/// What was let go before it was settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LetGo {
    /// Not tried yet.
    pub untried: usize,
    /// On their way: they may or may not have arrived.
    pub on_their_way: u64,
}

impl Worker {
    /// A worker that sends through `connector`.
    pub fn new(connector: Arc<Connector>, chance: Chance, clock: Clock) -> Worker {
        let limiter = Arc::<Mutex<Limiter>>::default();
        let sender = Sender { connector, limiter: limiter.clone(), clock: clock.clone() };
        Worker {
            name: chance.nonce(),
            lease_for: LEASE,
            sender,
            chance,
            clock,
            limiter,
            pace: Mutex::default(),
            tray: Mutex::default(),
            look: AtomicBool::new(true),
            bell: Notify::new(),
            limiter_waits: AtomicU64::new(0),
            sends: Mutex::default(),
            unsettled: Mutex::default(),
            stopping: AtomicBool::new(false),
        }
    }

    /// The same worker with leases of another length. They must outlast every send.
    #[must_use]
    pub fn with_lease(self, lease_for: SignedDuration) -> Worker {
        Worker { lease_for, ..self }
    }

    /// A lease for replies that will be handed over at once. None while there is no room, or no
    /// time left to send them.
    pub fn lease(&self) -> Option<Lease> {
        let takes_more = !self.is_stopping() && self.tray().len() < TRAY;
        takes_more.then(|| self.lease_from(self.clock.now()))
    }

    /// Takes over what was leased for this worker. `more`: something else waits in the outbox.
    pub fn hand_over(&self, leased: Vec<Outgoing>, more: bool) {
        if leased.is_empty() && !more {
            return;
        }
        self.tray().extend(leased);
        if more {
            self.look.store(true, Ordering::Release);
        }
        self.bell.notify_one();
    }

    /// Waits until something was handed over.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Sends everything that may be sent now, and what is handed over meanwhile.
    ///
    /// After an error of the database nothing new is begun, but what is on its way is awaited
    /// and noted; what could not be noted is noted first the next time.
    pub async fn deliver(
        &self,
        store: &Store,
        edition: impl Fn() -> Arc<Edition>,
    ) -> Result<Delivered, StoreError> {
        let mut delivered = Delivered::default();
        let mut sending = JoinSet::new();
        let mut failed = None;
        delivered.ended += self.settle_left(store, &edition()).await?;
        self.pace().more();
        loop {
            if failed.is_none() {
                failed = self.begin(store, &mut sending, &mut delivered).await.err();
            }
            if sending.is_empty() && failed.is_none() && self.pace().all_arrived() {
                continue;
            }
            if sending.is_empty() {
                let now = self.clock.now();
                self.limiter().forget(now);
                delivered.again_at = self.pace().again_at(now);
                return failed.map_or(Ok(delivered), Err);
            }
            let tried = tokio::select! {
                tried = finished(&mut sending) => tried,
                () = self.rung() => continue,
                () = self.freed() => continue,
            };
            match self.settle(store, &edition(), tried, self.clock.now()).await {
                Ok(ended) => delivered.ended += ended,
                Err(error) => failed = Some(error),
            }
        }
    }

    /// Begins to send what may be sent now.
    async fn begin(
        &self,
        store: &Store,
        sending: &mut JoinSet<Tried>,
        delivered: &mut Delivered,
    ) -> Result<(), StoreError> {
        while sending.len() < AT_ONCE && !self.is_stopping() {
            let room = AT_ONCE - sending.len();
            let mut batch = self.take_from_tray(room);
            if batch.is_empty() {
                batch = self.lease_more(store, room, !sending.is_empty(), delivered).await?;
            }
            if batch.is_empty() {
                return Ok(());
            }
            // What is counted here goes out now: leasing may have taken a while, and a limiter that
            // was told an earlier moment would let too many go.
            let now = self.clock.now();
            let (batch, spent): (Vec<_>, Vec<_>) =
                batch.into_iter().partition(|outgoing| may_be_sent(outgoing, now));
            delivered.attempts += spent.len();
            for outgoing in spent {
                sending.spawn(async move { Tried::interrupted(outgoing) });
            }
            let mut later = Vec::new();
            for outgoing in batch {
                if let Err(at) = self.asks(&outgoing, now) {
                    later.push((outgoing.id, at));
                    continue;
                }
                delivered.attempts += 1;
                let sender = self.sender.clone();
                sending.spawn(async move { sender.attempt(outgoing, now).await });
            }
            self.put_back(store, later, now).await?;
        }
        Ok(())
    }

    /// Waits until a limit lets more go; for ever when nothing waits for one.
    async fn freed(&self) {
        let now = self.clock.now();
        let again_at = self.pace().again_at(now);
        match again_at {
            None => std::future::pending().await,
            Some(at) => pause(at.duration_since(now).unsigned_abs()).await,
        }
    }

    fn take_from_tray(&self, at_most: usize) -> Vec<Outgoing> {
        let mut tray = self.tray();
        let number = at_most.min(tray.len());
        tray.drain(..number).collect()
    }

    /// May it be sent now? If not, the answer says when.
    fn asks(&self, outgoing: &Outgoing, now: Timestamp) -> Result<(), Timestamp> {
        let operation = Operation::Send(&outgoing.to.conversation_id);
        self.limiter().ask(&outgoing.key.tenant_id, operation, now)
    }

    /// Puts back what a limit does not allow yet.
    async fn put_back(
        &self,
        store: &Store,
        later: Vec<(String, Timestamp)>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if later.is_empty() {
            return Ok(());
        }
        self.limiter_waits.fetch_add(later.len() as u64, Ordering::Relaxed);
        let mut tx = store.write().await?;
        for (id, at) in later {
            self.pace().one_waits(at, now);
            outbox::put_back(&mut tx, &id, &self.name, at).await?;
        }
        tx.commit().await
    }

    /// Begins nothing new any more; what is on its way goes on.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.bell.notify_one();
    }

    /// Is there something new? Says so once.
    pub(super) fn was_rung(&self) -> bool {
        self.look.swap(false, Ordering::AcqRel)
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Lets everything go that is leased to this worker: others may take it at once. Of what is
    /// still on its way it is not known whether it arrives, as after a crash.
    pub async fn let_go(&self, store: &Store) -> Result<LetGo, StoreError> {
        let now = self.clock.now();
        let untried: Vec<Outgoing> = self.tray().drain(..).collect();
        let mut tx = store.write().await?;
        for outgoing in &untried {
            outbox::put_back(&mut tx, &outgoing.id, &self.name, now).await?;
        }
        let on_their_way = outbox::let_go(&mut tx, &self.name, now).await?;
        tx.commit().await?;
        Ok(LetGo { untried: untried.len(), on_their_way })
    }

    /// How many sends had to wait for a limit since the start.
    pub fn limiter_waits(&self) -> u64 {
        self.limiter_waits.load(Ordering::Relaxed)
    }

    /// How many attempts to send ended how since the start.
    pub fn sends(&self) -> Vec<(Sends, u64)> {
        self.counted().iter().map(|(sends, number)| (*sends, *number)).collect()
    }

    pub(super) fn count(&self, purpose: Purpose, outcome: &Outcome) {
        let sends = Sends { purpose: purpose.name(), outcome: outcome.name() };
        *self.counted().entry(sends).or_default() += 1;
    }

    fn counted(&self) -> MutexGuard<'_, BTreeMap<Sends, u64>> {
        self.sends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A name that no other worker has.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn chance(&self) -> &Chance {
        &self.chance
    }

    pub(super) fn lease_from(&self, now: Timestamp) -> Lease {
        let until = now.saturating_add(self.lease_for).unwrap_or(Timestamp::MAX);
        Lease { owner: self.name.clone(), until }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn unsettled(&self) -> MutexGuard<'_, Vec<Tried>> {
        self.unsettled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tray(&self) -> MutexGuard<'_, VecDeque<Outgoing>> {
        self.tray.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for an attempt to end, and takes all others that have ended too. A panic while sending
/// leaves the lease to run out; the row is tried again.
async fn finished(sending: &mut JoinSet<Tried>) -> Vec<Tried> {
    let mut tried = Vec::new();
    tried.extend(sending.join_next().await.and_then(Result::ok));
    while let Some(next) = sending.try_join_next() {
        tried.extend(next.ok());
    }
    tried
}
