//! Our own bearer token: asked for once, kept until shortly before it expires.

use std::sync::{Arc, RwLock};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::cloud::Cloud;
use super::credentials::Credentials;
use super::http::exchange;

/// A token is renewed this long before it expires.
const RENEW_BEFORE: SignedDuration = SignedDuration::from_mins(5);
/// After a refusal nothing is asked for this long, however many sends want a token.
const REST_AFTER_REFUSAL: SignedDuration = SignedDuration::from_secs(30);

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The login service refuses our credentials. Asking again does not help.
    #[error(
        "the login service refuses the bot's credentials ({code}): check app id, secret and tenant"
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
    },
}

/// Gets connector tokens with client credentials (OAuth 2.0, RFC 6749 section 4.4).
#[derive(Debug)]
pub struct TokenSource {
    http: reqwest::Client,
    endpoint: String,
    scope: String,
    credentials: Credentials,
    cached: RwLock<Option<Cached>>,
    /// Held while asking, so that many waiting sends make one request.
    asking: tokio::sync::Mutex<Option<(TokenError, Timestamp)>>,
}

#[derive(Debug, Clone)]
struct Cached {
    token: Arc<SecretString>,
    renew_at: Timestamp,
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    expires_in: i64,
}

#[derive(Deserialize)]
struct Denied {
    error: String,
}

impl TokenSource {
    /// A source of tokens for the connector of `cloud`.
    pub fn new(http: reqwest::Client, cloud: &Cloud, credentials: Credentials) -> TokenSource {
        let login = cloud.login.as_str().trim_end_matches('/');
        TokenSource {
            http,
            endpoint: format!("{login}/{}/oauth2/v2.0/token", credentials.authority),
            scope: cloud.scope.clone(),
            credentials,
            cached: RwLock::new(None),
            asking: tokio::sync::Mutex::new(None),
        }
    }

    /// The bot's application id.
    pub fn app_id(&self) -> &str {
        &self.credentials.app_id
    }

    /// A token that is good at `now`.
    pub async fn token(&self, now: Timestamp) -> Result<Arc<SecretString>, TokenError> {
        if let Some(token) = self.fresh(now) {
            return Ok(token);
        }
        let mut refusal = self.asking.lock().await;
        // Whoever waited for the lock finds the token that the first one fetched.
        if let Some(token) = self.fresh(now) {
            return Ok(token);
        }
        if let Some((error, until)) = &*refusal
            && now < *until
        {
            return Err(error.clone());
        }
        match self.ask().await {
            Ok(granted) => {
                *refusal = None;
                Ok(self.keep(granted, now))
            }
            Err(error) => {
                let until = now.saturating_add(REST_AFTER_REFUSAL).unwrap_or(Timestamp::MAX);
                *refusal = Some((error.clone(), until));
                Err(error)
            }
        }
    }

    /// Forgets `token` if it is still the one in use: the connector refused it.
    pub fn forget(&self, token: &Arc<SecretString>) {
        let mut cached = self.cached.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if cached.as_ref().is_some_and(|kept| Arc::ptr_eq(&kept.token, token)) {
            *cached = None;
        }
    }

    fn fresh(&self, now: Timestamp) -> Option<Arc<SecretString>> {
        let cached = self.cached.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        cached.as_ref().filter(|kept| now < kept.renew_at).map(|kept| kept.token.clone())
    }

    fn keep(&self, granted: Granted, now: Timestamp) -> Arc<SecretString> {
        let token = Arc::new(granted.access_token);
        let lifetime = SignedDuration::from_secs(granted.expires_in.clamp(0, 86_400));
        let renew_after = (lifetime - RENEW_BEFORE).max(lifetime / 2);
        let renew_at = now.saturating_add(renew_after).unwrap_or(now);
        let mut cached = self.cached.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *cached = Some(Cached { token: token.clone(), renew_at });
        token
    }

    async fn ask(&self) -> Result<Granted, TokenError> {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.credentials.app_id),
            ("client_secret", self.credentials.secret.expose_secret()),
            ("scope", &self.scope),
        ];
        let unavailable = |detail: String| TokenError::Unavailable { detail };
        let answer = exchange(self.http.post(&self.endpoint).form(&form))
            .await
            .map_err(|error| unavailable(error.without_url().to_string()))?;
        match answer.status {
            200 => serde_json::from_slice(&answer.body)
                .map_err(|_| unavailable("its answer cannot be read".to_owned())),
            400 | 401 | 403 => Err(TokenError::Refused { code: code_of(&answer.body) }),
            status => Err(unavailable(format!("status {status}"))),
        }
    }
}

/// The error code in a refusal: letters, digits and underscores only, so that nothing else
/// of the body can reach a log.
fn code_of(body: &[u8]) -> String {
    serde_json::from_slice::<Denied>(body)
        .map(|denied| denied.error)
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .take(64)
        .collect()
}
