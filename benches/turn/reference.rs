//! The reference: verify a token, write a row, make a call.

use std::io::Write;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use stapje::bot_framework::http_client;
use stapje::web;
use tokio::net::TcpListener;

use super::ground::{APP_ID, Ground};

/// The environment variable that makes this program the reference, with its settings as JSON.
pub(crate) const SETTINGS: &str = "STAPJE_BENCH_REFERENCE";

#[derive(Serialize, Deserialize)]
struct Settings {
    modulus: String,
    exponent: String,
    database: String,
    sink: String,
}

#[derive(Clone)]
struct Bare {
    key: Arc<DecodingKey>,
    database: Arc<tokio::sync::Mutex<SqliteConnection>>,
    http: reqwest::Client,
    sink: String,
}

pub(crate) fn settings(ground: &Ground) -> String {
    let (modulus, exponent) = ground.channel.public_key();
    let database = format!("sqlite:{}/bare.db?mode=rwc", ground.folder.path().display());
    let sink = ground.service_url.clone();
    serde_json::to_string(&Settings { modulus, exponent, database, sink }).expect("JSON")
}

pub(crate) fn run(settings: &str) {
    let settings: Settings = serde_json::from_str(settings).expect("settings");
    // As many threads as Stapje has: SQLite has one of its own here too.
    let cores = available_parallelism().map_or(1, NonZero::get);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(cores.saturating_sub(1).max(1)).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let mut database = SqliteConnection::connect(&settings.database).await.expect("a database");
        let schema = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS message (text)";
        sqlx::raw_sql(schema).execute(&mut database).await.expect("a table");
        let key = DecodingKey::from_rsa_components(&settings.modulus, &settings.exponent);
        let bare = Bare {
            key: Arc::new(key.expect("a key")),
            database: Arc::new(tokio::sync::Mutex::new(database)),
            http: http_client(stapje::USER_AGENT).expect("a client"),
            sink: settings.sink,
        };
        let router = Router::new().route("/api/messages", post(turn)).with_state(bare);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        eprintln!("{}", json!({ "fields": { "address": address } }));
        std::io::stderr().flush().expect("it is said");
        web::serve(listener, router, std::future::pending()).await.expect("it serves");
    });
}

async fn turn(
    State(bare): State<Bare>,
    headers: HeaderMap,
    Json(activity): Json<Value>,
) -> StatusCode {
    let token = headers["authorization"].to_str().expect("text").trim_start_matches("Bearer ");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[APP_ID]);
    jsonwebtoken::decode::<Value>(token, &bare.key, &validation).expect("a good token");
    {
        let mut database = bare.database.lock().await;
        let text = activity["text"].as_str().unwrap_or_default();
        let insert = sqlx::query("INSERT INTO message VALUES ($1)").bind(text);
        insert.execute(&mut *database).await.expect("a row");
    }
    let person = activity["conversation"]["id"].as_str().expect("a conversation");
    let address = format!("{}v3/conversations/{person}/activities", bare.sink);
    let reply = json!({ "type": "message", "text": "hoi" });
    bare.http.post(address).json(&reply).send().await.expect("an answer");
    StatusCode::OK
}
