//! More about a running server: what it answers, and telling it to stop.

use std::process::{Command, ExitStatus};
use std::time::Duration;

use serde_json::Value;
use stapje::bot_framework::http_client;
use stapje::clock::pause;
use stapje::local_channel::{Author, LocalChannel, Person};
use tempfile::TempDir;

use super::serve::{Running, complete, sanne};

/// One more server with the settings that are in `folder`.
pub(super) fn again(folder: &TempDir) -> Command {
    let mut command = complete(folder);
    let settings = folder.path().join("stapje.toml");
    command.env_remove("STAPJE_APP_SECRET").arg("--config").arg(settings);
    command
}

/// Sanne, whose messages come to this server.
pub(super) fn person(server: &Running, channel: &LocalChannel) -> Person {
    channel.connect(&format!("http://{}/api/messages", server.address));
    sanne(channel)
}

/// How many messages the bot sent to this person.
pub(super) fn answers(person: &Person) -> usize {
    person.messages().iter().filter(|message| message.author == Author::Bot).count()
}

/// Waits until something of another process is so.
pub(super) async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let looking = async {
        while !is_so().await {
            pause(Duration::from_millis(10)).await;
        }
    };
    let limit = Duration::from_mins(1);
    tokio::time::timeout(limit, looking).await.unwrap_or_else(|_| panic!("in vain: {what}"));
}

/// The status and body of `/ready`.
pub(super) async fn ready(server: &Running) -> (u16, Value) {
    let address = format!("http://{}/ready", server.address);
    let answer = http_client(stapje::USER_AGENT).unwrap().get(address).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// Tells it to stop, as a service manager does, and waits until it has.
pub(super) async fn stops(server: &mut Running) -> ExitStatus {
    let id = server.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let ended = async {
        loop {
            if let Some(status) = server.process.try_wait().unwrap() {
                return status;
            }
            pause(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), ended).await.expect("within its time")
}
