//! What the dashboard and the alerts ask for is there to be asked.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use stapje::bot_framework::http_client;
use stapje::local_channel::{Call, Fault};
use stapje::store::employees;
use stapje::web::{Public, metrics_router, public_router, serve};
use tokio::net::TcpListener;

use crate::house::files;
use crate::world::World;

/// A world, the address of the bot and that of its figures.
async fn watched() -> (World, [String; 2]) {
    let world = World::on_sqlite().await;
    let service = &world.demo.service;
    let routers =
        [public_router(service.clone(), Public::default()), metrics_router(service.clone())];
    let mut addresses = Vec::new();
    for router in routers {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        addresses.push(format!("http://{}", listener.local_addr().unwrap()));
        tokio::spawn(serve(listener, router, std::future::pending()));
    }
    (world, addresses.try_into().unwrap())
}

async fn get(address: &str) -> String {
    let http = http_client(stapje::USER_AGENT).unwrap();
    http.get(address).send().await.unwrap().text().await.unwrap()
}

/// What `/metrics` gives after a conversation, a refused request and a nudge.
async fn figures() -> String {
    let (world, [bot, metrics]) = watched().await;
    world.sanne().starts().await;
    world.days_pass(7).await;
    let http = http_client(stapje::USER_AGENT).unwrap();
    http.post(format!("{bot}/api/messages")).send().await.unwrap();
    get(&format!("{metrics}/metrics")).await
}

/// The sum of a figure over its lines that have this in them.
fn sum(text: &str, name: &str, part: &str) -> u64 {
    let lines = text.lines().filter(|line| line.starts_with(name) && line.contains(part));
    lines.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
}

#[tokio::test]
async fn what_was_sent_stays_counted_when_somebody_is_erased() {
    let (world, [_, metrics]) = watched().await;
    let sanne = world.sanne();
    sanne.starts().await;
    sanne.says("tip").await;
    world.days_pass(7).await;
    let all = async || get(&format!("{metrics}/metrics")).await;
    let delivered = |text: &str| sum(text, "stapje_sends_total", "outcome=\"delivered\"");
    let before = all().await;
    let rows = sum(&before, "stapje_outbox{", "state=\"sent\"");
    assert_eq!(delivered(&before), rows, "{before}");
    assert!(sum(&before, "stapje_sends_total", "purpose=\"nudge\"") > 0, "{before}");
    let store = world.demo.service.store();
    let key = employees::all(&mut store.read().await.unwrap(), 1).await.unwrap().remove(0).key;
    let mut tx = store.write().await.unwrap();
    employees::delete(&mut tx, &key).await.unwrap();
    tx.commit().await.unwrap();
    let after = all().await;
    assert_eq!(sum(&after, "stapje_outbox{", "state=\"sent\""), 0, "{after}");
    assert_eq!(delivered(&after), delivered(&before));
}

/// As in `stapje_outbox`: what a few people chose is not given out.
#[tokio::test]
async fn a_few_who_block_the_bot_are_not_counted_out_loud() {
    let (world, [_, metrics]) = watched().await;
    let sanne = world.sanne();
    sanne.starts().await;
    world.demo.channel.break_next(Call::Send, [Fault::error(403, "ConversationBlockedByUser")]);
    sanne.says("tip").await;
    assert_eq!(world.demo.channel.faults_left(), 0);
    let text = get(&format!("{metrics}/metrics")).await;
    assert!(!text.contains("blocked"), "{text}");
}

#[tokio::test]
async fn a_token_that_the_channel_refuses_is_named_until_one_is_accepted() {
    let (world, [bot, _]) = watched().await;
    let sanne = world.sanne();
    sanne.starts().await;
    let warned = async || get(&format!("{bot}/ready")).await.contains("refuses the bot's token");
    assert!(!warned().await);
    world.demo.channel.break_next(Call::Send, vec![Fault::error(401, "Unauthorized"); 100]);
    sanne.says("tip").await;
    assert!(warned().await);
    world.demo.channel.mend();
    world.time_passes(SignedDuration::from_mins(10)).await;
    assert!(!warned().await, "it arrived");
}

/// Names and label values that stand in a query, such as `stapje_outbox` and `state="sent"`.
struct Asked {
    names: BTreeSet<String>,
    labels: BTreeSet<String>,
}

fn asked(text: &str) -> Asked {
    let is_part = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let name = |(at, _)| text[at..].chars().take_while(is_part).collect::<String>();
    let names = text.match_indices("stapje_").map(name).collect();
    let plain = text.replace("\\\"", "\"");
    let labels = ["{{", "by ("].iter().flat_map(|start| {
        let rest = plain.split(start).skip(1);
        rest.map(|rest| rest.chars().take_while(is_part).collect::<String>())
    });
    Asked { names, labels: labels.filter(|label| label != "le" && !label.is_empty()).collect() }
}

#[tokio::test]
async fn every_figure_of_the_dashboard_and_the_alerts_is_one_that_is_given_out() {
    let given = figures().await;
    let source = &files("src/web", "metrics.rs")[0].text;
    let starts =
        |name: &str| given.lines().any(|line| line.starts_with(name) && !line.starts_with('#'));
    let mut seen = BTreeSet::new();
    for file in files("deploy", "stapje.json").into_iter().chain(files("deploy", "alerts.yml")) {
        let Asked { names, labels } = asked(&file.text);
        for name in names {
            // One without a value yet has a line about its kind alone, or none: then the source
            // must register it.
            let registered = format!("\"{}\"", name.trim_start_matches("stapje_"));
            let there = starts(&format!("{name}{{"))
                || starts(&format!("{name} "))
                || given.contains(&format!("# TYPE {name} "))
                || source.contains(&registered);
            assert!(there, "{}: /metrics has no {name}\n{given}", file.path);
            seen.insert(name);
        }
        for label in labels {
            let there =
                given.contains(&format!("{label}=\"")) || source.contains(&format!("\"{label}\""));
            assert!(there, "{}: no label {label}", file.path);
        }
    }
    // The other way round: nothing is given out that nobody looks at.
    let kinds = given.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    for kind in kinds.filter_map(|line| line.split(' ').next()) {
        assert!(seen.iter().any(|name| name.starts_with(kind)), "no panel or alert has {kind}");
    }
}

#[test]
fn the_dashboard_is_one_that_grafana_reads_and_every_panel_says_what_it_shows() {
    let file = files("deploy", "stapje.json").remove(0);
    let board: serde_json::Value = serde_json::from_str(&file.text).expect("JSON");
    assert_eq!(board["uid"], "stapje");
    let panels = board["panels"].as_array().expect("panels");
    assert!(panels.len() > 10, "{}", panels.len());
    let mut places = BTreeSet::new();
    for panel in panels {
        let title = panel["title"].as_str().unwrap_or_default();
        assert!(!panel["description"].as_str().unwrap_or_default().is_empty(), "{title}");
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{title}: the reader's own");
        let at = &panel["gridPos"];
        let end = at["x"].as_u64().unwrap() + at["w"].as_u64().unwrap();
        assert!(end <= 24, "{title} is wider than the page");
        assert!(places.insert((at["x"].to_string(), at["y"].to_string())), "{title} is hidden");
    }
}

#[test]
fn what_to_do_stands_with_every_alert() {
    let alerts = files("deploy", "alerts.yml").remove(0).text;
    let guide = files("docs", "MONITORING.md").remove(0).text;
    let names: Vec<&str> =
        alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        assert!(guide.contains(&format!("| `{name}` |")), "docs/MONITORING.md: {name}");
    }
}
