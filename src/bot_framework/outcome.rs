//! What came of a call to the connector, by name.

use jiff::SignedDuration;
use serde::Deserialize;

/// What came of sending, updating or deleting an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Delivered; the channel's id of the activity, where it gave one.
    Delivered {
        /// Needed to update or delete the activity later.
        id: Option<String>,
    },
    /// Not delivered, and safe to send again.
    Later {
        /// Not before this long from now, where the channel said so.
        after: Option<SignedDuration>,
        /// Why, in a word.
        why: &'static str,
    },
    /// The channel refused the token, which was thrown away. Not delivered, and safe to send again:
    /// the next call gets a fresh token.
    TokenRenewed,
    /// Not delivered: the conversation lives at another connector, whose host is trusted.
    Elsewhere {
        /// The address of that connector, for this call and all later ones.
        service_url: String,
    },
    /// The person blocked the bot. Nothing is sent until they write to us.
    Blocked,
    /// The app is not installed for this person.
    Uninstalled,
    /// An admin blocked the app.
    DisabledByAdmin,
    /// The conversation, activity or member does not exist (any more).
    Gone,
    /// The channel does not accept our credentials, even with a fresh token.
    Unauthorised,
    /// We sent something wrong. Sending it again would be wrong again.
    OurBug {
        /// Status and code as the channel gave them, for the log.
        detail: String,
    },
    /// It may or may not have been delivered: an answer never came, or said "maybe".
    Ambiguous {
        /// What was seen, for the log.
        detail: String,
    },
}

impl Outcome {
    /// A stable name for logs, metrics and tables.
    pub fn name(&self) -> &'static str {
        match self {
            Outcome::Delivered { .. } => "delivered",
            Outcome::Later { .. } => "later",
            Outcome::TokenRenewed => "token_renewed",
            Outcome::Elsewhere { .. } => "elsewhere",
            Outcome::Blocked => "blocked",
            Outcome::Uninstalled => "uninstalled",
            Outcome::DisabledByAdmin => "disabled_by_admin",
            Outcome::Gone => "gone",
            Outcome::Unauthorised => "unauthorised",
            Outcome::OurBug { .. } => "our_bug",
            Outcome::Ambiguous { .. } => "ambiguous",
        }
    }
}

impl Outcome {
    /// A stable code for why something was not delivered: the status where there was one.
    pub fn reason(&self) -> String {
        match self {
            Outcome::Later { why, .. } => (*why).to_owned(),
            Outcome::Ambiguous { detail } | Outcome::OurBug { detail } => {
                let status: Option<u16> = detail
                    .strip_prefix("status ")
                    .and_then(|rest| rest.split(' ').next()?.parse().ok());
                let other = match (self, detail.as_str()) {
                    (_, INTERRUPTED) => INTERRUPTED,
                    (Outcome::Ambiguous { .. }, _) => "no_answer",
                    _ => "not_sendable",
                };
                status.map_or_else(|| other.to_owned(), |status| format!("status_{status}"))
            }
            other => other.name().to_owned(),
        }
    }

    /// An attempt that was under way when its process ended.
    pub fn interrupted() -> Outcome {
        Outcome::Ambiguous { detail: INTERRUPTED.to_owned() }
    }
}

impl Outcome {
    /// Did the connector say that the conversation lives in the government's community cloud?
    pub(super) fn is_wrong_host(&self) -> bool {
        matches!(self, Outcome::OurBug { detail } if detail == "status 403 InvalidBotApiHost")
    }

    /// Does the connector answer so only to a token that it accepts?
    pub(super) fn was_let_in(&self) -> bool {
        matches!(
            self,
            Outcome::Blocked | Outcome::Uninstalled | Outcome::DisabledByAdmin | Outcome::Gone
        )
    }
}

/// See [`Outcome::interrupted`].
const INTERRUPTED: &str = "interrupted";

#[derive(Deserialize, Default)]
#[serde(default)]
struct Body {
    id: Option<String>,
    error: Option<Error>,
    message: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Error {
    code: Option<String>,
    message: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Nested {
    sub_code: Option<String>,
}

/// Reads the connector's answer.
///
/// The table is the one in Microsoft's "Build conversational capability" (status codes of
/// bot conversational APIs). What is not in it is not retried.
///
/// In one place this departs from that table. There 500 is never retried, and 502 to 504 always
/// are. But after any of these, and after an answer that never comes, the activity may be there or
/// not, and sending has no idempotency key: so all of them are [`Outcome::Ambiguous`], and whoever
/// sent it decides. To repeat a card that nobody asked for is worse than to miss one; to leave a
/// question without an answer is worse than to answer it twice.
pub fn classify(status: u16, retry_after: Option<&str>, body: &[u8]) -> Outcome {
    let body: Body = serde_json::from_slice(body).unwrap_or_default();
    let code = code(&body);
    let detail = || format!("status {status} {code}").trim_end().to_owned();
    match status {
        200..=299 => Outcome::Delivered { id: body.id.filter(|id| !id.is_empty()) },
        401 => Outcome::Unauthorised,
        403 => match code.as_str() {
            "BotDisabledByAdmin" => Outcome::DisabledByAdmin,
            "ConversationBlockedByUser" | "MessageWritesBlocked" => Outcome::Blocked,
            "BotNotInConversationRoster" | "ForbiddenOperationException" => Outcome::Uninstalled,
            _ => Outcome::OurBug { detail: detail() },
        },
        404 => Outcome::Gone,
        412 => Outcome::Later { after: None, why: "conflict" },
        429 => Outcome::Later { after: seconds(retry_after), why: "throttled" },
        408 | 500 | 502 | 503 | 504 => Outcome::Ambiguous { detail: detail() },
        _ => Outcome::OurBug { detail: detail() },
    }
}

/// The error code: in `error.code`, or as `subCode` in JSON within a message. Kept to letters
/// and digits: it ends up in logs.
fn code(body: &Body) -> String {
    let error = body.error.as_ref();
    let nested = error
        .and_then(|error| error.message.as_deref())
        .or(body.message.as_deref())
        .and_then(|message| serde_json::from_str::<Nested>(message).ok())
        .and_then(|nested| nested.sub_code);
    nested
        .as_deref()
        .or(error.and_then(|error| error.code.as_deref()))
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(64)
        .collect()
}

/// `Retry-After` in seconds (RFC 9110 section 10.2.3; the connector never sends a date).
fn seconds(retry_after: Option<&str>) -> Option<SignedDuration> {
    let seconds: i64 = retry_after?.trim().parse().ok()?;
    Some(SignedDuration::from_secs(seconds.clamp(0, 86_400)))
}
