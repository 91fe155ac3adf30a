//! `POST /api/messages`: prove who sent it, read it, take the turn, answer.
//!
//! The order matters: the token is checked before the body is read, and a caller who is refused
//! learns a status and nothing else.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::bot_framework::Activity;
use crate::bot_framework::auth::Refusal;
use crate::bot_framework::invoke::{Invoke, InvokeResponse};
use crate::conversation::Answer;
use crate::service::Service;

/// The largest activity that is read, in bytes.
const LARGEST: usize = 256 * 1024;
/// The whole body must be there within this time.
const BODY_WITHIN: Duration = Duration::from_secs(10);
/// An invoke is answered within this time after the request came in, or with an apology: the
/// client gives up after five seconds in some places and ten in others.
const INVOKE_DEADLINE: Duration = Duration::from_millis(4500);

/// Why a request was not handled.
enum Rejection {
    Refused(Refusal),
    TooLarge,
    TooSlow,
    Malformed(crate::bot_framework::activity::ParseError),
}

pub(super) async fn receive(State(service): State<Service>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match accept(&service, &parts.headers, body).await {
        Ok(response) => response,
        Err(rejection) => rejection.answer(),
    }
}

async fn accept(service: &Service, headers: &HeaderMap, body: Body) -> Result<Response, Rejection> {
    let answer_by = tokio::time::Instant::now() + INVOKE_DEADLINE;
    let values = headers.get_all("authorization");
    // A header that is not text is no token.
    let authorization: Vec<&str> =
        values.iter().map(|value| value.to_str().unwrap_or_default()).collect();
    let now = service.now();
    let proof = service.verifier().prove(&authorization, now).await.map_err(Rejection::Refused)?;
    let body = tokio::time::timeout(BODY_WITHIN, to_bytes(body, LARGEST))
        .await
        .map_err(|_| Rejection::TooSlow)?
        .map_err(|_| Rejection::TooLarge)?;
    let activity = Activity::parse(&body).map_err(Rejection::Malformed)?;
    let verified = service.verifier().admit(&proof, &activity).map_err(Rejection::Refused)?;
    let is_invoke = activity.kind == "invoke";
    let turn = service.turn(&verified, &activity);
    let taken = if is_invoke {
        tokio::time::timeout_at(answer_by, turn).await.ok()
    } else {
        Some(turn.await)
    };
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

impl Rejection {
    /// Logs the reason and answers with a status and an empty body.
    fn answer(&self) -> Response {
        let status = match self {
            Rejection::Refused(refusal) => {
                tracing::warn!(reason = refusal.name(), "a request was refused");
                refusal.status()
            }
            Rejection::TooLarge => {
                tracing::warn!(reason = "too_large", "a request was refused");
                413
            }
            Rejection::TooSlow => {
                tracing::warn!(reason = "too_slow", "a request was refused");
                408
            }
            Rejection::Malformed(error) => {
                tracing::warn!(reason = %error, "a request was refused");
                400
            }
        };
        StatusCode::from_u16(status).unwrap_or(StatusCode::UNAUTHORIZED).into_response()
    }
}
