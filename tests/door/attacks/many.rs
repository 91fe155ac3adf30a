//! What is nothing by itself: the same again, several in one go, many at once.

use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{bearer, counts, line, request, send};
use crate::world::{Someone, World};

pub(super) async fn rows() -> String {
    an_activity_again().await
        + &a_press_again().await
        + &requests_in_one_go().await
        + &a_good_request_before_and_after_another().await
        + &unknown_keys().await
}

/// Somebody's message, with all that makes it a good one.
fn message(someone: &Someone<'_>) -> Map<String, Value> {
    let mut message = someone.cast.person.activity("message");
    message.insert("text".to_owned(), json!("hoi"));
    message
}

fn good_header(world: &World) -> String {
    let channel = &world.demo.channel;
    bearer(&channel.sign(&channel.claims()).expect("a token"))
}

/// What was counted since `before`.
fn risen(
    world: &World,
    before: &std::collections::BTreeMap<&'static str, u64>,
) -> Vec<(&'static str, u64)> {
    let after = counts(&world.demo.service).into_iter();
    after.map(|(reason, count)| (reason, count - before[reason])).filter(|(_, n)| *n > 0).collect()
}

/// Whoever reads a request on its way can send it again, token and all: nothing in a token says
/// what it is for.
async fn an_activity_again() -> String {
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    let bytes = request(&good_header(&world), &Value::Object(message(&sanne)).to_string());
    let before = counts(&world.demo.service);
    for _ in 0..3 {
        let status = send(world.demo.bot_address, std::iter::once(bytes.clone()), false).await;
        assert_eq!(status, 200);
        world.settles().await;
    }
    assert_eq!(sanne.titles().iter().filter(|title| *title == "Hoi").count(), 1);
    assert_eq!(risen(&world, &before), []);
    line("a good request again, to the letter", "200, and nothing is done again", None)
}

async fn a_press_again() -> String {
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    sanne.says("tip").await;
    let tip = sanne.messages().pop().expect("a tip");
    let press = sanne.cast.person.invoke_for(&tip.id, 1, &[]).expect("a button");
    let first = sanne.cast.person.post(press.clone()).await.expect("an answer");
    world.settles().await;
    let seen = sanne.messages().len();
    // Under another id it is another delivery: what ends it is the nonce on the card.
    let mut later = press.clone();
    later.insert("id".to_owned(), json!("f:another"));
    let again = sanne.cast.person.post(press).await.expect("an answer");
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    let later = sanne.cast.person.post(later).await.expect("an answer");
    assert_eq!(later.status, 200);
    world.settles().await;
    assert_eq!(sanne.messages().len(), seen, "nothing comes of it");
    sanne.says("voortgang").await;
    assert!(sanne.sees().contains("Zelf gedaan: 1"), "it counts once");
    line("a press on a card again", "the answer that it got before", None)
        + &line("a press on a card again, under another id", "200, and nothing is done again", None)
}

async fn requests_in_one_go() -> String {
    let world = World::on_sqlite().await;
    let live = b"GET /live HTTP/1.1\r\nhost: x\r\n\r\n".repeat(20);
    let mut stream = TcpStream::connect(world.demo.bot_address).await.expect("a connection");
    stream.write_all(&live).await.expect("sent");
    stream.shutdown().await.expect("half closed");
    assert_eq!(statuses(stream).await, ["200"; 20]);
    line("twenty requests in one go", "200 each, one by one", None)
}

/// Each of many requests in one go is checked for itself.
async fn a_good_request_before_and_after_another() -> String {
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    let body = Value::Object(message(&sanne)).to_string();
    let one = |header: &str| {
        let length = body.len();
        format!(
            "POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n{header}\r\n{body}"
        )
    };
    let good = good_header(&world);
    let last = format!("{good}connection: close\r\n");
    let before = counts(&world.demo.service);
    let mut stream = TcpStream::connect(world.demo.bot_address).await.expect("a connection");
    let pipelined = one(&good) + &one("") + &one(&last);
    stream.write_all(pipelined.as_bytes()).await.expect("sent");
    assert_eq!(statuses(stream).await, ["200", "401", "200"]);
    assert_eq!(risen(&world, &before), [("no_token", 1)]);
    line("one without a token between two good ones", "200, 401, 200", Some("no_token"))
}

/// The statuses of all answers on a connection, until it is closed.
async fn statuses(mut stream: TcpStream) -> Vec<String> {
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.expect("answers");
    let heads = answers.lines().filter_map(|line| line.strip_prefix("HTTP/1.1 "));
    heads.map(|rest| rest[..3].to_owned()).collect()
}

/// A flood of tokens with made-up key ids, from many sides at once, beside a user who behaves.
async fn unknown_keys() -> String {
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    let (before, fetched) = (counts(&world.demo.service), world.demo.channel.key_fetches());
    let mut flood = tokio::task::JoinSet::new();
    for number in 0..200 {
        let mut claims = world.demo.channel.claims();
        claims.kid = Some(format!("unknown-{number}"));
        let token = world.demo.channel.sign(&claims).expect("a token");
        let bytes = request(&bearer(&token), "{}");
        flood.spawn(send(world.demo.bot_address, std::iter::once(bytes), false));
    }
    sanne.says("hoi").await;
    assert!(flood.join_all().await.into_iter().all(|status| status == 401));
    assert!(sanne.sees().contains("# Hoi"), "a user who behaves gets an answer");
    assert!(world.demo.channel.key_fetches() <= fetched + 1, "strangers make us fetch keys");
    assert_eq!(risen(&world, &before), [("unknown_key", 200)]);
    line(
        "two hundred made-up key ids at once",
        "401 each, and the keys are fetched once at most",
        Some("unknown_key"),
    )
}
