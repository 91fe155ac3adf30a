//! Where the bot gets the channel's keys and its own tokens.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;

use super::connector::broken;
use super::faults::Call;
use super::{LocalChannel, SCOPE, lock};

/// How long a connector token is good.
const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_secs(3599);

pub(super) fn router(channel: LocalChannel) -> Router {
    Router::new()
        .route("/openid/metadata", get(metadata))
        .route("/openid/keys", get(keys))
        .route("/login/{tenant}/oauth2/v2.0/token", post(token))
        .with_state(channel)
}

async fn metadata(State(channel): State<LocalChannel>) -> Response {
    if let Some(response) = broken(&channel, Call::Keys).await {
        return response;
    }
    let jwks_uri = format!("{}/openid/keys", channel.base());
    Json(json!({ "issuer": super::ISSUER, "jwks_uri": jwks_uri })).into_response()
}

async fn keys(State(channel): State<LocalChannel>) -> Response {
    channel.state().key_fetches += 1;
    Json(lock(&channel.0.signer).key_set()).into_response()
}

#[derive(Deserialize)]
struct TokenRequest {
    grant_type: String,
    client_id: String,
    #[serde(default)]
    client_secret: String,
    #[serde(default)]
    client_assertion: String,
    scope: String,
}

async fn token(
    State(channel): State<LocalChannel>,
    Path(_tenant): Path<String>,
    Form(request): Form<TokenRequest>,
) -> Response {
    if let Some(response) = broken(&channel, Call::Token).await {
        return response;
    }
    let known = request.grant_type == "client_credentials"
        && request.client_id == channel.0.app_id
        && request.scope == SCOPE
        && (request.client_secret.is_empty() != request.client_assertion.is_empty());
    if !known {
        let error = Json(json!({ "error": "invalid_client" }));
        return (StatusCode::BAD_REQUEST, error).into_response();
    }
    let now = channel.0.clock.now();
    let mut state = channel.state();
    let token = format!("local-{}-{}", state.fresh_id(), now.as_millisecond());
    let expires = now.saturating_add(TOKEN_LIFETIME).unwrap_or(now);
    state.tokens.insert(token.clone(), expires);
    Json(json!({
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFETIME.as_secs(),
        "access_token": token,
    }))
    .into_response()
}
