//! Traces of the running program, as a collector gets them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use stapje::clock::{Clock, pause};
use tokio::net::TcpListener;

use super::ground::{APP_ID, Ground, TENANT_ID};
use super::{OBJECT_ID, arrives};
use crate::command::serve::Running;
use crate::command::{Ran, stapje};

/// A collector: everything that was posted to it, one after the other.
async fn collector() -> (String, Arc<Mutex<Vec<u8>>>) {
    let got = Arc::new(Mutex::new(Vec::new()));
    let kept = got.clone();
    let take = async move |body: Bytes| kept.lock().unwrap().extend_from_slice(&body);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/v1/traces", post(take));
    tokio::spawn(axum::serve(listener, router).into_future());
    (address, got)
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_gets_how_long_things_take_and_nothing_about_anybody() {
    let (address, got) = collector().await;
    let ground = Ground::new(Clock::System).await;
    let settings = ground.write("stapje.toml", &ground.cloud());
    let mut command = stapje(&["serve"]);
    command
        .arg("--config")
        .arg(settings)
        .env("STAPJE_BIND", "127.0.0.1:0")
        .env("STAPJE_OTLP", &address)
        .env("STAPJE_DATABASE", format!("sqlite:{}", ground.path("stapje.db").display()))
        .env("STAPJE_APP_ID", APP_ID)
        .env("STAPJE_HOME_TENANT", TENANT_ID)
        .env("STAPJE_TENANTS", TENANT_ID)
        .env("STAPJE_APP_SECRET", "not-a-real-secret")
        .env("OTEL_BSP_SCHEDULE_DELAY", "200");
    let server = Running::start(command);
    ground.channel.connect(&format!("http://{}/api/messages", server.address));
    let person = ground.person(OBJECT_ID);
    person.installs().await.unwrap();
    person.says("een geheim woord").await.unwrap();
    arrives(&person, 2).await;
    let all = async || got.lock().unwrap().clone();
    for _ in 0..100 {
        if has(&all().await, "send") {
            break;
        }
        pause(Duration::from_millis(100)).await;
    }
    let bytes = all().await;
    for there in ["stapje", "request", "turn", "send", "message", "reply", "service.version"] {
        assert!(has(&bytes, there), "{there}: {}", String::from_utf8_lossy(&bytes));
    }
    let chat = person.conversation_id();
    for personal in [OBJECT_ID, &chat, "29:", TENANT_ID, "geheim", "not-a-real-secret", "Bearer"] {
        assert!(!has(&bytes, personal), "{personal}: {}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn an_address_that_is_none_is_told_in_one_line() {
    let mut command = stapje(&["health"]);
    let ran = Ran::from(command.env("STAPJE_OTLP", "collector").output().unwrap());
    assert!(!ran.ok && ran.errors.contains("STAPJE_OTLP is not an address such as"), "{ran:?}");
    assert_eq!(ran.errors.lines().count(), 1, "{ran:?}");
}
