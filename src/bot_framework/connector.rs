//! The connector client: sends, updates and deletes activities.

use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, RequestBuilder};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::activity::{Account, Activity, Conversation};
use super::cloud::Cloud;
use super::http::exchange;
use super::outcome::{Outcome, classify};
use super::service_url::ServiceUrl;
use super::token::{TokenError, TokenSource};

/// The largest activity that is sent, in UTF-16 bytes. Teams takes about 100 KB.
const LARGEST_ACTIVITY: usize = 80 * 1024;
/// What is percent-encoded in a path segment: all but unreserved characters (RFC 3986).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationReference {
    /// The conversation's id at the channel.
    pub conversation_id: String,
    /// The address of the channel's connector, as the channel last gave it.
    pub service_url: String,
}

/// Sends activities to the conversations of one cloud.
#[derive(Debug)]
pub struct Connector {
    http: reqwest::Client,
    tokens: Option<TokenSource>,
    /// The bot's id at the channel.
    bot_id: String,
    service_hosts: Vec<String>,
}

impl Connector {
    /// A connector that authenticates with `tokens`.
    pub fn new(http: reqwest::Client, cloud: &Cloud, tokens: TokenSource) -> Connector {
        let bot_id = format!("28:{}", tokens.app_id());
        let service_hosts = cloud.service_hosts.clone();
        Connector { http, tokens: Some(tokens), bot_id, service_hosts }
    }

    /// A connector that sends no token, for a playground that takes none.
    #[cfg(feature = "playground")]
    pub fn without_token(
        http: reqwest::Client,
        bot_id: &str,
        service_hosts: Vec<String>,
    ) -> Connector {
        Connector { http, tokens: None, bot_id: bot_id.to_owned(), service_hosts }
    }

    /// Sends a new activity to a conversation.
    pub async fn send(
        &self,
        to: &ConversationReference,
        activity: &Activity,
        now: Timestamp,
    ) -> Outcome {
        self.call(Method::POST, to, None, Some(activity), now).await
    }

    /// Replaces an activity that we sent before.
    pub async fn update(
        &self,
        to: &ConversationReference,
        activity_id: &str,
        activity: &Activity,
        now: Timestamp,
    ) -> Outcome {
        self.call(Method::PUT, to, Some(activity_id), Some(activity), now).await
    }

    /// Deletes an activity that we sent before.
    pub async fn delete(
        &self,
        to: &ConversationReference,
        activity_id: &str,
        now: Timestamp,
    ) -> Outcome {
        self.call(Method::DELETE, to, Some(activity_id), None, now).await
    }

    async fn call(
        &self,
        method: Method,
        to: &ConversationReference,
        activity_id: Option<&str>,
        activity: Option<&Activity>,
        now: Timestamp,
    ) -> Outcome {
        // The stored address is checked again: what was trusted once may not be trusted now.
        let base = match ServiceUrl::trusted(&to.service_url, &self.service_hosts) {
            Ok(base) => base,
            Err(error) => return Outcome::OurBug { detail: error.to_string() },
        };
        let addressed = activity.map(|activity| self.addressed(to, activity));
        let body = match addressed.as_ref().map(serde_json::to_string).transpose() {
            Ok(body) => body,
            Err(error) => return Outcome::OurBug { detail: error.to_string() },
        };
        if body.as_deref().is_some_and(|body| utf16_bytes(body) > LARGEST_ACTIVITY) {
            return Outcome::OurBug { detail: "larger than 80 KB".to_owned() };
        }
        let address = address(&base, &to.conversation_id, activity_id);
        let request = || {
            let request = self.http.request(method.clone(), &address);
            match &body {
                Some(body) => request
                    .header("content-type", "application/json; charset=utf-8")
                    .body(body.clone()),
                None => request,
            }
        };
        self.authorised(request, now).await
    }

    /// The activity with who sends it and where it goes.
    fn addressed(&self, to: &ConversationReference, activity: &Activity) -> Activity {
        Activity {
            from: Some(Account { id: self.bot_id.clone(), ..Account::default() }),
            conversation: Some(Conversation {
                id: to.conversation_id.clone(),
                ..Conversation::default()
            }),
            ..activity.clone()
        }
    }

    /// Sends a request with a token; once more with a fresh one if the first is refused.
    async fn authorised(&self, request: impl Fn() -> RequestBuilder, now: Timestamp) -> Outcome {
        let Some(tokens) = &self.tokens else {
            return perform(request()).await;
        };
        let mut outcome = Outcome::Unauthorised;
        for _ in 0..2 {
            let token = match tokens.token(now).await {
                Ok(token) => token,
                Err(TokenError::Unavailable { .. }) => {
                    return Outcome::Later { after: None, why: "no token" };
                }
                Err(TokenError::Refused { .. }) => return Outcome::Unauthorised,
            };
            outcome = perform(request().bearer_auth(token.expose_secret())).await;
            if outcome != Outcome::Unauthorised {
                return outcome;
            }
            tokens.forget(&token);
        }
        outcome
    }
}

async fn perform(request: RequestBuilder) -> Outcome {
    match exchange(request).await {
        Ok(answer) => classify(answer.status, answer.retry_after.as_deref(), &answer.body),
        // Nothing reached the channel: safe to send again.
        Err(error) if error.is_connect() => Outcome::Later { after: None, why: "unreachable" },
        Err(error) => Outcome::Ambiguous { detail: error.without_url().to_string() },
    }
}

fn address(base: &ServiceUrl, conversation_id: &str, activity_id: Option<&str>) -> String {
    let conversation = utf8_percent_encode(conversation_id, SEGMENT);
    match activity_id {
        None => format!("{base}/v3/conversations/{conversation}/activities"),
        Some(id) => {
            let id = utf8_percent_encode(id, SEGMENT);
            format!("{base}/v3/conversations/{conversation}/activities/{id}")
        }
    }
}

fn utf16_bytes(text: &str) -> usize {
    text.encode_utf16().count() * 2
}
