//! What the dashboard and the alerts ask for is there to be asked.

use std::collections::BTreeSet;

use stapje::bot_framework::http_client;
use stapje::web::{Public, metrics_router, public_router, serve};
use tokio::net::TcpListener;

use crate::house::files;
use crate::world::World;

/// What `/metrics` gives after a conversation, a refused request and a nudge.
async fn figures() -> String {
    let world = World::on_sqlite().await;
    let mut addresses = Vec::new();
    let service = &world.demo.service;
    let routers =
        [public_router(service.clone(), Public::default()), metrics_router(service.clone())];
    for router in routers {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        addresses.push(format!("http://{}", listener.local_addr().unwrap()));
        tokio::spawn(serve(listener, router, std::future::pending()));
    }
    world.sanne().starts().await;
    world.days_pass(7).await;
    let http = http_client().unwrap();
    http.post(format!("{}/api/messages", addresses[0])).send().await.unwrap();
    http.get(format!("{}/metrics", addresses[1])).send().await.unwrap().text().await.unwrap()
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
