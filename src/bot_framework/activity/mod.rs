//! Activities: what a channel sends us and what we send it.
//!
//! Reading is tolerant, as the activity schema asks: unknown fields are kept as they are, any
//! string may be missing or null, and a field of an unexpected shape counts as missing. Only
//! `type` and `conversation.id` are needed; [`Activity::parse`] says when they are not there.
//!
//! Source: the Bot Framework activity schema (rules A2005, A2006, A2014, A2104 and A2251) and
//! Microsoft Learn, "Conversation events in your Teams bot".

pub(in crate::bot_framework) mod lenient;
mod parts;
mod place;
mod spoken;
mod view;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(super) use lenient::lenient_count;
pub(super) use lenient::{lenient, lenient_list};
pub use parts::{
    Account, Attachment, Channel, ChannelData, Conversation, Entity, Notification, Reaction, Team,
    Tenant,
};
pub use place::Scope;
pub use view::{Change, Installation, MessageChange, Notice, View};

/// One activity. Field names are Microsoft's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Activity {
    /// What kind of activity this is.
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: String,
    /// The channel's id. Unique only together with conversation and type.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name of an invoke or event.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What an installation update does: `add`, `remove` and forms of them.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The channel, such as `msteams`.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<String>,
    /// Where to send answers.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub service_url: Option<String>,
    /// When it was sent, as the channel says. Never used to decide anything.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// Who sent it.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub from: Option<Account>,
    /// Whom it is for.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Account>,
    /// Where it was said.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Conversation>,
    /// What was said.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How `text` is written: `plain`, `markdown` or `xml`.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub text_format: Option<String>,
    /// What a notification says about it.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The data of a card action or invoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The activity that this one answers.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub reply_to_id: Option<String>,
    /// The language of the sender's client, such as `nl-NL`.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The sender's time zone, as an IANA name.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub local_timezone: Option<String>,
    /// Who joined.
    #[serde(deserialize_with = "lenient_list", skip_serializing_if = "Vec::is_empty")]
    pub members_added: Vec<Account>,
    /// Who left.
    #[serde(deserialize_with = "lenient_list", skip_serializing_if = "Vec::is_empty")]
    pub members_removed: Vec<Account>,
    /// Signs that somebody put under a message.
    #[serde(deserialize_with = "lenient_list", skip_serializing_if = "Vec::is_empty")]
    pub reactions_added: Vec<Reaction>,
    /// Signs that somebody took away again.
    #[serde(deserialize_with = "lenient_list", skip_serializing_if = "Vec::is_empty")]
    pub reactions_removed: Vec<Reaction>,
    /// Cards and files.
    #[serde(deserialize_with = "lenient_list", skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Mentions, client information and more.
    #[serde(deserialize_with = "lenient_list", skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    /// What is particular to the channel.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub channel_data: Option<ChannelData>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Why bytes are not an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Not a JSON object.
    #[error("the body is not a JSON object")]
    NotJson,
    /// `type` is missing or empty.
    #[error("the activity has no type")]
    NoType,
    /// `conversation.id` is missing or empty.
    #[error("the activity has no conversation id")]
    NoConversation,
}

/// The content type of a card that asks whether somebody wants a file.
pub const FILE_CONSENT: &str = "application/vnd.microsoft.teams.card.file.consent";

/// The content type of a card for a file that is there.
pub const FILE_INFO: &str = "application/vnd.microsoft.teams.card.file.info";

/// The content type of an Adaptive Card.
pub const ADAPTIVE_CARD: &str = "application/vnd.microsoft.card.adaptive";

impl Activity {
    /// Reads an activity from a request body.
    pub fn parse(body: &[u8]) -> Result<Activity, ParseError> {
        let mut activity: Activity =
            serde_json::from_slice(body).map_err(|_| ParseError::NotJson)?;
        // Who calls is proved by the token; what the wire says of it is discarded (A2251).
        activity.rest.remove("callerId");
        if activity.kind.is_empty() {
            return Err(ParseError::NoType);
        }
        if activity.conversation_id().is_empty() {
            return Err(ParseError::NoConversation);
        }
        Ok(activity)
    }

    /// A message with one attachment.
    pub fn attached(
        kind: &str,
        content: Value,
        rest: Map<String, Value>,
        summary: &str,
    ) -> Activity {
        let content_type = kind.to_owned();
        Activity {
            kind: "message".to_owned(),
            summary: Some(summary.to_owned()),
            attachments: vec![Attachment { content_type, content: Some(content), rest }],
            ..Activity::default()
        }
    }

    /// A message that shows one card. `summary` is what a notification says; text beside a
    /// card would make Teams split the message in two.
    pub fn card(card: Value, summary: &str, alert: bool) -> Activity {
        Activity {
            kind: "message".to_owned(),
            summary: Some(summary.to_owned()),
            attachments: vec![Attachment {
                content_type: ADAPTIVE_CARD.to_owned(),
                content: Some(card),
                rest: Map::new(),
            }],
            channel_data: alert.then(|| ChannelData {
                notification: Some(Notification { alert: true }),
                ..ChannelData::default()
            }),
            ..Activity::default()
        }
    }
}
