//! What it saves to remember tokens that were verified before.
//!
//! Microsoft uses one token for about an hour, so nearly every request carries one that was seen.
//! `cargo bench --bench token` verifies tokens for the first time and again, in the same run, and
//! prints both and their ratio. That no check is skipped by remembering is shown by
//! `tests/door/proven.rs`.

use std::time::Instant;

use serde_json::json;
use stapje::bot_framework::auth::{Verifier, VerifierSettings};
use stapje::bot_framework::http_client;
use stapje::clock::Clock;
use stapje::local_channel::{Ends, LocalChannel};
use tokio::net::TcpListener;

const APP_ID: &str = "11111111-2222-4333-8444-555566667777";
/// Tokens, as many as are remembered with room to spare.
const TOKENS: usize = 500;
/// How often each is seen again.
const AGAIN: usize = 200;

#[tokio::main]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let ends = Ends { app_id: APP_ID.to_owned(), tenant_id: APP_ID.to_owned() };
    let channel = LocalChannel::new(Clock::System, address, ends).expect("a channel");
    tokio::spawn(axum::serve(listener, channel.router()).into_future());
    let settings = VerifierSettings { app_id: APP_ID.to_owned(), tenants: Vec::new() };
    let cloud = channel.cloud().expect("a cloud");
    let verifier =
        Verifier::new(http_client(stapje::USER_AGENT).expect("a client"), &cloud, settings);
    verifier.refresh_keys(Clock::System.now(), 0.0).await.expect("keys");
    let headers: Vec<String> = (0..TOKENS)
        .map(|number| channel.sign(&channel.claims().with("jti", json!(number))))
        .map(|token| format!("Bearer {}", token.expect("a token")))
        .collect();
    let first = microseconds_each(&verifier, &headers, 1).await;
    let again = microseconds_each(&verifier, &headers, AGAIN).await;
    println!("a token that was not seen: {first:.1} µs");
    println!("a token that was: {again:.2} µs");
    println!("verifying is {:.0} times as fast for a token that was seen", first / again);
}

#[expect(clippy::disallowed_methods, reason = "a bench measures the machine's time")]
async fn microseconds_each(verifier: &Verifier, headers: &[String], rounds: usize) -> f64 {
    let start = Instant::now();
    for _ in 0..rounds {
        for header in headers {
            verifier.prove(&[header], Clock::System.now()).await.expect("a good token");
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let number = (headers.len() * rounds) as f64;
    start.elapsed().as_secs_f64() * 1_000_000.0 / number
}
