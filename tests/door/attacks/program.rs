//! The program itself, in a process of its own: what it takes of the machine while it is attacked,
//! and who is served beside more connections than it has places for.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::sockets::gigabytes;
use super::{bearer, line, request, send};
use crate::command::serve::{Running, sanne, with_a_channel};

/// The most that its memory may grow by what strangers send, in KiB.
const MOST_GROWTH: u64 = 20 * 1024;
/// The most that it may grow by each connection that is open, in KiB.
const MOST_EACH: u64 = 32;
/// The program's places for connections, where the system has files enough.
const MOST_PLACES: usize = 1024;
/// Well under the ten seconds after which a head that does not end is given up.
const SOON: Duration = Duration::from_secs(5);
/// How many knock beside the silent ones.
const VISITORS: usize = 20;

pub(super) async fn row() -> String {
    let folder = TempDir::new().expect("a folder");
    let (channel, command) = with_a_channel(&folder).await;
    let server = Running::start(command);
    let address: SocketAddr = server.address.parse().expect("an address");
    channel.connect(&format!("http://{address}/api/messages"));
    let person = sanne(&channel);
    person.installs().await.expect("a welcome");
    let token = channel.sign(&channel.claims()).expect("a token");
    let good = |number: usize| {
        let mut message = person.activity("message");
        message.insert("id".to_owned(), json!(format!("good-{number}")));
        message.insert("text".to_owned(), json!("hoi"));
        request(&bearer(&token), &Value::Object(message).to_string())
    };
    for number in 0..VISITORS {
        assert_eq!(send(address, std::iter::once(good(number)), false).await, 200);
    }
    let quiet = memory(&server, "VmRSS");
    for attack in gigabytes(&bearer(&token)) {
        attack.carry_out(address).await;
    }
    let mut flood = tokio::task::JoinSet::new();
    for number in 0..1000 {
        let mut claims = channel.claims();
        claims.kid = Some(format!("unknown-{number}"));
        let token = channel.sign(&claims).expect("a token");
        flood.spawn(send(address, std::iter::once(request(&bearer(&token), "{}")), false));
    }
    assert!(flood.join_all().await.into_iter().all(|status| status == 401));
    let flooded = memory(&server, "VmHWM");
    let row = silent_crowd(address, |number| good(VISITORS + number)).await;
    let crowded = memory(&server, "VmHWM");
    let told = async {
        while !server.log().contains("connections without a request make room") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, told).await.expect("an operator hears of it");
    if let (Some(quiet), Some(flooded), Some(crowded)) = (quiet, flooded, crowded) {
        println!("memory in KiB: {quiet}; at most {flooded} when flooded, {crowded} when crowded");
        assert!(flooded < quiet + MOST_GROWTH, "memory grew from {quiet} to {flooded} KiB");
        let crowd = MOST_EACH * u64::try_from(places()).expect("a number");
        assert!(crowded < flooded + crowd, "memory grew from {flooded} to {crowded} KiB");
    }
    row
}

/// The program's places for connections. It inherits this process's limit of files, and keeps half
/// of it for other things.
fn places() -> usize {
    let files = figure("/proc/self/limits", "Max open files");
    files.map_or(MOST_PLACES, |files| MOST_PLACES.min(usize::try_from(files / 2).unwrap_or(1)))
}

/// More connections than there are places, each with the beginning of a head and no more.
async fn silent_crowd(address: SocketAddr, good: impl Fn(usize) -> Vec<u8>) -> String {
    let crowd = places() + places() / 8;
    let mut silent = Vec::new();
    for _ in 0..crowd {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(b"POST /api/messages HTTP/1.1\r\nx").await.expect("sent");
        silent.push(stream);
    }
    for number in 0..VISITORS {
        let served = send(address, std::iter::once(good(number)), false);
        let status = tokio::time::timeout(SOON, served).await.expect("nobody is kept out");
        assert_eq!(status, 200);
    }
    let seen = silent[0].try_read(&mut [0]);
    let is_open = seen.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
    assert!(!is_open, "who has waited longest has gone");
    line(
        "more connections than there are places for (1,024), each with half a head",
        "closed, those first that have waited longest",
        None,
    )
}

/// A figure of the process, in KiB: `VmRSS` is what it has in use, `VmHWM` the most that it had. None
/// where the system does not say.
fn memory(server: &Running, name: &str) -> Option<u64> {
    figure(&format!("/proc/{}/status", server.process.id()), name)
}

/// The first number after a name at the start of a line.
fn figure(path: &str, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim_start_matches(':').split_whitespace().next()?.parse().ok()
}
