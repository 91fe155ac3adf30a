//! `stapje serve`: settings, and starts that fail with one clear line.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use sqlx::{ConnectOptions, Connection};
use stapje::clock::Clock;
use stapje::local_channel::{Author, Ends, LocalChannel, Person, Profile};
use tempfile::TempDir;

use super::{Ran, run, stapje};
use crate::outbound::certificate::Pair;
use crate::outbound::login::{Login, Say};

const ID: &str = "11111111-2222-4333-8444-555566667777";

/// A server with all that it needs, on a free port, with its database in `folder`.
pub(super) fn complete(folder: &TempDir) -> Command {
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

pub(super) fn fails(mut command: Command) -> String {
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
fn each_kind_of_credential_is_one_that_can_be_chosen() {
    let folder = TempDir::new().unwrap();
    let pair = Pair::new();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let good = write("good.pem", &pair.file());
    let only = |sets: &[(&str, &str)]| {
        let mut command = complete(&folder);
        command.env_remove("STAPJE_APP_SECRET").env("STAPJE_BIND", "nowhere");
        for (name, value) in sets {
            command.env(name, value);
        }
        fails(command)
    };
    // Everything before the address is right: each of these gets as far as that.
    let reaches_the_end = |errors: String| assert!(errors.contains("STAPJE_BIND"), "{errors}");
    reaches_the_end(only(&[("STAPJE_APP_CERTIFICATE_FILE", &good)]));
    reaches_the_end(only(&[("STAPJE_MANAGED_IDENTITY", "true"), ("STAPJE_HOME_TENANT", "")]));
    reaches_the_end(only(&[("STAPJE_FEDERATED_TOKEN_FILE", "/nowhere/yet")]));
    reaches_the_end(only(&[("STAPJE_FEDERATED_IDENTITY", ID)]));
    reaches_the_end(only(&[
        ("STAPJE_APP_SECRET_FILE", &write("secret", "not-a-real-secret")),
        ("STAPJE_HOME_TENANT", "multi-tenant"),
    ]));
    for (sets, part) in [
        (&[("STAPJE_MANAGED_IDENTITY", "false")][..], "missing: the app secret"),
        (&[("STAPJE_MANAGED_IDENTITY", "yes")], "STAPJE_MANAGED_IDENTITY is not true or false"),
        (&[("STAPJE_FEDERATED_IDENTITY", "me")], "federated_identity is not an id such as"),
        (&[("STAPJE_APP_CERTIFICATE_FILE", &good), ("STAPJE_HOME_TENANT", "")], "home_tenant"),
        (&[("STAPJE_APP_CERTIFICATE_FILE", "/nowhere")], "cannot read /nowhere"),
        (
            &[("STAPJE_APP_CERTIFICATE_FILE", &good), ("STAPJE_APP_SECRET", "not-a-real-secret")],
            "the app secret and app_certificate_file are both set",
        ),
        (
            &[("STAPJE_MANAGED_IDENTITY", "true"), ("IDENTITY_ENDPOINT", "http://example.org/")],
            "IDENTITY_HEADER",
        ),
    ] {
        let errors = only(sets);
        assert!(errors.contains(part), "{sets:?}: {errors}");
    }
    let half = write("half.pem", &pair.certificate);
    let errors = only(&[("STAPJE_APP_CERTIFICATE_FILE", &half)]);
    assert!(errors.contains("half.pem: it holds no private key"), "{errors}");
    assert!(!errors.contains("MII"), "nothing of the file is shown: {errors}");
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

/// A channel simulator, and a server with settings that make it the server's cloud.
pub(crate) async fn with_a_channel(folder: &TempDir) -> (LocalChannel, Command) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ends = Ends { app_id: ID.to_owned(), tenant_id: ID.to_owned() };
    let channel = LocalChannel::new(Clock::System, address, ends).unwrap();
    tokio::spawn(axum::serve(listener, channel.router()).into_future());
    std::fs::write(folder.path().join("app.pem"), Pair::new().file()).unwrap();
    let cloud = channel.cloud().unwrap();
    let settings = format!(
        "app_certificate_file = \"app.pem\"\n[cloud]\nissuer = \"{}\"\n\
         openid_metadata = \"{}\"\nlogin = \"{}\"\nscope = \"{}\"\n\
         service_hosts = [\"{address}\"]\n",
        cloud.issuer, cloud.openid_metadata, cloud.login, cloud.scope
    );
    let path = folder.path().join("stapje.toml");
    std::fs::write(&path, settings).unwrap();
    let mut command = complete(folder);
    command.env_remove("STAPJE_APP_SECRET").arg("--config").arg(&path);
    (channel, command)
}

/// Sanne, in that channel.
pub(crate) fn sanne(channel: &LocalChannel) -> Person {
    let profile = Profile {
        id: "sanne".to_owned(),
        name: "Sanne".to_owned(),
        locale: "nl-NL".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
    };
    Person::new(channel.clone(), profile)
}

/// A running server. It ends with the test.
pub(crate) struct Running {
    pub(crate) process: Child,
    pub(crate) address: String,
    /// What it has logged since, line by line.
    log: Arc<Mutex<String>>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Running {
        command.args(["--log-format", "json"]).stderr(Stdio::piped()).stdin(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut text = String::new();
        let address = loop {
            let line = lines.next().expect("a line of the log").unwrap();
            text += &format!("{line}\n");
            let entry: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            if let Some(address) = entry["fields"]["address"].as_str() {
                break address.to_owned();
            }
        };
        let log = Arc::new(Mutex::new(text));
        let more = log.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                more.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        Running { process, address, log }
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The binary that everybody runs lets nobody in without a token.
#[tokio::test]
async fn the_running_server_answers_an_unsigned_request_with_401() {
    let folder = TempDir::new().unwrap();
    let server = Running::start(complete(&folder));
    let address = &server.address;
    let http = stapje::bot_framework::http_client(stapje::USER_AGENT).unwrap();
    let request = http
        .post(format!("http://{address}/api/messages"))
        .header("content-type", "application/json")
        .body(r#"{"type":"message"}"#);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert!(answer.bytes().await.unwrap().is_empty());
    let live = http.get(format!("http://{address}/live")).send().await.unwrap();
    assert_eq!(live.status(), 200);
}

/// A channel simulator drives the same binary through settings alone, with every check on.
#[tokio::test]
async fn a_cloud_of_ones_own_drives_the_running_server() {
    let folder = TempDir::new().unwrap();
    let (channel, command) = with_a_channel(&folder).await;
    let server = Running::start(command);
    channel.connect(&format!("http://{}/api/messages", server.address));
    let person = sanne(&channel);
    person.installs().await.unwrap();
    person.says("hoi").await.unwrap();
    let answered = async {
        while person.messages().iter().filter(|message| message.author == Author::Bot).count() < 2 {
            tokio::task::yield_now().await;
        }
    };
    let limit = std::time::Duration::from_secs(30);
    tokio::time::timeout(limit, answered).await.expect("the welcome and an answer");
    assert_eq!(channel.complaints(), Vec::<String>::new());
    assert_eq!(channel.tokens_issued(), 1);
    let unsigned = channel.post_with("{}".to_owned(), None).await.unwrap();
    assert_eq!(unsigned.status, 401, "every check is on");
    let http = stapje::bot_framework::http_client(stapje::USER_AGENT).unwrap();
    let ready = http.get(format!("http://{}/ready", server.address)).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    let ready: serde_json::Value = ready.json().await.unwrap();
    assert_eq!(ready["cloud"], "custom");
    let warning = ready["warnings"][0].as_str().unwrap();
    assert!(warning.contains("a cloud of your own"), "{warning}");
    let log = server.log();
    assert!(log.contains("WARN") && log.contains("a cloud of your own"), "{log}");
    assert!(!log.contains("PRIVATE KEY") && !log.contains("eyJ"), "{log}");
}

/// A credential that is refused shows at the start, in the log and on the health page.
#[tokio::test]
async fn refused_credentials_are_named_before_anybody_writes() {
    let login = Login::start().await;
    let refusal = serde_json::json!({ "error": "invalid_client", "error_codes": [7_000_215] });
    login.says(vec![Say::Json(401, refusal); 9]);
    let folder = TempDir::new().unwrap();
    let settings = format!(
        "[cloud]\nissuer = \"x\"\nopenid_metadata = \"{}\"\nlogin = \"{}\"\n\
         scope = \"x\"\nservice_hosts = [\"{}\"]\n",
        login.url("/metadata"),
        login.url("/login"),
        login.address
    );
    let path = folder.path().join("stapje.toml");
    std::fs::write(&path, settings).unwrap();
    let mut command = complete(&folder);
    command.arg("--config").arg(&path);
    let server = Running::start(command);
    let http = stapje::bot_framework::http_client(stapje::USER_AGENT).unwrap();
    let named = async {
        loop {
            let ready = http.get(format!("http://{}/ready", server.address)).send().await.unwrap();
            let text = ready.text().await.unwrap();
            if text.contains("invalid_client AADSTS7000215")
                && server.log().contains("invalid_client")
            {
                return;
            }
        }
    };
    let limit = std::time::Duration::from_secs(30);
    tokio::time::timeout(limit, named).await.expect("it is named in both places");
    assert!(!server.log().contains("not-a-real-secret"));
}

#[test]
fn how_many_threads_take_turns_is_a_number() {
    let folder = TempDir::new().unwrap();
    for wrong in ["0", "two", "-1"] {
        let mut command = complete(&folder);
        command.env("TOKIO_WORKER_THREADS", wrong);
        let errors = fails(command);
        assert!(errors.contains(&format!("TOKIO_WORKER_THREADS is `{wrong}`")), "{errors}");
    }
    let mut named = complete(&folder);
    named.env("TOKIO_WORKER_THREADS", " ").env("STAPJE_BIND", "nowhere");
    assert!(!fails(named).contains("TOKIO"), "nothing is no number");
}

#[test]
fn a_log_filter_that_would_silence_everything_is_told_and_not_followed() {
    let folder = TempDir::new().unwrap();
    let logged = |filter: &str| {
        let mut command = complete(&folder);
        command.env("STAPJE_LOG", filter);
        Running::start(command).log()
    };
    for wrong in ["\"debug\"", "*", "[turn]=debug"] {
        let lines = logged(wrong);
        assert!(lines.contains("Stapje is ready"), "{wrong}: {lines}");
        assert!(lines.contains("STAPJE_LOG is no level"), "{wrong}: {lines}");
    }
    for right in ["info,", "stapje=info, tokio=warn", ""] {
        let lines = logged(right);
        assert!(lines.contains("Stapje is ready"), "{right}: {lines}");
        assert!(!lines.contains("STAPJE_LOG"), "{right}: {lines}");
    }
}
