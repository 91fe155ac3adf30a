//! Delivering: as fast as the limiter allows, however many wait.

use std::time::Duration;

use stapje::bot_framework::throttle::TENANT;
use stapje::clock::{Clock, pause};
use tempfile::TempDir;

use super::channel::Channel;
use super::now;
use super::people::{Place, everybody_waits, settle};
use super::server;

/// Two tenants: the limiter allows each 25 a second.
const TENANTS: usize = 2;
/// The run that goes to its end.
const WHOLE: usize = 20_000;
/// The others are looked at for so long.
const LOOK: Duration = Duration::from_secs(40);

pub(crate) async fn table() {
    let allowed = TENANTS * TENANT[0].calls;
    println!("delivering to {TENANTS} tenants, {allowed} a second allowed by the limiter");
    println!(
        "| nudges waiting | sent | seconds | a second | of what is allowed | said \"too many\" | \
         most in a second in a tenant | CPU s | peak MiB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for people in [1_000, 10_000, 100_000, 1_000_000] {
        measure(people, Some(LOOK), allowed).await;
    }
    measure(WHOLE, None, allowed).await;
}

#[expect(clippy::cast_precision_loss, reason = "thousands")]
async fn measure(people: usize, look: Option<Duration>, allowed: usize) {
    let folder = TempDir::new().expect("a folder");
    let in_tenant = people / TENANTS;
    let (channel, arrived) = Channel::open(in_tenant).await;
    drop(arrived);
    let place = Place { in_tenant, service_url: &channel.service_url };
    settle(folder.path(), people, 1, &place).await;
    everybody_waits(folder.path(), Clock::System.now()).await;
    let server = server::start(&channel, folder.path(), TENANTS);
    let begun = now();
    loop {
        let counted = channel.counted();
        let over = look.is_some_and(|look| begun.elapsed() > look);
        if counted.taken >= people || over {
            break;
        }
        pause(Duration::from_millis(20)).await;
    }
    let counted = channel.counted();
    let (Some(first), Some(last)) = (counted.first, counted.last) else { panic!("nothing came") };
    // The first second's worth goes out at once; what comes after it is what the limiter lets go.
    let seconds = last.duration_since(first).as_secs_f64();
    let rate = counted.taken.saturating_sub(allowed) as f64 / seconds;
    println!(
        "| {people} | {} | {seconds:.1} | {rate:.2} | {:.1} % | {} | {} | {:.1} | {} |",
        counted.taken,
        100.0 * rate / allowed as f64,
        counted.refused,
        counted.most_in_a_second,
        server.cpu_seconds(),
        server.mib("VmHWM:"),
    );
}
