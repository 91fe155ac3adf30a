//! A channel that counts by its own clock, and says "too many" where Teams would.
//!
//! The limits are those that Microsoft publishes ("Optimize your bot with rate limiting in Teams"):
//! per conversation 7 in a second, 8 in two, 60 in thirty; 50 a second within a tenant.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use stapje::clock::{Clock, pause};
use stapje::local_channel::{Ends, LocalChannel};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{now, people};

pub(crate) const APP_ID: &str = "11111111-2222-4333-8444-555566667777";
const CONVERSATION: [(usize, u64); 3] = [(7, 1), (8, 2), (60, 30)];
const TENANT: (usize, u64) = (50, 1);
/// How long the channel takes to answer.
const TAKES: Duration = Duration::from_millis(40);

/// What arrived: the number of the person, and the card.
pub(crate) type Arrived = (usize, Value);

/// The channel, with an issuer of tokens beside it. Cheap to clone; clones are the same channel.
#[derive(Clone)]
pub(crate) struct Channel {
    pub(crate) issuer: LocalChannel,
    pub(crate) service_url: String,
    state: Arc<Inner>,
}

struct Inner {
    in_tenant: usize,
    counted: Mutex<Counted>,
    arrivals: UnboundedSender<Arrived>,
}

/// What was counted.
#[derive(Default, Clone)]
pub(crate) struct Counted {
    /// When each tenant's calls came, oldest first.
    tenants: HashMap<usize, Vec<Instant>>,
    conversations: HashMap<usize, Vec<Instant>>,
    pub(crate) taken: usize,
    pub(crate) refused: usize,
    /// The most that came in one second within one tenant.
    pub(crate) most_in_a_second: usize,
    pub(crate) first: Option<Instant>,
    pub(crate) last: Option<Instant>,
}

impl Channel {
    pub(crate) async fn open(in_tenant: usize) -> (Channel, UnboundedReceiver<Arrived>) {
        let (arrivals, arrived) = unbounded_channel();
        let state = Arc::new(Inner { in_tenant, counted: Mutex::default(), arrivals });
        let router = Router::new()
            .route("/login/{tenant}/oauth2/v2.0/token", post(token))
            .route("/v3/conversations/{conversation}/activities", post(take))
            .with_state(state.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let service_url = format!("http://{}/", listener.local_addr().expect("an address"));
        tokio::spawn(stapje::web::serve(listener, router, std::future::pending()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let ends = Ends { app_id: APP_ID.to_owned(), tenant_id: people::tenant(0) };
        let issuer = LocalChannel::new(Clock::System, address, ends).expect("an issuer");
        tokio::spawn(axum::serve(listener, issuer.router()).into_future());
        (Channel { issuer, service_url, state }, arrived)
    }

    pub(crate) fn counted(&self) -> Counted {
        self.state.counted.lock().expect("nobody panicked").clone()
    }
}

async fn token() -> Json<Value> {
    Json(json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "channel" }))
}

async fn take(
    State(inner): State<Arc<Inner>>,
    Path(conversation): Path<String>,
    Json(activity): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let person: usize =
        conversation.strip_prefix("a:").and_then(|id| id.parse().ok()).expect("a person");
    let taken = inner.counted.lock().expect("nobody panicked").count(person, inner.in_tenant);
    pause(TAKES).await;
    if !taken {
        return (StatusCode::TOO_MANY_REQUESTS, Json(json!({ "error": { "code": "Throttled" } })));
    }
    // Nobody listens where only the numbers count.
    let _ = inner.arrivals.send((person, activity));
    (StatusCode::CREATED, Json(json!({ "id": "1" })))
}

impl Counted {
    /// Counts a call; false when it is one too many.
    fn count(&mut self, person: usize, in_tenant: usize) -> bool {
        let at = now();
        let tenant = self.tenants.entry(person / in_tenant).or_default();
        let conversation = self.conversations.entry(person).or_default();
        let fits = |calls: &[Instant], (most, seconds): (usize, u64)| {
            recent(calls, at, Duration::from_secs(seconds)) < most
        };
        let fits = fits(tenant, TENANT) && CONVERSATION.iter().all(|one| fits(conversation, *one));
        tenant.push(at);
        conversation.push(at);
        self.most_in_a_second =
            self.most_in_a_second.max(recent(tenant, at, Duration::from_secs(1)));
        self.first.get_or_insert(at);
        self.last = Some(at);
        if fits {
            self.taken += 1;
        } else {
            self.refused += 1;
        }
        fits
    }
}

/// How many of them are younger than `within`.
fn recent(calls: &[Instant], at: Instant, within: Duration) -> usize {
    calls.iter().rev().take_while(|call| at.duration_since(**call) < within).count()
}
