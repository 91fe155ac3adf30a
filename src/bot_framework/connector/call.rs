//! One call: a trusted address, a token, an outcome with a name.

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, RequestBuilder};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;

use super::{Connector, ConversationReference};
use crate::bot_framework::http::exchange;
use crate::bot_framework::outcome::{Outcome, classify};
use crate::bot_framework::service_url::{ServiceUrl, ServiceUrlError};
use crate::bot_framework::token::{TokenError, TokenSource};

/// The largest body that is sent, in UTF-16 bytes. Teams takes about 100 KB.
const LARGEST: usize = 80 * 1024;
/// What is percent-encoded in a path segment: all but unreserved characters (RFC 3986).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is called: a connector, and a path in it.
pub(super) struct Target<'a> {
    service_url: &'a str,
    path: String,
}

impl<'a> Target<'a> {
    /// The conversations of the connector at this address.
    pub(super) fn at(service_url: &'a str) -> Target<'a> {
        Target { service_url, path: "/v3/conversations".to_owned() }
    }

    pub(super) fn in_conversation(to: &'a ConversationReference) -> Target<'a> {
        Target::at(&to.service_url).and(&to.conversation_id)
    }

    /// One segment further. Ids hold colons, slashes and more, and all of it is one segment.
    pub(super) fn and(mut self, segment: &str) -> Target<'a> {
        // Dots alone would be a step up or none, which no escape prevents: a channel has no
        // such ids, and this way nobody gets anywhere with them.
        let segment = if matches!(segment, "." | "..") { "" } else { segment };
        self.path.push('/');
        self.path.extend(utf8_percent_encode(segment, SEGMENT));
        self
    }

    pub(super) fn asking(mut self, name: &str, value: &str) -> Target<'a> {
        self.path.push(if self.path.contains('?') { '&' } else { '?' });
        self.path.push_str(name);
        self.path.push('=');
        self.path.extend(utf8_percent_encode(value, SEGMENT));
        self
    }
}

/// What a call that went well gave.
pub(super) struct Called {
    /// The id in the answer, where there was one.
    pub(super) id: Option<String>,
    body: Vec<u8>,
}

/// Reads an answer that is more than an id.
pub(super) fn parse<T: DeserializeOwned>(called: &Called) -> Result<T, Outcome> {
    let unreadable = |_| Outcome::OurBug { detail: "an answer that cannot be read".to_owned() };
    serde_json::from_slice(&called.body).map_err(unreadable)
}

impl Connector {
    /// Is this an address to which our token may go?
    pub(super) fn trusted(&self, service_url: &str) -> Result<ServiceUrl, ServiceUrlError> {
        self.last_url.parse(service_url)?.if_on(&self.service_hosts)
    }

    /// Makes one call to a connector, and no second one: whoever limits calls can count them. Where
    /// another is worth a try, the outcome says so. One that says that the conversation lives in the
    /// government's community cloud is believed where that cloud's host is trusted.
    pub(super) async fn call(
        &self,
        method: Method,
        target: &Target<'_>,
        body: Option<String>,
        now: Timestamp,
    ) -> Result<Called, Outcome> {
        // The stored address is checked again: what was trusted once may not be trusted now.
        let base = self
            .trusted(target.service_url)
            .map_err(|error| Outcome::OurBug { detail: error.to_string() })?;
        if body.as_deref().is_some_and(is_too_large) {
            return Err(Outcome::OurBug { detail: "larger than 80 KB".to_owned() });
        }
        let request = self.http.request(method, format!("{base}{}", target.path));
        let request = match body {
            Some(body) => {
                request.header("content-type", "application/json; charset=utf-8").body(body)
            }
            None => request,
        };
        let called = match &self.tokens {
            Some(tokens) => self.authorised(tokens, request, now).await,
            None => perform(request).await,
        };
        if called.as_ref().is_err_and(Outcome::is_wrong_host)
            && self.trusted(&self.gcc_service).is_ok_and(|gcc| gcc != base)
        {
            return Err(Outcome::Elsewhere { service_url: self.gcc_service.clone() });
        }
        called
    }

    /// Sends a request with a token. One that is refused is thrown away, where another is worth a
    /// try.
    async fn authorised(
        &self,
        tokens: &TokenSource,
        request: RequestBuilder,
        now: Timestamp,
    ) -> Result<Called, Outcome> {
        let token = tokens.token(now).await.map_err(|error| without_token(&error))?;
        let called = perform(request.bearer_auth(token.expose_secret())).await;
        match &called {
            Err(Outcome::Unauthorised) if tokens.forget(&token, now) => Err(Outcome::TokenRenewed),
            Err(Outcome::Unauthorised) => {
                self.refused.store(true, Ordering::Relaxed);
                called
            }
            other => {
                if other.as_ref().err().is_none_or(Outcome::was_let_in) {
                    self.refused.store(false, Ordering::Relaxed);
                }
                called
            }
        }
    }
}

fn without_token(error: &TokenError) -> Outcome {
    match error {
        TokenError::Refused { .. } => Outcome::Unauthorised,
        TokenError::Unavailable { retry_after, .. } => {
            Outcome::Later { after: *retry_after, why: "no_token" }
        }
    }
}

async fn perform(request: RequestBuilder) -> Result<Called, Outcome> {
    match exchange(request).await {
        Ok(answer) => match classify(answer.status, answer.retry_after.as_deref(), &answer.body) {
            Outcome::Delivered { id } => Ok(Called { id, body: answer.body }),
            outcome => Err(outcome),
        },
        // Nothing reached the channel: safe to send again.
        Err(error) if error.is_connect() => Err(Outcome::Later { after: None, why: "unreachable" }),
        Err(error) => Err(Outcome::Ambiguous { detail: error.without_url().to_string() }),
    }
}

/// Is this larger than what is sent? Two bytes for every UTF-16 unit, and a text has at most as many
/// of those as it has bytes in UTF-8.
fn is_too_large(text: &str) -> bool {
    text.len() * 2 > LARGEST && text.encode_utf16().count() * 2 > LARGEST
}
