//! `stapje health` and `--version`: what a container asks, and which build it is.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::{Ran, run, stapje};

/// A server that answers one request with this status and body.
fn answering(
    status: &'static str,
    body: &'static str,
) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let length = stream.read(&mut request).unwrap();
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&request[..length]).lines().next().unwrap_or_default().to_owned()
    });
    (address, asked)
}

fn health(address: &str, more: &[&str]) -> Ran {
    let mut command = stapje(&["health"]);
    Ran::from(command.args(more).env("STAPJE_BIND", address).output().unwrap())
}

#[test]
fn a_ready_bot_is_healthy_and_one_that_is_not_says_why() {
    let (address, asked) = answering("200 OK", "{\"database\":true}");
    let well = health(&address, &[]);
    assert!(well.ok && well.out.contains("\"database\":true"), "{well:?}");
    assert_eq!(asked.join().unwrap(), "GET /ready HTTP/1.1");
    let (address, asked) = answering("503 Service Unavailable", "{\"database\":false}");
    let ill = health(&address, &[]);
    assert!(!ill.ok && ill.errors.contains("\"database\":false"), "{ill:?}");
    asked.join().unwrap();
    let (address, asked) = answering("200 OK", "");
    assert!(health(&address, &["--live"]).ok);
    assert_eq!(asked.join().unwrap(), "GET /live HTTP/1.1");
}

#[test]
fn one_that_listens_everywhere_is_asked_on_this_machine() {
    let (address, asked) = answering("200 OK", "{}");
    let port = address.rsplit(':').next().unwrap();
    assert!(health(&format!("0.0.0.0:{port}"), &[]).ok);
    asked.join().unwrap();
}

#[test]
fn where_nothing_answers_is_told_in_one_line() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let ran = health(&free, &[]);
    assert!(!ran.ok && ran.errors.contains("nothing answers at http://127.0.0.1:"), "{ran:?}");
    assert_eq!(ran.errors.lines().count(), 1);
}

#[test]
fn the_version_names_the_build() {
    let said = run(&["--version"]).out;
    assert_eq!(said.trim(), format!("stapje {}", stapje::VERSION));
    assert!(said.contains(env!("CARGO_PKG_VERSION")) && said.trim().ends_with(')'), "{said}");
}
