//! `POST /api/messages`: prove who sent it, read it, take the turn, answer.
//!
//! The order matters: the token is checked before the body is read, and a caller who is refused
//! learns a status and nothing else.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use crate::bot_framework::invoke::{Invoke, InvokeResponse};
use crate::bot_framework::{Activity, Rejection};
use crate::conversation::Answer;
use crate::service::{Ended, Service};

/// The largest activity that is read, in bytes.
const LARGEST: usize = 256 * 1024;
/// The whole body must be there within this time.
const BODY_WITHIN: Duration = Duration::from_secs(10);
/// An invoke is answered within this time after its head came in, or with an apology: the client
/// gives up after five seconds in some places and ten in others.
///
/// Keys that have to be fetched first and a body that comes slowly take of this time, but are not
/// cut short by it: until the body is there, nobody knows that it is an invoke, nor in which body
/// its apology belongs. A message has fifteen seconds. Keys are fetched at the start and again in
/// the background, so that a request waits for them only while the issuer is out of reach.
const INVOKE_DEADLINE: Duration = Duration::from_millis(4500);

pub(super) async fn receive(State(service): State<Service>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match accept(&service, &parts.headers, body).await {
        Ok(response) => response,
        Err(rejection) => turn_away(&service, rejection),
    }
}

/// Whatever is not a POST.
pub(super) async fn wrong_method(State(service): State<Service>) -> Response {
    turn_away(&service, Rejection::WrongMethod)
}

/// Counts the reason and answers with a status and an empty body.
fn turn_away(service: &Service, rejection: Rejection) -> Response {
    service.rejections().count(rejection, service.now());
    StatusCode::from_u16(rejection.status()).unwrap_or(StatusCode::UNAUTHORIZED).into_response()
}

async fn accept(service: &Service, headers: &HeaderMap, body: Body) -> Result<Response, Rejection> {
    let begun = tokio::time::Instant::now();
    let answer_by = begun + INVOKE_DEADLINE;
    let values = headers.get_all("authorization");
    // A header that is not text is no token.
    let authorization: Vec<&str> =
        values.iter().map(|value| value.to_str().unwrap_or_default()).collect();
    let now = service.now();
    let proof = service.verifier().prove(&authorization, now).await.map_err(Rejection::Refused)?;
    let body =
        tokio::time::timeout(BODY_WITHIN, whole(body)).await.map_err(|_| Rejection::TooSlow)??;
    let activity = Activity::parse(&body).map_err(|error| {
        tracing::debug!(%error, "a body is not an activity");
        Rejection::Malformed
    })?;
    let verified = service.verifier().admit(&proof, &activity).map_err(Rejection::Refused)?;
    let is_invoke = activity.kind == "invoke";
    let span = tracing::debug_span!("turn", kind = activity.view().name());
    // What a turn keeps at hand is large, and would be copied with every wrapping of this function.
    let turn = Box::pin(service.turn(&verified, &activity)).instrument(span);
    let taken = if is_invoke {
        tokio::time::timeout_at(answer_by, turn).await.ok()
    } else {
        Some(turn.await)
    };
    let ended = match &taken {
        Some(Ok(_)) => Ended::Done,
        Some(Err(_)) => Ended::Failed,
        None => Ended::Late,
    };
    service.figures().turn(activity.view().name(), ended, begun.elapsed());
    Ok(match taken {
        Some(Ok(Answer::Received)) => StatusCode::OK.into_response(),
        Some(Ok(Answer::Invoke(response))) => invoke_response(response),
        Some(Err(error)) => {
            tracing::error!(%error, kind = activity.view().name(), "a turn failed");
            sorry(service, &activity, is_invoke)
        }
        None => {
            tracing::error!("an invoke took too long");
            sorry(service, &activity, is_invoke)
        }
    })
}

fn invoke_response(response: InvokeResponse) -> Response {
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::OK);
    match response.body {
        Some(body) => (status, Json(body)).into_response(),
        None => status.into_response(),
    }
}

/// Our own failure: a person sees a friendly line, the channel an error that it may retry.
fn sorry(service: &Service, activity: &Activity, is_invoke: bool) -> Response {
    if !is_invoke {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let edition = service.edition();
    let (_, words) = edition.language(activity.locale().unwrap_or_default());
    let asked = Invoke::of(activity);
    invoke_response(InvokeResponse::saying(&asked, &words.say("continue-in-chat")))
}

/// The whole body, unless it is larger than it may be: then no more of it is read than fits.
async fn whole(mut body: Body) -> Result<Vec<u8>, Rejection> {
    if body.size_hint().lower() > LARGEST as u64 {
        return Err(Rejection::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| Rejection::BrokenOff)?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > LARGEST {
            return Err(Rejection::TooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}
