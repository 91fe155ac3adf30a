//! The worker: leases what is waiting, sends it, settles it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::retry::settle;
use crate::bot_framework::throttle::Limiter;
use crate::bot_framework::{Connector, Outcome};
use crate::clock::Chance;
use crate::conversation::{Edition, Subject};
use crate::learning::{Event, Form, observe};
use crate::store::employees::Reach;
use crate::store::outbox::{Outgoing, Purpose, Settlement, State};
use crate::store::{Store, StoreError, WriteTx, cards, employees, events, outbox, paths};

/// How long a lease lasts: longer than the longest exchange with the connector, twice over.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How many things are taken at a time.
const BATCH: i64 = 32;

/// Sends what is in the outbox.
#[derive(Debug)]
pub struct Worker {
    /// A name that no other worker has.
    owner: String,
    connector: Arc<Connector>,
    chance: Chance,
    limiter: Mutex<Limiter>,
}

/// What a round of delivering came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Attempts made.
    pub attempts: usize,
    /// Things that are settled for good.
    pub ended: usize,
    /// Nudges that lapsed.
    pub lapsed: u64,
}

impl Worker {
    /// A worker that sends through `connector`.
    pub fn new(connector: Arc<Connector>, chance: Chance) -> Worker {
        Worker { owner: chance.nonce(), connector, chance, limiter: Mutex::default() }
    }

    /// Sends everything that may be sent now.
    pub async fn deliver(
        &self,
        store: &Store,
        edition: &Edition,
        now: Timestamp,
    ) -> Result<Delivered, StoreError> {
        let mut delivered = Delivered::default();
        loop {
            let leased = self.lease(store, now, &mut delivered).await?;
            if leased.is_empty() {
                self.limiter().forget(now);
                return Ok(delivered);
            }
            let batch = self.within_limits(store, leased, now).await?;
            delivered.attempts += batch.len();
            let mut sending = tokio::task::JoinSet::new();
            for outgoing in batch {
                let connector = self.connector.clone();
                sending.spawn(async move {
                    let outcome = send(&connector, &outgoing, now).await;
                    (outgoing, outcome)
                });
            }
            while let Some(sent) = sending.join_next().await {
                // A panic while sending leaves the lease to run out; the row is tried again.
                let Ok((outgoing, outcome)) = sent else { continue };
                if self.settle(store, edition, &outgoing, &outcome, now).await? {
                    delivered.ended += 1;
                }
            }
        }
    }

    async fn lease(
        &self,
        store: &Store,
        now: Timestamp,
        delivered: &mut Delivered,
    ) -> Result<Vec<Outgoing>, StoreError> {
        if outbox::next_at(&mut *store.read().await?).await?.is_none_or(|at| at > now) {
            return Ok(Vec::new());
        }
        let mut tx = store.write().await?;
        delivered.lapsed += outbox::lapse(&mut tx, now).await?;
        let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
        let batch = outbox::lease(&mut tx, &self.owner, until, BATCH, now).await?;
        tx.commit().await?;
        Ok(batch)
    }

    /// What of it may be sent now. The rest is put back until the limits allow it.
    async fn within_limits(
        &self,
        store: &Store,
        leased: Vec<Outgoing>,
        now: Timestamp,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let (mut allowed, mut later) = (Vec::with_capacity(leased.len()), Vec::new());
        for outgoing in leased {
            let asked = self.limiter().ask(&outgoing.key.tenant_id, conversation(&outgoing), now);
            match asked {
                Ok(()) => allowed.push(outgoing),
                Err(at) => later.push((outgoing.id, at)),
            }
        }
        if !later.is_empty() {
            let mut tx = store.write().await?;
            for (id, at) in later {
                outbox::put_back(&mut tx, &id, &self.owner, at).await?;
            }
            tx.commit().await?;
        }
        Ok(allowed)
    }

    fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how an attempt ended. Is it settled for good?
    async fn settle(
        &self,
        store: &Store,
        edition: &Edition,
        outgoing: &Outgoing,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let settlement =
            settle(outcome, outgoing.purpose, outgoing.attempts, now, self.chance.share());
        report(outgoing, outcome);
        if let Outcome::Later { after, why: "throttled" } = outcome {
            let tenant_id = &outgoing.key.tenant_id;
            self.limiter().throttled(tenant_id, conversation(outgoing), *after, now);
        }
        let mut tx = store.write().await?;
        outbox::settle(&mut tx, &outgoing.id, &self.owner, &settlement, now).await?;
        let ended = match &settlement {
            Settlement::Ended { state, .. } => {
                self.ended(&mut tx, edition, outgoing, *state, now).await?;
                true
            }
            Settlement::Again { .. } => false,
        };
        tx.commit().await?;
        Ok(ended)
    }

    async fn ended(
        &self,
        tx: &mut WriteTx,
        edition: &Edition,
        outgoing: &Outgoing,
        state: State,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let reach = match state {
            State::Blocked => Reach::Blocked,
            State::Uninstalled => Reach::Uninstalled,
            State::DisabledByAdmin => Reach::DisabledByAdmin,
            State::Sent | State::Ambiguous if outgoing.purpose == Purpose::Nudge => {
                return self.arrived(tx, edition, outgoing, now).await;
            }
            _ => return Ok(()),
        };
        employees::set_unreachable(tx, &outgoing.key, reach).await
    }

    /// A nudge arrived (or may have): only now does it count as shown.
    async fn arrived(
        &self,
        tx: &mut WriteTx,
        edition: &Edition,
        outgoing: &Outgoing,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(nonce) = &outgoing.nonce else { return Ok(()) };
        cards::delivered(tx, nonce, now).await?;
        let Some(card) = cards::find(tx, &outgoing.key, nonce).await? else { return Ok(()) };
        // Whoever is quicker than our own book-keeping has said more than "shown" already.
        if card.answered_at.is_some() {
            return Ok(());
        }
        let Some(event) = shown(&card.subject) else { return Ok(()) };
        let mut path = paths::find(tx, &outgoing.key).await?;
        observe(&mut path, &edition.catalog.library, &event, now);
        paths::save(tx, &outgoing.key, &path).await?;
        events::add(tx, &self.chance.id(now), &outgoing.key, &event, now).await
    }
}

fn conversation(outgoing: &Outgoing) -> &str {
    &outgoing.to.conversation_id
}

async fn send(connector: &Connector, outgoing: &Outgoing, now: Timestamp) -> Outcome {
    match &outgoing.activity_id {
        Some(id) => connector.update(&outgoing.to, id, &outgoing.activity, now).await,
        None => connector.send(&outgoing.to, &outgoing.activity, now).await,
    }
}

/// The event of a step that was shown; other cards leave no trace on the path.
fn shown(subject: &str) -> Option<Event> {
    let (item, form) = match serde_json::from_str(subject).ok()? {
        Subject::Tip { tip, .. } => (tip, Form::Tip),
        Subject::Question { tip, .. } => (tip, Form::Question),
        Subject::Doing { tip, .. } => (tip, Form::Doing),
        _ => return None,
    };
    Some(Event::Shown { item, form })
}

/// Logs what is not as it should be: ids of rows and names of outcomes, nothing personal.
fn report(outgoing: &Outgoing, outcome: &Outcome) {
    let (row, purpose, outcome_name) = (&outgoing.id, outgoing.purpose.name(), outcome.name());
    match outcome {
        Outcome::Delivered { .. } => tracing::debug!(row, purpose, "delivered"),
        Outcome::OurBug { detail } => {
            tracing::error!(row, purpose, detail, "the channel refuses what we sent");
        }
        Outcome::Unauthorised => {
            tracing::error!(row, purpose, "the channel refuses the bot's credentials");
        }
        Outcome::Ambiguous { detail } => {
            tracing::warn!(row, purpose, detail, "it is not known whether this arrived");
        }
        _ => tracing::info!(row, purpose, outcome = outcome_name, "not delivered"),
    }
}
