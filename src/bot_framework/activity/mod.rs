//! Activities: what a channel sends us and what we send it.
//!
//! Reading is tolerant, as the activity schema asks: unknown fields are passed over, any string
//! may be missing or null, and a field of an unexpected shape counts as missing. Only `type`
//! and `conversation.id` are needed; [`Activity::parse`] says when they are not there.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

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
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    pub members_added: Vec<Account>,
    /// Who left.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    pub members_removed: Vec<Account>,
    /// Cards and files.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Mentions, client information and more.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    /// What is particular to the channel.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub channel_data: Option<ChannelData>,
}

/// A person or a bot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Account {
    /// The channel's id: `29:…` for a person in Teams, `28:…` for a bot.
    #[serde(deserialize_with = "lenient")]
    pub id: String,
    /// The display name.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The person's Entra object id.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub aad_object_id: Option<String>,
}

/// Where something was said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Conversation {
    /// The channel's id.
    #[serde(deserialize_with = "lenient")]
    pub id: String,
    /// `personal`, `groupChat` or `channel`.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub conversation_type: Option<String>,
    /// The tenant.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
}

/// A card, or something else attached.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Attachment {
    /// What `content` is.
    #[serde(deserialize_with = "lenient")]
    pub content_type: String,
    /// The card itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Value>,
}

/// Something said about the activity beside its text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Entity {
    /// What kind of entity: `mention`, `clientInfo`, …
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: String,
    /// The words of a mention as they stand in the activity's text.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Who is mentioned.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub mentioned: Option<Account>,
    /// The language of the client.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The time zone of the client, as an IANA name.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

/// What Teams adds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChannelData {
    /// The tenant.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Tenant>,
    /// How the client is told of the message.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub notification: Option<Notification>,
}

/// A tenant.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tenant {
    /// Its Entra id.
    #[serde(deserialize_with = "lenient")]
    pub id: String,
}

/// How the client is told of a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notification {
    /// Show it in the activity feed and as a toast.
    #[serde(deserialize_with = "lenient")]
    pub alert: bool,
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

/// The content type of an Adaptive Card.
pub const ADAPTIVE_CARD: &str = "application/vnd.microsoft.card.adaptive";

impl Activity {
    /// Reads an activity from a request body.
    pub fn parse(body: &[u8]) -> Result<Activity, ParseError> {
        let activity: Activity = serde_json::from_slice(body).map_err(|_| ParseError::NotJson)?;
        if activity.kind.is_empty() {
            return Err(ParseError::NoType);
        }
        if activity.conversation_id().is_empty() {
            return Err(ParseError::NoConversation);
        }
        Ok(activity)
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
            }],
            channel_data: alert.then_some(ChannelData {
                tenant: None,
                notification: Some(Notification { alert: true }),
            }),
            ..Activity::default()
        }
    }

    /// The conversation's id, or an empty text.
    pub fn conversation_id(&self) -> &str {
        self.conversation.as_ref().map_or("", |conversation| &conversation.id)
    }

    /// The tenant: from the channel's data, else from the conversation.
    pub fn tenant_id(&self) -> Option<&str> {
        let from_channel = self.channel_data.as_ref().and_then(|data| data.tenant.as_ref());
        let from_conversation =
            self.conversation.as_ref().and_then(|conversation| conversation.tenant_id.as_deref());
        from_channel
            .map(|tenant| tenant.id.as_str())
            .or(from_conversation)
            .filter(|id| !id.is_empty())
    }

    /// The sender's Entra object id. Guests and anonymous people may have none.
    pub fn sender(&self) -> Option<&str> {
        let from = self.from.as_ref()?;
        from.aad_object_id.as_deref().filter(|id| !id.is_empty())
    }

    /// The sender's language tag.
    pub fn locale(&self) -> Option<&str> {
        let client = || self.client_info().and_then(|info| info.locale.as_deref());
        self.locale.as_deref().or_else(client).filter(|locale| !locale.is_empty())
    }

    /// The sender's time zone: the client's own, else the one of `localTimezone`.
    pub fn time_zone(&self) -> Option<&str> {
        self.client_info()
            .and_then(|info| info.timezone.as_deref())
            .or(self.local_timezone.as_deref())
            .filter(|zone| !zone.is_empty())
    }

    /// Is this a one-to-one chat? An unknown type counts as one when the channel says nothing.
    pub fn is_personal(&self) -> bool {
        self.conversation
            .as_ref()
            .and_then(|conversation| conversation.conversation_type.as_deref())
            .is_none_or(|kind| kind.eq_ignore_ascii_case("personal"))
    }

    /// The text without mentions of the recipient, with runs of white space as one space.
    pub fn spoken(&self) -> String {
        let mut text = self.text.clone().unwrap_or_default();
        let me = self.recipient.as_ref().map(|account| account.id.as_str());
        for entity in self.entities.iter().filter(|entity| entity.kind == "mention") {
            let mentioned = entity.mentioned.as_ref().map(|account| account.id.as_str());
            if let Some(words) = entity.text.as_deref().filter(|words| !words.is_empty())
                && mentioned.is_some()
                && mentioned == me
            {
                text = text.replace(words, " ");
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn client_info(&self) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.kind == "clientInfo")
    }
}

/// Reads a field, or takes its default when it is null or of another shape.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}
