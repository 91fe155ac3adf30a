//! Where an activity comes from, and from whom.

use super::{Activity, ChannelData, Entity};

/// What a reply in a thread adds to the id of its channel.
const THREAD: &str = ";messageid=";

/// What kind of conversation it is, which is also where an app can be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One person and the bot.
    Personal,
    /// A chat of several people, or the chat of a meeting.
    GroupChat,
    /// A channel of a team.
    Team,
    /// Something that we do not know.
    Other,
}

impl Activity {
    /// The conversation's id, or an empty text.
    pub fn conversation_id(&self) -> &str {
        self.conversation.as_ref().map_or("", |conversation| &conversation.id)
    }

    /// The message at the root of the thread that this one is in.
    pub fn thread_root(&self) -> Option<&str> {
        let (_, root) = self.conversation_id().split_once(THREAD)?;
        Some(root).filter(|root| !root.is_empty())
    }

    /// The conversation's id without the thread: where a new post goes, instead of a reply.
    pub fn conversation_without_thread(&self) -> &str {
        let id = self.conversation_id();
        id.split_once(THREAD).map_or(id, |(channel, _)| channel)
    }

    /// What kind of conversation it is. It counts as personal when the channel says nothing.
    pub fn scope(&self) -> Scope {
        let conversation = self.conversation.as_ref();
        let said = conversation.and_then(|place| place.conversation_type.as_deref());
        let is_group = conversation.and_then(|place| place.is_group).unwrap_or(false);
        match said.map(str::to_ascii_lowercase).as_deref() {
            Some("personal") => Scope::Personal,
            Some("groupchat") => Scope::GroupChat,
            Some("channel") => Scope::Team,
            Some(_) => Scope::Other,
            None if is_group => Scope::GroupChat,
            None => Scope::Personal,
        }
    }

    /// Is this a one-to-one chat?
    pub fn is_personal(&self) -> bool {
        self.scope() == Scope::Personal
    }

    /// The tenant: from the channel's data, else from the conversation.
    pub fn tenant_id(&self) -> Option<&str> {
        let from_channel = self.channel_data.as_ref().and_then(|data| data.tenant.as_ref());
        let from_conversation =
            self.conversation.as_ref().and_then(|conversation| conversation.tenant_id.as_deref());
        from_channel
            .map(|tenant| tenant.id.as_str())
            .filter(|id| !id.is_empty())
            .or(from_conversation)
            .filter(|id| !id.is_empty())
    }

    /// The id of the team that this was said in.
    pub fn team_id(&self) -> Option<&str> {
        let team = self.data()?.team.as_ref()?;
        Some(team.id.as_str()).filter(|id| !id.is_empty())
    }

    /// The id of the channel that this was said in.
    pub fn team_channel_id(&self) -> Option<&str> {
        let channel = self.data()?.channel.as_ref()?;
        Some(channel.id.as_str()).filter(|id| !id.is_empty())
    }

    /// The sender's Entra object id. Guests and anonymous people may have none.
    pub fn sender(&self) -> Option<&str> {
        let from = self.from.as_ref()?;
        from.aad_object_id.as_deref().filter(|id| !id.is_empty())
    }

    /// The sender's language tag.
    pub fn locale(&self) -> Option<&str> {
        let said = self.locale.as_deref().filter(|locale| !locale.is_empty());
        said.or_else(|| self.client(|info| info.locale.as_deref()))
    }

    /// The sender's time zone: the client's own, else the one of `localTimezone`.
    pub fn time_zone(&self) -> Option<&str> {
        let said = self.local_timezone.as_deref().filter(|zone| !zone.is_empty());
        self.client(|info| info.timezone.as_deref()).or(said)
    }

    /// What the sender's client runs on: `Windows`, `Web`, `iOS`, `Android`, `Mac`.
    pub fn platform(&self) -> Option<&str> {
        self.client(|info| info.platform.as_deref())
    }

    pub(super) fn data(&self) -> Option<&ChannelData> {
        self.channel_data.as_ref()
    }

    fn client<'a>(&'a self, field: impl Fn(&'a Entity) -> Option<&'a str>) -> Option<&'a str> {
        let infos = self.entities.iter().filter(|entity| entity.kind == "clientInfo");
        infos.filter_map(field).find(|value| !value.is_empty())
    }
}
