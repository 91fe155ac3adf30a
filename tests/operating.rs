//! What an operator sees of the running service: health, figures, headers, and the documents.

use jiff::civil::date;
use stapje::bot_framework::http_client;
use stapje::privacy_pack::{Facts, Graph, documents};
use stapje::store::privacy;
use stapje::store::retention::Retention;
use stapje::web::{Public, metrics_router, public_router, serve};
use tokio::net::TcpListener;

use crate::log::Log;
use crate::world::{World, on_each_database};

/// The bot's endpoints and its figures, each on a port of its own.
async fn endpoints(world: &World, public: Public) -> (String, String) {
    let service = world.demo.service.clone();
    let mut addresses = Vec::new();
    for router in [public_router(service.clone(), public), metrics_router(service)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        addresses.push(format!("http://{}", listener.local_addr().unwrap()));
        tokio::spawn(serve(listener, router, std::future::pending()));
    }
    let figures = addresses.pop().unwrap();
    (addresses.pop().unwrap(), figures)
}

async fn get(address: &str) -> (u16, String, reqwest::header::HeaderMap) {
    let answer = http_client(stapje::USER_AGENT).unwrap().get(address).send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, answer.text().await.unwrap(), headers)
}

#[tokio::test]
async fn the_figures_tell_how_it_goes_and_nothing_about_anybody() {
    on_each_database(async |world| {
        let (bot, figures) = endpoints(world, Public::default()).await;
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        let amy = world.amy();
        amy.starts().await;
        amy.uninstalls().await;
        let refused = http_client(stapje::USER_AGENT).unwrap().post(format!("{bot}/api/messages"));
        assert_eq!(refused.send().await.unwrap().status(), 401);
        let (status, text, _) = get(&format!("{figures}/metrics")).await;
        assert_eq!(status, 200);
        for line in [
            "stapje_turns_total{kind=\"message\",result=\"done\"} 1",
            "stapje_turn_seconds_count{kind=\"message\"} 1",
            "stapje_requests_refused_total{reason=\"no_token\"} 1",
            "stapje_outbox{state=\"sent\"}",
            "stapje_outbox_oldest_seconds 0",
            "stapje_employees{reach=\"reachable\"} 1",
            "stapje_limiter_waits_total 0",
            "stapje_ready 1",
            "stapje_build_info{version=",
            "stapje_content_info{version=",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(!text.contains("uninstalled"), "one person's choice is no figure:\n{text}");
        for personal in [&sanne.cast.person.object_id(), "sanne", "Sanne", world.demo.tenant_id()] {
            assert!(!text.contains(personal), "{personal}\n{text}");
        }
        assert_eq!(get(&format!("{bot}/metrics")).await.0, 404, "not where Teams comes in");
    })
    .await;
}

#[tokio::test]
async fn what_all_have_taught_is_in_the_figures_from_ten_people_on() {
    let world = World::on_sqlite().await;
    let (_, figures) = endpoints(&world, Public::default()).await;
    let crowd = world.crowd((0..10).map(|number| format!("colleague-{number}")));
    let mut text = String::new();
    for cast in &crowd {
        assert!(!text.contains("stapje_learned_answers{"), "{text}");
        let someone = world.one(cast);
        someone.starts().await;
        someone.says("vraag").await;
        someone.taps("Weet ik niet").await;
        world.time_passes(jiff::SignedDuration::from_mins(16)).await;
        text = get(&format!("{figures}/metrics")).await.1;
    }
    for line in [
        "stapje_learned_answers{organisation=\"1\",about=\"items\"} 10",
        "stapje_learned_answers{organisation=\"1\",about=\"reviews\"} 0",
        "stapje_learned_items{organisation=\"1\"} 1",
        "stapje_learned{organisation=\"1\",number=\"recall_shift\"} 0.0",
        "stapje_learned{organisation=\"1\",number=\"recall_slope\"} 1.0",
        "stapje_learned{organisation=\"1\",number=\"start\"} 0.0",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains(world.demo.tenant_id()), "{text}");
}

#[tokio::test]
async fn a_database_that_is_gone_is_not_ready_and_says_why() {
    let world = World::on_sqlite().await;
    let (bot, _) = endpoints(&world, Public::default()).await;
    world.sanne().starts().await;
    let (status, text, _) = get(&format!("{bot}/ready")).await;
    let body: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, body["reasons"].as_array().unwrap().len()), (200, 0), "{text}");
    assert!(body["version"].is_string() && body["content"].is_string(), "{text}");
    world.demo.service.store().close().await;
    let (status, text, _) = get(&format!("{bot}/ready")).await;
    assert_eq!(status, 503);
    assert!(text.contains("the database does not answer"), "{text}");
    assert_eq!(get(&format!("{bot}/live")).await.0, 200, "the process itself still runs");
}

#[tokio::test]
async fn every_answer_has_a_number_and_headers_that_trust_nothing() {
    let world = World::on_sqlite().await;
    let (bot, _) = endpoints(&world, Public::default()).await;
    let mut numbers = Vec::new();
    for path in ["/live", "/ready", "/api/messages", "/nowhere"] {
        let (_, _, headers) = get(&format!("{bot}{path}")).await;
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        numbers.push(headers["x-request-id"].to_str().unwrap().to_owned());
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 4, "{numbers:?}");
}

#[tokio::test]
async fn a_weakness_can_be_reported_where_a_contact_is_set() {
    let world = World::on_sqlite().await;
    let (without, _) = endpoints(&world, Public::default()).await;
    assert_eq!(get(&format!("{without}/.well-known/security.txt")).await.0, 404);
    let public = Public { security_contact: Some("mailto:security@example.nl".into()) };
    let (with, _) = endpoints(&world, public).await;
    let (status, text, _) = get(&format!("{with}/.well-known/security.txt")).await;
    assert_eq!(status, 200);
    assert!(text.contains("Contact: mailto:security@example.nl\n"), "{text}");
    assert!(text.contains("Expires: 2027-01-31T00:00:00Z\n"), "{text}");
}

/// BIO2 8.15.01: action, object, result, origin, actor, time.
#[tokio::test]
async fn what_was_done_stands_in_the_log_with_its_fields_and_without_people() {
    let log = Log::start();
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    sanne.says("mijn gegevens").await;
    sanne.taps("Wis alles").await;
    sanne.taps("Ja, wis alles").await;
    let text = log.text();
    let line = text.lines().find(|line| line.contains("stapje::audit")).expect("a line");
    for field in
        ["action=\"erase\"", "object=", "result=\"done\"", "origin=\"chat\"", "actor=", "count="]
    {
        assert!(line.contains(field), "{field}: {line}");
    }
    assert!(line.contains("request{id="), "the number of the request: {line}");
    assert!(!line.contains(&sanne.cast.person.object_id()), "{line}");
}

fn facts() -> Facts {
    Facts {
        organisation: "Gemeente Voorbeeld".to_owned(),
        tenants: 1,
        postgres: false,
        retention: Retention { answers_months: 6, delivery_days: 60, leavers_days: 14 },
        per_week: 2,
        most_per_week: 3,
        languages: vec!["Nederlands".to_owned(), "English".to_owned()],
        hosts: vec!["login.microsoftonline.com".to_owned()],
        metrics: false,
        traces: None,
        graph: None,
        version: "1.2.3",
        day: date(2026, 11, 25),
    }
}

#[test]
fn the_privacy_documents_say_what_the_settings_say() {
    let documents = documents(&facts()).unwrap();
    let names: Vec<_> = documents.iter().map(|document| document.name.as_str()).collect();
    assert_eq!(names, ["dpia.md", "dpia.html", "ondernemingsraad.md", "ondernemingsraad.html"]);
    let dpia = &documents[0].text;
    insta::assert_snapshot!("dpia", dpia);
    insta::assert_snapshot!("works_council", documents[2].text);
    assert!(dpia.contains("6 maanden") && dpia.contains("60 dagen") && dpia.contains("14 dagen"));
    for kept in privacy::KEPT.iter().chain(privacy::BESIDE) {
        for name in kept.column_names().iter().chain([&kept.table]) {
            assert!(dpia.contains(&format!("`{name}`")), "{name} of {}", kept.table);
        }
    }
    let page = &documents[1].text;
    assert!(page.contains("<table>") && page.contains("lang=\"nl\""), "{page}");
}

#[test]
fn the_privacy_documents_say_what_leaves_the_house() {
    let quiet = documents(&facts()).unwrap();
    let (dpia, council) = (&quiet[0].text, &quiet[2].text);
    assert!(dpia.contains("(OpenTelemetry): staan uit"), "{dpia}");
    assert!(dpia.contains("Stapje heeft geen enkel recht in Microsoft Graph"), "{dpia}");
    assert!(council.contains("Stapje heeft geen enkel recht in Microsoft Graph"), "{council}");
    let all = documents(&Facts {
        traces: Some("otel.voorbeeld.nl".to_owned()),
        graph: Some(Graph {
            install: true,
            people: true,
            groups: true,
            permissions: vec!["User.Read.All", "GroupMember.Read.All"],
        }),
        metrics: true,
        ..facts()
    });
    let all = all.unwrap();
    let (dpia, council) = (&all[0].text, &all[2].text);
    for told in [
        "Stapje stuurt naar `otel.voorbeeld.nl` (OpenTelemetry)",
        "- **Installeren voor een groep**",
        "- **Afdeling, functie, leidinggevende, uit dienst**",
        "- **Groepen**",
        "`User.Read.All`, `GroupMember.Read.All`.",
        "| wie `stapje graph sync` draait |",
    ] {
        assert!(dpia.contains(told), "{told}\n{dpia}");
    }
    assert!(council.contains("Naar `otel.voorbeeld.nl` gaan metingen"), "{council}");
    assert!(council.contains("Een beheerder kan met Microsoft Graph wel afdeling"), "{council}");
    for document in [&quiet[0], &quiet[2], &all[0], &all[2]] {
        assert!(!document.text.contains(['!', '\t']), "{}", document.text);
        assert!(!document.text.contains("\n\n\n"), "{}", document.text);
    }
}
