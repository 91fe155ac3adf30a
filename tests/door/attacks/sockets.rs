//! What is sent is not a request that any client would make.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::super::issuer::{Issuer, activity};
use super::{Attack, bearer, request, send};
use crate::world::World;

const MIB: usize = 1024 * 1024;

pub(super) fn attacks(issuer: &Issuer) -> Vec<Attack> {
    let bearer = bearer(&issuer.ring.sign(&issuer.claims()).expect("a token"));
    let head = |rest: &str| {
        format!("POST /api/messages HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{rest}\r\n")
            .into_bytes()
    };
    let plain = |text: &str| text.as_bytes().to_vec();
    let long_header = request(&format!("x-long: {}\r\n", "x".repeat(MIB)), "{}");
    let smuggled = format!(
        "POST /api/messages HTTP/1.1\r\nhost: x\r\n{bearer}content-length: 4\r\n\
         transfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\nGET /live HTTP/1.1\r\n\r\n"
    );
    let gigabyte = || std::iter::repeat_n(vec![b' '; MIB], 1024);
    let chunk = [format!("{MIB:x}\r\n").into_bytes(), vec![b' '; MIB], plain("\r\n")].concat();
    let said = |rest: &str| head(&format!("{bearer}{rest}"));
    vec![
        Attack::new("a header of one megabyte", long_header, &[431, 0], None),
        Attack::new(
            "five hundred headers",
            request(&"x: 1\r\n".repeat(500), "{}"),
            &[431, 0],
            None,
        ),
        Attack::new(
            "a second request hidden behind two lengths",
            smuggled.into_bytes(),
            &[400],
            "malformed",
        ),
        Attack::new(
            "two different lengths",
            said("content-length: 4\r\ncontent-length: 5\r\n"),
            &[400, 0],
            None,
        ),
        Attack::new("not HTTP", b"\x16\x03\x01\x02\x00\x01\x00".to_vec(), &[400, 0], None),
        Attack::new("GET", plain("GET /api/messages HTTP/1.0\r\n\r\n"), &[405], "wrong_method"),
        Attack::new("PUT", plain("PUT /api/messages HTTP/1.0\r\n\r\n"), &[405], "wrong_method"),
        Attack::new("another path", plain("GET /../etc/passwd HTTP/1.0\r\n\r\n"), &[404], None),
        Attack::new(
            "a body of one gigabyte without a token",
            head("content-length: 1073741824\r\n"),
            &[401, 0],
            "no_token",
        )
        .then(gigabyte()),
        Attack::new(
            "a body of one gigabyte",
            said("content-length: 1073741824\r\n"),
            &[413, 0],
            "too_large",
        )
        .then(gigabyte()),
        Attack::new(
            "a body of one gigabyte in chunks",
            said("transfer-encoding: chunked\r\n"),
            &[413, 0],
            "too_large",
        )
        .then(std::iter::repeat_n(chunk, 1024)),
        Attack::new(
            "a body that breaks off",
            [said("content-length: 1000\r\n"), activity().to_string().into_bytes()].concat(),
            &[400, 0],
            "broken_off",
        )
        .hanging_up(),
        Attack::new("a head that never ends", plain("POST /api/messages HTT"), &[408, 0], None),
        Attack::new(
            "a body that never ends",
            said("content-length: 1000\r\n"),
            &[408, 0],
            "too_slow",
        ),
    ]
}

#[tokio::test]
async fn requests_in_one_go_are_answered_one_by_one() {
    let world = World::on_sqlite().await;
    let live = b"GET /live HTTP/1.1\r\nhost: x\r\n\r\n".repeat(20);
    let mut stream = TcpStream::connect(world.demo.bot_address).await.expect("a connection");
    stream.write_all(&live).await.expect("sent");
    stream.shutdown().await.expect("half closed");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answers");
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 20);
}

/// Each of many requests in one go is checked for itself.
#[tokio::test]
async fn a_good_request_lets_no_other_on_its_connection_in() {
    let world = World::on_sqlite().await;
    world.sanne().starts().await;
    let token = world.demo.channel.sign(&world.demo.channel.claims()).expect("a token");
    let mut message = world.sanne().cast.person.activity("message");
    message.insert("text".to_owned(), serde_json::json!("hoi"));
    let body = serde_json::Value::Object(message).to_string();
    let one = |header: &str| {
        let length = body.len();
        format!(
            "POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n{header}\r\n{body}"
        )
    };
    let last = format!("{}connection: close\r\n", bearer(&token));
    let pipelined = one(&bearer(&token)) + &one("") + &one(&last);
    let mut stream = TcpStream::connect(world.demo.bot_address).await.expect("a connection");
    stream.write_all(pipelined.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answers");
    let statuses: Vec<_> = answer
        .lines()
        .filter_map(|line| line.strip_prefix("HTTP/1.1 "))
        .map(|rest| rest[..3].to_owned())
        .collect();
    assert_eq!(statuses, ["200", "401", "200"]);
}

#[tokio::test]
async fn many_who_say_nothing_keep_nobody_out() {
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(world.demo.bot_address).await.expect("a connection");
        stream.write_all(b"POST /api/messages HTTP/1.1\r\nx").await.expect("sent");
        silent.push(stream);
    }
    sanne.says("hoi").await;
    assert!(sanne.sees().contains("# Hoi"), "a user who behaves gets an answer");
    drop(silent);
}

/// A flood of tokens with made-up key ids, from many sides at once, beside a user who behaves.
#[tokio::test]
async fn a_flood_of_unknown_keys_is_not_passed_on_to_the_issuer() {
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    let before = world.demo.channel.key_fetches();
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
    assert!(world.demo.channel.key_fetches() <= before + 1);
}
