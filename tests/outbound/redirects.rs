//! A connector that sends us elsewhere: our token stays where it was meant to go.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use secrecy::SecretString;
use stapje::bot_framework::{
    Connector, ConversationReference, Credentials, TimeLimits, TokenSource, client_builder,
};
use tokio::net::TcpListener;

use super::connector::{Line, card};
use crate::log::LogOfAll;

/// In no other test: the log of all threads is looked through for it.
const SECRET: &str = "the-secret-of-somebody-who-is-sent-elsewhere";

/// What a server got, and what it says to everything.
#[derive(Clone, Default)]
struct Server {
    got: Arc<Mutex<Vec<HeaderMap>>>,
    says: Arc<Mutex<(StatusCode, String)>>,
}

impl Server {
    async fn start() -> (Server, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = Server::default();
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        (server, address)
    }

    fn got(&self) -> Vec<HeaderMap> {
        std::mem::take(&mut self.got.lock().expect("nobody panicked"))
    }
}

async fn answer(State(server): State<Server>, headers: HeaderMap) -> (StatusCode, HeaderMap) {
    server.got.lock().expect("nobody panicked").push(headers);
    let (status, location) = server.says.lock().expect("nobody panicked").clone();
    let location = HeaderValue::from_str(&location).expect("an address");
    (status, HeaderMap::from_iter([(axum::http::header::LOCATION, location)]))
}

#[tokio::test]
async fn our_token_follows_no_connector_elsewhere_and_each_call_says_who_calls() {
    let log = LogOfAll::start();
    let line = Line::open().await;
    let (connector, here) = Server::start().await;
    let (elsewhere, there) = Server::start().await;
    // Even where both are trusted.
    let hosts = [here.to_string(), there.to_string()];
    let cloud = line.channel.cloud().expect("a cloud").and_hosts(&hosts).expect("hosts");
    let http = client_builder("a-bot/2.7", TimeLimits::default()).build().expect("a client");
    let (app, tenant) =
        ("11111111-2222-4333-8444-555566667777", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeffff0000");
    let credentials = Credentials::with_secret(app, tenant, SecretString::from(SECRET));
    let tokens = TokenSource::new(http.clone(), &cloud, credentials);
    let bot = Connector::new(http, &cloud, tokens);
    let to = ConversationReference {
        conversation_id: "a:1".to_owned(),
        service_url: format!("http://{here}/"),
    };
    let now = line.now();
    for status in [301, 302, 303, 307, 308] {
        let status = StatusCode::from_u16(status).expect("a status");
        let place = format!("http://{there}/v3/conversations");
        *connector.says.lock().expect("nobody panicked") = (status, place);
        let outcomes = [
            bot.send(&to, &card(), now).await,
            bot.reply(&to, "1", &card(), now).await,
            bot.update(&to, "1", &card(), now).await,
            bot.delete(&to, "1", now).await,
            bot.member(&to, "1", now).await.expect_err("refused"),
            bot.members(&to, 50, None, now).await.expect_err("refused"),
            bot.create_conversation(&to.service_url, tenant, "1", now).await.expect_err("refused"),
        ];
        let reason = format!("status_{}", status.as_u16());
        assert!(outcomes.iter().all(|outcome| outcome.reason() == reason), "{outcomes:?}");
        let got = connector.got();
        assert_eq!(got.len(), outcomes.len());
        for headers in got {
            let token = headers["authorization"].to_str().expect("text").strip_prefix("Bearer ");
            let token = token.expect("a token");
            assert!(!token.is_empty() && !log.text().contains(token), "our token is in the log");
            assert_eq!(headers["user-agent"], "a-bot/2.7");
        }
        assert!(elsewhere.got().is_empty(), "{status}");
    }
    assert!(!log.text().is_empty() && !log.text().contains(SECRET));
}
