//! Every kind of activity that Teams sends, as a typed view.
//!
//! The list is Microsoft's, and it grows: whatever is not on it is [`View::Other`], or the
//! `Other` of its kind, and is taken in silence.

use serde_json::Value;

use super::{Account, Activity, Reaction};
use crate::bot_framework::invoke::Invoke;

/// What an activity is.
#[derive(Debug, Clone, PartialEq)]
pub enum View<'a> {
    /// Somebody said something: [`Activity::spoken`].
    Message,
    /// Somebody submitted a card; a message without words and with a value.
    CardSubmit(&'a Value),
    /// Members came or went, or a team or channel changed.
    ConversationUpdate {
        /// What changed.
        change: Change<'a>,
        /// Who joined.
        added: &'a [Account],
        /// Who left.
        removed: &'a [Account],
    },
    /// The app was installed, changed or taken away.
    InstallationUpdate(Installation<'a>),
    /// Somebody put a sign under a message, or took it away.
    MessageReaction {
        /// The signs that are new.
        added: &'a [Reaction],
        /// The signs that are gone.
        removed: &'a [Reaction],
    },
    /// Somebody changed a message.
    MessageUpdate(MessageChange<'a>),
    /// Somebody deleted a message.
    MessageDelete,
    /// Something that a client or a meeting tells.
    Event(Notice<'a>),
    /// Something that wants its answer in the response.
    Invoke(Invoke),
    /// Somebody is typing.
    Typing,
    /// The conversation has ended.
    EndOfConversation,
    /// A note for developers.
    Trace,
    /// Another bot or a person takes over.
    Handoff,
    /// A command, or the result of one.
    Command,
    /// A kind that we do not know.
    Other(&'a str),
}

/// What changed in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Microsoft's and say it all")]
pub enum Change<'a> {
    /// Members only, without an event type.
    Members,
    ChannelCreated,
    ChannelRenamed,
    ChannelDeleted,
    ChannelRestored,
    TeamMemberAdded,
    TeamMemberRemoved,
    TeamRenamed,
    TeamDeleted,
    TeamHardDeleted,
    TeamArchived,
    TeamUnarchived,
    TeamRestored,
    /// An event type that we do not know.
    Other(&'a str),
}

/// What happened to the installation of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installation<'a> {
    /// `add`, or `add-upgrade`: it is there now.
    Added,
    /// `remove`: it is gone.
    Removed,
    /// `upgrade` or `remove-upgrade`: another version comes in its place.
    Upgraded,
    /// Something that we do not know.
    Other(&'a str),
}

/// How a message was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageChange<'a> {
    /// It has another text.
    Edited,
    /// It was deleted and is back.
    Undeleted,
    /// Something that we do not know, or nothing that was said.
    Other(&'a str),
}

/// What a client or a meeting tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice<'a> {
    /// A message was read.
    ReadReceipt,
    /// A meeting began.
    MeetingStart,
    /// A meeting ended.
    MeetingEnd,
    /// Somebody came into a meeting.
    MeetingParticipantJoin,
    /// Somebody left a meeting.
    MeetingParticipantLeave,
    /// An agent was made, changed or removed.
    AgentLifecycle,
    /// Somebody signed in. The token is not read.
    TokenResponse,
    /// A name that we do not know.
    Other(&'a str),
}

impl View<'_> {
    /// A name for the log, which is never what somebody sent: `other` for kinds that we do not
    /// know.
    pub fn name(&self) -> &'static str {
        match self {
            View::Message => "message",
            View::CardSubmit(_) => "card submit",
            View::ConversationUpdate { .. } => "conversationUpdate",
            View::InstallationUpdate(_) => "installationUpdate",
            View::MessageReaction { .. } => "messageReaction",
            View::MessageUpdate(_) => "messageUpdate",
            View::MessageDelete => "messageDelete",
            View::Event(_) => "event",
            View::Invoke(_) => "invoke",
            View::Typing => "typing",
            View::EndOfConversation => "endOfConversation",
            View::Trace => "trace",
            View::Handoff => "handoff",
            View::Command => "command",
            View::Other(_) => "other",
        }
    }
}

impl Activity {
    /// What this activity is.
    pub fn view(&self) -> View<'_> {
        match self.kind.as_str() {
            "message" => self.message(),
            "conversationUpdate" => View::ConversationUpdate {
                change: Change::of(self.event_type()),
                added: &self.members_added,
                removed: &self.members_removed,
            },
            "installationUpdate" => {
                View::InstallationUpdate(Installation::of(self.action.as_deref()))
            }
            "messageReaction" => View::MessageReaction {
                added: &self.reactions_added,
                removed: &self.reactions_removed,
            },
            "messageUpdate" => View::MessageUpdate(MessageChange::of(self.event_type())),
            "messageDelete" => View::MessageDelete,
            "event" => View::Event(Notice::of(self.name.as_deref())),
            "invoke" => View::Invoke(Invoke::of(self)),
            "typing" => View::Typing,
            "endOfConversation" => View::EndOfConversation,
            "trace" => View::Trace,
            "handoff" => View::Handoff,
            "command" | "commandResult" => View::Command,
            other => View::Other(other),
        }
    }

    /// Words make a message; a value without words is a card that was submitted.
    fn message(&self) -> View<'_> {
        match &self.value {
            Some(value) if self.spoken().is_empty() => View::CardSubmit(value),
            _ => View::Message,
        }
    }

    fn event_type(&self) -> Option<&str> {
        self.data()?.event_type.as_deref()
    }
}

impl<'a> Change<'a> {
    /// The case of event types varies, even within Microsoft's own samples.
    fn of(event_type: Option<&'a str>) -> Change<'a> {
        let Some(said) = event_type.filter(|said| !said.is_empty()) else {
            return Change::Members;
        };
        match said.to_ascii_lowercase().as_str() {
            "channelcreated" => Change::ChannelCreated,
            "channelrenamed" => Change::ChannelRenamed,
            "channeldeleted" => Change::ChannelDeleted,
            "channelrestored" => Change::ChannelRestored,
            "teammemberadded" => Change::TeamMemberAdded,
            "teammemberremoved" => Change::TeamMemberRemoved,
            "teamrenamed" => Change::TeamRenamed,
            "teamdeleted" => Change::TeamDeleted,
            "teamharddeleted" => Change::TeamHardDeleted,
            "teamarchived" => Change::TeamArchived,
            "teamunarchived" => Change::TeamUnarchived,
            "teamrestored" => Change::TeamRestored,
            _ => Change::Other(said),
        }
    }
}

impl<'a> Installation<'a> {
    /// `add` and `remove` come in variants; their beginning says it.
    fn of(action: Option<&'a str>) -> Installation<'a> {
        let said = action.unwrap_or_default();
        match said.to_ascii_lowercase().as_str() {
            "remove-upgrade" | "upgrade" => Installation::Upgraded,
            action if action.starts_with("remove") => Installation::Removed,
            action if action.starts_with("add") => Installation::Added,
            _ => Installation::Other(said),
        }
    }
}

impl<'a> MessageChange<'a> {
    fn of(event_type: Option<&'a str>) -> MessageChange<'a> {
        let said = event_type.unwrap_or_default();
        match said.to_ascii_lowercase().as_str() {
            "editmessage" => MessageChange::Edited,
            "undeletemessage" => MessageChange::Undeleted,
            _ => MessageChange::Other(said),
        }
    }
}

impl<'a> Notice<'a> {
    fn of(name: Option<&'a str>) -> Notice<'a> {
        let said = name.unwrap_or_default();
        match said.strip_prefix("application/vnd.microsoft.").unwrap_or(said) {
            "readReceipt" => Notice::ReadReceipt,
            "meetingStart" => Notice::MeetingStart,
            "meetingEnd" => Notice::MeetingEnd,
            "meetingParticipantJoin" => Notice::MeetingParticipantJoin,
            "meetingParticipantLeave" => Notice::MeetingParticipantLeave,
            "agentLifecycle" => Notice::AgentLifecycle,
            "tokens/response" => Notice::TokenResponse,
            _ => Notice::Other(said),
        }
    }
}
