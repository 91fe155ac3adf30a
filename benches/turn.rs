//! Full turns against a bare reference in the same run.
//!
//! A turn: token verified, activity parsed, decision taken, durable commit, reply sent through
//! the outbox and the connector, all over HTTP on loopback. The reference is the least that
//! anybody could do: an axum handler that verifies the token, writes one row with the same
//! durability, and makes one HTTP call. Client, sink and server share this process, for both.
//!
//! `cargo bench --bench turn` prints turns a second, CPU time per turn and the ratio. Machines
//! differ; ratios of one run can be compared.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{any, post};
use axum::{Json, Router};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use secrecy::SecretString;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use stapje::bot_framework::auth::{Verifier, VerifierSettings};
use stapje::bot_framework::{Cloud, Connector, Credentials, CustomCloud, TokenSource, http_client};
use stapje::clock::{Chance, Clock};
use stapje::content::{Source, load};
use stapje::conversation::Edition;
use stapje::learning::Rule;
use stapje::local_channel::{Ends, ISSUER, LocalChannel};
use stapje::service::{Parts, Service};
use stapje::store::Store;
use stapje::web;
use tokio::net::TcpListener;
use tokio::sync::Notify;

const APP_ID: &str = "11111111-2222-4333-8444-555566667777";
/// People, each in a tenant of their own: the limits of Teams do not bind in this bench.
const PEOPLE: usize = 2000;
/// Messages that each of them sends.
const EACH: usize = 5;
/// People who type at the same time.
const AT_ONCE: usize = 32;

/// Takes what is sent and counts it.
#[derive(Clone, Default)]
struct Sink(Arc<Taken>);

#[derive(Default)]
struct Taken {
    number: AtomicUsize,
    one_more: Notify,
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let reference = measure("reference", reference).await;
        let ours = measure("stapje", stapje).await;
        println!("turns/s: {:.0} % of the reference", 100.0 * ours.0 / reference.0);
        println!("CPU per turn: {:.2} times the reference", ours.1 / reference.1);
        println!("resident memory at the end: {} MiB for all together", resident_mib());
    });
}

/// What both are built on.
struct Ground {
    channel: LocalChannel,
    sink: Sink,
    service_url: String,
    folder: tempfile::TempDir,
}

#[expect(clippy::disallowed_methods, reason = "a bench measures the machine's time")]
async fn measure(name: &str, start: impl AsyncFn(&Ground) -> String) -> (f64, f64) {
    let sink = Sink::default();
    let sink_router = Router::new()
        .route("/login/{tenant}/oauth2/v2.0/token", post(token))
        .fallback(any(take))
        .with_state(sink.clone());
    let service_url = format!("http://{}/", serve(sink_router).await);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let ends = Ends { app_id: APP_ID.to_owned(), tenant_id: tenant(0) };
    let address = listener.local_addr().expect("an address");
    let channel = LocalChannel::new(Clock::System, address, ends).expect("a channel");
    tokio::spawn(axum::serve(listener, channel.router()).into_future());
    let folder = tempfile::TempDir::new().expect("a folder");
    let ground = Ground { channel, sink, service_url, folder };
    let bot = start(&ground).await;
    run(&ground, &bot, "warm", 1).await;
    let (before, cpu) = (Instant::now(), cpu_seconds());
    run(&ground, &bot, "hoi", EACH).await;
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let turns = (PEOPLE * EACH) as f64;
    let (time, cpu) = (before.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    println!("{name}: {:.0} turns/s, {:.3} ms CPU a turn", turns / time, 1000.0 * cpu / turns);
    (turns / time, cpu / turns)
}

/// Everybody sends `each` messages; ends when every reply has arrived.
async fn run(ground: &Ground, bot: &str, text: &'static str, each: usize) {
    let claims = ground.channel.claims().with("serviceurl", json!(ground.service_url));
    let token: Arc<str> = ground.channel.sign(&claims).expect("a token").into();
    let http = reqwest_client();
    let next = Arc::new(AtomicUsize::new(0));
    let expected = ground.sink.0.number.load(Ordering::SeqCst) + PEOPLE * each;
    let mut typing = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (http, next, token) = (http.clone(), next.clone(), token.clone());
        let (bot, service_url) = (bot.to_owned(), ground.service_url.clone());
        typing.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::SeqCst);
                if number >= PEOPLE * each {
                    return;
                }
                let activity = activity(number % PEOPLE, number, text, &service_url);
                let request = http.post(&bot).bearer_auth(&*token).json(&activity);
                let answer = request.send().await.expect("an answer");
                assert_eq!(answer.status(), 200, "every message is taken");
            }
        });
    }
    typing.join_all().await;
    while ground.sink.0.number.load(Ordering::SeqCst) < expected {
        ground.sink.0.one_more.notified().await;
    }
}

fn activity(person: usize, number: usize, text: &str, service_url: &str) -> Value {
    json!({
        "type": "message",
        "id": format!("{text}-{number}"),
        "timestamp": "2026-11-02T08:00:00Z",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": { "id": format!("29:{person}"), "aadObjectId": format!("oid-{person}") },
        "recipient": { "id": format!("28:{APP_ID}") },
        "conversation": {
            "id": format!("a:{person}"), "conversationType": "personal", "tenantId": tenant(person)
        },
        "channelData": { "tenant": { "id": tenant(person) } },
        "locale": "nl-NL",
        "text": text,
    })
}

fn tenant(person: usize) -> String {
    format!("00000000-0000-4000-8000-{person:012}")
}

async fn stapje(ground: &Ground) -> String {
    let host = ground.service_url.trim_start_matches("http://").trim_end_matches('/');
    let channel = ground.channel.cloud().expect("a cloud");
    let cloud = Cloud::custom(&CustomCloud {
        issuer: ISSUER,
        openid_metadata: channel.openid_metadata.as_str(),
        login: &format!("{}login/", ground.service_url),
        scope: &channel.scope,
        service_hosts: &[host.to_owned()],
    })
    .expect("a cloud");
    let http = http_client().expect("a client");
    let credentials =
        Credentials::with_secret(APP_ID, tenant(0), SecretString::from("not-a-real-secret"));
    let tokens = TokenSource::new(http.clone(), &cloud, credentials);
    let tenants = (0..PEOPLE).map(tenant).collect();
    let settings = VerifierSettings { app_id: APP_ID.to_owned(), tenants };
    let loaded = load(&Source::BuiltIn.files().expect("content"));
    let url = format!("sqlite:{}/stapje.db", ground.folder.path().display());
    let service = Service::new(Parts {
        store: Store::open(&url).await.expect("a database"),
        edition: Edition::new(loaded.catalog.expect("content")).expect("words"),
        clock: Clock::System,
        chance: Chance::system(),
        rule: Rule::default(),
        retention: stapje::store::retention::Retention::default(),
        connector: Connector::new(http.clone(), &cloud, tokens),
        verifier: Verifier::new(http, &cloud, settings),
    });
    let worker = service.clone();
    tokio::spawn(async move {
        loop {
            worker.rung().await;
            worker.deliver().await.expect("delivered");
        }
    });
    format!("http://{}/api/messages", serve(web::router(service)).await)
}

/// The reference's state: the channel's key, a database, the sink's address.
#[derive(Clone)]
struct Bare {
    key: Arc<DecodingKey>,
    database: Arc<tokio::sync::Mutex<SqliteConnection>>,
    http: reqwest::Client,
    sink: String,
}

async fn reference(ground: &Ground) -> String {
    let (modulus, exponent) = ground.channel.public_key();
    let url = format!("sqlite:{}/bare.db?mode=rwc", ground.folder.path().display());
    let mut database = SqliteConnection::connect(&url).await.expect("a database");
    let schema =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE message (text)";
    sqlx::raw_sql(schema).execute(&mut database).await.expect("a table");
    let bare = Bare {
        key: Arc::new(DecodingKey::from_rsa_components(&modulus, &exponent).expect("a key")),
        database: Arc::new(tokio::sync::Mutex::new(database)),
        http: reqwest_client(),
        sink: ground.service_url.clone(),
    };
    let router = Router::new().route("/api/messages", post(bare_turn)).with_state(bare);
    format!("http://{}/api/messages", serve(router).await)
}

async fn bare_turn(
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
    let reply = json!({ "type": "message", "text": "hoi" });
    bare.http.post(&bare.sink).json(&reply).send().await.expect("an answer");
    StatusCode::OK
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(web::serve(listener, router, std::future::pending()));
    address
}

async fn token() -> Json<Value> {
    Json(json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "sink" }))
}

async fn take(State(sink): State<Sink>) -> (StatusCode, Json<Value>) {
    let id = sink.0.number.fetch_add(1, Ordering::SeqCst);
    sink.0.one_more.notify_one();
    (StatusCode::CREATED, Json(json!({ "id": id.to_string() })))
}

fn reqwest_client() -> reqwest::Client {
    http_client().expect("a client")
}

/// CPU time of this process so far. Linux only; 0 elsewhere.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    // Linux counts in hundredths of a second for every program.
    ticks / 100.0
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    let kib = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
