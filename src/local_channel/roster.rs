//! Who is in which conversation, and the conversation of a person.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::LocalChannel;
use super::connector::{Refused, authorised, broken, not_found, refuse};
use super::faults::Call;

pub(super) fn router(channel: LocalChannel) -> Router {
    Router::new()
        .route("/", post(create))
        .route("/{conversation}/members/{member}", get(member))
        .route("/{conversation}/pagedmembers", get(members))
        .with_state(channel)
}

/// Finds the conversation with one person. Teams makes none where the app is not installed.
async fn create(
    State(channel): State<LocalChannel>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    if let Some(response) = broken(&channel, Call::Create).await {
        return response;
    }
    if let Err(refused) = authorised(&channel, &headers) {
        return refuse(&channel, refused);
    }
    let bad = |complaint: &str| {
        let complaint = complaint.to_owned();
        refuse(&channel, Refused { status: 400, code: "BadSyntax", complaint })
    };
    let tenants = [&body["tenantId"], &body["channelData"]["tenant"]["id"]];
    if tenants.iter().any(|tenant| *tenant != &channel.0.tenant_id) {
        return bad("a conversation without its tenant in both places");
    }
    if body["bot"]["id"] != format!("28:{}", channel.0.app_id) || body["isGroup"] == true {
        return bad("a conversation that is not one-to-one with the bot");
    }
    let Some([one]) = body["members"].as_array().map(Vec::as_slice) else {
        return bad("a conversation with other than one person");
    };
    let found = channel.state().conversation_of(one["id"].as_str().unwrap_or_default());
    match found {
        Some(id) => {
            let answer = json!({ "id": id, "serviceUrl": channel.service_url() });
            (StatusCode::CREATED, Json(answer)).into_response()
        }
        None => refuse(
            &channel,
            Refused { status: 403, code: "ForbiddenOperationException", complaint: String::new() },
        ),
    }
}

async fn member(
    State(channel): State<LocalChannel>,
    Path((conversation, member)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(response) = broken(&channel, Call::Members).await {
        return response;
    }
    if let Err(refused) = authorised(&channel, &headers) {
        return refuse(&channel, refused);
    }
    let members = channel.state().members(&conversation);
    let Some(members) = members else { return not_found("ConversationNotFound") };
    let is_them = |found: &&Value| found["id"] == member || found["objectId"] == member;
    match members.iter().find(is_them) {
        Some(found) => Json(found).into_response(),
        None => not_found("MemberNotFoundInConversation"),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    page_size: usize,
    continuation_token: Option<String>,
}

async fn members(
    State(channel): State<LocalChannel>,
    Path(conversation): Path<String>,
    Query(page): Query<Page>,
    headers: HeaderMap,
) -> Response {
    if let Some(response) = broken(&channel, Call::Members).await {
        return response;
    }
    if let Err(refused) = authorised(&channel, &headers) {
        return refuse(&channel, refused);
    }
    let members = channel.state().members(&conversation);
    let Some(members) = members else { return not_found("ConversationNotFound") };
    // Teams' tokens are opaque and full of characters that have a meaning in a query.
    let from = page.continuation_token.as_deref().and_then(|token| token.strip_prefix("next=/+&"));
    let from = from.and_then(|from| from.parse().ok()).unwrap_or(0);
    let size = page.page_size.clamp(50, 500);
    let next = (from + size < members.len()).then(|| format!("next=/+&{}", from + size));
    let members: Vec<_> = members.into_iter().skip(from).take(size).collect();
    Json(json!({ "members": members, "continuationToken": next })).into_response()
}
