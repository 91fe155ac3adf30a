//! The running service: everything built once, and the ticks that drive it.

mod figures;
mod order;
mod together;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::audit::{Deed, note};
use crate::bot_framework::auth::{FetchError, Verified, Verifier};
use crate::bot_framework::{Activity, Connector, Rejections, TokenError, UploadInfo};
use crate::clock::{Chance, Clock};
use crate::conversation::{Answer, Edition, Ground, Heard, TurnError, file_of, hear, take_turn};
use crate::learning::{Learned, Rule};
use crate::nudges::{self, Delivered, LetGo, Planned, Sends, Worker, plan, plan_posts};
use crate::store::retention::{Gone, Retention};
use crate::store::{Store, StoreError, learned, turns};
use order::Order;
use together::Together;

pub use figures::{Ended, Figures};

/// Deliveries are remembered this long; the channel repeats one within minutes.
const REMEMBER_TURNS: SignedDuration = SignedDuration::from_hours(72);

/// A turn that another process gets in the way of is taken so many times.
const MOST_TRIES: u32 = 4;

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
    /// How long things are kept.
    pub retention: Retention,
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
    /// What all people have taught together.
    together: Together,
    /// Why newer content is not live, in one line.
    refused: RwLock<Option<String>>,
    clock: Clock,
    chance: Chance,
    rule: Rule,
    retention: Retention,
    verifier: Verifier,
    rejections: Rejections,
    connector: Arc<Connector>,
    figures: Figures,
    requests: AtomicU64,
    worker: Worker,
    order: Order,
    /// One pump at a time in this process.
    delivering: Mutex<()>,
}

impl Service {
    /// Builds the service. Nothing runs until it is ticked.
    pub fn new(parts: Parts) -> Service {
        let (chance, clock) = (parts.chance.clone(), parts.clock.clone());
        let connector = Arc::new(parts.connector);
        let worker = Worker::new(connector.clone(), chance, clock);
        Service(Arc::new(Inner {
            store: parts.store,
            edition: RwLock::new(Arc::new(parts.edition)),
            together: Together::default(),
            refused: RwLock::default(),
            clock: parts.clock,
            chance: parts.chance,
            rule: parts.rule,
            retention: parts.retention,
            verifier: parts.verifier,
            rejections: Rejections::default(),
            connector,
            figures: Figures::default(),
            requests: AtomicU64::new(0),
            worker,
            order: Order::default(),
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

    /// What is counted, for operators.
    pub fn figures(&self) -> &Figures {
        &self.0.figures
    }

    /// How many sends had to wait for a limit since the start.
    pub fn limiter_waits(&self) -> u64 {
        self.0.worker.limiter_waits()
    }

    /// How many attempts to send ended how since the start.
    pub fn sends(&self) -> Vec<(Sends, u64)> {
        self.0.worker.sends()
    }

    /// A number for a request, to find it back in the log.
    pub fn request_id(&self) -> String {
        let number = self.0.requests.fetch_add(1, Ordering::Relaxed);
        let process = self.0.worker.name().get(..6).unwrap_or_default();
        format!("{process}-{number}")
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
        let mut live = self.0.edition.write().unwrap_or_else(PoisonError::into_inner);
        *live = Arc::new(edition.seen_by(&self.0.together.learned()));
        drop(live);
        *self.0.refused.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What all people have taught together, by tenant, as it was last read.
    pub fn learned(&self) -> Arc<BTreeMap<String, Learned>> {
        self.0.together.learned()
    }

    /// Reads what all people have taught together, also through other processes, when that is a
    /// while ago: from then on everything is chosen by it.
    async fn learn(&self) -> Result<(), StoreError> {
        let Inner { store, edition, together, .. } = &*self.0;
        if !together.is_due(self.now()) {
            return Ok(());
        }
        let read = learned::all(&mut *store.read().await?).await?;
        if together.is_news(read, self.now()) {
            let mut live = edition.write().unwrap_or_else(PoisonError::into_inner);
            *live = Arc::new(Edition::clone(&live).seen_by(&together.learned()));
        }
        Ok(())
    }

    /// Notes why newer content did not go live; what is live stays.
    pub fn content_refused(&self, why: String) {
        *self.0.refused.write().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    /// Why newer content is not live, if there is any such trouble.
    pub fn refused_content(&self) -> Option<String> {
        self.0.refused.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a turn, after those that came before it in its conversation, and hands its replies to
    /// the worker. Another process that changed the same person in between makes it start again.
    pub async fn turn(
        &self,
        verified: &Verified,
        activity: &Activity,
    ) -> Result<Answer, TurnError> {
        let Inner { store, rule, chance, worker, order, .. } = &*self.0;
        let _place = order.wait(activity.conversation_id()).await;
        let heard = self.heard(verified, activity).await?;
        let mut tries = 1;
        loop {
            let (edition, lease) = (self.edition(), worker.lease());
            let ground =
                Ground { store, edition: &edition, rule: *rule, chance, lease: lease.as_ref() };
            match take_turn(ground, verified, activity, &heard, self.now()).await {
                Err(TurnError::Store(StoreError::Conflict)) if tries < MOST_TRIES => tries += 1,
                Err(error) => return Err(error),
                Ok(taken) => {
                    worker.hand_over(taken.leased, taken.waiting);
                    return Ok(taken.answer);
                }
            }
        }
    }

    /// What was heard. A file that somebody wants is put where they want it first, with no
    /// transaction open.
    async fn heard(&self, verified: &Verified, activity: &Activity) -> Result<Heard, TurnError> {
        match hear(activity) {
            // Seldom, and much to keep at hand: every turn would make room for it.
            Heard::WantsFile(upload) => Box::pin(self.saved(verified, activity, upload)).await,
            other => Ok(other),
        }
    }

    async fn saved(
        &self,
        verified: &Verified,
        activity: &Activity,
        upload: UploadInfo,
    ) -> Result<Heard, TurnError> {
        let Inner { store, rule, chance, connector, .. } = &*self.0;
        let edition = self.edition();
        let ground = Ground { store, edition: &edition, rule: *rule, chance, lease: None };
        let Some(text) = file_of(ground, verified, activity, self.now()).await? else {
            return Ok(Heard::FileFailed);
        };
        match connector.put_file(&upload.upload_url, text.as_bytes()).await {
            Ok(()) => Ok(Heard::FileSaved(upload)),
            Err(error) => {
                tracing::warn!(%error, "a file with somebody's own data was not put in their OneDrive");
                Ok(Heard::FileFailed)
            }
        }
    }

    /// Plans everybody whose time has come, and the posts for teams.
    pub async fn plan(&self) -> Result<Planned, StoreError> {
        self.learn().await?;
        let Inner { store, rule, chance, worker, .. } = &*self.0;
        let (edition, now) = (self.edition(), self.now());
        let mut planned = plan(store, &edition, *rule, now, chance).await?;
        planned.posts = plan_posts(store, &edition, now, chance).await?;
        if planned.nudges + planned.posts > 0 {
            worker.hand_over(Vec::new(), true);
        }
        Ok(planned)
    }

    /// Sends everything that may be sent now.
    pub async fn deliver(&self) -> Result<Delivered, StoreError> {
        let _one_at_a_time = self.0.delivering.lock().await;
        self.0.worker.deliver(&self.0.store, || self.edition()).await
    }

    /// Stops sending: what is on its way has `within` to end. What is not settled by then is let
    /// go, so that another process may take it at once.
    pub async fn stop(&self, within: Duration) -> Result<LetGo, StoreError> {
        let Inner { store, worker, .. } = &*self.0;
        worker.stop();
        match tokio::time::timeout(within, self.deliver()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "not everything was settled"),
            Err(_) => tracing::warn!("stopped before every send had ended"),
        }
        worker.let_go(store).await
    }

    /// Waits until there is something to deliver.
    pub async fn rung(&self) {
        self.0.worker.rung().await;
    }

    /// Fetches signing keys when there are none or they are a day old.
    pub async fn refresh_keys(&self) -> Result<(), FetchError> {
        self.0.verifier.refresh_keys(self.now(), self.0.chance.share()).await
    }

    /// Gets a token for the connector before one is needed, so that wrong credentials show at the
    /// start and the first reply is quick.
    pub async fn warm_up(&self) -> Result<(), TokenError> {
        self.0.connector.warm_up(self.now()).await
    }

    /// Why there is no token for the connector, if the last attempt to get one failed.
    pub fn token_failure(&self) -> Option<TokenError> {
        self.0.connector.token_failure()
    }

    /// Does the channel refuse the token that the login service gives us?
    pub fn is_refused(&self) -> bool {
        self.0.connector.is_refused()
    }

    /// Forgets what need not be remembered, and counts what was refused.
    pub async fn keep_house(&self) -> Result<(), StoreError> {
        let now = self.now();
        self.0.rejections.log();
        let before = now.saturating_sub(REMEMBER_TURNS).unwrap_or(Timestamp::MIN);
        let mut tx = self.0.store.write().await?;
        turns::forget(&mut tx, before).await?;
        tx.commit().await?;
        let gone = self.0.retention.carry_out(&self.0.store, now).await?;
        if gone != Gone::default() {
            note(Deed {
                action: "retention",
                object: "events, cards, deliveries, leavers and people on the list",
                result: "done",
                origin: "clock",
                actor: "stapje",
                count: gone.events + gone.cards + gone.deliveries + gone.leavers + gone.unmet,
            });
        }
        let mended = nudges::mend_clock(&self.0.store, &self.edition(), now).await?;
        if mended > 0 {
            tracing::warn!(people = mended, "the clock was set back; their next nudge was moved");
        }
        Ok(())
    }
}
