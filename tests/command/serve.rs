//! `stapje serve`: settings, and starts that fail with one clear line.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

use super::{Ran, run, stapje};

const ID: &str = "11111111-2222-4333-8444-555566667777";

/// A server with all that it needs, on a free port, with its database in `folder`.
fn complete(folder: &TempDir) -> Command {
    let mut command = stapje(&["serve"]);
    command
        .env("STAPJE_BIND", "127.0.0.1:0")
        .env("STAPJE_APP_ID", ID)
        .env("STAPJE_APP_SECRET", "not-a-real-secret")
        .env("STAPJE_HOME_TENANT", ID)
        .env("STAPJE_TENANTS", ID)
        .env("STAPJE_DATABASE", format!("sqlite:{}/stapje.db", folder.path().display()));
    command
}

fn fails(mut command: Command) -> String {
    let ran = Ran::from(command.output().expect("the program starts"));
    assert!(!ran.ok, "{ran:?}");
    assert!(!ran.errors.contains("panicked"), "{}", ran.errors);
    assert!(!ran.errors.contains("not-a-real-secret"), "a secret was shown: {}", ran.errors);
    ran.errors
}

#[test]
fn it_does_not_start_without_credentials_and_says_which() {
    let nothing = run(&["serve"]);
    assert!(!nothing.ok);
    for name in
        ["STAPJE_APP_ID", "STAPJE_APP_SECRET", "STAPJE_HOME_TENANT", "STAPJE_TENANTS", "demo"]
    {
        assert!(nothing.errors.contains(name), "{}", nothing.errors);
    }
    let folder = TempDir::new().unwrap();
    let mut command = complete(&folder);
    command.env_remove("STAPJE_APP_SECRET");
    let errors = fails(command);
    assert!(errors.contains("STAPJE_APP_SECRET") && !errors.contains("app_id ("), "{errors}");
}

#[test]
fn a_settings_file_that_is_wrong_is_told_with_its_line() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("stapje.toml");
    let with = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let mut command = complete(&folder);
        command.arg("--config").arg(&path);
        fails(command)
    };
    assert!(with("bind = \"127.0.0.1:0\"\nbnid = 1\n").contains("stapje.toml:2:1: unknown field"));
    assert!(with("app_secret = \"oops\"\n").contains("unknown field"), "no secrets in the file");
    assert!(with("cloud = \"moon\"\n").contains("public, us-government, china or a table"));
    assert!(with("cloud = \"china\"\n").contains("name at least one service host"));
    let plain = "[cloud]\nissuer = \"x\"\nopenid_metadata = \"http://example.org/\"\n\
                 login = \"https://example.org/\"\nscope = \"x\"\nservice_hosts = [\"a\"]\n";
    assert!(with(plain).contains("openid_metadata must be https"));
    assert!(with("[cloud\n").contains("stapje.toml:1:"));
    let tenant = format!("entra_issuers = [\"{ID}\"]\n");
    assert!(with(&tenant).contains("entra_issuers and entra_callers go together"));
    let half = with(&tenant.replace("issuers", "callers"));
    assert!(half.contains("entra_issuers and entra_callers go together"));
    let common = "entra_issuers = [\"common\"]\nentra_callers = [\"*\"]\n";
    assert!(with(common).contains("entra_issuers is not an id such as"));
    let anybody = format!("{tenant}entra_callers = [\"*\"]\n");
    assert!(with(&anybody).contains("entra_callers is not an id such as"));
    std::fs::remove_file(&path).unwrap();
    let mut command = complete(&folder);
    command.arg("--config").arg(&path);
    assert!(fails(command).contains("cannot read"));
}

#[test]
fn values_that_cannot_be_used_are_named() {
    let folder = TempDir::new().unwrap();
    let with = |name: &str, value: &str| {
        let mut command = complete(&folder);
        command.env(name, value);
        fails(command)
    };
    assert!(with("STAPJE_BIND", "here").contains("an address with a port"));
    assert!(with("STAPJE_APP_ID", "abc").contains("app_id is not an id such as"));
    assert!(with("STAPJE_TENANTS", "a,b").contains("tenants is not an id such as"));
    assert!(with("STAPJE_CONTENT", "/nowhere/at/all").contains("cannot read /nowhere/at/all"));
    assert!(with("STAPJE_DATABASE", "mysql://x").contains("must start with sqlite: or postgres:"));
    let password = with("STAPJE_DATABASE", "postgres://me:hidden@127.0.0.1:1/x");
    assert!(password.contains("me:***@") && !password.contains("hidden"), "{password}");
}

#[test]
fn a_busy_port_is_told_in_one_line() {
    let folder = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = complete(&folder);
    command.env("STAPJE_BIND", &address);
    let errors = fails(command);
    assert!(errors.contains(&format!("cannot listen on {address}")), "{errors}");
}

#[test]
fn a_database_that_cannot_be_written_is_told_in_one_line() {
    let folder = TempDir::new().unwrap();
    let mut command = complete(&folder);
    // A path below a file: nobody may write there, not even an administrator.
    std::fs::write(folder.path().join("file"), "").unwrap();
    let path = format!("sqlite:{}/file/stapje.db", folder.path().display());
    command.env("STAPJE_DATABASE", path);
    assert!(fails(command).contains("cannot open the database"));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}/stapje.db", folder.path().display());
    drop(stapje::store::Store::open(&url).await.unwrap());
    let options: sqlx::sqlite::SqliteConnectOptions = url.parse().unwrap();
    let mut conn = options.connect().await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    conn.close().await.unwrap();
    assert!(fails(complete(&folder)).contains("made by a newer version of Stapje"));
}

#[test]
fn content_with_mistakes_does_not_go_live() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("plan.yaml"), "what: is this\n").unwrap();
    let mut command = complete(&folder);
    command.env("STAPJE_CONTENT", folder.path());
    let errors = fails(command);
    assert!(errors.contains("plan.yaml:1:") && errors.contains("to mend"), "{errors}");
}

/// The binary that everybody runs lets nobody in without a token.
#[tokio::test]
async fn the_running_server_answers_an_unsigned_request_with_401() {
    let folder = TempDir::new().unwrap();
    let mut command = complete(&folder);
    command.args(["--log-format", "json"]).stderr(Stdio::piped()).stdin(Stdio::null());
    let mut server = command.spawn().unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines();
    let address = loop {
        let line = log.next().expect("a line of the log").unwrap();
        let entry: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        if let Some(address) = entry["fields"]["address"].as_str() {
            break address.to_owned();
        }
    };
    let http = stapje::bot_framework::http_client().unwrap();
    let request = http
        .post(format!("http://{address}/api/messages"))
        .header("content-type", "application/json")
        .body(r#"{"type":"message"}"#);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert!(answer.bytes().await.unwrap().is_empty());
    let live = http.get(format!("http://{address}/live")).send().await.unwrap();
    assert_eq!(live.status(), 200);
    server.kill().unwrap();
    server.wait().unwrap();
}
