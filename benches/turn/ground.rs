//! What both servers stand on: an issuer of tokens, a login service, a sink for replies, and people.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use stapje::bot_framework::http_client;
use stapje::clock::Clock;
use stapje::local_channel::{Ends, LocalChannel};
use tokio::net::TcpListener;
use tokio::sync::Notify;

pub(crate) const APP_ID: &str = "11111111-2222-4333-8444-555566667777";

/// Cheap to clone; clones are the same ground.
#[derive(Clone)]
pub(crate) struct Ground {
    pub(crate) channel: LocalChannel,
    /// Where replies go, with a slash at the end.
    pub(crate) service_url: String,
    pub(crate) folder: Arc<tempfile::TempDir>,
    pub(crate) tenants: Vec<String>,
    token: Arc<str>,
    http: reqwest::Client,
    /// Rung when a reply to this person has arrived.
    replies: Arc<[Notify]>,
}

impl Ground {
    pub(crate) async fn new(people: usize) -> Ground {
        let replies: Arc<[Notify]> = (0..people).map(|_| Notify::new()).collect();
        let sink = Router::new()
            .route("/login/{tenant}/oauth2/v2.0/token", post(token))
            .route("/v3/conversations/{person}/activities", post(take))
            .with_state(replies.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let service_url = format!("http://{}/", listener.local_addr().expect("an address"));
        tokio::spawn(stapje::web::serve(listener, sink, std::future::pending()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let ends = Ends { app_id: APP_ID.to_owned(), tenant_id: tenant(0) };
        let channel = LocalChannel::new(Clock::System, address, ends).expect("a channel");
        tokio::spawn(axum::serve(listener, channel.router()).into_future());
        let claims = channel.claims().with("serviceurl", json!(service_url));
        Ground {
            token: channel.sign(&claims).expect("a token").into(),
            channel,
            service_url,
            folder: Arc::new(tempfile::TempDir::new().expect("a folder")),
            tenants: (0..people).map(tenant).collect(),
            http: http_client(stapje::USER_AGENT).expect("a client"),
            replies,
        }
    }

    /// Posts a message of this person, and gives the status of the answer.
    pub(crate) async fn post(&self, bot: &str, person: usize, id: &str, text: &str) -> u16 {
        let activity = self.activity(person, id, text);
        let request = self.http.post(bot).bearer_auth(&*self.token).json(&activity);
        request.send().await.expect("an answer").status().as_u16()
    }

    /// Waits for the next reply to this person. One that came before is none of its business.
    pub(crate) fn expect_reply(&self, person: usize) -> impl Future<Output = ()> {
        let replies = self.replies.clone();
        std::pin::pin!(replies[person].notified()).as_mut().enable();
        async move { replies[person].notified().await }
    }

    fn activity(&self, person: usize, id: &str, text: &str) -> Value {
        json!({
            "type": "message",
            "id": id,
            "timestamp": "2026-11-02T08:00:00Z",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": { "id": format!("29:{person}"), "aadObjectId": format!("oid-{person}") },
            "recipient": { "id": format!("28:{APP_ID}") },
            "conversation": {
                "id": format!("{person}"),
                "conversationType": "personal",
                "tenantId": self.tenants[person],
            },
            "channelData": { "tenant": { "id": self.tenants[person] } },
            "locale": "nl-NL",
            "text": text,
        })
    }
}

fn tenant(person: usize) -> String {
    format!("00000000-0000-4000-8000-{person:012}")
}

async fn token() -> Json<Value> {
    Json(json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "sink" }))
}

async fn take(
    State(replies): State<Arc<[Notify]>>,
    Path(person): Path<usize>,
) -> (StatusCode, Json<Value>) {
    replies[person].notify_one();
    (StatusCode::CREATED, Json(json!({ "id": "1" })))
}
