//! A Monday morning, ten times over: people answer while nudges go out.
//!
//! A very large municipality has 20,000 employees; two of five get a nudge on a Monday, within two
//! hours: one a second, and one answer in two seconds. Here there are ten of them, each sends at the
//! most that its limit allows, and answers come ten times ten times as often.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::Row;
use stapje::bot_framework::http_client;
use stapje::clock::{Clock, pause};
use tempfile::TempDir;
use tokio::task::JoinSet;

use super::channel::{APP_ID, Channel};
use super::now;
use super::people::{Place, connect, everybody_waits, settle, tenant};
use super::server;

const TENANTS: usize = 10;
const IN_TENANT: usize = 20_000;
/// Answers a second, whether or not earlier ones are answered already.
const ANSWERS: u64 = 50;
const SECONDS: u64 = 60;

pub(crate) async fn table() {
    let folder = TempDir::new().expect("a folder");
    let (channel, mut arrived) = Channel::open(IN_TENANT).await;
    let place = Place { in_tenant: IN_TENANT, service_url: &channel.service_url };
    settle(folder.path(), TENANTS * IN_TENANT, 1, &place).await;
    everybody_waits(folder.path(), Clock::System.now()).await;
    let server = server::start(&channel, folder.path(), TENANTS);
    let bot = format!("http://{}/api/messages", server.address());
    let pressing = Arc::new(Pressing::new(&channel, bot));
    let (mut answers, begun, cpu) = (JoinSet::new(), now(), server.cpu_seconds());
    for number in 0..ANSWERS * SECONDS {
        let due = Duration::from_millis(1000 * number / ANSWERS);
        pause(due.saturating_sub(begun.elapsed())).await;
        // In the order in which they came: whoever answers has had the card for a while.
        let (person, activity) = arrived.recv().await.expect("a card");
        let pressing = pressing.clone();
        answers.spawn(async move { pressing.press(person, &activity).await });
    }
    let answered = answers.join_all().await;
    let (seconds, cpu) = (begun.elapsed().as_secs_f64(), server.cpu_seconds() - cpu);
    let counted = channel.counted();
    let mut times: Vec<f64> = answered.iter().flatten().copied().collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| 1000.0 * times[(times.len() * share / 1000).min(times.len() - 1)];
    let kept = kept(&folder).await;
    println!(
        "a Monday morning, ten times over: {} people, {seconds:.0} seconds",
        TENANTS * IN_TENANT
    );
    println!(
        "| answers | dropped | kept | p50 ms | p99 ms | p99.9 ms | most ms | nudges sent meanwhile | \
         said \"too many\" | CPU s | peak MiB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    println!(
        "| {} | {} | {kept} | {:.1} | {:.1} | {:.1} | {:.1} | {} | {} | {cpu:.1} | {} |",
        answered.len(),
        answered.len() - times.len(),
        at(500),
        at(990),
        at(999),
        at(1000),
        counted.taken,
        counted.refused,
        server.mib("VmHWM:"),
    );
    assert_eq!(kept, answered.len(), "every answer is kept");
}

/// How many cards are answered in the database.
async fn kept(folder: &TempDir) -> usize {
    let mut conn = connect(folder.path()).await;
    let count = "SELECT COUNT(*) FROM cards WHERE nonce LIKE 'nonce-%' AND answered_at IS NOT NULL";
    let row = sqlx::query(count).fetch_one(&mut conn).await.expect("a count");
    usize::try_from(row.get::<i64, _>(0)).expect("a count")
}

/// Presses buttons, as the channel sends that.
struct Pressing {
    http: reqwest::Client,
    bot: String,
    token: String,
    service_url: String,
}

impl Pressing {
    fn new(channel: &Channel, bot: String) -> Pressing {
        let claims = channel.issuer.claims().with("serviceurl", json!(channel.service_url));
        Pressing {
            http: http_client(stapje::USER_AGENT).expect("a client"),
            bot,
            token: channel.issuer.sign(&claims).expect("a token"),
            service_url: channel.service_url.clone(),
        }
    }

    /// Presses the first button of the card, with the first choice where there is one to make. How
    /// long the answer took, unless it was dropped.
    async fn press(&self, person: usize, activity: &Value) -> Option<f64> {
        let card = &activity["attachments"][0]["content"];
        let mut action = first(card, "Action.Execute").expect("a button");
        if let Some(choice) = first(card, "Input.ChoiceSet") {
            let id = choice["id"].as_str().expect("an id").to_owned();
            action["data"][id] = choice["choices"][0]["value"].clone();
        }
        let tenant = tenant(person / IN_TENANT);
        let invoke = json!({
            "type": "invoke",
            "name": "adaptiveCard/action",
            "id": format!("f:{person}"),
            "timestamp": "2026-11-02T08:00:00Z",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": { "id": format!("29:{person}"), "aadObjectId": format!("oid-{person:07}") },
            "recipient": { "id": format!("28:{APP_ID}") },
            "conversation": {
                "id": format!("a:{person}"),
                "conversationType": "personal",
                "tenantId": tenant,
            },
            "channelData": { "tenant": { "id": tenant } },
            "locale": "nl-NL",
            "replyToId": "1",
            "value": { "action": action, "trigger": "manual" },
        });
        let before = now();
        let request = self.http.post(&self.bot).bearer_auth(&self.token).json(&invoke);
        let answer = request.send().await.ok()?;
        let status = answer.status();
        let body: Value = answer.json().await.ok()?;
        let took = before.elapsed().as_secs_f64();
        let is_card = body["type"] == "application/vnd.microsoft.card.adaptive";
        (status == 200 && is_card).then_some(took)
    }
}

/// The first element of this type.
fn first(card: &Value, kind: &str) -> Option<Value> {
    match card {
        Value::Object(fields) if fields.get("type").is_some_and(|found| found == kind) => {
            Some(card.clone())
        }
        Value::Object(fields) => fields.values().find_map(|value| first(value, kind)),
        Value::Array(items) => items.iter().find_map(|item| first(item, kind)),
        _ => None,
    }
}
