//! Files: an offer is drawn with two buttons, and what is accepted is put here.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::put;
use serde_json::{Value, json};

use super::state::Kept;
use super::{LocalChannel, Person, PersonError};
use crate::bot_framework::activity::{Attachment, FILE_CONSENT, FILE_INFO};
use crate::bot_framework::card::{Card, Execute, OpenUrl, TextBlock};
use crate::bot_framework::invoke::InvokeResponse;

pub(super) fn router(channel: LocalChannel) -> Router {
    Router::new().route("/files/{id}", put(take).get(show)).with_state(channel)
}

pub(super) fn is_file(attachment: &Attachment) -> bool {
    [FILE_CONSENT, FILE_INFO].contains(&&*attachment.content_type)
}

/// What Teams needs of an offer and of a file that is there.
pub(super) fn check(channel: &LocalChannel, attachment: &Attachment) -> Result<(), String> {
    let content = attachment.content.as_ref().unwrap_or(&Value::Null);
    let has = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    if !attachment.rest.get("name").is_some_and(has) {
        return Err("a file without a name".to_owned());
    }
    if attachment.content_type == FILE_CONSENT {
        let size = content["sizeInBytes"].as_u64().unwrap_or_default();
        let whole = has(&content["description"]) && size > 0;
        return if whole { Ok(()) } else { Err("an offer without description or size".to_owned()) };
    }
    let id = content["uniqueId"].as_str().unwrap_or_default();
    let there = channel.state().files.get(id).is_some_and(|file| file.text.is_some());
    if there { Ok(()) } else { Err("a file that was not put anywhere".to_owned()) }
}

/// As Teams draws it, more or less: a client does this, not the bot.
pub(super) fn drawn(attachment: &Attachment, locale: &str) -> Card {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = text(attachment.rest.get("name"));
    let locale = if locale.is_empty() { "nl" } else { locale };
    let card = Card::new(locale, name.clone()).with(TextBlock::heading(name));
    let Some(content) = &attachment.content else { return card };
    let [allow, decline, open] = if locale.starts_with("nl") {
        ["Toestaan", "Weigeren", "Openen"]
    } else {
        ["Allow", "Decline", "Open"]
    };
    if attachment.content_type == FILE_INFO {
        let url = text(attachment.rest.get("contentUrl"));
        return card.with_action(OpenUrl { title: open.to_owned(), url });
    }
    card.with(TextBlock::new(text(content.get("description"))))
        .with_action(Execute::new(allow, "allow", json!({})).without_inputs())
        .with_action(Execute::new(decline, "decline", json!({})).without_inputs())
}

impl Person {
    /// Takes a file that is offered, or does not. The offer is gone afterwards.
    pub(super) async fn answers_offer(
        &self,
        message_id: &str,
        offer: &Value,
        accepts: bool,
    ) -> Result<InvokeResponse, PersonError> {
        let name = offer["name"].as_str().unwrap_or_default();
        let mut value = json!({ "type": "fileUpload", "action": "decline", "context": {} });
        if accepts {
            let mut state = self.channel.state();
            let id = format!("file-{}", state.fresh_id());
            state.files.insert(id.clone(), Kept { name: name.to_owned(), text: None });
            let address = format!("{}/files/{id}", self.channel.base());
            value["action"] = json!("accept");
            value["uploadInfo"] = json!({
                "contentUrl": address,
                "name": name,
                "uploadUrl": address,
                "uniqueId": id,
                "fileType": "txt",
            });
        }
        let mut invoke = self.invoke("fileConsent/invoke", &value);
        invoke.insert("replyToId".to_owned(), json!(message_id));
        let response = self.post(invoke).await?;
        let mut state = self.channel.state();
        if let Some(message) = state.bot_message(&self.conversation_id(), message_id) {
            message.file = None;
            let card = message.card.as_ref().and_then(|card| Card::read(card).ok());
            message.card = card.map(|mut card| {
                card.actions.clear();
                card.json()
            });
            message.revision += 1;
        }
        Ok(response)
    }
}

/// The whole file in one piece, as the address allows it. A token has no business here.
async fn take(
    State(channel): State<LocalChannel>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let mut state = channel.state();
    let wanted = format!("bytes 0-{}/{}", body.len().saturating_sub(1), body.len());
    if headers.get("content-range").is_none_or(|range| range.as_bytes() != wanted.as_bytes()) {
        state.complain("a file without its range".to_owned());
        return StatusCode::BAD_REQUEST;
    }
    if headers.contains_key("authorization") {
        state.complain("a token went along with a file".to_owned());
        return StatusCode::BAD_REQUEST;
    }
    match state.files.get_mut(&id) {
        Some(file) if file.text.is_none() => {
            file.text = Some(String::from_utf8_lossy(&body).into_owned());
            StatusCode::CREATED
        }
        _ => StatusCode::NOT_FOUND,
    }
}

async fn show(State(channel): State<LocalChannel>, Path(id): Path<String>) -> Response {
    let text = channel.state().files.get(&id).and_then(|file| file.text.clone());
    let plain =
        [("content-type", "text/plain; charset=utf-8"), ("x-content-type-options", "nosniff")];
    match text {
        Some(text) => (plain, text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
