//! An issuer that publishes whatever a test wants, and counts who comes to look. Its key is that of
//! a local channel which nobody serves.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use stapje::bot_framework::auth::{
    EntraSettings, Proof, Refusal, Verified, Verifier, VerifierSettings,
};
use stapje::bot_framework::{
    Activity, Cloud, Connector, Credentials, CustomCloud, TokenSource, http_client,
};
use stapje::clock::{Chance, Clock, ManualClock};
use stapje::learning::Rule;
use stapje::local_channel::{Ends, ISSUER, LocalChannel, TokenClaims};
use stapje::service::{Parts, Service};
use stapje::store::Store;
use stapje::web;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::world::edition;

pub(crate) const APP: &str = "11111111-2222-4333-8444-555566667777";
pub(crate) const TENANT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeffff0000";
pub(crate) const CALLER: &str = "cccccccc-aaaa-4bbb-8ccc-dddd11112222";
pub(crate) const SECRET: &str = "not-a-real-secret";
pub(crate) const SERVICE_URL: &str = "https://smba.trafficmanager.net/emea/";
pub(crate) const METADATA: &str = "/openid/metadata";
pub(crate) const KEYS: &str = "/openid/keys";

/// What is found at a path.
#[derive(Clone)]
pub(crate) enum Page {
    Json(Value),
    Status(u16),
    Redirect(String),
    /// The connection stays open and nothing comes.
    Silence,
    /// The page comes when the test says so.
    Held(Arc<tokio::sync::Notify>, Value),
}

#[derive(Default)]
struct Pages {
    found: HashMap<String, Page>,
    asked: Vec<String>,
}

pub(crate) struct Issuer {
    pub(crate) address: SocketAddr,
    pub(crate) clock: ManualClock,
    pub(crate) ring: LocalChannel,
    http: reqwest::Client,
    pages: Arc<Mutex<Pages>>,
}

/// A holder of a key of its own.
pub(crate) fn key_ring(clock: &ManualClock, address: SocketAddr) -> LocalChannel {
    let ends = Ends { app_id: APP.to_owned(), tenant_id: TENANT.to_owned() };
    LocalChannel::new(Clock::Manual(clock.clone()), address, ends).expect("a key")
}

/// The ring's key as a key set shows it, endorsed for these channels.
pub(crate) fn key(ring: &LocalChannel, endorsements: &[&str]) -> Value {
    let (n, e) = ring.public_key();
    let kid = ring.claims().kid;
    json!({ "kty": "RSA", "use": "sig", "kid": kid, "n": n, "e": e, "endorsements": endorsements })
}

impl Issuer {
    /// An issuer that publishes its key, endorsed for Teams.
    pub(crate) async fn start() -> Issuer {
        let start: Timestamp = "2026-11-02T08:00:00Z".parse().expect("a moment");
        let clock = ManualClock::new(start);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let pages = Arc::<Mutex<Pages>>::default();
        let router = Router::new().fallback(show).with_state(pages.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        let (ring, http) =
            (key_ring(&clock, address), http_client(stapje::USER_AGENT).expect("a client"));
        let issuer = Issuer { address, clock, ring, http, pages };
        issuer.shows(METADATA, Page::Json(json!({ "jwks_uri": issuer.url(KEYS) })));
        issuer.shows_keys(&[key(&issuer.ring, &["msteams"])]);
        issuer
    }

    /// Publishes the keys of a tenant of Entra, for both versions.
    pub(crate) fn shows_tenant(&self, tenant: &str, keys: &[Value]) {
        for version in ["", "/v2.0"] {
            let uri = format!("/login/{tenant}{version}/keys");
            self.shows(&uri, Page::Json(json!({ "keys": keys })));
            let metadata = format!("/login/{tenant}{version}/.well-known/openid-configuration");
            self.shows(&metadata, Page::Json(json!({ "jwks_uri": self.url(&uri) })));
        }
    }

    pub(crate) fn shows(&self, path: &str, page: Page) {
        self.pages.lock().expect("nobody panicked").found.insert(path.to_owned(), page);
    }

    pub(crate) fn shows_keys(&self, keys: &[Value]) {
        self.shows(KEYS, Page::Json(json!({ "keys": keys })));
    }

    /// How often somebody came for a path that begins like this.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let pages = self.pages.lock().expect("nobody panicked");
        pages.asked.iter().filter(|asked| asked.starts_with(path)).count()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The cloud of this issuer, with Microsoft's service host beside its own: settings cannot say
    /// that, as one is plain http and the other elsewhere.
    pub(crate) fn cloud(&self) -> Cloud {
        let mut cloud = Cloud::custom(&CustomCloud {
            issuer: ISSUER,
            openid_metadata: &self.url(METADATA),
            login: &self.url("/login/"),
            scope: "scope",
            service_hosts: &["localhost".to_owned()],
        })
        .expect("a cloud");
        cloud.service_hosts = vec!["smba.trafficmanager.net".to_owned(), self.address.to_string()];
        cloud
    }

    /// A verifier that believes this issuer's tokens of the Bot Framework.
    pub(crate) fn verifier(&self) -> Verifier {
        let settings =
            VerifierSettings { app_id: APP.to_owned(), tenants: vec![TENANT.to_owned()] };
        Verifier::new(self.http.clone(), &self.cloud(), settings)
    }

    /// A verifier that believes these tenants of Entra as well.
    pub(crate) fn verifier_with_entra(&self, tenants: &[&str]) -> Verifier {
        let tenants = tenants.iter().map(|&id| id.to_owned()).collect();
        let entra = EntraSettings { tenants, callers: vec![CALLER.to_owned()] };
        self.verifier().and_entra(&self.http, &self.cloud(), &entra)
    }

    /// Claims of the Bot Framework, as they should be.
    pub(crate) fn claims(&self) -> TokenClaims {
        self.ring.claims().with("serviceurl", json!(SERVICE_URL))
    }

    /// Proves a token.
    pub(crate) async fn prove(&self, verifier: &Verifier, token: &str) -> Result<Proof, Refusal> {
        verifier.prove(&[&format!("Bearer {token}")], self.clock.now()).await
    }

    /// Signs, proves and admits: the whole way in.
    pub(crate) async fn enters(
        &self,
        verifier: &Verifier,
        claims: &TokenClaims,
        activity: &Value,
    ) -> Result<Verified, Refusal> {
        let token = self.ring.sign(claims).expect("a token");
        let proof = self.prove(verifier, &token).await?;
        let activity = Activity::parse(activity.to_string().as_bytes()).expect("an activity");
        verifier.admit(&proof, &activity)
    }
}

/// A bot of its own behind a real server, with a verifier that a test chose. What it would answer
/// stays in its outbox.
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    pub(crate) service: Service,
    _folder: TempDir,
}

impl Door {
    pub(crate) async fn open(issuer: &Issuer, verifier: Verifier) -> Door {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite:{}/stapje.db", folder.path().display());
        let (http, cloud) = (http_client(stapje::USER_AGENT).expect("a client"), issuer.cloud());
        let credentials = Credentials::with_secret(APP, TENANT, SecretString::from(SECRET));
        let tokens = TokenSource::new(http.clone(), &cloud, credentials);
        let service = Service::new(Parts {
            store: Store::open(&url).await.expect("a database"),
            edition: edition(),
            clock: Clock::Manual(issuer.clock.clone()),
            chance: Chance::seeded(7),
            rule: Rule::default(),
            retention: stapje::store::retention::Retention::default(),
            connector: Connector::new(http, &cloud, tokens),
            verifier,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = web::router(service.clone());
        tokio::spawn(web::serve(listener, router, std::future::pending()));
        Door { address, service, _folder: folder }
    }
}

/// An activity that the good claims are for.
pub(crate) fn activity() -> Value {
    json!({
        "type": "message",
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": { "id": "29:sanne", "aadObjectId": "oid" },
        "recipient": { "id": format!("28:{APP}") },
        "conversation": { "id": "a:1", "tenantId": TENANT },
        "channelData": { "tenant": { "id": TENANT } },
        "text": "hoi",
    })
}

async fn show(State(pages): State<Arc<Mutex<Pages>>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let page = {
        let mut pages = pages.lock().expect("nobody panicked");
        pages.asked.push(path.clone());
        pages.found.get(&path).cloned()
    };
    match page {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Page::Json(value)) => axum::Json(value).into_response(),
        Some(Page::Status(status)) => StatusCode::from_u16(status).expect("good").into_response(),
        Some(Page::Redirect(to)) => (StatusCode::FOUND, [("location", to)]).into_response(),
        Some(Page::Silence) => std::future::pending().await,
        Some(Page::Held(until, value)) => {
            until.notified().await;
            axum::Json(value).into_response()
        }
    }
}
