//! Answers to invokes. The body of the HTTP response *is* the answer.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::activity::ADAPTIVE_CARD;

/// The invoke of an `Action.Execute`.
pub const CARD_ACTION: &str = "adaptiveCard/action";

/// What an invoke is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvokeResponse {
    /// The HTTP status.
    pub status: u16,
    /// The HTTP body; none is an empty one.
    pub body: Option<Value>,
}

/// The part of an `adaptiveCard/action` invoke that we read.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct CardAction {
    /// What was pressed.
    pub action: PressedAction,
    /// `manual` when a person pressed, `automatic` for a refresh.
    pub trigger: Option<String>,
}

/// The action that was pressed.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct PressedAction {
    /// The verb that the card gave the action.
    pub verb: Option<String>,
    /// The action's own data, merged with the card's inputs.
    pub data: Option<Value>,
}

impl InvokeResponse {
    /// Replaces the card that was pressed, for the person who pressed.
    pub fn card(card: &Value) -> InvokeResponse {
        Self::card_action(200, ADAPTIVE_CARD, card)
    }

    /// Shows a passing message; the card stays.
    pub fn message(text: &str) -> InvokeResponse {
        Self::card_action(200, "application/vnd.microsoft.activity.message", &json!(text))
    }

    /// Says that the request was not understood.
    pub fn bad_request(message: &str) -> InvokeResponse {
        let error = json!({ "code": "BadRequest", "message": message });
        Self::card_action(400, "application/vnd.microsoft.error", &error)
    }

    /// No such invoke here.
    pub fn not_implemented() -> InvokeResponse {
        InvokeResponse { status: 501, body: None }
    }

    /// The body of an `adaptiveCard/action` answer. Its HTTP status is 200 whenever our code ran.
    fn card_action(status: u16, kind: &str, value: &Value) -> InvokeResponse {
        InvokeResponse {
            status: 200,
            body: Some(json!({ "statusCode": status, "type": kind, "value": value })),
        }
    }
}
