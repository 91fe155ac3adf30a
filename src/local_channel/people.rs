//! People on the channel: they install, type, choose and press.

use serde_json::{Map, Value, json};

use super::state::{Author, Message};
use super::{LocalChannel, PostError};
use crate::bot_framework::activity::ADAPTIVE_CARD;
use crate::bot_framework::card::{Action, Card, Element};
use crate::bot_framework::invoke::InvokeResponse;

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// A short name, unique on the channel, or an Entra object id.
    pub id: String,
    /// The name that is shown.
    pub name: String,
    /// The language of their client.
    pub locale: String,
    /// The zone of their clock.
    pub time_zone: String,
}

/// Somebody on the channel.
#[derive(Debug, Clone)]
pub struct Person {
    pub(super) channel: LocalChannel,
    profile: Profile,
}

/// Somebody could not do what they wanted.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// The bot could not be reached.
    #[error(transparent)]
    Post(#[from] PostError),
    /// There is no such button on any card in sight.
    #[error("{who} sees no button “{button}”; there are: {there}")]
    NoButton {
        /// Who.
        who: String,
        /// The button that was wanted.
        button: String,
        /// The buttons that there are.
        there: String,
    },
    /// There is no such option on the newest card.
    #[error("{who} sees no option “{option}”")]
    NoOption {
        /// Who.
        who: String,
        /// The option that was wanted.
        option: String,
    },
    /// The bot answered with an error.
    #[error("the bot answered {status} to {who}")]
    Refused {
        /// Who.
        who: String,
        /// The status.
        status: u16,
    },
}

impl Person {
    /// Somebody with this profile.
    pub fn new(channel: LocalChannel, profile: Profile) -> Person {
        Person { channel, profile }
    }

    /// Who they are.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Their Entra object id.
    pub fn object_id(&self) -> String {
        let is_id = self.profile.id.len() == 36 && self.profile.id.matches('-').count() == 4;
        if is_id { self.profile.id.clone() } else { format!("oid-{}", self.profile.id) }
    }

    /// The id of their chat with the bot.
    pub fn conversation_id(&self) -> String {
        format!("a:1-{}", self.profile.id)
    }

    /// The messages in their chat, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.channel.messages(&self.conversation_id())
    }

    /// Installs the app. Teams sends two activities for it.
    pub async fn installs(&self) -> Result<(), PersonError> {
        self.installs_by("installationUpdate").await?;
        self.installs_by("conversationUpdate").await
    }

    /// Installs the app, and the bot hears of it by one of the two activities.
    pub async fn installs_by(&self, kind: &str) -> Result<(), PersonError> {
        {
            let mut state = self.channel.state();
            let (chat, id) = (self.conversation_id(), format!("29:{}", self.profile.id));
            state.set_installed(&chat, true);
            state.add_member(&chat, &id, &self.object_id());
        }
        let mut activity = self.activity(kind);
        let bot = activity["recipient"].clone();
        activity.insert("action".to_owned(), json!("add"));
        activity.insert("membersAdded".to_owned(), json!([bot]));
        self.post(activity).await?;
        Ok(())
    }

    /// Takes the app away.
    pub async fn uninstalls(&self) -> Result<(), PersonError> {
        self.channel.state().set_installed(&self.conversation_id(), false);
        let mut removal = self.activity("installationUpdate");
        removal.insert("action".to_owned(), json!("remove"));
        self.post(removal).await?;
        Ok(())
    }

    /// Types something.
    pub async fn says(&self, text: &str) -> Result<(), PersonError> {
        let mut activity = self.activity("message");
        let id = self.note_own(text);
        activity.insert("id".to_owned(), json!(id));
        activity.insert("text".to_owned(), json!(text));
        activity.insert("textFormat".to_owned(), json!("plain"));
        self.post(activity).await?;
        Ok(())
    }

    /// Presses the newest button with this title. `inputs` are what was filled in on the card,
    /// over what stands there at first.
    pub async fn taps(
        &self,
        title: &str,
        inputs: &[(&str, &str)],
    ) -> Result<InvokeResponse, PersonError> {
        let found = self.messages().into_iter().rev().find_map(|message| {
            let card = Card::read(message.card.as_ref()?).ok()?;
            let at = card.all_actions().iter().position(|action| action.title() == title)?;
            Some((message.id, at))
        });
        let Some((message, action)) = found else {
            return Err(PersonError::NoButton {
                who: self.profile.name.clone(),
                button: title.to_owned(),
                there: self.buttons().join(", "),
            });
        };
        self.presses(&message, action, inputs).await
    }

    /// Presses a button by its message and position.
    pub async fn presses(
        &self,
        message_id: &str,
        action: usize,
        inputs: &[(&str, &str)],
    ) -> Result<InvokeResponse, PersonError> {
        let messages = self.messages();
        let pressed = messages.iter().find(|message| message.id == message_id);
        if let Some(offer) = pressed.and_then(|message| message.file.as_ref()) {
            return self.answers_offer(message_id, offer, action == 0).await;
        }
        let invoke =
            self.invoke_for(message_id, action, inputs).ok_or_else(|| PersonError::NoButton {
                who: self.profile.name.clone(),
                button: format!("number {action}"),
                there: self.buttons().join(", "),
            })?;
        let response = self.post(invoke).await?;
        self.take_answer(message_id, &response);
        Ok(response)
    }

    /// The invoke that pressing a button sends; `None` when there is no such button.
    pub fn invoke_for(
        &self,
        message_id: &str,
        action: usize,
        inputs: &[(&str, &str)],
    ) -> Option<Map<String, Value>> {
        let messages = self.messages();
        let message = messages.iter().find(|message| message.id == message_id)?;
        let card = Card::read(message.card.as_ref()?).ok()?;
        let actions = card.all_actions();
        let Action::Execute(execute) = actions.get(action)? else { return None };
        let mut data = execute.data.as_object().cloned().unwrap_or_default();
        if execute.takes_inputs() {
            let mut values = first_values(&card.body);
            values.extend(inputs.iter().map(|(id, value)| ((*id).to_owned(), json!(value))));
            data.extend(values);
        }
        let mut invoke = self.activity("invoke");
        invoke.insert("name".to_owned(), json!("adaptiveCard/action"));
        invoke.insert("replyToId".to_owned(), json!(message_id));
        let action = json!({
            "type": "Action.Execute",
            "title": execute.title,
            "verb": execute.verb,
            "data": data,
        });
        invoke.insert("value".to_owned(), json!({ "action": action, "trigger": "manual" }));
        Some(invoke)
    }

    /// The value of an option on the newest card that has it.
    pub fn option(&self, title: &str) -> Result<(String, String), PersonError> {
        self.messages()
            .iter()
            .rev()
            .find_map(|message| {
                let card = Card::read(message.card.as_ref()?).ok()?;
                card.body.iter().find_map(|element| match element {
                    Element::ChoiceSet(set) => {
                        let choice = set.choices.iter().find(|choice| choice.title == title)?;
                        Some((set.id.clone(), choice.value.clone()))
                    }
                    _ => None,
                })
            })
            .ok_or_else(|| PersonError::NoOption {
                who: self.profile.name.clone(),
                option: title.to_owned(),
            })
    }

    /// The titles of all buttons in sight, newest card first.
    pub fn buttons(&self) -> Vec<String> {
        let messages = self.messages();
        let cards =
            messages.iter().rev().filter_map(|message| Card::read(message.card.as_ref()?).ok());
        cards
            .flat_map(|card| {
                let actions = card.all_actions();
                actions.iter().map(|action| action.title().to_owned()).collect::<Vec<_>>()
            })
            .collect()
    }

    /// An activity from this person, as Teams writes it.
    pub fn activity(&self, kind: &str) -> Map<String, Value> {
        let number = self.channel.state().fresh_id();
        let tenant = &self.channel.0.tenant_id;
        let at = self.channel.0.clock.now();
        let activity = json!({
            "type": kind,
            "id": format!("f:{number}"),
            "timestamp": at.to_string(),
            "channelId": "msteams",
            "serviceUrl": self.channel.service_url(),
            "from": {
                "id": format!("29:{}", self.profile.id),
                "name": self.profile.name,
                "aadObjectId": self.object_id(),
            },
            "recipient": { "id": format!("28:{}", self.channel.0.app_id), "name": "Stapje" },
            "conversation": {
                "id": self.conversation_id(),
                "conversationType": "personal",
                "tenantId": tenant,
            },
            "channelData": { "tenant": { "id": tenant } },
            "entities": [{
                "type": "clientInfo",
                "locale": self.profile.locale,
                "platform": "Web",
                "timezone": self.profile.time_zone,
            }],
            "locale": self.profile.locale,
        });
        activity.as_object().cloned().unwrap_or_default()
    }

    /// Posts an activity of this person's.
    pub async fn post(&self, activity: Map<String, Value>) -> Result<InvokeResponse, PersonError> {
        let response = self.channel.post(&Value::Object(activity)).await?;
        match response.status {
            200..=299 | 501 => Ok(response),
            status => Err(PersonError::Refused { who: self.profile.name.clone(), status }),
        }
    }

    fn note_own(&self, text: &str) -> String {
        let mut state = self.channel.state();
        let id = format!("{:013}", state.fresh_id());
        let message = Message {
            file: None,
            id: id.clone(),
            author: Author::Person,
            text: text.to_owned(),
            card: None,
            at: self.channel.0.clock.now(),
            revision: 0,
            notified: None,
        };
        state.add(&self.conversation_id(), message);
        id
    }

    /// Shows the card that an invoke was answered with in place of the one that was pressed.
    fn take_answer(&self, message_id: &str, response: &InvokeResponse) {
        let Some(body) = &response.body else { return };
        if body["type"] != ADAPTIVE_CARD {
            return;
        }
        let mut state = self.channel.state();
        if let Err(error) = Card::read(&body["value"]) {
            state.complain(format!("an unreadable card in an answer: {error}"));
        }
        if let Some(message) = state.bot_message(&self.conversation_id(), message_id) {
            message.card = Some(body["value"].clone());
            message.revision += 1;
        }
    }
}

/// What the inputs of a card hold before anyone touches them.
pub(super) fn first_values(body: &[Element]) -> Map<String, Value> {
    let mut values = Map::new();
    for element in body {
        match element {
            Element::ChoiceSet(set) if !set.value.is_empty() => {
                values.insert(set.id.clone(), json!(set.value));
            }
            Element::Date(date) if !date.value.is_empty() => {
                values.insert(date.id.clone(), json!(date.value));
            }
            Element::Container(container) => values.extend(first_values(&container.items)),
            _ => {}
        }
    }
    values
}
