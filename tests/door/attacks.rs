//! Attacks on the socket: what is sent is not a request that any client would make. Each row is
//! one attack and the answer it gets; afterwards a well-behaved user notices nothing.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::World;

/// Sends bytes, and gives the status of the answer; 0 when the connection was closed without one.
async fn status(world: &World, parts: impl IntoIterator<Item = Vec<u8>>) -> u16 {
    let mut stream = TcpStream::connect(world.demo.bot_address).await.expect("a connection");
    for part in parts {
        // A server that has seen enough closes; whatever it said is still there to read.
        if stream.write_all(&part).await.is_err() {
            break;
        }
    }
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer);
    assert!(!text.contains("panicked") && !text.contains("src/"), "it says too much: {text}");
    text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

fn request(headers: &str, body: &str) -> Vec<u8> {
    format!(
        "POST /api/messages HTTP/1.1\r\nhost: stapje\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn token(world: &World) -> String {
    world.demo.channel.sign(&world.demo.channel.claims()).expect("a token")
}

/// A user who behaves gets an answer.
async fn all_is_well(world: &World) {
    let sanne = world.sanne();
    sanne.sees();
    sanne.says("hoi").await;
    assert!(sanne.sees().contains("# Hoi"));
}

#[tokio::test]
async fn whatever_is_sent_is_refused_and_the_next_user_notices_nothing() {
    let world = World::on_sqlite().await;
    world.sanne().starts().await;
    let bearer = format!("authorization: Bearer {}\r\n", token(&world));
    let twice = format!("{bearer}{bearer}");
    let deep = format!("{}{}", r#"{"type":"message","value":"#, "[".repeat(100_000));
    let long_header = format!("x-long: {}\r\n", "x".repeat(1024 * 1024));
    let many_headers = "x-again: 1\r\n".repeat(500);
    let not_utf8 = {
        let mut bytes = request(&bearer, r#"{"type":"message","text":"????"}"#);
        let at = bytes.len() - 6;
        bytes[at..at + 4].copy_from_slice(&[0xff, 0xfe, 0xc0, 0x80]);
        bytes
    };
    let smuggled = format!(
        "POST /api/messages HTTP/1.1\r\nhost: x\r\n{bearer}content-length: 4\r\n\
         transfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\nGET /live HTTP/1.1\r\n\r\n"
    );
    for (attack, bytes, expected) in [
        ("no token", request("", "{}"), vec![401]),
        ("two tokens", request(&twice, "{}"), vec![401]),
        ("a token of one megabyte", request(&long_header, "{}"), vec![431, 0]),
        ("five hundred headers", request(&many_headers, "{}"), vec![431, 0]),
        ("an unknown scheme", request("authorization: Basic eDp5\r\n", "{}"), vec![401]),
        ("JSON a hundred thousand deep", request(&bearer, &deep), vec![400]),
        ("text that is not UTF-8", not_utf8, vec![400]),
        ("an empty object", request(&bearer, "{}"), vec![400, 403]),
        ("two lengths", smuggled.into_bytes(), vec![400, 401, 0]),
        ("not HTTP", b"\x16\x03\x01\x02\x00\x01\x00".to_vec(), vec![400, 0]),
        ("another method", b"PUT /api/messages HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(), vec![405]),
        ("another path", b"GET /../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(), vec![404]),
    ] {
        let status = status(&world, [bytes]).await;
        assert!(expected.contains(&status), "{attack}: {status}");
    }
    all_is_well(&world).await;
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    let world = World::on_sqlite().await;
    world.sanne().starts().await;
    let head = format!(
        "POST /api/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-length: 1073741824\r\nconnection: close\r\n\r\n",
        token(&world)
    );
    let mebibyte = vec![b' '; 1024 * 1024];
    let parts = std::iter::once(head.into_bytes()).chain(std::iter::repeat_n(mebibyte, 1024));
    let status = status(&world, parts).await;
    assert!([413, 0].contains(&status), "{status}");
    all_is_well(&world).await;
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

#[tokio::test]
async fn many_who_say_nothing_keep_nobody_out() {
    let world = World::on_sqlite().await;
    world.sanne().starts().await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(world.demo.bot_address).await.expect("a connection");
        stream.write_all(b"POST /api/messages HTTP/1.1\r\nx").await.expect("sent");
        silent.push(stream);
    }
    all_is_well(&world).await;
    drop(silent);
}
