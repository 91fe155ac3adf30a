//! Conversations as the channel keeps them.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::{Value, json};

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The person.
    Person,
    /// The bot.
    Bot,
}

/// One message in a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The channel's id of it.
    pub id: String,
    /// Who wrote it.
    pub author: Author,
    /// Its text.
    pub text: String,
    /// Its card, as JSON.
    pub card: Option<Value>,
    /// The file that it offers or shows, as an attachment.
    pub file: Option<Value>,
    /// When it was sent.
    pub at: Timestamp,
    /// How often it was changed.
    pub revision: u32,
    /// What a notification said; none when there was no notification.
    pub notified: Option<String>,
}

/// Everything that the channel remembers.
#[derive(Default)]
pub(super) struct State {
    conversations: BTreeMap<String, Conversation>,
    next_id: u64,
    /// Tokens that were issued, with when they expire.
    pub(super) tokens: HashMap<String, Timestamp>,
    pub(super) complaints: Vec<String>,
    pub(super) accepted: usize,
    pub(super) key_fetches: usize,
    /// Files that somebody wanted, by their id.
    pub(super) files: BTreeMap<String, Kept>,
}

/// A file that somebody wanted.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) name: String,
    /// What was put there; none as long as nothing was.
    pub(super) text: Option<String>,
}

#[derive(Default)]
struct Conversation {
    messages: Vec<Message>,
    installed: bool,
    /// Who is in it beside the bot, as the connector describes them.
    members: Vec<Value>,
}

impl State {
    /// A number that no other message has.
    pub(super) fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    pub(super) fn set_installed(&mut self, conversation_id: &str, installed: bool) {
        self.conversations.entry(conversation_id.to_owned()).or_default().installed = installed;
    }

    /// Is the bot in this conversation? `None` for a conversation that does not exist.
    pub(super) fn is_installed(&self, conversation_id: &str) -> Option<bool> {
        self.conversations.get(conversation_id).map(|conversation| conversation.installed)
    }

    pub(super) fn add_member(&mut self, conversation_id: &str, id: &str, object_id: &str) {
        let conversation = self.conversations.entry(conversation_id.to_owned()).or_default();
        if conversation.members.iter().all(|member| member["id"] != id) {
            let member = json!({ "id": id, "objectId": object_id, "userRole": "user" });
            conversation.members.push(member);
        }
    }

    /// Who is in this conversation. `None` for one that does not exist.
    pub(super) fn members(&self, conversation_id: &str) -> Option<Vec<Value>> {
        self.conversations.get(conversation_id).map(|conversation| conversation.members.clone())
    }

    /// The chat of the bot with this person, by either of their ids, where it is installed.
    pub(super) fn conversation_of(&self, member: &str) -> Option<String> {
        let is_theirs = |conversation: &Conversation| {
            conversation.installed
                && matches!(&*conversation.members, [one] if one["id"] == member || one["objectId"] == member)
        };
        let mut all = self.conversations.iter();
        all.find(|(_, conversation)| is_theirs(conversation)).map(|(id, _)| id.clone())
    }

    pub(super) fn messages(&self, conversation_id: &str) -> Vec<Message> {
        self.conversations
            .get(conversation_id)
            .map(|conversation| conversation.messages.clone())
            .unwrap_or_default()
    }

    pub(super) fn add(&mut self, conversation_id: &str, message: Message) {
        let conversation = self.conversations.entry(conversation_id.to_owned()).or_default();
        conversation.messages.push(message);
    }

    /// The bot's message with this id.
    pub(super) fn bot_message(&mut self, conversation_id: &str, id: &str) -> Option<&mut Message> {
        let conversation = self.conversations.get_mut(conversation_id)?;
        conversation
            .messages
            .iter_mut()
            .find(|message| message.id == id && message.author == Author::Bot)
    }

    pub(super) fn complain(&mut self, complaint: String) {
        tracing::warn!(complaint, "the local channel refuses what Teams would refuse");
        self.complaints.push(complaint);
    }
}
