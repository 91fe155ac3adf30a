//! Attacks on the door. Each is one row of a page of the documentation (`docs/ATTACKS.md`): what
//! is sent, what comes back, and what an operator sees. The page is written here, so that it stays
//! true: `UPDATE_DOCS=1` writes it again.
//!
//! After every attack a well-behaved user is served as if nothing had happened.

mod activities;
mod many;
mod program;
mod sockets;
mod tokens;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::Value;
use stapje::service::Service;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::issuer::{Door, Issuer, SECRET, activity};
use crate::log::Log;
use crate::world::World;

const PLACE: &str = "docs/ATTACKS.md";
const HEAD: &str = "# Attacks, and what becomes of them

Each row is sent to a real server by a test (`tests/door/attacks`), which also writes this page.
*Answer* is all that the sender gets: a status, without a body. *Counted as* is what an operator
sees, in the log and the counters. After every row a well-behaved user is served as always, and
neither a token, a secret nor a line of anybody's text is in the log, at any level.

The program gets the gigabytes, a thousand made-up key ids at once and more silent connections than it
has places for in a process of its own as well. Its memory grows by less than 20 MiB in the first two,
and by less than 32 KiB for each connection in the third.
Of places there are 1,024, or half as many as the system lets it open files. When all are taken, who
knocks gets that of the connection that has waited longest without a whole head, so nobody has to
outwait a crowd.

Beside these, what strangers send is tried by the million (`tests/fuzz`): bytes and JSON that are
nearly right go through the activity parser, the token header and the values that cards send back.
Nothing may panic, what was read must come back as it was, and no token may be believed but the one
that was signed. `STAPJE_FUZZ_CASES=400000 cargo test fuzz -- --nocapture` on 2026-11-25: 1,200,000
cases (400,000 of each; 141,052 activities, 165,834 card values and 16,986 headers were read), no
finding.
";

/// One attack.
pub(super) struct Attack {
    name: &'static str,
    /// What is written to the socket, piece by piece.
    pieces: Box<dyn Iterator<Item = Vec<u8>>>,
    /// The statuses that it may be answered with; 0 is a connection that is closed without one.
    answers: &'static [u16],
    /// The counter that it adds one to; none for what never reaches a handler of ours.
    counted: Option<&'static str>,
    /// Does the sender hang up when all is sent? Others wait for an answer.
    hangs_up: bool,
}

impl Attack {
    fn new(
        name: &'static str,
        bytes: Vec<u8>,
        answers: &'static [u16],
        counted: impl Into<Option<&'static str>>,
    ) -> Attack {
        let pieces = Box::new(std::iter::once(bytes));
        Attack { name, pieces, answers, counted: counted.into(), hangs_up: false }
    }

    fn hanging_up(mut self) -> Attack {
        self.hangs_up = true;
        self
    }

    fn then(mut self, pieces: impl Iterator<Item = Vec<u8>> + 'static) -> Attack {
        self.pieces = Box::new(self.pieces.chain(pieces));
        self
    }

    /// Carries it out and gives the status.
    async fn carry_out(self, address: SocketAddr) -> u16 {
        let (name, answers) = (self.name, self.answers);
        let status = send(address, self.pieces, self.hangs_up).await;
        assert!(answers.contains(&status), "{name}: answered {status}, expected {answers:?}");
        status
    }

    /// Carries it out and gives its row.
    async fn row(self, address: SocketAddr, service: &Service) -> String {
        let before = counts(service);
        let (name, answers, counted) = (self.name, self.answers, self.counted);
        self.carry_out(address).await;
        let mut after = counts(service);
        after.retain(|reason, count| before[reason] != *count);
        let risen: Vec<_> = after.into_keys().collect();
        assert_eq!(risen, counted.into_iter().collect::<Vec<_>>(), "{name}: counted otherwise");
        let answers: Vec<_> = answers
            .iter()
            .map(|status| if *status == 0 { "closed".to_owned() } else { status.to_string() })
            .collect();
        line(name, &answers.join(" or "), counted)
    }
}

/// A row of the page.
fn line(attack: &str, answer: &str, counted: Option<&str>) -> String {
    let counted = counted.map_or("–".to_owned(), |reason| format!("`{reason}`"));
    format!("| {attack} | {answer} | {counted} |\n")
}

pub(super) fn counts(service: &Service) -> BTreeMap<&'static str, u64> {
    service.rejections().snapshot().into_iter().collect()
}

/// Sends pieces, and gives the status of the answer; 0 when the connection was closed without one.
pub(super) async fn send(
    address: SocketAddr,
    pieces: impl Iterator<Item = Vec<u8>>,
    hangs_up: bool,
) -> u16 {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    for piece in pieces {
        // A server that has seen enough closes; whatever it said is still there to read.
        if stream.write_all(&piece).await.is_err() {
            break;
        }
    }
    if hangs_up {
        let _ = stream.shutdown().await;
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer);
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    assert!(body.is_empty(), "it says too much: {text}");
    text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

/// A request with these header lines, each ended, and this body.
pub(super) fn request(headers: &str, body: &str) -> Vec<u8> {
    let head = format!(
        "POST /api/messages HTTP/1.1\r\nhost: stapje\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

pub(super) fn bearer(token: &str) -> String {
    format!("authorization: Bearer {token}\r\n")
}

/// A good request of a user who behaves, with an activity of its own.
fn good(issuer: &Issuer, number: usize) -> Vec<u8> {
    let mut message = activity();
    message["id"] = Value::String(format!("good-{number}"));
    let token = issuer.ring.sign(&issuer.claims()).expect("a token");
    request(&bearer(&token), &message.to_string())
}

/// Everything that is logged is a line of ours, and holds none of these.
fn check_log(text: &str, secrets: &[&str]) {
    for line in text.lines() {
        let ours = line.get(..2) == Some("20") && line.contains('Z');
        assert!(ours, "a line that we did not begin: {line:?}");
        assert!(!line.chars().any(char::is_control), "control characters: {line:?}");
    }
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} is in the log");
    }
}

fn heading(title: &str) -> String {
    format!("\n## {title}\n\n| Attack | Answer | Counted as |\n|---|---|---|\n")
}

#[tokio::test]
async fn every_attack_gets_the_answer_in_the_documentation() {
    let log = Log::start();
    let issuer = Issuer::start().await;
    let door = Door::open(&issuer, issuer.verifier()).await;
    let mut page = HEAD.to_owned();
    let mut number = 0;
    for (title, attacks) in [
        ("Tokens", tokens::attacks(&issuer)),
        ("Activities", activities::attacks(&issuer)),
        ("Requests", sockets::attacks(&issuer)),
    ] {
        page += &heading(title);
        for attack in attacks {
            let name = attack.name;
            page += &attack.row(door.address, &door.service).await;
            number += 1;
            let served = send(door.address, std::iter::once(good(&issuer, number)), false).await;
            assert_eq!(served, 200, "the next user notices: {name}");
        }
    }
    assert!(issuer.asked("/openid/keys") <= 2, "strangers make us fetch keys");
    page += &heading("Many and again");
    page += &many::rows().await;
    page += &program::row().await;
    check_log(&log.text(), &[SECRET, "eyJ", "Bearer", "geheime tekst", "\u{1b}"]);
    let place = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(PLACE);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&place, &page).expect("the page is written");
    }
    let written = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(written == page, "{PLACE} is not true any more; run the tests with UPDATE_DOCS=1");
}

/// Sanne talks to the bot as on any day; whatever the log says of it, it says nothing of hers.
#[tokio::test]
async fn an_ordinary_day_leaves_no_secret_in_the_log() {
    let log = Log::start();
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    sanne.says("mijn geheime tekst").await;
    sanne.says("tip").await;
    sanne.taps("Gedaan").await;
    world.days_pass(9).await;
    let text = log.text();
    assert!(!text.is_empty(), "the log is heard");
    // A token for the connector ends in the moment of its making.
    let issued = format!("-{}", world.demo.clock.now().as_millisecond());
    let profile = sanne.cast.person.profile();
    for secret in ["geheime tekst", "eyJ", "Bearer ", "client_secret", &issued, &profile.name] {
        assert!(!text.contains(secret), "{secret} is in the log");
    }
}
