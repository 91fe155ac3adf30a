//! The connector client: conversations, activities and members, at the address where the channel
//! said that a conversation lives.

mod call;
mod members;

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::activity::{Account, Activity, Conversation};
use super::cloud::Cloud;
use super::file::{self, FileError};
use super::outcome::Outcome;
use super::service_url::LastUrl;
use super::token::{TokenError, TokenSource};
use call::{Called, Target, parse};

pub use members::{Member, MemberPage};

/// Where to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationReference {
    /// The conversation's id at the channel.
    pub conversation_id: String,
    /// The address of the channel's connector, as the channel last gave it.
    pub service_url: String,
}

/// Speaks with the connectors of one cloud.
///
/// Each method makes one request, so that whoever limits calls can count them; only a token may be
/// asked for besides. [`Outcome::TokenRenewed`] and [`Outcome::Elsewhere`] say that calling again,
/// there, is worth a try.
#[derive(Debug)]
pub struct Connector {
    http: reqwest::Client,
    tokens: Option<TokenSource>,
    /// The bot's id at the channel.
    bot_id: String,
    service_hosts: Vec<String>,
    last_url: LastUrl,
    gcc_service: String,
    /// Was our token refused by the last connector that said anything about it?
    refused: AtomicBool,
    /// Says where files may go; nowhere without one.
    cloud: Option<Cloud>,
}

/// An activity that says neither who sends it nor where it goes, and both. A card is large, so it is
/// not copied for that.
#[derive(Serialize)]
struct Addressed<'a> {
    #[serde(flatten)]
    activity: &'a Activity,
    from: Account,
    conversation: Conversation,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Created {
    id: Option<String>,
    service_url: Option<String>,
}

impl Connector {
    /// A connector that authenticates with `tokens`.
    pub fn new(http: reqwest::Client, cloud: &Cloud, tokens: TokenSource) -> Connector {
        let bot_id = format!("28:{}", tokens.app_id());
        let (service_hosts, gcc_service) = (cloud.service_hosts.clone(), cloud.gcc_service.clone());
        let (tokens, cloud) = (Some(tokens), Some(cloud.clone()));
        let (last_url, refused) = (LastUrl::default(), AtomicBool::new(false));
        Connector { http, tokens, bot_id, service_hosts, last_url, gcc_service, refused, cloud }
    }

    /// A connector that sends no token, for a playground that takes none.
    #[cfg(feature = "playground")]
    pub fn without_token(
        http: reqwest::Client,
        bot_id: &str,
        service_hosts: Vec<String>,
    ) -> Connector {
        let (bot_id, gcc_service) = (bot_id.to_owned(), String::new());
        let (last_url, refused) = (LastUrl::default(), AtomicBool::new(false));
        let (tokens, cloud) = (None, None);
        Connector { http, tokens, bot_id, service_hosts, last_url, gcc_service, refused, cloud }
    }

    /// Gets a token before one is needed, so that wrong credentials show at the start.
    pub async fn warm_up(&self, now: Timestamp) -> Result<(), TokenError> {
        match &self.tokens {
            Some(tokens) => tokens.token(now).await.map(drop),
            None => Ok(()),
        }
    }

    /// Why there is no token, if the last attempt to get one failed.
    pub fn token_failure(&self) -> Option<TokenError> {
        self.tokens.as_ref().and_then(TokenSource::failure)
    }

    /// Was our token refused by the last connector that said anything about it, also after a fresh
    /// one was tried? Then the login service knows the bot, and the connector does not.
    pub fn is_refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }

    /// Puts a file where Teams said that a person wants it.
    pub async fn put_file(&self, upload_url: &str, bytes: &[u8]) -> Result<(), FileError> {
        let cloud = self.cloud.as_ref().ok_or(FileError::ForeignHost)?;
        file::put(&self.http, cloud, upload_url, bytes).await
    }

    /// Finds or makes the one-to-one conversation with a person, by their id at the channel or
    /// their Entra object id. Asking again gives the same conversation, so it is safe to repeat.
    ///
    /// The person needs the app installed. Whoever installed it has told us their conversation
    /// already; this is for a conversation that the channel does not know any more.
    pub async fn create_conversation(
        &self,
        service_url: &str,
        tenant_id: &str,
        member_id: &str,
        now: Timestamp,
    ) -> Result<ConversationReference, Outcome> {
        let body = json!({
            "bot": { "id": self.bot_id },
            "members": [{ "id": member_id }],
            "isGroup": false,
            "tenantId": tenant_id,
            "channelData": { "tenant": { "id": tenant_id } },
        });
        let target = Target::at(service_url);
        let created: Created =
            parse(&self.call(Method::POST, &target, Some(body.to_string()), now).await?)?;
        let conversation_id = created.id.filter(|id| !id.is_empty());
        let conversation_id = conversation_id.ok_or_else(|| Outcome::OurBug {
            detail: "the channel made a conversation without an id".to_owned(),
        })?;
        // An address in an answer is one from outside: without trust the old one stays.
        let given = created.service_url.filter(|url| self.trusted(url).is_ok());
        let service_url = given.unwrap_or_else(|| service_url.to_owned());
        Ok(ConversationReference { conversation_id, service_url })
    }

    /// Sends a new activity to a conversation.
    pub async fn send(
        &self,
        to: &ConversationReference,
        activity: &Activity,
        now: Timestamp,
    ) -> Outcome {
        self.write(Method::POST, to, None, Some(activity), now).await
    }

    /// Sends a new activity in answer to another. In a channel it goes into that one's thread.
    pub async fn reply(
        &self,
        to: &ConversationReference,
        activity_id: &str,
        activity: &Activity,
        now: Timestamp,
    ) -> Outcome {
        let mut reply = activity.clone();
        reply.reply_to_id = Some(activity_id.to_owned());
        self.write(Method::POST, to, Some(activity_id), Some(&reply), now).await
    }

    /// Replaces an activity that we sent before.
    pub async fn update(
        &self,
        to: &ConversationReference,
        activity_id: &str,
        activity: &Activity,
        now: Timestamp,
    ) -> Outcome {
        self.write(Method::PUT, to, Some(activity_id), Some(activity), now).await
    }

    /// Deletes an activity that we sent before.
    pub async fn delete(
        &self,
        to: &ConversationReference,
        activity_id: &str,
        now: Timestamp,
    ) -> Outcome {
        self.write(Method::DELETE, to, Some(activity_id), None, now).await
    }

    /// One member of a conversation, by their id at the channel or their Entra object id.
    pub async fn member(
        &self,
        of: &ConversationReference,
        member_id: &str,
        now: Timestamp,
    ) -> Result<Member, Outcome> {
        let target = Target::in_conversation(of).and("members").and(member_id);
        parse(&self.call(Method::GET, &target, None, now).await?)
    }

    /// The members of a conversation, a page at a time: give the `continuation` of the last page
    /// to get the next. The channel takes 50 to 500 as the size of a page.
    pub async fn members(
        &self,
        of: &ConversationReference,
        page_size: u16,
        continuation: Option<&str>,
        now: Timestamp,
    ) -> Result<MemberPage, Outcome> {
        let mut target = Target::in_conversation(of).and("pagedmembers");
        target = target.asking("pageSize", &page_size.clamp(50, 500).to_string());
        if let Some(token) = continuation {
            target = target.asking("continuationToken", token);
        }
        parse(&self.call(Method::GET, &target, None, now).await?)
    }

    async fn write(
        &self,
        method: Method,
        to: &ConversationReference,
        activity_id: Option<&str>,
        activity: Option<&Activity>,
        now: Timestamp,
    ) -> Outcome {
        let mut target = Target::in_conversation(to).and("activities");
        if let Some(id) = activity_id {
            target = target.and(id);
        }
        let body = match activity.map(|activity| self.addressed(to, activity)).transpose() {
            Ok(body) => body,
            Err(error) => return Outcome::OurBug { detail: error.to_string() },
        };
        match self.call(method, &target, body, now).await {
            Ok(Called { id, .. }) => Outcome::Delivered { id },
            Err(outcome) => outcome,
        }
    }

    /// The activity as JSON, with who sends it and where it goes.
    fn addressed(
        &self,
        to: &ConversationReference,
        activity: &Activity,
    ) -> Result<String, serde_json::Error> {
        let from = Account { id: self.bot_id.clone(), ..Account::default() };
        let id = to.conversation_id.clone();
        let conversation = Conversation { id, ..Conversation::default() };
        if activity.from.is_none() && activity.conversation.is_none() {
            return serde_json::to_string(&Addressed { activity, from, conversation });
        }
        let (from, conversation) = (Some(from), Some(conversation));
        serde_json::to_string(&Activity { from, conversation, ..activity.clone() })
    }
}
