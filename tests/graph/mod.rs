//! Microsoft Graph against a fake one: pages, patience, refusals, and nothing without a dry run.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use stapje::clock::Clock;
use stapje::doctor::{Check, Question};
use stapje::graph::{PERMISSIONS, patience};
use stapje::store::employees::{self, Reach};
use stapje::store::roster::{self, Origin, Place};
use stapje::store::{EmployeeKey, Store};

use crate::command::{Ran, stapje};
use crate::doctor::fake::{APP, Fake, SECRET, TENANT, TOKEN, state};
use crate::house::project;
use crate::nudges::somebody;

const GROUP: &str = "cccccccc-0000-4000-8000-000000000001";
const CATALOG: &str = "dddddddd-0000-4000-8000-000000000001";
const APPS: &str = "/v1.0/appCatalogs/teamsApps";
const MEMBERS: &str = "/v1.0/groups/cccccccc-0000-4000-8000-000000000001/transitiveMembers";
const USERS: &str = "/v1.0/users";

fn person(number: u32) -> String {
    format!("bbbbbbbb-0000-4000-8000-{number:012}")
}

fn install_of(number: u32) -> String {
    format!("/v1.0/users/{}/teamwork/installedApps", person(number))
}

/// An answer of the login service, with a token that names these roles.
fn token(roles: &[&str]) -> Value {
    let claims = URL_SAFE_NO_PAD.encode(json!({ "roles": roles }).to_string());
    json!({ "access_token": format!("e30.{claims}.c2ln"), "expires_in": 3599 })
}

const LEAST: &[&str] = &[
    "TeamsAppInstallation.ReadWriteSelfForUser.All",
    "GroupMember.Read.All",
    "AppCatalog.Read.All",
    "User.Read.All",
];

fn error(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

fn user(number: u32) -> Value {
    json!({ "@odata.type": "#microsoft.graph.user", "id": person(number) })
}

/// Graph is switched on, and everything is as it should be; the group has nobody yet.
async fn start() -> Fake {
    let fake = Fake::start().await;
    let graph = format!("graph = \"{}\"\n[graph]\ninstall = true\npeople = true\n", fake.url(""));
    fake.set(&(fake.settings() + &graph));
    fake.says(TOKEN, 200, &token(LEAST));
    let app =
        json!({ "id": CATALOG, "externalId": APP, "appDefinitions": [{ "version": "1.0.0" }] });
    fake.says(APPS, 200, &json!({ "value": [app] }));
    fake.says(USERS, 200, &json!({ "value": [] }));
    fake.says(MEMBERS, 200, &json!({ "value": [] }));
    fake
}

async fn graph(fake: &Fake, arguments: &[&str]) -> Ran {
    let mut command = stapje(&["graph"]);
    command.args(arguments).arg("--config").arg(fake.config()).env("STAPJE_APP_SECRET", SECRET);
    let ran = tokio::task::spawn_blocking(move || Ran::from(command.output().unwrap())).await;
    let ran = ran.unwrap();
    let told = [SECRET, "e30."]
        .iter()
        .any(|secret| ran.out.contains(secret) || ran.errors.contains(secret));
    assert!(!told, "a secret is shown: {ran:?}");
    ran
}

/// The word that a dry run shows.
fn word(ran: &Ran) -> String {
    let (_, rest) = ran.out.split_once("--apply ").unwrap_or_else(|| panic!("no word: {ran:?}"));
    rest.trim().to_owned()
}

/// Lets the bot have met somebody.
async fn met(fake: &Fake, number: u32, reach: Reach) {
    let store = Store::open(&fake.database()).await.unwrap();
    let mut employee = somebody(&person(number), Clock::System.now());
    employee.key = EmployeeKey::new(TENANT, person(number));
    employee.reach = reach;
    let mut tx = store.write().await.unwrap();
    employees::insert(&mut tx, &employee).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn the_doctor_names_what_is_missing_and_what_is_too_much() {
    let fake = start().await;
    let only = [Check::Graph];
    let looked = Question { only: &only, ..Question::default() };
    let lines = async || fake.lines_of(&looked, &Clock::System).await;
    assert_eq!(state(&lines().await, "graph"), "ready");
    fake.says(TOKEN, 200, &token(&LEAST[..2]));
    let missing = lines().await;
    assert_eq!(state(&missing, "graph"), "missing");
    assert!(missing[0].saw.contains("AppCatalog.Read.All"), "{missing:?}");
    let ids = "e12dae10-5a57-4817-b79d-dfbec5348930=Role df021288-bdef-4463-88db-98f22de89214=Role";
    assert!(missing[0].next.contains(ids) && missing[0].next.contains(APP), "{missing:?}");
    fake.says(TOKEN, 200, &token(&[LEAST, &["Directory.ReadWrite.All"]].concat()));
    let more = lines().await;
    assert_eq!((state(&more, "graph"), more[0].saw.as_str()), ("more", "Directory.ReadWrite.All"));
    fake.says(TOKEN, 200, &token(LEAST));
    fake.says(APPS, 200, &json!({ "value": [] }));
    assert_eq!(state(&lines().await, "graph"), "not-in-catalog");
    fake.says(APPS, 403, &error("Forbidden", "Missing role permissions on the request."));
    assert_eq!(state(&lines().await, "graph"), "failed");
    fake.says(TOKEN, 401, &json!({ "error": "invalid_client", "error_codes": [700_016] }));
    let none = lines().await;
    assert_eq!(state(&none, "graph"), "no-token");
    fake.set(&fake.settings());
    assert_eq!(state(&lines().await, "graph"), "off");
    let off = graph(&fake, &["install", "--group", GROUP]).await;
    assert!(!off.ok && off.errors.contains("docs/GRAPH.md"), "{off:?}");
}

/// Two tenants with one registration: the second one is looked at too, and named when it fails.
#[tokio::test]
async fn the_doctor_looks_at_every_tenant_and_names_the_one_that_fails() {
    const OTHER: &str = "bbbbbbbb-bbbb-4ccc-8ddd-eeeeffff0000";
    let fake = start().await;
    let graph = format!("graph = \"{}\"\n[graph]\ninstall = true\npeople = true\n", fake.url(""));
    let both = format!("tenants = [\"{TENANT}\", \"{OTHER}\"]");
    let one = format!("tenants = [\"{TENANT}\"]");
    fake.set(&(fake.settings().replace(&one, &both) + &graph));
    let only = [Check::Graph];
    let looked = Question { only: &only, ..Question::default() };
    let lines = async || fake.lines_of(&looked, &Clock::System).await;
    let elsewhere = format!("/login/{OTHER}/oauth2/v2.0/token");
    fake.says(&elsewhere, 401, &json!({ "error": "invalid_client", "error_codes": [7_000_229] }));
    let told = lines().await;
    assert_eq!(told.iter().map(|line| line.state).collect::<Vec<_>>(), ["ready", "no-token"]);
    assert!(told[1].saw.starts_with(&format!("tenant {OTHER}: ")), "{told:?}");
    fake.says(&elsewhere, 200, &token(&LEAST[..1]));
    let told = lines().await;
    assert_eq!(told.iter().map(|line| line.state).collect::<Vec<_>>(), ["ready", "missing"]);
    assert!(told[1].next.contains(&format!("/{OTHER}/adminconsent?client_id={APP}")), "{told:?}");
    fake.says(&elsewhere, 200, &token(LEAST));
    assert!(lines().await.iter().all(|line| line.state == "ready"));
}

#[tokio::test]
async fn of_whom_the_bot_has_not_met_graph_says_whether_teams_has_the_app() {
    let fake = start().await;
    let id = person(1);
    let looked = Question { only: &[Check::User], user: Some(&id), ..Question::default() };
    let lines = async || fake.lines_of(&looked, &Clock::System).await;
    assert_eq!(state(&lines().await, "user"), "not-met", "404: nothing is known");
    fake.says(install_of(1), 200, &json!({ "value": [] }));
    assert_eq!(state(&lines().await, "user"), "not-installed");
    fake.says(install_of(1), 200, &json!({ "value": [{ "id": "x" }] }));
    assert_eq!(state(&lines().await, "user"), "not-heard");
    met(&fake, 1, Reach::Uninstalled).await;
    assert_eq!(state(&lines().await, "user"), "uninstalled");
}

#[tokio::test]
async fn a_dry_run_first_and_then_exactly_those_people() {
    let fake = start().await;
    met(&fake, 1, Reach::Reachable).await;
    met(&fake, 2, Reach::Uninstalled).await;
    // Two pages, a group within the group, and somebody on both.
    let next = fake.url("/v1.0/page2");
    let group = json!({ "@odata.type": "#microsoft.graph.group", "id": person(99) });
    let first = json!({ "value": [user(1), user(2), user(3), group], "@odata.nextLink": next });
    fake.says(MEMBERS, 200, &first);
    fake.says(
        "/v1.0/page2",
        200,
        &json!({ "value": [user(3), user(4), user(5), user(6), user(7)] }),
    );
    let dry = graph(&fake, &["install", "--group", GROUP, "--dry-run"]).await;
    assert!(dry.ok && dry.out.contains("7 people in the group. 2 have met the bot"), "{dry:?}");
    assert!(dry.out.contains("5 to install"), "{dry:?}");
    let wrong = graph(&fake, &["install", "--group", GROUP, "--apply", "000000000000"]).await;
    assert!(!wrong.ok && wrong.errors.contains("nothing was done"), "{wrong:?}");
    for number in 1..=7 {
        assert!(fake.asked(&install_of(number)).is_empty(), "a dry run installs nothing");
    }
    // Patience twice, then installed; there already; no such account; not allowed; installed.
    fake.says_in_turn(&install_of(3), &[(429, json!({})), (503, json!({})), (201, json!({}))]);
    fake.says(install_of(4), 409, &error("Conflict", "App already installed"));
    fake.says(install_of(5), 404, &error("NotFound", "User not found"));
    let blocked = "App is blocked by app permission policy.";
    fake.says(install_of(6), 403, &error("Forbidden", blocked));
    fake.says(install_of(7), 201, &json!({}));
    let done = graph(&fake, &["install", "--group", GROUP, "--apply", &word(&dry)]).await;
    assert!(done.ok, "{done:?}");
    for part in ["    2  installed", "    1  had it already", "(404)", "Users and groups"] {
        assert!(done.out.contains(part), "{part}: {done:?}");
    }
    assert_eq!(fake.asked(&install_of(3)).len(), 3);
    assert!(fake.asked(&install_of(1)).is_empty() && fake.asked(&install_of(2)).is_empty());
}

#[tokio::test]
async fn what_goes_wrong_for_everybody_ends_it_and_the_rest_stays_for_the_next_time() {
    let fake = start().await;
    fake.says(MEMBERS, 200, &json!({ "value": [user(1), user(2), user(3)] }));
    let dry = graph(&fake, &["install", "--group", GROUP]).await;
    fake.says(install_of(1), 201, &json!({}));
    let message = "AAD App Id 1111 is not allowed to manage the Teams App 2222.";
    fake.says(install_of(2), 403, &error("Forbidden", message));
    let stopped = graph(&fake, &["install", "--group", GROUP, "--apply", &word(&dry)]).await;
    assert!(!stopped.ok && stopped.out.contains("    1  installed"), "{stopped:?}");
    assert!(stopped.errors.contains("webApplicationInfo"), "{stopped:?}");
    assert!(fake.asked(&install_of(3)).is_empty());
    met(&fake, 1, Reach::Reachable).await;
    fake.says(install_of(2), 201, &json!({}));
    fake.says(install_of(3), 201, &json!({}));
    let dry = graph(&fake, &["install", "--group", GROUP]).await;
    assert!(dry.out.contains("2 to install"), "{dry:?}");
    let done = graph(&fake, &["install", "--group", GROUP, "--apply", &word(&dry)]).await;
    assert!(done.ok && done.out.contains("    2  installed"), "{done:?}");
    assert_eq!(fake.asked(&install_of(1)).len(), 1, "nobody twice");
}

#[tokio::test]
async fn a_page_elsewhere_is_not_followed_and_too_much_patience_ends() {
    let fake = start().await;
    let elsewhere = json!({ "value": [user(1)], "@odata.nextLink": "http://localhost:1/page" });
    fake.says(MEMBERS, 200, &elsewhere);
    let ran = graph(&fake, &["install", "--group", GROUP]).await;
    assert!(!ran.ok && ran.errors.contains("another host"), "{ran:?}");
    fake.says(MEMBERS, 429, &json!({}));
    let ran = graph(&fake, &["install", "--group", GROUP]).await;
    assert!(!ran.ok && ran.errors.contains("patience"), "{ran:?}");
    fake.says(MEMBERS, 404, &error("Request_ResourceNotFound", "Resource does not exist"));
    let ran = graph(&fake, &["install", "--group", GROUP]).await;
    assert!(!ran.ok && ran.errors.contains("404 Request_ResourceNotFound"), "{ran:?}");
    fake.says(MEMBERS, 403, &error("Authorization_RequestDenied", "Insufficient privileges"));
    let ran = graph(&fake, &["install", "--group", GROUP]).await;
    assert!(!ran.ok && ran.errors.contains("stapje graph check"), "{ran:?}");
}

/// Conditional access and a revoked session take a token back before its time.
#[tokio::test]
async fn a_token_that_graph_refuses_is_renewed_once() {
    let fake = start().await;
    let refused = (401, error("InvalidAuthenticationToken", "Access token has expired."));
    let found = (200, json!({ "value": [user(1)] }));
    fake.says_in_turn(MEMBERS, &[refused.clone(), found]);
    let tokens = fake.asked(TOKEN).len();
    let ran = graph(&fake, &["install", "--group", GROUP]).await;
    assert!(ran.ok && ran.out.contains("1 people in the group"), "{ran:?}");
    assert_eq!(fake.asked(TOKEN).len() - tokens, 2, "one, and a fresh one");
    assert_eq!(fake.asked(MEMBERS).len(), 2);
    fake.says(MEMBERS, 401, &refused.1);
    let ran = graph(&fake, &["install", "--group", GROUP]).await;
    assert!(!ran.ok && ran.errors.contains("401 InvalidAuthenticationToken"), "{ran:?}");
    assert_eq!(fake.asked(MEMBERS).len(), 4, "once more, and no more");
}

#[test]
fn patience_is_what_graph_says_and_else_grows() {
    assert_eq!(patience(Some("7"), 0), Duration::from_secs(7));
    assert_eq!(patience(None, 0), Duration::from_secs(1));
    assert_eq!(patience(None, 3), Duration::from_secs(8));
    assert_eq!(patience(Some("soon"), 1), Duration::from_secs(2));
    assert_eq!(patience(Some("99999"), 0), Duration::from_mins(2));
}

async fn place_of(fake: &Fake, number: u32) -> Option<Place> {
    let store = Store::open(&fake.database()).await.unwrap();
    let key = EmployeeKey::new(TENANT, person(number));
    let place = roster::find(&mut store.read().await.unwrap(), &key).await.unwrap();
    store.close().await;
    place
}

async fn reach_of(fake: &Fake, number: u32) -> Reach {
    let store = Store::open(&fake.database()).await.unwrap();
    let key = EmployeeKey::new(TENANT, person(number));
    let employee = employees::find(&mut store.read().await.unwrap(), &key).await.unwrap();
    store.close().await;
    employee.expect("somebody").reach
}

fn entry(number: u32, department: &str, enabled: bool, manager: Option<u32>) -> Value {
    let mut entry = json!({
        "id": person(number), "department": department, "jobTitle": "Adviseur",
        "accountEnabled": enabled,
    });
    if let Some(manager) = manager {
        entry["manager"] = json!({ "id": person(manager) });
    }
    entry
}

#[tokio::test]
async fn departments_and_leavers_come_from_the_directory_after_a_dry_run() {
    let fake = start().await;
    for number in 1..=5 {
        met(&fake, number, Reach::Reachable).await;
    }
    let by_file = Place {
        key: EmployeeKey::new(TENANT, person(5)),
        department: Some("Griffie".to_owned()),
        role: None,
        manager: false,
        origin: Origin::File,
    };
    let store = Store::open(&fake.database()).await.unwrap();
    let mut tx = store.write().await.unwrap();
    roster::put(&mut tx, &by_file, Clock::System.now()).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    // 1 leads 2; 3 is switched off, 4 is gone, 9 never met the bot.
    let next = fake.url("/v1.0/users-page2");
    let first = [entry(1, "Burgerzaken", true, None), entry(2, "Burgerzaken", true, Some(1))];
    fake.says(USERS, 200, &json!({ "value": first, "@odata.nextLink": next }));
    let second = [
        entry(3, "Zorg", false, Some(1)),
        entry(5, "Zorg", true, None),
        entry(9, "Zorg", true, Some(2)),
    ];
    fake.says("/v1.0/users-page2", 500, &json!({}));
    let failed = graph(&fake, &["sync"]).await;
    assert!(
        !failed.ok && !failed.out.contains("left"),
        "half a directory says nothing: {failed:?}"
    );
    fake.says("/v1.0/users-page2", 200, &json!({ "value": second }));
    let dry = graph(&fake, &["sync"]).await;
    let sum = "2 new or changed, 2 left, 0 the same, 1 said by a file";
    assert!(dry.ok && dry.out.contains(sum), "{dry:?}");
    assert_eq!(place_of(&fake, 1).await, None);
    assert_eq!(reach_of(&fake, 4).await, Reach::Reachable);
    let done = graph(&fake, &["sync", "--apply", &word(&dry)]).await;
    assert!(done.ok && done.out.contains("Done."), "{done:?}");
    let leads = place_of(&fake, 1).await.expect("a place");
    assert_eq!(
        (leads.department.as_deref(), leads.manager, leads.origin),
        (Some("Burgerzaken"), true, Origin::Graph)
    );
    let two = place_of(&fake, 2).await.expect("a place");
    assert_eq!((two.role.as_deref(), two.manager), (Some("Adviseur"), true), "2 leads 9");
    assert_eq!(place_of(&fake, 9).await, None, "of who never met the bot nothing is kept");
    assert_eq!(place_of(&fake, 5).await, Some(by_file), "a file goes above Entra");
    assert_eq!(reach_of(&fake, 3).await, Reach::Uninstalled);
    assert_eq!(reach_of(&fake, 4).await, Reach::Uninstalled);
    let again = graph(&fake, &["sync"]).await;
    assert!(again.ok && again.out.contains("Nothing to change."), "{again:?}");
}

#[tokio::test]
async fn a_directory_that_knows_nobody_changes_nothing() {
    let fake = start().await;
    met(&fake, 1, Reach::Reachable).await;
    fake.says(USERS, 200, &json!({ "value": [entry(8, "Zorg", true, None)] }));
    let ran = graph(&fake, &["sync"]).await;
    assert!(!ran.ok && ran.errors.contains("right tenant"), "{ran:?}");
}

#[tokio::test]
async fn the_scope_and_the_tenant_of_the_token_are_those_of_graph() {
    let fake = start().await;
    let check = graph(&fake, &["check"]).await;
    assert!(check.ok && check.out.contains("OK     graph"), "{check:?}");
    let asked = fake.bodies(TOKEN);
    let scope = format!(
        "scope={}",
        url::form_urlencoded::byte_serialize(format!("{}/.default", fake.url("")).as_bytes())
            .collect::<String>()
    );
    assert!(asked.iter().any(|body| body.contains(&scope)), "{asked:?} {scope}");
}

#[test]
fn the_documentation_names_every_permission() {
    let page = std::fs::read_to_string(project().join("docs/GRAPH.md")).unwrap();
    for permission in PERMISSIONS {
        let row = format!("| `{}` | {} | {} |", permission.name, permission.id, permission.why);
        assert!(page.contains(&row), "docs/GRAPH.md lacks: {row}");
    }
}

/// A campaign for an Entra group: who is in it comes from the directory, and the planner knows.
#[tokio::test]
async fn groups_that_the_plan_names_are_known_of_people_whom_the_bot_has_met() {
    let fake = start().await;
    let people = "people = true\n";
    let settings = std::fs::read_to_string(fake.config()).unwrap();
    fake.set(&settings.replace(people, "groups = true\n"));
    let content = fake.folder.path().join("content");
    for file in stapje::content::Source::BuiltIn.files().unwrap() {
        let place = content.join(&file.path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        let mut text = file.bytes.clone();
        if file.path == "plan.yaml" {
            let audience = format!("\n  - id: council\n    groups: [{GROUP}]\n");
            let plan = String::from_utf8(text).unwrap();
            let (head, rest) = plan.split_once("\naudiences:").expect("audiences");
            let (comment, rest) = rest.split_once('\n').expect("more lines");
            text = format!("{head}\naudiences:{comment}{audience}{rest}").into_bytes();
        }
        std::fs::write(place, text).unwrap();
    }
    let settings = std::fs::read_to_string(fake.config()).unwrap();
    fake.set(&settings.replace("bind =", "content = \"content\"\nbind ="));
    met(&fake, 1, Reach::Reachable).await;
    met(&fake, 2, Reach::Reachable).await;
    fake.says(MEMBERS, 200, &json!({ "value": [user(1), user(9)] }));
    let dry = graph(&fake, &["sync"]).await;
    assert!(dry.ok && dry.out.contains(&format!("= {} groups: {GROUP}", person(1))), "{dry:?}");
    assert!(!dry.out.contains(&person(9)), "{dry:?}");
    let done = graph(&fake, &["sync", "--apply", &word(&dry)]).await;
    assert!(done.ok && done.out.contains("Done."), "{done:?}");
    let store = Store::open(&fake.database()).await.unwrap();
    let now = Clock::System.now() + jiff::SignedDuration::from_hours(1);
    let due = employees::due(&mut store.read().await.unwrap(), now, 10).await.unwrap();
    let groups = |number: u32| {
        let found = due.iter().find(|(key, _)| key.employee_id == person(number)).expect("due");
        found.1.as_ref().expect("readable").groups.clone()
    };
    assert_eq!((groups(1), groups(2)), (vec![GROUP.to_owned()], vec![]));
    store.close().await;
    fake.says(MEMBERS, 200, &json!({ "value": [] }));
    let dry = graph(&fake, &["sync"]).await;
    assert!(dry.out.contains("groups: none"), "{dry:?}");
}
