//! A small client: one host, the bot's own token, patience, pages.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::Value;
use url::Url;

use super::error::{self, GraphError};
use crate::bot_framework::{Answer, Cloud, Credentials, Target, TokenSource, exchange};
use crate::clock::{Clock, pause};

/// So often a request is sent before Graph is taken to be too busy.
const ATTEMPTS: u32 = 6;
/// The longest that one answer makes us wait.
const LONGEST: Duration = Duration::from_mins(2);
/// More pages than this no directory of a municipality has.
const MOST_PAGES: usize = 5_000;

/// Microsoft Graph in one tenant.
#[derive(Debug)]
pub struct Graph {
    http: reqwest::Client,
    tokens: TokenSource,
    target: Target,
    base: Url,
    clock: Clock,
}

impl Graph {
    /// Graph of `cloud` as the bot with these credentials sees it in `tenant`; none where the cloud
    /// has no Graph.
    pub fn new(
        http: reqwest::Client,
        cloud: &Cloud,
        credentials: Credentials,
        tenant: &str,
        clock: Clock,
    ) -> Option<Graph> {
        let base = cloud.graph.clone()?;
        let scope = format!("{}/.default", base.as_str().trim_end_matches('/'));
        let target = Target { authority: tenant.to_owned(), scope };
        let tokens = TokenSource::new(http.clone(), cloud, credentials);
        Some(Graph { http, tokens, target, base, clock })
    }

    /// The permissions in the bot's own token, by name.
    pub async fn roles(&self) -> Result<Vec<String>, GraphError> {
        let token = self.tokens.token_for(&self.target, self.clock.now()).await?;
        // Our own token, of the login service: nothing is decided by it but what to tell an admin.
        let claims = token.expose_secret().split('.').nth(1).unwrap_or_default();
        let claims = URL_SAFE_NO_PAD.decode(claims).unwrap_or_default();
        let claims: Value = serde_json::from_slice(&claims).unwrap_or_default();
        let roles = claims["roles"].as_array().into_iter().flatten();
        Ok(roles.filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// The address of something in Graph.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base.as_str().trim_end_matches('/'))
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value, GraphError> {
        self.read(&self.at(path)).await
    }

    /// Every element of a list, page after page. An error on any page is one for the whole.
    pub(super) async fn list(&self, path: &str) -> Result<Vec<Value>, GraphError> {
        let mut all = Vec::new();
        let mut next = Some(self.at(path));
        for _ in 0..MOST_PAGES {
            let Some(address) = next.take() else { return Ok(all) };
            let mut page = self.read(&address).await?;
            let Value::Array(elements) = page["value"].take() else {
                return Err(GraphError::Unreadable);
            };
            all.extend(elements);
            if let Some(link) = page["@odata.nextLink"].as_str() {
                next = Some(self.own(link)?);
            }
        }
        Err(GraphError::Unreadable)
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<(), GraphError> {
        let answer = self.call(Method::POST, &self.at(path), Some(body)).await?;
        match answer.status {
            200..=299 => Ok(()),
            status => Err(error::of(status, &answer.body)),
        }
    }

    async fn read(&self, address: &str) -> Result<Value, GraphError> {
        let answer = self.call(Method::GET, address, None).await?;
        match answer.status {
            200 => serde_json::from_slice(&answer.body).map_err(|_| GraphError::Unreadable),
            status => Err(error::of(status, &answer.body)),
        }
    }

    /// A link in an answer is one from outside: our token goes to our own host alone.
    fn own(&self, link: &str) -> Result<String, GraphError> {
        let url = Url::parse(link).map_err(|_| GraphError::ForeignPage)?;
        let same = url.scheme() == self.base.scheme()
            && url.host_str() == self.base.host_str()
            && url.port_or_known_default() == self.base.port_or_known_default()
            && url.username().is_empty();
        if same { Ok(link.to_owned()) } else { Err(GraphError::ForeignPage) }
    }

    async fn call(
        &self,
        method: Method,
        address: &str,
        body: Option<&Value>,
    ) -> Result<Answer, GraphError> {
        let mut renewed = false;
        for attempt in 0..ATTEMPTS {
            let token = self.tokens.token_for(&self.target, self.clock.now()).await?;
            let request = self.http.request(method.clone(), address);
            let request = request.bearer_auth(token.expose_secret());
            let request = match body {
                Some(body) => request.json(body),
                None => request,
            };
            let answer = exchange(request)
                .await
                .map_err(|error| GraphError::Unreachable(error.without_url().to_string()))?;
            if answer.status == 401 && !renewed {
                renewed = true;
                // It may have been taken back before its time; a fresh one is tried once.
                if self.tokens.forget_for(&self.target, &token, self.clock.now()) {
                    continue;
                }
            }
            if !matches!(answer.status, 429 | 503 | 504) {
                return Ok(answer);
            }
            if attempt + 1 < ATTEMPTS {
                pause(patience(answer.retry_after.as_deref(), attempt)).await;
            }
        }
        Err(GraphError::Busy)
    }
}

/// How long to wait after an answer that asks for it: as long as it says, else 1, 2, 4 … seconds.
///
/// Source: Microsoft Graph, "Throttling guidance".
pub fn patience(retry_after: Option<&str>, attempt: u32) -> Duration {
    let said = retry_after.and_then(|seconds| seconds.trim().parse().ok());
    Duration::from_secs(said.unwrap_or(1 << attempt.min(8))).min(LONGEST)
}
