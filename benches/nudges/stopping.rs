//! Stopping a campaign while its nudges go out: how long until the last one arrives.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use stapje::clock::{Clock, pause};
use tempfile::TempDir;

use super::channel::Channel;
use super::people::{Place, all_in, everybody_waits, settle};
use super::{now, server};

const TENANTS: usize = 2;
/// A campaign of the plan that is built in.
const CAMPAIGN: &str = "first-steps";
/// So long its nudges go out before it is stopped, and so long is looked afterwards.
const LOOK: Duration = Duration::from_secs(5);

pub(crate) async fn table() {
    println!("a campaign is stopped while it goes out to {TENANTS} tenants");
    println!(
        "| waiting | sent before | the command took, ms | last one after the command began, ms |"
    );
    println!("|---|---|---|---|");
    for people in [1_000, 20_000, 200_000] {
        measure(people).await;
    }
}

async fn measure(people: usize) {
    let folder = TempDir::new().expect("a folder");
    let (channel, arrived) = Channel::open(people / TENANTS).await;
    drop(arrived);
    let place = Place { in_tenant: people / TENANTS, service_url: &channel.service_url };
    settle(folder.path(), people, 1, &place).await;
    everybody_waits(folder.path(), Clock::System.now()).await;
    all_in(folder.path(), CAMPAIGN).await;
    let _server = server::start(&channel, folder.path(), TENANTS);
    pause(LOOK).await;
    let (before, begun) = (channel.counted().taken, now());
    let path = folder.path().to_owned();
    tokio::task::spawn_blocking(move || stop(&path)).await.expect("stopped");
    let took = begun.elapsed();
    pause(LOOK).await;
    let last = channel.counted().last.expect("something came");
    let after = last.saturating_duration_since(begun);
    println!("| {people} | {before} | {} | {} |", took.as_millis(), after.as_millis());
    assert!(after < Duration::from_secs(1), "stopping stops within a second");
}

/// As an admin types it.
fn stop(folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stapje"));
    command.args(["nudges", "stop", CAMPAIGN, "--config"]).arg(folder.join("stapje.toml"));
    let done = command.output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
