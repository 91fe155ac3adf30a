//! Against fake services: every state that asking can come upon.

use jiff::SignedDuration;
use serde_json::json;
use sqlx::{ConnectOptions, Connection};
use stapje::app_package::{Blanks, Package, Purpose};
use stapje::bot_framework::ConversationReference;
use stapje::clock::{Clock, ManualClock};
use stapje::doctor::{Check, Light, Question};
use stapje::store::employees::{self, Reach};
use stapje::store::{EmployeeKey, Store};

use super::fake::{APP, Fake, TENANT, TOKEN, state};
use crate::nudges::somebody;

const PERSON: &str = "bbbbbbbb-0000-4000-8000-000000000001";

#[tokio::test]
async fn with_everything_in_place_only_the_cloud_of_ones_own_is_worth_a_look() {
    let fake = Fake::start().await;
    let lines = fake.lines_of(&Question::default(), &Clock::System).await;
    for line in &lines {
        let expected = match line.check {
            // The built-in library may hold something that a champion should look at.
            Check::Settings | Check::Content => Light::Yellow,
            _ => Light::Green,
        };
        assert!(line.light <= expected, "{line:?}");
    }
    assert_eq!(state(&lines, "settings"), "own-cloud");
    assert_eq!(state(&lines, "endpoint"), "closed-to-strangers");
    let asked = fake.asked("/api/messages");
    assert!(asked.len() == 1 && !asked[0].contains_key("authorization"), "{asked:?}");
}

#[tokio::test]
async fn what_entra_says_is_explained() {
    let fake = Fake::start().await;
    for (number, expected) in [
        (700_016, "AADSTS700016"),
        (7_000_215, "AADSTS7000215"),
        (7_000_222, "AADSTS7000222"),
        (700_027, "AADSTS700027"),
        (700_213, "AADSTS700213"),
        (90_002, "AADSTS90002"),
        (53_003, "AADSTS53003"),
        (1, "refused"),
    ] {
        let refusal = json!({ "error": "invalid_client", "error_codes": [number] });
        fake.says(TOKEN, 401, &refusal);
        let lines = fake.lines().await;
        assert_eq!(state(&lines, "token"), expected);
        assert_eq!(state(&lines, "issuer"), "answers", "the other lines go on");
        let line = lines.iter().find(|line| line.check == Check::Token).unwrap();
        assert!(!line.next.contains("APP-ID"), "ids are filled in: {}", line.next);
    }
    fake.says_text(TOKEN, 503, "");
    assert_eq!(state(&fake.lines().await, "token"), "login-busy");
    fake.change(&fake.url("/login"), "http://127.0.0.1:1/login");
    assert_eq!(state(&fake.lines().await, "token"), "login-away");
    let no_file = "home_tenant = ";
    fake.change(no_file, "federated_token_file = \"/nowhere\"\nhome_tenant = ");
    let config = fake.config();
    let question = Question { config: Some(&config), ..Question::default() };
    let lines = stapje::doctor::examine(&question, &|_| None, &Clock::System).await.unwrap();
    assert_eq!(state(&lines, "token"), "file");
    assert_eq!(state(&lines, "expiry"), "endless");
}

#[tokio::test]
async fn an_issuer_that_is_not_right_is_named() {
    let fake = Fake::start().await;
    let elsewhere = json!({ "issuer": "issuer", "jwks_uri": "http://localhost:1/keys" });
    for (status, body, issuer, keys) in [
        (200, json!({ "issuer": "other", "jwks_uri": fake.url("/keys") }), "other", "there"),
        (200, elsewhere, "keys-elsewhere", "unseen"),
        (200, json!({ "hello": "world" }), "strange", "unseen"),
        (500, json!({}), "strange", "unseen"),
    ] {
        fake.says("/metadata", status, &body);
        let lines = fake.lines().await;
        assert_eq!((state(&lines, "issuer"), state(&lines, "keys")), (issuer, keys));
    }
    let fake = Fake::start().await;
    let key = json!({ "kty": "RSA", "kid": "1", "n": "n", "e": "AQAB" });
    fake.says("/keys", 200, &json!({ "keys": [key] }));
    assert_eq!(state(&fake.lines().await, "keys"), "not-for-teams");
    fake.says("/keys", 200, &json!({ "keys": [{ "kty": "EC" }] }));
    assert_eq!(state(&fake.lines().await, "keys"), "none");
    fake.says_text("/keys", 404, "");
    assert_eq!(state(&fake.lines().await, "keys"), "none");
    fake.change(&fake.url("/metadata"), "http://127.0.0.1:1/metadata");
    let lines = fake.lines().await;
    assert_eq!(state(&lines, "issuer"), "away");
    assert_eq!(state(&lines, "clock"), "unseen");
    fake.change(
        "[cloud]",
        &format!("entra_issuers = [\"{TENANT}\"]\nentra_callers = [\"{APP}\"]\n[cloud]"),
    );
    let lines = fake.lines().await;
    let issuers = lines.iter().filter(|line| line.check == Check::Issuer).count();
    assert_eq!(issuers, 3, "both versions of the tenant's tokens");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_seen() {
    let fake = Fake::start().await;
    for (seconds, expected) in [(0, "right"), (120, "a-little-off"), (-3600, "wrong")] {
        let clock = ManualClock::new(Clock::System.now() + SignedDuration::from_secs(seconds));
        let looked = Question { only: &[Check::Clock], ..Question::default() };
        let lines = fake.lines_of(&looked, &Clock::Manual(clock)).await;
        assert_eq!(state(&lines, "clock"), expected);
    }
}

#[tokio::test]
async fn the_address_that_teams_uses_lets_nobody_in() {
    let fake = Fake::start().await;
    for (status, body, expected) in [
        (200, "", "lets-strangers-in"),
        (202, "{}", "lets-strangers-in"),
        (401, "<h1>Sign in</h1>", "login-in-front"),
        (403, "", "login-in-front"),
        (308, "", "moved"),
        (404, "", "not-there"),
        (405, "", "no-post"),
        (502, "", "nothing-behind"),
        (500, "", "odd"),
    ] {
        fake.says_text("/api/messages", status, body);
        assert_eq!(state(&fake.lines().await, "endpoint"), expected, "{status}");
    }
    let public = format!("public_url = \"{}\"\n", fake.url(""));
    fake.change(&public, "");
    assert_eq!(state(&fake.lines().await, "endpoint"), "unknown");
    fake.change(&public, "public_url = \"http://127.0.0.1:1\"\n");
    let lines = fake.lines().await;
    assert_eq!(state(&lines, "endpoint"), "no-connection");
    assert_eq!(state(&lines, "certificate"), "plain");
    fake.change(&public, "public_url = \"https://no-such-host.invalid\"\n");
    assert_eq!(state(&fake.lines().await, "endpoint"), "no-name");
    fake.change(&public, "public_url = \"http://example.org\"\n");
    let lines = fake.lines().await;
    assert_eq!(state(&lines, "settings"), "unusable", "plain http is refused");
    assert_eq!(state(&lines, "database"), "writable", "what can be seen is seen");
    assert_eq!(state(&lines, "token"), "waits");
}

#[tokio::test]
async fn the_server_on_this_machine_says_how_it_is() {
    let fake = Fake::start().await;
    let ready = |reasons: &[&str], warnings: &[&str]| json!({ "version": "1", "signing_keys": true, "reasons": reasons, "warnings": warnings });
    fake.says("/ready", 503, &ready(&["no signing keys"], &[]));
    assert_eq!(state(&fake.lines().await, "server"), "not-ready");
    fake.says("/ready", 200, &ready(&[], &["newer content is not live"]));
    assert_eq!(state(&fake.lines().await, "server"), "warns");
    fake.says_text("/ready", 200, "hello");
    assert_eq!(state(&fake.lines().await, "server"), "stranger");
    fake.change(&format!("bind = \"{}\"", fake.address), "bind = \"127.0.0.1:1\"");
    assert_eq!(state(&fake.lines().await, "server"), "not-running");
}

#[tokio::test]
async fn the_database_is_looked_at_and_left_as_it_is() {
    let fake = Fake::start().await;
    let only = [Check::Database, Check::Migrations, Check::Disk, Check::User];
    let looked = Question { only: &only, user: Some(PERSON), ..Question::default() };
    let path = fake.folder.path().join("stapje.db");
    let sql = async |statement: &'static str| {
        let options: sqlx::sqlite::SqliteConnectOptions = fake.database().parse().unwrap();
        let mut conn = options.connect().await.unwrap();
        sqlx::query(statement).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    };
    let lines = fake.lines_of(&looked, &Clock::System).await;
    assert_eq!(lines.len(), 4, "only what was asked for: {lines:?}");
    assert_eq!(state(&lines, "user"), "not-met");
    sql("DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)")
        .await;
    let lines = fake.lines_of(&looked, &Clock::System).await;
    assert_eq!((state(&lines, "migrations"), state(&lines, "user")), ("behind", "no-database"));
    sql("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)")
    .await;
    assert_eq!(state(&fake.lines_of(&looked, &Clock::System).await, "migrations"), "ahead");
    sql("PRAGMA journal_mode = DELETE").await;
    assert_eq!(state(&fake.lines_of(&looked, &Clock::System).await, "database"), "not-wal");
    std::fs::write(&path, "this is no database, and long enough to be read as one".repeat(40))
        .unwrap();
    assert_eq!(state(&fake.lines_of(&looked, &Clock::System).await, "database"), "closed");
    std::fs::remove_file(&path).unwrap();
    let lines = fake.lines_of(&looked, &Clock::System).await;
    assert_eq!(
        (state(&lines, "database"), state(&lines, "migrations")),
        ("not-yet", "first-start")
    );
    assert!(!path.exists(), "the doctor makes no database");
    fake.change("sqlite:stapje.db", "sqlite:nowhere/stapje.db");
    assert_eq!(state(&fake.lines_of(&looked, &Clock::System).await, "database"), "read-only");
    fake.change("sqlite:stapje.db", "postgres://me:hidden@127.0.0.1:1/x");
    let lines = fake.lines_of(&looked, &Clock::System).await;
    assert_eq!(state(&lines, "database"), "closed");
    assert!(!format!("{lines:?}").contains("hidden"), "{lines:?}");
}

#[tokio::test]
async fn postgres_is_looked_at_as_well() {
    let server = std::env::var("STAPJE_TEST_POSTGRES").unwrap_or_default();
    if server.is_empty() {
        return;
    }
    let fake = Fake::start().await;
    fake.change("sqlite:stapje.db", &server);
    let only = [Check::Database, Check::Migrations, Check::Disk];
    let lines =
        fake.lines_of(&Question { only: &only, ..Question::default() }, &Clock::System).await;
    assert_eq!((state(&lines, "database"), state(&lines, "disk")), ("writable", "unseen"));
}

#[tokio::test]
async fn content_with_a_mistake_is_named() {
    let fake = Fake::start().await;
    std::fs::create_dir(fake.folder.path().join("content")).unwrap();
    std::fs::write(fake.folder.path().join("content/plan.yaml"), "what: is this\n").unwrap();
    fake.change("bind =", "content = \"content\"\nbind =");
    let only = [Check::Content, Check::Languages];
    let looked = Question { only: &only, ..Question::default() };
    let lines = fake.lines_of(&looked, &Clock::System).await;
    assert_eq!((state(&lines, "content"), state(&lines, "languages")), ("broken", "unseen"));
    assert!(lines[0].saw.contains("plan.yaml:1:"), "{}", lines[0].saw);
    let content = fake.folder.path().join("content");
    assert_eq!(lines[0].next, format!("stapje content check {}", content.display()));
    fake.change("bind =", "content = \"nowhere\"\nbind =");
    assert_eq!(state(&fake.lines_of(&looked, &Clock::System).await, "content"), "unreadable");
}

fn package(bot_id: &str, purpose: Purpose) -> Package {
    let page = |page: &str| format!("https://stapje.voorbeeld.nl/{page}");
    Package::new(&Blanks {
        bot_id: bot_id.to_owned(),
        app_id: bot_id.to_owned(),
        version: "1.0.0".to_owned(),
        developer_name: "Gemeente Voorbeeld".to_owned(),
        website_url: page(""),
        privacy_url: page("privacy"),
        terms_url: page("terms"),
        purpose,
        teams: false,
    })
}

#[tokio::test]
async fn the_app_package_is_held_against_the_settings() {
    let fake = Fake::start().await;
    let path = fake.folder.path().join("app.zip");
    let only = [Check::Package];
    let looked = Question { only: &only, package: Some(&path), ..Question::default() };
    let expect = async |package: Option<Package>, expected: &str| {
        match package {
            Some(package) => std::fs::write(&path, package.zip().unwrap()).unwrap(),
            None => std::fs::write(&path, "no zip").unwrap(),
        }
        assert_eq!(state(&fake.lines_of(&looked, &Clock::System).await, "package"), expected);
    };
    let changed = |old: &str, new: &str| {
        let mut package = package(APP, Purpose::Use);
        let (_, manifest) = &mut package.files[0];
        let text = String::from_utf8(manifest.clone()).unwrap();
        assert!(text.contains(old), "{old}");
        *manifest = text.replace(old, new).into_bytes();
        Some(package)
    };
    expect(Some(package(APP, Purpose::Use)), "fits").await;
    expect(Some(package(TENANT, Purpose::Use)), "other-bot").await;
    expect(Some(package(APP, Purpose::Development)), "for-developers").await;
    expect(changed("#0B5A66", "#0B5A67"), "differs").await;
    expect(changed("#0B5A66", "teal"), "faults").await;
    let domains = "\"validDomains\": [\"tips.voorbeeld.nl\"], \"accentColor\"";
    expect(changed("\"accentColor\"", domains), "other-host").await;
    expect(None, "unreadable").await;
}

#[tokio::test]
async fn what_is_known_of_one_installation_is_told_and_no_more() {
    let fake = Fake::start().await;
    let only = [Check::User];
    let looked = |user| Question { only: &only, user: Some(user), ..Question::default() };
    let person = looked(PERSON);
    let lines = fake.lines_of(&looked("sanne@example.nl"), &Clock::System).await;
    assert_eq!(state(&lines, "user"), "not-an-id");
    assert_eq!(state(&fake.lines_of(&person, &Clock::System).await, "user"), "not-met");
    let here = format!("https://{}/emea", fake.address);
    let mut employee = somebody(PERSON, Clock::System.now());
    employee.key = EmployeeKey::new(TENANT, PERSON);
    let mut first = true;
    for (reach, conversation, host, expected) in [
        (Reach::Reachable, "a:1", here.as_str(), "installed"),
        (Reach::Reachable, "", here.as_str(), "no-conversation"),
        (Reach::Reachable, "a:1", "https://elsewhere.example.org/", "foreign-host"),
        (Reach::Uninstalled, "a:1", here.as_str(), "uninstalled"),
        (Reach::Blocked, "a:1", here.as_str(), "blocked"),
        (Reach::DisabledByAdmin, "a:1", here.as_str(), "disabled"),
    ] {
        employee.reach = reach;
        let (conversation_id, service_url) = (conversation.to_owned(), host.to_owned());
        employee.conversation = ConversationReference { conversation_id, service_url };
        let store = Store::open(&fake.database()).await.unwrap();
        let mut tx = store.write().await.unwrap();
        if first {
            employees::insert(&mut tx, &employee).await.unwrap();
        } else {
            employees::update(&mut tx, &employee).await.unwrap();
            employee.version += 1;
        }
        first = false;
        tx.commit().await.unwrap();
        store.close().await;
        assert_eq!(state(&fake.lines_of(&person, &Clock::System).await, "user"), expected);
    }
}
