//! Our own bearer tokens: asked for once, kept until shortly before they expire.

mod ask;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::cloud::Cloud;
use super::credentials::Credentials;
use ask::{Asker, Granted};

/// A token is renewed this long before it expires, as in Microsoft's SDKs.
const RENEW_BEFORE: SignedDuration = SignedDuration::from_mins(5);
/// After a refusal nothing is asked for this long, however many sends want a token. Asking again
/// does not help before somebody mended something, so it doubles each time.
const REST_AFTER_REFUSAL: SignedDuration = SignedDuration::from_secs(30);
/// The longest rest after a refusal.
const LONGEST_REFUSED: SignedDuration = SignedDuration::from_mins(15);
/// The rest after the login service was not there, unless it said how long. Doubles as well.
const REST_AFTER_TROUBLE: SignedDuration = SignedDuration::from_secs(2);
/// The longest rest after trouble.
const LONGEST_TROUBLE: SignedDuration = SignedDuration::from_mins(1);
/// A token that the connector refuses is thrown away at most once in this time.
const FORGET_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The login service refuses our credentials. Asking again does not help.
    #[error(
        "the login service refuses the bot's credentials ({code}): check app id, credential and tenant"
    )]
    Refused {
        /// The service's error code, such as `invalid_client`.
        code: String,
    },
    /// The login service cannot be reached or is in trouble. Asking later may help.
    #[error("the login service is not available ({detail})")]
    Unavailable {
        /// What was seen, without any secret.
        detail: String,
        /// How long it asked us to wait.
        retry_after: Option<SignedDuration>,
    },
}

/// What a token is for: who gives it out, and what it opens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The tenant whose token endpoint is asked: an id or a name.
    pub authority: String,
    /// The scope, such as `https://api.botframework.com/.default`.
    pub scope: String,
}

/// Gets tokens with the bot's credentials. Each target has a place of its own in the cache.
#[derive(Debug)]
pub struct TokenSource {
    asker: Asker,
    connector: Target,
    home: Arc<Slot>,
    others: Mutex<HashMap<Target, Arc<Slot>>>,
}

/// What is known of the tokens for one target.
#[derive(Debug, Default)]
struct Slot {
    /// Held while asking, so that many waiting sends make one request.
    asking: tokio::sync::Mutex<()>,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    kept: Option<Kept>,
    failure: Option<Failure>,
    forgotten_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
struct Kept {
    token: Arc<SecretString>,
    renew_at: Timestamp,
    expires_at: Timestamp,
}

#[derive(Debug, Clone)]
struct Failure {
    error: TokenError,
    /// How many in a row.
    times: u32,
    /// Nothing is asked before.
    until: Timestamp,
}

impl TokenSource {
    /// A source of tokens for the connector of `cloud`, and for whatever else the same login
    /// service gives out.
    pub fn new(http: reqwest::Client, cloud: &Cloud, credentials: Credentials) -> TokenSource {
        let asker = Asker::new(http, cloud, credentials);
        let connector = asker.connector(cloud);
        TokenSource { asker, connector, home: Arc::default(), others: Mutex::default() }
    }

    /// The bot's application id.
    pub fn app_id(&self) -> &str {
        &self.asker.credentials.app_id
    }

    /// A token for the connector that is good at `now`.
    pub async fn token(&self, now: Timestamp) -> Result<Arc<SecretString>, TokenError> {
        self.get(&self.home, &self.connector, now).await
    }

    /// A token for another target, such as Graph in a customer's tenant.
    pub async fn token_for(
        &self,
        target: &Target,
        now: Timestamp,
    ) -> Result<Arc<SecretString>, TokenError> {
        self.get(&self.slot(target), target, now).await
    }

    /// Forgets a token for the connector, which refused it. Says whether another is worth a try: not
    /// when the one that was refused is itself the result of forgetting, less than a minute ago.
    pub fn forget(&self, token: &Arc<SecretString>, now: Timestamp) -> bool {
        self.home.forget(token, now)
    }

    /// The same for a token for another target.
    pub fn forget_for(&self, target: &Target, token: &Arc<SecretString>, now: Timestamp) -> bool {
        self.slot(target).forget(token, now)
    }

    /// Why there is no token for the connector, if the last attempt to get one failed.
    pub fn failure(&self) -> Option<TokenError> {
        self.home.known().failure.as_ref().map(|failure| failure.error.clone())
    }

    fn slot(&self, target: &Target) -> Arc<Slot> {
        if *target == self.connector {
            return self.home.clone();
        }
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        others.entry(target.clone()).or_default().clone()
    }

    async fn get(
        &self,
        slot: &Slot,
        target: &Target,
        now: Timestamp,
    ) -> Result<Arc<SecretString>, TokenError> {
        let good = match slot.look(now) {
            Look::Fresh(token) => return Ok(token),
            Look::Ageing(token) => Some(token),
            Look::Nothing => None,
        };
        let asking = match &good {
            None => slot.asking.lock().await,
            // It still counts: one asks for its successor, the others go on with it.
            Some(token) => match slot.asking.try_lock() {
                Ok(asking) => asking,
                Err(_) => return Ok(token.clone()),
            },
        };
        // Whoever waited finds what the first one got: a token or a failure.
        if let Look::Fresh(token) = slot.look(now) {
            return Ok(token);
        }
        if let Some(error) = slot.resting(now) {
            return good.ok_or(error);
        }
        let outcome = match self.asker.ask(target, now).await {
            Ok(granted) => Ok(slot.keep(granted, now)),
            Err(error) => {
                tracing::error!(scope = target.scope, "no token: {error}");
                slot.note(error.clone(), now);
                good.ok_or(error)
            }
        };
        drop(asking);
        outcome
    }
}

/// What is in the cache.
enum Look {
    /// A token that is good for a while.
    Fresh(Arc<SecretString>),
    /// One that is good, and soon no more.
    Ageing(Arc<SecretString>),
    Nothing,
}

impl Slot {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self, now: Timestamp) -> Look {
        match &self.known().kept {
            Some(kept) if now < kept.renew_at => Look::Fresh(kept.token.clone()),
            Some(kept) if now < kept.expires_at => Look::Ageing(kept.token.clone()),
            _ => Look::Nothing,
        }
    }

    /// Says whether another token is worth a try.
    fn forget(&self, token: &Arc<SecretString>, now: Timestamp) -> bool {
        let mut known = self.known();
        // Of many that are refused at once the first forgets it, and the others find it gone.
        if !known.kept.as_ref().is_some_and(|kept| Arc::ptr_eq(&kept.token, token)) {
            return true;
        }
        if known.forgotten_at.is_some_and(|at| now.duration_since(at) < FORGET_EVERY) {
            return false;
        }
        known.forgotten_at = Some(now);
        known.kept = None;
        true
    }

    fn resting(&self, now: Timestamp) -> Option<TokenError> {
        let known = self.known();
        known.failure.as_ref().filter(|failure| now < failure.until).map(|f| f.error.clone())
    }

    fn keep(&self, granted: Granted, now: Timestamp) -> Arc<SecretString> {
        let token = Arc::new(granted.token);
        let renew_after = (granted.lifetime - RENEW_BEFORE).max(granted.lifetime / 2);
        let at = |after| now.saturating_add(after).unwrap_or(now);
        let (renew_at, expires_at) = (at(renew_after), at(granted.lifetime));
        let mut known = self.known();
        known.kept = Some(Kept { token: token.clone(), renew_at, expires_at });
        known.failure = None;
        token
    }

    fn note(&self, error: TokenError, now: Timestamp) {
        let mut known = self.known();
        let times = known.failure.as_ref().map_or(1, |failure| failure.times.saturating_add(1));
        let until = now.saturating_add(rest(&error, times)).unwrap_or(Timestamp::MAX);
        known.failure = Some(Failure { error, times, until });
    }
}

/// How long nothing is asked after so many failures in a row.
fn rest(error: &TokenError, times: u32) -> SignedDuration {
    let doublings = times.saturating_sub(1).min(10);
    let doubled = |first: SignedDuration| first.saturating_mul(1 << doublings);
    match error {
        TokenError::Refused { .. } => doubled(REST_AFTER_REFUSAL).min(LONGEST_REFUSED),
        TokenError::Unavailable { retry_after, .. } => doubled(REST_AFTER_TROUBLE)
            .min(LONGEST_TROUBLE)
            .max(retry_after.unwrap_or(SignedDuration::ZERO)),
    }
}
