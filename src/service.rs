//! The running service: everything built once, and the ticks that drive it.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, Notify};

use crate::bot_framework::auth::{Verified, Verifier};
use crate::bot_framework::{Activity, Connector, Rejections};
use crate::clock::{Chance, Clock};
use crate::conversation::{Answer, Edition, TurnError, take_turn};
use crate::learning::Rule;
use crate::nudges::{Delivered, Planned, Worker, plan};
use crate::store::{Store, StoreError, turns};

/// Deliveries are remembered this long; the channel repeats one within minutes.
const REMEMBER_TURNS: SignedDuration = SignedDuration::from_hours(72);

/// What the service is built from.
#[derive(Debug)]
pub struct Parts {
    /// The database.
    pub store: Store,
    /// What is live.
    pub edition: Edition,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
    /// How new items are put in order.
    pub rule: Rule,
    /// The way out.
    pub connector: Connector,
    /// The way in.
    pub verifier: Verifier,
}

/// The running service. Cheap to clone; clones are the same service.
#[derive(Debug, Clone)]
pub struct Service(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    edition: RwLock<Arc<Edition>>,
    clock: Clock,
    chance: Chance,
    rule: Rule,
    verifier: Verifier,
    rejections: Rejections,
    worker: Worker,
    /// Rung when something was put in the outbox.
    bell: Notify,
    /// One round of delivering at a time in this process.
    delivering: Mutex<()>,
}

impl Service {
    /// Builds the service. Nothing runs until it is ticked.
    pub fn new(parts: Parts) -> Service {
        let worker = Worker::new(Arc::new(parts.connector), parts.chance.clone());
        Service(Arc::new(Inner {
            store: parts.store,
            edition: RwLock::new(Arc::new(parts.edition)),
            clock: parts.clock,
            chance: parts.chance,
            rule: parts.rule,
            verifier: parts.verifier,
            rejections: Rejections::default(),
            worker,
            bell: Notify::new(),
            delivering: Mutex::new(()),
        }))
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Who may come in.
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// Who did not come in, and why. For operators alone: callers see none of it.
    pub fn rejections(&self) -> &Rejections {
        &self.0.rejections
    }

    /// How new items are put in order.
    pub fn rule(&self) -> Rule {
        self.0.rule
    }

    /// What is live. Whoever holds it finishes with it, whatever is published in between.
    pub fn edition(&self) -> Arc<Edition> {
        self.0.edition.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes another edition live, for every turn from now on.
    pub fn publish(&self, edition: Edition) {
        *self.0.edition.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(edition);
    }

    /// Takes a turn, and rings for its replies to be sent.
    pub async fn turn(
        &self,
        verified: &Verified,
        activity: &Activity,
    ) -> Result<Answer, TurnError> {
        let Inner { store, rule, chance, bell, .. } = &*self.0;
        let (edition, now) = (self.edition(), self.now());
        let answer = take_turn(store, &edition, *rule, verified, activity, now, chance).await?;
        bell.notify_one();
        Ok(answer)
    }

    /// Plans everybody whose time has come.
    pub async fn plan(&self) -> Result<Planned, StoreError> {
        let Inner { store, rule, chance, bell, .. } = &*self.0;
        let planned = plan(store, &self.edition(), *rule, self.now(), chance).await?;
        if planned.nudges > 0 {
            bell.notify_one();
        }
        Ok(planned)
    }

    /// Sends everything that may be sent now.
    pub async fn deliver(&self) -> Result<Delivered, StoreError> {
        let _one_at_a_time = self.0.delivering.lock().await;
        self.0.worker.deliver(&self.0.store, &self.edition(), self.now()).await
    }

    /// Waits until something was put in the outbox.
    pub async fn rung(&self) {
        self.0.bell.notified().await;
    }

    /// Forgets what need not be remembered, and refreshes signing keys that are a day old.
    pub async fn keep_house(&self) -> Result<(), StoreError> {
        let now = self.now();
        if let Err(error) = self.0.verifier.refresh_keys(now, self.0.chance.share()).await {
            tracing::warn!(%error, "signing keys not refreshed");
        }
        self.0.rejections.log();
        let before = now.saturating_sub(REMEMBER_TURNS).unwrap_or(Timestamp::MIN);
        let mut tx = self.0.store.write().await?;
        turns::forget(&mut tx, before).await?;
        tx.commit().await
    }
}
