//! The channel's connector: messages, and the checks that they have to pass.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use hyper::body::Frame;
use serde_json::json;

use super::faults::{Call, Fault};
use super::state::{Author, Message};
use super::{LocalChannel, files, lock};
use crate::bot_framework::Activity;
use crate::bot_framework::activity::ADAPTIVE_CARD;
use crate::bot_framework::card::Card;
use crate::clock::pause;

/// The largest message that Teams takes, in UTF-16 bytes (about; agent message size limit).
const LARGEST: usize = 100 * 1024;

pub(super) fn router(channel: LocalChannel) -> Router {
    Router::new()
        .route("/{conversation}/activities", post(send))
        .route("/{conversation}/activities/{activity}", post(reply).put(update).delete(remove))
        .with_state(channel)
}

/// A refusal: the status and code that Teams gives, and what was wrong.
pub(super) struct Refused {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) complaint: String,
}

async fn send(
    State(channel): State<LocalChannel>,
    Path(conversation): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fault = lock(&channel.0.faults).next(Call::Send);
    if let Some(response) = refuse_first(fault.as_ref()).await {
        return response;
    }
    let response = match accept(&channel, &conversation, &headers, &body) {
        Ok(activity) => {
            let mut state = channel.state();
            let id = format!("{:013}", state.fresh_id());
            let message = message(&id, activity, channel.0.clock.now());
            state.add(&conversation, message);
            state.accepted += 1;
            (StatusCode::CREATED, Json(json!({ "id": id }))).into_response()
        }
        Err(refused) => refuse(&channel, refused),
    };
    then_fail(fault.as_ref(), response).await
}

/// The same, in answer to something.
async fn reply(
    channel: State<LocalChannel>,
    Path((conversation, _answered)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    send(channel, Path(conversation), headers, body).await
}

async fn update(
    State(channel): State<LocalChannel>,
    Path((conversation, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fault = lock(&channel.0.faults).next(Call::Update);
    if let Some(response) = refuse_first(fault.as_ref()).await {
        return response;
    }
    let response = match accept(&channel, &conversation, &headers, &body) {
        Ok(activity) => {
            let changed = message(&id, activity, channel.0.clock.now());
            let mut state = channel.state();
            state.accepted += 1;
            match state.bot_message(&conversation, &id) {
                Some(message) => {
                    message.text = changed.text;
                    message.card = changed.card;
                    message.revision += 1;
                    Json(json!({ "id": id })).into_response()
                }
                None => not_found("ActivityNotFoundInConversation"),
            }
        }
        Err(refused) => refuse(&channel, refused),
    };
    then_fail(fault.as_ref(), response).await
}

async fn remove(
    State(channel): State<LocalChannel>,
    Path((conversation, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(response) = broken(&channel, Call::Delete).await {
        return response;
    }
    if let Err(refused) = authorised(&channel, &headers) {
        return refuse(&channel, refused);
    }
    match channel.state().bot_message(&conversation, &id) {
        Some(message) => {
            message.card = None;
            message.text.clear();
            StatusCode::OK.into_response()
        }
        None => not_found("ActivityNotFoundInConversation"),
    }
}

/// Checks what Teams checks, and what it would garble in silence.
fn accept(
    channel: &LocalChannel,
    conversation: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Activity, Refused> {
    authorised(channel, headers)?;
    let bad = |complaint: &str| Refused {
        status: 400,
        code: "BadSyntax",
        complaint: complaint.to_owned(),
    };
    let json_type = headers
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/json"));
    if !json_type {
        return Err(bad("the content type is not JSON"));
    }
    let text = std::str::from_utf8(body).map_err(|_| bad("the body is not UTF-8"))?;
    if text.encode_utf16().count() * 2 > LARGEST {
        let complaint = "the message is too large".to_owned();
        return Err(Refused { status: 413, code: "MessageSizeTooBig", complaint });
    }
    let activity = Activity::parse(body).map_err(|error| bad(&error.to_string()))?;
    check_activity(channel, conversation, &activity).map_err(|complaint| bad(&complaint))?;
    match channel.state().is_installed(conversation) {
        Some(true) => Ok(activity),
        Some(false) => Err(Refused {
            status: 403,
            code: "BotNotInConversationRoster",
            complaint: String::new(),
        }),
        None => Err(Refused {
            status: 404,
            code: "ConversationNotFound",
            complaint: format!("there is no conversation {conversation}"),
        }),
    }
}

pub(super) fn authorised(channel: &LocalChannel, headers: &HeaderMap) -> Result<(), Refused> {
    let token = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let now = channel.0.clock.now();
    let state = channel.state();
    let good = token.and_then(|token| state.tokens.get(token)).is_some_and(|until| now < *until);
    if good {
        Ok(())
    } else {
        let complaint = "a call without a token that is good".to_owned();
        Err(Refused { status: 401, code: "Unauthorized", complaint })
    }
}

fn check_activity(
    channel: &LocalChannel,
    conversation: &str,
    activity: &Activity,
) -> Result<(), String> {
    if activity.kind != "message" {
        return Err(format!("an activity of type `{}`", activity.kind));
    }
    if activity.conversation_id() != conversation {
        return Err("the activity names another conversation than the address".to_owned());
    }
    let from = activity.from.as_ref().map_or("", |account| &account.id);
    if from != format!("28:{}", channel.0.app_id) {
        return Err("the activity does not say that it is from the bot".to_owned());
    }
    let has_text = activity.text.as_ref().is_some_and(|text| !text.is_empty());
    if has_text && !activity.attachments.is_empty() {
        return Err("text beside a card: Teams makes two messages of it".to_owned());
    }
    if !has_text && activity.attachments.is_empty() {
        return Err("a message without text or card".to_owned());
    }
    if activity.summary.as_ref().is_none_or(String::is_empty) {
        return Err("no summary: the notification would say “sent a card”".to_owned());
    }
    for attachment in &activity.attachments {
        if files::is_file(attachment) {
            files::check(channel, attachment)?;
            continue;
        }
        if attachment.content_type != ADAPTIVE_CARD {
            return Err(format!("an attachment of type {}", attachment.content_type));
        }
        let card = attachment.content.as_ref().ok_or("a card without content")?;
        let card = Card::read(card).map_err(|error| format!("an unreadable card: {error}"))?;
        if card.lang.is_empty() || card.fallback_text.is_empty() || card.body.is_empty() {
            return Err("a card without language, fallback text or body".to_owned());
        }
        if card.actions.len() > 6 {
            return Err("more than six buttons: Teams hides the rest".to_owned());
        }
    }
    Ok(())
}

fn message(id: &str, activity: Activity, at: jiff::Timestamp) -> Message {
    let alert = activity.channel_data.as_ref().and_then(|data| data.notification);
    let alert = alert.is_some_and(|notification| notification.alert);
    let locale = activity.locale.as_deref().unwrap_or_default();
    let file = activity.attachments.iter().find(|attachment| files::is_file(attachment));
    let drawn = file.map(|file| files::drawn(file, locale).json());
    let file = file.and_then(|file| serde_json::to_value(file).ok());
    Message {
        id: id.to_owned(),
        author: Author::Bot,
        text: activity.text.unwrap_or_default(),
        card: drawn
            .or_else(|| activity.attachments.into_iter().find_map(|attachment| attachment.content)),
        file,
        at,
        revision: 0,
        notified: activity.summary.filter(|_| alert),
    }
}

pub(super) fn refuse(channel: &LocalChannel, refused: Refused) -> Response {
    if !refused.complaint.is_empty() {
        channel.state().complain(refused.complaint);
    }
    let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::BAD_REQUEST);
    let error = json!({ "error": { "code": refused.code, "message": refused.code } });
    (status, Json(error)).into_response()
}

pub(super) fn not_found(code: &str) -> Response {
    let error = json!({ "error": { "code": code, "message": code } });
    (StatusCode::NOT_FOUND, Json(error)).into_response()
}

pub(super) async fn broken(channel: &LocalChannel, call: Call) -> Option<Response> {
    let fault = lock(&channel.0.faults).next(call);
    refuse_first(fault.as_ref()).await
}

/// A fault that comes before anything is taken.
async fn refuse_first(fault: Option<&Fault>) -> Option<Response> {
    match fault? {
        Fault::Status { status, retry_after, body } => {
            let status = StatusCode::from_u16(*status).ok()?;
            let mut response = (status, body.clone()).into_response();
            if let Some(seconds) = retry_after {
                response.headers_mut().insert("retry-after", (*seconds).into());
            }
            Some(response)
        }
        Fault::Hang(time) => {
            pause(*time).await;
            None
        }
        Fault::NoAnswer { taken: false } => std::future::pending().await,
        Fault::NoAnswer { taken: true } | Fault::TakenThen(_) | Fault::BreaksOff => None,
    }
}

/// A fault that comes after the activity was taken.
async fn then_fail(fault: Option<&Fault>, response: Response) -> Response {
    match fault {
        Some(Fault::TakenThen(status)) => {
            StatusCode::from_u16(*status).map_or(response, IntoResponse::into_response)
        }
        Some(Fault::NoAnswer { taken: true }) => std::future::pending().await,
        Some(Fault::BreaksOff) => {
            let (mut head, _) = response.into_parts();
            head.headers.insert("content-length", 64.into());
            Response::from_parts(head, Body::new(HalfBody::default()))
        }
        _ => response,
    }
}

/// A body that begins and does not end.
#[derive(Default)]
struct HalfBody {
    polls: usize,
}

impl HttpBody for HalfBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.polls += 1;
        match self.polls {
            1 => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{\"id\":"))))),
            // What is there goes out while it waits.
            2 => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            _ => Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into()))),
        }
    }
}
