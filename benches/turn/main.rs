//! Full turns against a bare reference in the same run.
//!
//! A turn: token verified, activity parsed, decision taken, durable commit, reply sent through the
//! outbox and the connector, all over HTTP on loopback. The reference is the least that anybody
//! could do: an axum handler that verifies the token, writes one row with the same durability, and
//! makes one HTTP call. Each is a process of its own; Stapje is the program itself, `stapje serve`,
//! with a cloud of its own. Client, issuer and sink are in this process, for both.
//!
//! `cargo bench --bench turn` prints turns a second, the CPU time of the server alone, the time
//! from a message to both its answer and its reply, memory, the time from start to first answer, and
//! ratios. Machines differ; ratios of one run can be compared.

mod ground;
mod reference;
mod server;
#[path = "../serving/mod.rs"]
mod serving;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ground::Ground;
use serving::Server;

/// People, each in a tenant of their own: the limits of Teams do not bind in this bench.
const PEOPLE: usize = 2000;
/// People who type at the same time. Each waits for the answer and the reply.
const AT_ONCE: usize = 32;
/// Turns that are measured of the reference.
const OF_REFERENCE: usize = 30_000;
/// Turns that are measured of Stapje: after so many its memory is looked at.
const OF_STAPJE: usize = 100_000;

/// So many first starts are measured, each in a folder of its own; the one in the middle counts.
const FIRST_STARTS: usize = 5;

/// What was measured of one server.
struct Measured {
    per_second: f64,
    /// Of the server alone, in seconds.
    cpu_per_turn: f64,
}

fn main() {
    if let Ok(settings) = std::env::var(reference::SETTINGS) {
        return reference::run(&settings);
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let reference = measure("reference", OF_REFERENCE, server::least).await;
        let ours = measure("stapje", OF_STAPJE, server::stapje).await;
        let (speed, cpu) =
            (ours.per_second / reference.per_second, ours.cpu_per_turn / reference.cpu_per_turn);
        println!("turns/s: {:.0} % of the reference", 100.0 * speed);
        println!("CPU of the server: {cpu:.2} times the reference's");
        println!("one core full of stapje: {:.0} turns/s", 1.0 / ours.cpu_per_turn);
    });
}

#[expect(clippy::cast_precision_loss, reason = "thousands")]
async fn measure(name: &str, turns: usize, start: impl Fn(&Ground) -> Server) -> Measured {
    let mut first_starts = Vec::new();
    for _ in 0..FIRST_STARTS {
        first_starts.push(first_answer(&Ground::new(PEOPLE).await, &start).await);
    }
    first_starts.sort();
    let first = first_starts[FIRST_STARTS / 2];
    let ground = Ground::new(PEOPLE).await;
    let server = start(&ground);
    let bot = first_of(&ground, &server, "again").await;
    run(&ground, &bot, "warm", PEOPLE).await;
    let (before, cpu) = (now(), server.cpu_seconds());
    let mut times = run(&ground, &bot, "hoi", turns).await;
    let (time, cpu) = (before.elapsed().as_secs_f64(), server.cpu_seconds() - cpu);
    times.sort();
    let percentile = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1000.0;
    let measured = Measured { per_second: turns as f64 / time, cpu_per_turn: cpu / turns as f64 };
    println!(
        "{name}: {:.0} turns/s, {:.3} ms CPU a turn; p50 {:.1} ms, p99 {:.1} ms; {} MiB after {turns} \
         turns (at most {}); first answer {:.0} ms after its very first start, {:.0} ms after another",
        measured.per_second,
        1000.0 * measured.cpu_per_turn,
        percentile(50),
        percentile(99),
        server.mib("VmRSS:"),
        server.mib("VmHWM:"),
        first.as_secs_f64() * 1000.0,
        first_answer(&ground, &start).await.as_secs_f64() * 1000.0,
    );
    measured
}

/// How long it takes from the start of a server to its first answer.
async fn first_answer(ground: &Ground, start: &impl Fn(&Ground) -> Server) -> Duration {
    let before = now();
    let server = start(ground);
    let reply = ground.expect_reply(0);
    first_of(ground, &server, &format!("first-{before:?}")).await;
    let took = before.elapsed();
    // A server that ends before it has sent its reply leaves the next to wait for its lease.
    reply.await;
    took
}

/// The address of a server that has answered a message.
async fn first_of(ground: &Ground, server: &Server, text: &str) -> String {
    let bot = format!("http://{}/api/messages", server.address());
    assert_eq!(ground.post(&bot, 0, text, text).await, 200);
    bot
}

/// So many messages, and how long each took until its answer and its reply were there.
async fn run(ground: &Ground, bot: &str, text: &'static str, turns: usize) -> Vec<Duration> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut typing = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (ground, next, bot) = (ground.clone(), next.clone(), bot.to_owned());
        typing.spawn(async move {
            let mut times = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::SeqCst);
                if number >= turns {
                    return times;
                }
                let (person, before) = (number % PEOPLE, now());
                let reply = ground.expect_reply(person);
                let status = ground.post(&bot, person, &format!("{text}-{number}"), text).await;
                assert_eq!(status, 200, "every message is taken");
                reply.await;
                times.push(before.elapsed());
            }
        });
    }
    typing.join_all().await.concat()
}

#[expect(clippy::disallowed_methods, reason = "a bench measures the machine's time")]
fn now() -> Instant {
    Instant::now()
}
