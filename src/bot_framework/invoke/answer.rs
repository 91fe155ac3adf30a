//! Answers to invokes. Each kind has its own body; another kind's makes the client say that
//! something went wrong.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Invoke;
use crate::bot_framework::activity::ADAPTIVE_CARD;

/// What an invoke is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvokeResponse {
    /// The HTTP status.
    pub status: u16,
    /// The HTTP body; none is an empty one.
    pub body: Option<Value>,
}

/// Card actions: `adaptiveCard/action`. The HTTP status is 200 whenever our code ran.
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
        Self::error(400, "BadRequest", message)
    }

    /// Says that something went wrong here.
    pub fn server_error(message: &str) -> InvokeResponse {
        Self::error(500, "InternalServerError", message)
    }

    /// Asks to sign in, with the card of an OAuth connection.
    pub fn login_request(oauth_card: &Value) -> InvokeResponse {
        Self::card_action(401, "application/vnd.microsoft.activity.loginRequest", oauth_card)
    }

    /// Says that the code of somebody who signs in is not the right one.
    pub fn incorrect_auth_code() -> InvokeResponse {
        let kind = "application/vnd.microsoft.error.incorrectAuthCode";
        Self::card_action(401, kind, &Value::Null)
    }

    /// Says that signing in without noticing it failed, so that the client asks.
    pub fn precondition_failed(message: &str) -> InvokeResponse {
        let error = json!({ "code": "PreconditionFailed", "message": message });
        Self::card_action(412, "application/vnd.microsoft.error.preconditionFailed", &error)
    }

    fn error(status: u16, code: &str, message: &str) -> InvokeResponse {
        let error = json!({ "code": code, "message": message });
        Self::card_action(status, "application/vnd.microsoft.error", &error)
    }

    fn card_action(status: u16, kind: &str, value: &Value) -> InvokeResponse {
        Self::ok(json!({ "statusCode": status, "type": kind, "value": value }))
    }
}

/// Signing in: `signin/tokenExchange` and `signin/verifyState`. What went well is [taken].
///
/// [taken]: InvokeResponse::taken
impl InvokeResponse {
    /// The token that somebody's client offers cannot be exchanged: Teams asks the person. The id
    /// and the connection are those of the invoke.
    pub fn token_exchange_failed(id: &str, connection: &str, detail: &str) -> InvokeResponse {
        let body = json!({ "id": id, "connectionName": connection, "failureDetail": detail });
        InvokeResponse { status: 412, body: Some(body) }
    }

    /// The same token came by another way already: each client of a person offers it.
    pub fn token_exchange_repeated() -> InvokeResponse {
        InvokeResponse { status: 409, body: None }
    }
}

impl InvokeResponse {
    /// Taken, with nothing to say: feedback, and files.
    pub fn taken() -> InvokeResponse {
        Self::ok(json!({}))
    }

    /// No such invoke here.
    pub fn not_implemented() -> InvokeResponse {
        InvokeResponse { status: 501, body: None }
    }

    /// A line to the person who asked, in the body that belongs to what was asked. An invoke
    /// that we do not answer is not implemented, whatever there is to say.
    pub fn saying(asked: &Invoke, text: &str) -> InvokeResponse {
        match asked {
            Invoke::CardAction(_) => Self::message(text),
            Invoke::TaskFetch(_) | Invoke::TaskSubmit(_) => Self::dialog_message(text),
            Invoke::Query(_) => Self::extension_message(text),
            Invoke::MessageSubmitAction(_) | Invoke::FileConsent(_) => Self::taken(),
            _ => Self::not_implemented(),
        }
    }

    pub(super) fn ok(body: Value) -> InvokeResponse {
        InvokeResponse { status: 200, body: Some(body) }
    }
}
