//! Everything that the doctor asks, in one server on this machine: login, issuer, Stapje itself and
//! the address that Teams uses. All is well until a test says otherwise.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use stapje::clock::Clock;
use stapje::doctor::{CHECKS, Check, Line, Question, examine};
use stapje::store::Store;
use tempfile::TempDir;
use tokio::net::TcpListener;

pub(crate) const APP: &str = "11111111-2222-4333-8444-555566667777";
pub(crate) const TENANT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeffff0000";
pub(crate) const SECRET: &str = "not-a-real-secret";

/// The path of the token endpoint.
pub(crate) const TOKEN: &str = "/login/aaaaaaaa-bbbb-4ccc-8ddd-eeeeffff0000/oauth2/v2.0/token";

/// A status and a body.
type Said = (u16, String);

#[derive(Default)]
struct Inner {
    /// What comes next at each path; the last one stays.
    says: HashMap<String, VecDeque<Said>>,
    asked: Vec<(String, HeaderMap, String)>,
}

pub(crate) struct Fake {
    pub(crate) address: SocketAddr,
    pub(crate) folder: TempDir,
    inner: Arc<Mutex<Inner>>,
}

impl Fake {
    /// A place in which all is well: settings, a database, every service.
    pub(crate) async fn start() -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let inner = Arc::<Mutex<Inner>>::default();
        let router = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        let fake = Fake { address, folder: TempDir::new().expect("a folder"), inner };
        let metadata = json!({ "issuer": "issuer", "jwks_uri": fake.url("/keys") });
        fake.says("/metadata", 200, &metadata);
        let key =
            json!({ "kty": "RSA", "kid": "1", "n": "n", "e": "AQAB", "endorsements": ["msteams"] });
        fake.says("/keys", 200, &json!({ "keys": [key] }));
        fake.says(TOKEN, 200, &json!({ "access_token": "a-token", "expires_in": 3599 }));
        let ready = json!({
            "version": "1.0.0 (test)", "signing_keys": true, "reasons": [], "warnings": [],
        });
        fake.says("/ready", 200, &ready);
        fake.says_text("/api/messages", 401, "");
        Store::open(&fake.database()).await.expect("a database").close().await;
        fake.set(&fake.settings());
        fake
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn database(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("stapje.db").display())
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("stapje.toml")
    }

    pub(crate) fn says(&self, path: impl Into<String>, status: u16, body: &Value) {
        self.says_text(path, status, &body.to_string());
    }

    pub(crate) fn says_text(&self, path: impl Into<String>, status: u16, body: &str) {
        let mut inner = self.inner.lock().expect("nobody panicked");
        inner.says.insert(path.into(), VecDeque::from([(status, body.to_owned())]));
    }

    /// One answer after the other; the last one stays.
    pub(crate) fn says_in_turn(&self, path: &str, answers: &[(u16, Value)]) {
        let answers = answers.iter().map(|(status, body)| (*status, body.to_string()));
        let mut inner = self.inner.lock().expect("nobody panicked");
        inner.says.insert(path.to_owned(), answers.collect());
    }

    /// The headers of everything that was asked at this path.
    pub(crate) fn asked(&self, path: &str) -> Vec<HeaderMap> {
        let inner = self.inner.lock().expect("nobody panicked");
        let at = inner.asked.iter().filter(|(at, _, _)| at == path);
        at.map(|(_, headers, _)| headers.clone()).collect()
    }

    /// The bodies of everything that was asked at this path.
    pub(crate) fn bodies(&self, path: &str) -> Vec<String> {
        let inner = self.inner.lock().expect("nobody panicked");
        let at = inner.asked.iter().filter(|(at, _, _)| at == path);
        at.map(|(_, _, body)| body.clone()).collect()
    }

    /// Settings with which all is well.
    pub(crate) fn settings(&self) -> String {
        let at = |path: &str| self.url(path);
        format!(
            "app_id = \"{APP}\"\nhome_tenant = \"{TENANT}\"\ntenants = [\"{TENANT}\"]\n\
             bind = \"{}\"\npublic_url = \"{}\"\ndatabase = \"sqlite:stapje.db\"\n\
             app_secret_expires = \"2099-01-01\"\n\
             [cloud]\nissuer = \"issuer\"\nopenid_metadata = \"{}\"\nlogin = \"{}\"\n\
             scope = \"https://api.example.org/.default\"\nservice_hosts = [\"{}\"]\n",
            self.address,
            at(""),
            at("/metadata"),
            at("/login"),
            self.address
        )
    }

    /// Writes settings.
    pub(crate) fn set(&self, settings: &str) {
        std::fs::write(self.config(), settings).expect("the settings are written");
    }

    /// Writes settings in which `old` is `new`.
    pub(crate) fn change(&self, old: &str, new: &str) {
        let settings = self.settings();
        assert!(settings.contains(old), "{old} is not in the settings");
        self.set(&settings.replace(old, new));
    }

    /// What the doctor says of everything but the content, which is large and always the same.
    pub(crate) async fn lines(&self) -> Vec<Line> {
        let mut only = CHECKS.to_vec();
        only.retain(|check| !matches!(check, Check::Content | Check::Languages));
        self.lines_of(&Question { only: &only, ..Question::default() }, &Clock::System).await
    }

    pub(crate) async fn lines_of(&self, question: &Question<'_>, clock: &Clock) -> Vec<Line> {
        let config = self.config();
        let question = Question { config: Some(&config), ..*question };
        let env = |name: &str| (name == "STAPJE_APP_SECRET").then(|| SECRET.to_owned());
        let lines = examine(&question, &env, clock).await.expect("a client");
        for line in &lines {
            let said = format!("{line:?}");
            let told =
                [SECRET, "a-token", "PRIVATE KEY"].iter().any(|secret| said.contains(secret));
            assert!(!told, "a secret is shown: {said}");
        }
        lines
    }
}

/// The state of a line.
pub(crate) fn state(lines: &[Line], check: &str) -> &'static str {
    let line = lines.iter().find(|line| line.check.name() == check);
    line.unwrap_or_else(|| panic!("there is no line {check}")).state
}

async fn answer(
    State(inner): State<Arc<Mutex<Inner>>>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let mut inner = inner.lock().expect("nobody panicked");
    inner.asked.push((uri.path().to_owned(), headers, body));
    let said = match inner.says.get_mut(uri.path()) {
        Some(said) if said.len() > 1 => said.pop_front(),
        Some(said) => said.front().cloned(),
        None => None,
    };
    let (status, body) = said.unwrap_or((404, String::new()));
    let status = StatusCode::from_u16(status).expect("a status");
    // Whoever is asked for patience need not wait in a test.
    (status, [("retry-after", "0")], body).into_response()
}
