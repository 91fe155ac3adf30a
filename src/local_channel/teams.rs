//! Teams on the channel: they add the bot, are renamed, and take it away again.

use serde_json::{Map, Value, json};

use super::state::Message;
use super::{LocalChannel, Person, PersonError};

/// A team on the channel.
#[derive(Debug, Clone)]
pub struct Team {
    channel: LocalChannel,
    /// A short name, unique on the channel.
    id: String,
    name: String,
}

impl Team {
    /// A team that is called `name`.
    pub fn new(channel: LocalChannel, id: &str, name: &str) -> Team {
        Team { channel, id: id.to_owned(), name: name.to_owned() }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the team and of its General channel.
    pub fn conversation_id(&self) -> String {
        format!("19:{}@thread.tacv2", self.id)
    }

    /// The id of another of its channels.
    pub fn channel_id(&self, channel: &str) -> String {
        format!("19:{}-{channel}@thread.tacv2", self.id)
    }

    /// What stands in its General channel, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.channel.messages(&self.conversation_id())
    }

    /// What stands in another of its channels, oldest first.
    pub fn messages_in(&self, channel: &str) -> Vec<Message> {
        self.channel.messages(&self.channel_id(channel))
    }

    /// Somebody adds the bot. Teams sends two activities for it. `channels` are there beside
    /// General.
    pub async fn adds(&self, by: &Person, channels: &[&str]) -> Result<(), PersonError> {
        self.set_installed(channels, true);
        let mut installed = self.activity(by, "installationUpdate", None);
        installed.insert("action".to_owned(), json!("add"));
        by.post(installed).await?;
        let mut added = self.activity(by, "conversationUpdate", Some("teamMemberAdded"));
        let bot = added["recipient"].clone();
        added.insert("membersAdded".to_owned(), json!([bot]));
        by.post(added).await?;
        Ok(())
    }

    /// Somebody takes the bot away.
    pub async fn removes(&self, by: &Person, channels: &[&str]) -> Result<(), PersonError> {
        self.set_installed(channels, false);
        let mut removed = self.activity(by, "conversationUpdate", Some("teamMemberRemoved"));
        let bot = removed["recipient"].clone();
        removed.insert("membersRemoved".to_owned(), json!([bot]));
        by.post(removed).await?;
        Ok(())
    }

    /// Somebody gives the team another name.
    pub async fn is_renamed(&mut self, by: &Person, name: &str) -> Result<(), PersonError> {
        name.clone_into(&mut self.name);
        by.post(self.activity(by, "conversationUpdate", Some("teamRenamed"))).await?;
        Ok(())
    }

    /// Somebody mentions the bot in a thread of the General channel.
    pub async fn is_asked(&self, by: &Person, text: &str) -> Result<(), PersonError> {
        let mut asked = self.activity(by, "message", None);
        let thread = format!("{};messageid=1700000000000", self.conversation_id());
        self.channel.state().set_installed(&thread, true);
        asked["conversation"]["id"] = json!(thread);
        asked.insert("text".to_owned(), json!(format!("<at>Stapje</at> {text}")));
        let bot = asked["recipient"].clone();
        let mention = json!({ "type": "mention", "text": "<at>Stapje</at>", "mentioned": bot });
        asked.insert("entities".to_owned(), json!([mention]));
        by.post(asked).await?;
        Ok(())
    }

    fn set_installed(&self, channels: &[&str], installed: bool) {
        let mut state = self.channel.state();
        state.set_installed(&self.conversation_id(), installed);
        for channel in channels {
            state.set_installed(&self.channel_id(channel), installed);
        }
    }

    /// An activity in this team, as Teams writes it.
    fn activity(&self, by: &Person, kind: &str, event: Option<&str>) -> Map<String, Value> {
        let mut activity = by.activity(kind);
        let tenant = activity["channelData"]["tenant"].clone();
        let id = self.conversation_id();
        activity.insert(
            "conversation".to_owned(),
            json!({
                "id": id,
                "conversationType": "channel",
                "isGroup": true,
                "tenantId": tenant["id"],
            }),
        );
        let mut data = json!({
            "tenant": tenant,
            "team": { "id": id, "name": self.name, "aadGroupId": format!("group-{}", self.id) },
        });
        if let Some(event) = event {
            data["eventType"] = json!(event);
        }
        activity.insert("channelData".to_owned(), data);
        activity
    }
}
