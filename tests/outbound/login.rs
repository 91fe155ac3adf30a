//! A login service and a machine's identity endpoint in one: gives what a test wants, and remembers
//! what it was asked.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use stapje::bot_framework::{Cloud, Credentials, CustomCloud, TokenSource, http_client};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// A question, as it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) path: String,
    /// The fields of the query and of the form together.
    pub(crate) fields: HashMap<String, String>,
    pub(crate) headers: HashMap<String, String>,
}

/// An answer.
#[derive(Clone)]
pub(crate) enum Say {
    Json(u16, Value),
    /// Asks for patience, for so many seconds.
    Busy(u32),
    /// Waits until told, then gives a token.
    Held(Arc<Notify>),
}

#[derive(Default)]
struct Inner {
    asked: Vec<Asked>,
    next: VecDeque<Say>,
}

pub(crate) struct Login {
    pub(crate) address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
}

impl Asked {
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

impl Login {
    pub(crate) async fn start() -> Login {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let inner = Arc::<Mutex<Inner>>::default();
        let router = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        Login { address, inner }
    }

    /// The next answers, in order. After them every question gets a token of its own.
    pub(crate) fn says(&self, answers: impl IntoIterator<Item = Say>) {
        self.inner.lock().expect("nobody panicked").next.extend(answers);
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.inner.lock().expect("nobody panicked").asked.clone()
    }

    pub(crate) fn times_asked(&self) -> usize {
        self.inner.lock().expect("nobody panicked").asked.len()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn cloud(&self) -> Cloud {
        Cloud::custom(&CustomCloud {
            issuer: "issuer",
            openid_metadata: &self.url("/metadata"),
            login: &self.url("/login"),
            scope: "https://api.example.org/.default",
            service_hosts: &[self.address.to_string()],
        })
        .expect("a cloud")
    }

    pub(crate) fn source(&self, credentials: Credentials) -> TokenSource {
        TokenSource::new(
            http_client(stapje::USER_AGENT).expect("a client"),
            &self.cloud(),
            credentials,
        )
    }
}

fn fields(text: &str) -> impl Iterator<Item = (String, String)> {
    let fields = url::form_urlencoded::parse(text.as_bytes());
    fields.map(|(name, value)| (name.into_owned(), value.into_owned()))
}

async fn answer(
    State(inner): State<Arc<Mutex<Inner>>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = String::from_utf8_lossy(&body);
    let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.to_string(), value.to_str().unwrap_or_default().to_owned())
    };
    let asked = Asked {
        path: uri.path().to_owned(),
        fields: fields(uri.query().unwrap_or_default()).chain(fields(&text)).collect(),
        headers: headers.iter().map(header).collect(),
    };
    let (say, number) = {
        let mut inner = inner.lock().expect("nobody panicked");
        inner.asked.push(asked);
        (inner.next.pop_front(), inner.asked.len())
    };
    let token = json!({
        "token_type": "Bearer", "expires_in": 3599, "access_token": format!("token-{number}"),
    });
    match say {
        None => axum::Json(token).into_response(),
        Some(Say::Json(status, body)) => {
            (StatusCode::from_u16(status).expect("good"), axum::Json(body)).into_response()
        }
        Some(Say::Busy(seconds)) => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds.to_string())]).into_response()
        }
        Some(Say::Held(until)) => {
            until.notified().await;
            axum::Json(token).into_response()
        }
    }
}
