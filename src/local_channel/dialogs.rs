//! People who open dialogs, and who look for tips from other chats. What Teams would not draw is
//! remembered as a complaint.

use serde_json::{Map, Value, json};

use super::people::first_values;
use super::{Person, PersonError};
use crate::bot_framework::card::{Action, Card};
use crate::bot_framework::invoke::InvokeResponse;

impl Person {
    /// The invoke that a button for a dialog sends: the newest one with this title.
    pub fn dialog_opener(&self, title: &str) -> Option<Map<String, Value>> {
        self.messages().into_iter().rev().find_map(|message| {
            let card = Card::read(message.card.as_ref()?).ok()?;
            let data = submit_data(&card, title)?;
            let opens = data["msteams"]["type"] == "task/fetch";
            opens.then(|| {
                let mut invoke = self.invoke("task/fetch", &json!({ "data": data }));
                invoke.insert("replyToId".to_owned(), json!(message.id));
                invoke
            })
        })
    }

    /// The invoke that submits the card in a dialog. `inputs` are what was filled in, over what
    /// stands there at first; `None` when the card cannot be submitted with this button.
    pub fn dialog_submitter(
        &self,
        card: &Value,
        title: &str,
        inputs: &[(&str, &str)],
    ) -> Option<Map<String, Value>> {
        let card = Card::read(card).ok()?;
        let mut data = submit_data(&card, title)?.as_object()?.clone();
        data.extend(first_values(&card.body));
        data.extend(inputs.iter().map(|(id, value)| ((*id).to_owned(), json!(value))));
        Some(self.invoke("task/submit", &json!({ "data": data })))
    }

    /// The invoke that looks for tips in a chat with others, which the bot is not in.
    pub fn search(&self, parameter: (&str, &str), skip: usize, count: usize) -> Map<String, Value> {
        let (name, value) = parameter;
        let mut invoke = self.invoke(
            "composeExtension/query",
            &json!({
                "commandId": "searchTip",
                "parameters": [{ "name": name, "value": value }],
                "queryOptions": { "skip": skip, "count": count },
            }),
        );
        invoke.insert(
            "conversation".to_owned(),
            json!({
                "id": "19:a-chat-of-others@thread.v2",
                "conversationType": "groupChat",
                "isGroup": true,
                "tenantId": self.channel.0.tenant_id,
            }),
        );
        invoke
    }

    /// Posts the invoke of a dialog or a search, and looks at the answer as Teams would.
    pub async fn asks(&self, invoke: Map<String, Value>) -> Result<InvokeResponse, PersonError> {
        let response = self.post(invoke).await?;
        if let Some(complaint) = response.body.as_ref().and_then(complaint) {
            self.channel.state().complain(complaint);
        }
        Ok(response)
    }

    /// An invoke with this name and value, in the chat with the bot.
    pub fn invoke(&self, name: &str, value: &Value) -> Map<String, Value> {
        let mut invoke = self.activity("invoke");
        invoke.insert("name".to_owned(), json!(name));
        invoke.insert("value".to_owned(), value.clone());
        invoke
    }
}

/// The data of the submitting button with this title.
fn submit_data(card: &Card, title: &str) -> Option<Value> {
    card.all_actions().into_iter().find_map(|action| match action {
        Action::Submit(submit) if submit.title == title => Some(submit.data.clone()),
        _ => None,
    })
}

/// What Teams would not draw, or where a button would do nothing.
fn complaint(body: &Value) -> Option<String> {
    let is_execute = |action: &&Action| matches!(action, Action::Execute(_));
    let is_link = |action: &&Action| matches!(action, Action::OpenUrl(_));
    if body["task"]["type"] == "continue" {
        let value = &body["task"]["value"];
        let Ok(card) = Card::read(&value["card"]["content"]) else {
            return Some("an unreadable card in a dialog".to_owned());
        };
        if value["title"].as_str().is_none_or(str::is_empty) {
            return Some("a dialog without a title".to_owned());
        }
        let lost = card.all_actions().iter().any(is_execute);
        return lost.then(|| "a button in a dialog that does nothing there".to_owned());
    }
    let results = body["composeExtension"]["attachments"].as_array()?;
    results.iter().find_map(|result| {
        let Ok(card) = Card::read(&result["content"]) else {
            return Some("an unreadable card in a result".to_owned());
        };
        let title = &result["preview"]["content"]["title"];
        if title.as_str().is_none_or(str::is_empty) {
            return Some("a result without a preview".to_owned());
        }
        let acts = !card.all_actions().iter().all(is_link);
        acts.then(|| "a shared card with a button that acts".to_owned())
    })
}
