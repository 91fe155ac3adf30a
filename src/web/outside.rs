//! What every request and answer has: a number of its own in the log, and headers that tell browsers
//! to trust nothing. And whom to tell about a weakness.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use tracing::Instrument;

use crate::service::Service;

/// The number of a request, in the answer and in the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long a `security.txt` says that it is good for.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Unless an answer says otherwise itself.
const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// What is said to anybody who asks.
#[derive(Debug, Clone, Default)]
pub struct Public {
    /// Where weaknesses may be reported: `mailto:…` or `https://…`.
    pub security_contact: Option<Arc<str>>,
}

/// Gives every request a number of its own, and every answer the headers that are not there yet.
pub(super) async fn wrap(State(service): State<Service>, request: Request, next: Next) -> Response {
    let id = service.request_id();
    let span = tracing::info_span!("request", id, path = request.uri().path());
    let mut answer = next.run(request).instrument(span).await;
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    answer
}

/// `/.well-known/security.txt` (RFC 9116), where a contact is set.
pub(super) fn security_txt(service: &Service, public: &Public) -> Response {
    let Some(contact) = &public.security_contact else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let expires = service.now().saturating_add(GOOD_FOR).unwrap_or(Timestamp::MAX);
    let expires = expires.strftime("%Y-%m-%dT00:00:00Z");
    let text = format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: nl, en\n");
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
