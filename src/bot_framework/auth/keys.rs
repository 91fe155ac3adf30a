//! The signing keys of an issuer, fetched from its OpenID metadata and kept.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use url::Url;

use super::refusal::Refusal;
use crate::bot_framework::activity::lenient_list;
use crate::bot_framework::http::exchange;

/// Keys of this age are refreshed in the background at the latest.
const REFRESH_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// Up to this much earlier, by chance: many bots should not all ask in the same minute.
const JITTER: SignedDuration = SignedDuration::from_hours(2);
/// Keys older than this no longer count.
const TOO_OLD: SignedDuration = SignedDuration::from_hours(72);
/// An unknown key id causes at most one fetch in this time, whoever asks.
const UNKNOWN_WINDOW: SignedDuration = SignedDuration::from_mins(5);
/// Without any keys a fetch is tried at most once in this time.
const RETRY_AFTER: SignedDuration = SignedDuration::from_secs(5);

/// The metadata and the key set must each be there within this time.
const FETCH_WITHIN: Duration = Duration::from_secs(5);

/// One signing key.
#[derive(Clone)]
pub(super) struct SigningKey {
    pub(super) key: Arc<DecodingKey>,
    /// Modulus and exponent as published.
    fingerprint: Arc<(String, String)>,
    /// The channels that may use it.
    pub(super) endorsements: Arc<[String]>,
}

impl SigningKey {
    /// Is it the same key, not merely one of the same name?
    pub(super) fn is(&self, other: &SigningKey) -> bool {
        self.fingerprint == other.fingerprint && self.endorsements == other.endorsements
    }
}

/// A set of signing keys by key id. It is replaced as a whole: retired keys are gone at once.
#[derive(Default)]
pub(super) struct Keys {
    by_id: HashMap<String, SigningKey>,
}

/// Keeps the keys of one issuer.
pub(super) struct KeyCache {
    http: reqwest::Client,
    metadata: Url,
    kept: RwLock<Option<Kept>>,
    /// Held while fetching, so that many requests cause one fetch.
    attempts: tokio::sync::Mutex<Attempts>,
}

#[derive(Default)]
struct Attempts {
    last: Option<Timestamp>,
    /// How much earlier than after a day the keys of the next fetch are refreshed, by chance.
    earlier: SignedDuration,
}

#[derive(Clone)]
struct Kept {
    keys: Arc<Keys>,
    fetched_at: Timestamp,
    refresh_after: SignedDuration,
}

/// Why keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No answer, or not one that can be used.
    #[error("{what} cannot be fetched: {detail}")]
    Unreachable {
        /// The document.
        what: &'static str,
        /// What was seen.
        detail: String,
    },
    /// The metadata points to keys on another host.
    #[error("the metadata names keys on another host")]
    ForeignHost,
    /// Not a single usable key.
    #[error("no usable key in the key set")]
    Empty,
}

#[derive(Deserialize)]
struct Metadata {
    jwks_uri: Url,
}

/// Each key is read by itself: one of another shape is passed over and spoils none of the others.
#[derive(Deserialize)]
struct KeySet {
    #[serde(deserialize_with = "lenient_list")]
    keys: Vec<Jwk>,
}

/// A key as published. `endorsements` is Microsoft's addition, which general JWK types drop; what is
/// not a list there endorses for nothing.
#[derive(Deserialize)]
struct Jwk {
    #[serde(default)]
    kty: String,
    kid: Option<String>,
    n: Option<String>,
    e: Option<String>,
    #[serde(default, deserialize_with = "lenient_list")]
    endorsements: Vec<String>,
}

impl KeyCache {
    /// A cache for the issuer with this OpenID metadata address.
    pub(super) fn new(http: reqwest::Client, metadata: Url) -> KeyCache {
        KeyCache {
            http,
            metadata,
            kept: RwLock::new(None),
            attempts: tokio::sync::Mutex::default(),
        }
    }

    /// Fetches keys when there are none or they are a day old. Called at start and by a timer.
    /// `share` is chance, from 0 to 1: the larger, the earlier the day of the fetched keys counts
    /// as over.
    pub(super) async fn refresh(&self, now: Timestamp, share: f64) -> Result<(), FetchError> {
        let mut attempts = self.attempts.lock().await;
        attempts.earlier = JITTER.mul_f64(share.clamp(0.0, 1.0));
        // Asked with the lock held: whoever waited finds what the first one fetched.
        if self.current(now).is_some_and(|kept| age(&kept, now) < kept.refresh_after) {
            return Ok(());
        }
        self.fetch(&mut attempts, now).await
    }

    /// Are there keys that count?
    pub(super) fn is_ready(&self, now: Timestamp) -> bool {
        self.current(now).is_some()
    }

    /// The key with this id. An unknown id is looked up afresh, but not more often than the
    /// window allows: it must not be a way to make us fetch.
    pub(super) async fn find(&self, kid: &str, now: Timestamp) -> Result<SigningKey, Refusal> {
        match self.lookup(kid, now) {
            Some(key) => Ok(key),
            // Seldom, and much to keep at hand: every request would make room for it.
            None => Box::pin(self.find_afresh(kid, now)).await,
        }
    }

    async fn find_afresh(&self, kid: &str, now: Timestamp) -> Result<SigningKey, Refusal> {
        let mut attempts = self.attempts.lock().await;
        // Whoever waited for the lock may find what the first one fetched.
        if let Some(key) = self.lookup(kid, now) {
            return Ok(key);
        }
        let window = if self.current(now).is_some() { UNKNOWN_WINDOW } else { RETRY_AFTER };
        let wait = attempts.last.is_some_and(|at| now.duration_since(at) < window);
        if !wait && let Err(error) = self.fetch(&mut attempts, now).await {
            tracing::warn!(%error, "signing keys not refreshed");
        }
        drop(attempts);
        match self.current(now) {
            None => Err(Refusal::NoKeys),
            Some(kept) => kept.keys.by_id.get(kid).cloned().ok_or(Refusal::UnknownKey),
        }
    }

    fn lookup(&self, kid: &str, now: Timestamp) -> Option<SigningKey> {
        self.current(now)?.keys.by_id.get(kid).cloned()
    }

    fn current(&self, now: Timestamp) -> Option<Kept> {
        let kept = self.kept.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.clone().filter(|kept| age(kept, now) < TOO_OLD)
    }

    async fn fetch(&self, attempts: &mut Attempts, now: Timestamp) -> Result<(), FetchError> {
        attempts.last = Some(now);
        let metadata: Metadata = self.document("the OpenID metadata", &self.metadata).await?;
        let uri = metadata.jwks_uri;
        let pinned = uri.scheme() == self.metadata.scheme()
            && uri.host_str() == self.metadata.host_str()
            && uri.port_or_known_default() == self.metadata.port_or_known_default();
        if !pinned {
            return Err(FetchError::ForeignHost);
        }
        let set: KeySet = self.document("the key set", &uri).await?;
        let keys = Keys::usable(set);
        if keys.by_id.is_empty() {
            return Err(FetchError::Empty);
        }
        let mut kept = self.kept.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let refresh_after = REFRESH_AFTER - attempts.earlier;
        *kept = Some(Kept { keys: Arc::new(keys), fetched_at: now, refresh_after });
        Ok(())
    }

    async fn document<T: for<'de> Deserialize<'de>>(
        &self,
        what: &'static str,
        address: &Url,
    ) -> Result<T, FetchError> {
        let fail = |detail: String| FetchError::Unreachable { what, detail };
        let answer = exchange(self.http.get(address.clone()).timeout(FETCH_WITHIN))
            .await
            .map_err(|error| fail(error.without_url().to_string()))?;
        if answer.status != 200 {
            return Err(fail(format!("status {}", answer.status)));
        }
        serde_json::from_slice(&answer.body).map_err(|_| fail("it cannot be read".to_owned()))
    }
}

impl Keys {
    /// RSA keys with an id, a modulus and an exponent; others are passed over.
    fn usable(set: KeySet) -> Keys {
        let by_id = set.keys.into_iter().filter(|jwk| jwk.kty == "RSA").filter_map(|jwk| {
            let fingerprint = (jwk.n?, jwk.e?);
            let key = DecodingKey::from_rsa_components(&fingerprint.0, &fingerprint.1).ok()?;
            let key = SigningKey {
                key: Arc::new(key),
                fingerprint: Arc::new(fingerprint),
                endorsements: jwk.endorsements.into(),
            };
            Some((jwk.kid?, key))
        });
        Keys { by_id: by_id.collect() }
    }
}

fn age(kept: &Kept, now: Timestamp) -> SignedDuration {
    now.duration_since(kept.fetched_at)
}
