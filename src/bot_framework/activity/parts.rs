//! What activities are made of. Each part keeps the fields that it does not know in `rest`, so
//! that nothing is lost between reading and writing.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lenient::lenient;

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
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
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
    /// Are more people in it than one person and the bot?
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// The tenant.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
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
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
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
    /// The country of the client, such as `NL`.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What the client runs on: `Windows`, `Web`, `iOS`, `Android`, `Mac`.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The time zone of the client, as an IANA name.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
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
    /// What an update is about, such as `teamRenamed` or `editMessage`.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// The team, in a team.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub team: Option<Team>,
    /// The channel, in a team.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A tenant.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tenant {
    /// Its Entra id.
    #[serde(deserialize_with = "lenient")]
    pub id: String,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A team.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Team {
    /// The id of the team, which is also that of its General channel.
    #[serde(deserialize_with = "lenient")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The Entra id of the group behind it.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub aad_group_id: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A channel of a team.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Channel {
    /// Its id.
    #[serde(deserialize_with = "lenient")]
    pub id: String,
    /// Its name; the General channel has none.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `standard`, `private` or `shared`.
    #[serde(rename = "type", deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// How the client is told of a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notification {
    /// Show it in the activity feed and as a toast.
    #[serde(deserialize_with = "lenient")]
    pub alert: bool,
}

/// A sign under a message, such as a heart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reaction {
    /// Which sign: `like`, `heart`, `laugh`, `surprised`, `sad`, `angry`, or a newer one.
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: String,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}
