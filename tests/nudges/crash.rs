//! Crashes: the delivery is dropped after every poll, and the process is killed while nudges go
//! out. Nothing is lost without a name, and nobody gets a third copy.
//!
//! The kills can be run longer: `STAPJE_SOAK_KILLS=1000 STAPJE_SOAK_NUDGES=10000 cargo test
//! nudges::crash::killed -- --nocapture`.

use std::collections::BTreeMap;
use std::pin::pin;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use stapje::bot_framework::{
    Authority, Cloud, Connector, Credential, Credentials, CustomCloud, TokenSource, http_client,
};
use stapje::clock::{Chance, Clock, ManualClock, pause};
use stapje::content::{Source, load};
use stapje::conversation::Edition;
use stapje::learning::Rule;
use stapje::learning::rhythm::{Days, Window};
use stapje::local_channel::{Author, Ends, ISSUER, LocalChannel, Person, Profile};
use stapje::nudges::{Worker, plan};
use stapje::store::employees::{self, Employee};
use stapje::store::outbox::{self, Figure};
use stapje::store::{EmployeeKey, Store};
use tokio::net::TcpListener;

use super::{database, somebody};
use crate::world::{drop_postgres_database, edition, fresh_postgres_database};

const APP: &str = "11111111-2222-4333-8444-555566667777";
pub(super) const TENANT: &str = "22222222-2222-4333-8444-555566667777";
/// Leases of the killed processes: longer than a send in this test takes, shorter than patience.
const LEASE: SignedDuration = SignedDuration::from_secs(2);
/// How long the killed processes live, in the mean.
const MEAN_LIFE_MS: u64 = 300;
/// People in one tenant: the limits of Teams hold as in production.
const IN_TENANT: usize = 500;

/// A channel that outlives the bot.
pub(super) async fn channel(clock: Clock) -> LocalChannel {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let ends = Ends { app_id: APP.to_owned(), tenant_id: TENANT.to_owned() };
    let address = listener.local_addr().expect("an address");
    let channel = LocalChannel::new(clock, address, ends).expect("a channel");
    tokio::spawn(axum::serve(listener, channel.router()).into_future());
    channel
}

/// A worker that sends to the channel at this address.
pub(super) fn worker(base: &str, clock: Clock) -> Worker {
    Worker::new(connector(base, |cloud| cloud), Chance::system(), clock).with_lease(LEASE)
}

/// The connector of such a worker, for a cloud that is a little different.
pub(super) fn connector(base: &str, change: impl FnOnce(Cloud) -> Cloud) -> Arc<Connector> {
    let host = base.trim_start_matches("http://").trim_end_matches('/');
    let cloud = Cloud::custom(&CustomCloud {
        issuer: ISSUER,
        openid_metadata: &format!("{base}/openid/metadata"),
        login: &format!("{base}/login/"),
        scope: "https://channel.stapje.invalid/.default",
        service_hosts: &[host.to_owned()],
    })
    .expect("a cloud");
    let cloud = change(cloud);
    let http = http_client(stapje::USER_AGENT).expect("a client");
    let credentials = Credentials {
        app_id: APP.to_owned(),
        authority: Authority::Tenant(TENANT.to_owned()),
        credential: Credential::Secret(SecretString::from("not-a-real-secret")),
    };
    let tokens = TokenSource::new(http.clone(), &cloud, credentials);
    Arc::new(Connector::new(http, &cloud, tokens))
}

/// Somebody who is due now, whatever the hour, and can be reached through the channel.
pub(super) async fn member(
    channel: &LocalChannel,
    number: usize,
    now: Timestamp,
) -> (Person, Employee) {
    let name = format!("p{number:05}");
    let profile = Profile {
        id: name.clone(),
        name: name.clone(),
        locale: "nl-NL".to_owned(),
        time_zone: "UTC".to_owned(),
    };
    let person = Person::new(channel.clone(), profile);
    // The bot is not there to hear of it; the channel knows.
    let _ = person.installs_by("installationUpdate").await;
    let mut employee = somebody(&name, now);
    employee.key = EmployeeKey::new(format!("tenant-{}", number / IN_TENANT), &name);
    employee.conversation.conversation_id = person.conversation_id();
    employee.conversation.service_url = channel.service_url();
    "UTC".clone_into(&mut employee.time_zone);
    employee.days = Days::from_bits(0x7f);
    employee.window = Window { from: time(0, 0, 0, 0), to: time(23, 59, 0, 0) };
    (person, employee)
}

async fn with_members(
    channel: &LocalChannel,
    store: &Store,
    number: usize,
    now: Timestamp,
) -> Vec<Person> {
    with_members_due(channel, store, number, |_| now).await
}

/// The same, and each of them is due at a moment of their own.
async fn with_members_due(
    channel: &LocalChannel,
    store: &Store,
    number: usize,
    due: impl Fn(usize) -> Timestamp,
) -> Vec<Person> {
    let mut people = Vec::new();
    let mut tx = store.write().await.expect("a transaction");
    for number in 0..number {
        let (person, employee) = member(channel, number, due(number)).await;
        employees::insert(&mut tx, &employee).await.expect("a row");
        people.push(person);
    }
    tx.commit().await.expect("committed");
    people
}

pub(super) fn copies(person: &Person) -> usize {
    person.messages().iter().filter(|message| message.author == Author::Bot).count()
}

pub(super) async fn states(store: &Store) -> BTreeMap<String, i64> {
    let figures = outbox::figures(&mut store.read().await.expect("a connection")).await;
    let mut states = BTreeMap::new();
    for Figure { state, number, .. } in figures.expect("figures") {
        *states.entry(state).or_default() += number;
    }
    states
}

#[tokio::test]
async fn a_delivery_that_is_dropped_after_any_poll_loses_nothing_and_sends_no_third_copy() {
    const PEOPLE: usize = 4;
    let start: Timestamp = "2026-11-03T09:00:00Z".parse().unwrap();
    let (edition, mut doubled) = (Arc::new(edition()), 0);
    for polls in 0..40_usize {
        let clock = ManualClock::new(start);
        let channel = channel(Clock::Manual(clock.clone())).await;
        let (store, folder) = database().await;
        let people = with_members(&channel, &store, PEOPLE, start).await;
        // Everybody's moment in a window of a whole day: near its end.
        clock.set("2026-11-03T23:00:00Z".parse().unwrap());
        let base = channel.service_url().trim_end_matches("/connector/").to_owned();
        let planned = plan(&store, &edition, Rule::default(), clock.now(), &Chance::system()).await;
        assert_eq!(planned.unwrap().nudges, PEOPLE);
        {
            let crashing = worker(&base, Clock::Manual(clock.clone()));
            let mut delivery = pin!(crashing.deliver(&store, || edition.clone()));
            let mut left = polls;
            std::future::poll_fn(|context| {
                if left == 0 || delivery.as_mut().poll(context).is_ready() {
                    return Poll::Ready(());
                }
                left -= 1;
                Poll::Pending
            })
            .await;
        }
        // A new process on the same database, after the lease has run out.
        store.close().await;
        let url = format!("sqlite:{}/stapje.db", folder.path().display());
        let store = Store::open(&url).await.unwrap();
        clock.advance(LEASE);
        let next = worker(&base, Clock::Manual(clock.clone()));
        for _ in 0..10 {
            next.deliver(&store, || edition.clone()).await.unwrap();
            clock.advance(SignedDuration::from_secs(2));
        }
        assert_eq!(states(&store).await, BTreeMap::from([("sent".to_owned(), 4)]), "{polls} polls");
        for person in &people {
            assert!((1..=2).contains(&copies(person)), "{} copies", copies(person));
            doubled += usize::from(copies(person) == 2);
        }
    }
    println!("dropped after 0 to 39 polls: 0 of 160 lost, {doubled} sent twice, none a third time");
}

/// A process that plans and delivers on this database, to the channel at this address.
fn process(url: &str, base: &str, began: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["--exact", "nudges::crash::a_process_to_kill", "--ignored"])
        .env("STAPJE_SOAK_DATABASE", url)
        .env("STAPJE_SOAK_BASE", base)
        .env("STAPJE_SOAK_BEGAN", began)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Processes that nobody kills, on one outbox: everybody gets their nudge, and nobody a second one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_share_one_outbox_and_nobody_gets_a_second_copy() {
    let (store, folder) = database().await;
    drop(store);
    let mut urls = vec![format!("sqlite:{}/stapje.db", folder.path().display())];
    let server = std::env::var("STAPJE_TEST_POSTGRES").unwrap_or_default();
    let postgres = if server.is_empty() {
        None
    } else {
        let name = fresh_postgres_database(&server).await;
        urls.push(format!("{}/{name}", server.trim_end_matches('/').rsplit_once('/').unwrap().0));
        Some(name)
    };
    for url in urls {
        share(&url, 3, 240).await;
    }
    if let Some(name) = postgres {
        drop_postgres_database(&server, &name).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "it waits for other processes")]
async fn share(url: &str, processes: usize, nudges: usize) {
    let channel = channel(Clock::Manual(ManualClock::new(evening()))).await;
    let store = Store::open(url).await.expect("a database");
    let people = with_members(&channel, &store, nudges, evening()).await;
    let began = Clock::System.now().as_millisecond().to_string();
    let base = channel.service_url().trim_end_matches("/connector/").to_owned();
    let mut running: Vec<_> = (0..processes)
        .map(|_| {
            let mut command = process(url, &base, &began);
            // Nobody is killed: a slow machine must not look like it.
            command.env("STAPJE_SOAK_LEASE", "600").spawn().expect("a process")
        })
        .collect();
    let (started, all) = (Instant::now(), i64::try_from(nudges).unwrap());
    let expected = BTreeMap::from([("sent".to_owned(), all)]);
    while states(&store).await != expected {
        let states = states(&store).await;
        assert!(started.elapsed() < Duration::from_mins(2), "still waiting: {states:?}");
        pause(Duration::from_millis(50)).await;
    }
    for process in &mut running {
        process.kill().expect("killed");
        process.wait().expect("gone");
    }
    assert!(people.iter().all(|person| copies(person) == 1), "each once");
    store.close().await;
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The process that is killed: it plans and delivers until somebody ends it.
#[tokio::test]
#[ignore = "started and killed by another test"]
async fn a_process_to_kill() {
    let (Ok(url), Ok(base)) =
        (std::env::var("STAPJE_SOAK_DATABASE"), std::env::var("STAPJE_SOAK_BASE"))
    else {
        return;
    };
    let store = Store::open(&url).await.expect("the database opens after every kill");
    let clock = ManualClock::new(evening());
    let worker = worker(&base, Clock::Manual(clock.clone()));
    let worker = match number("STAPJE_SOAK_LEASE", 0) {
        0 => worker,
        seconds => worker.with_lease(SignedDuration::from_secs(seconds.try_into().unwrap())),
    };
    let edition = Arc::new(few_tips());
    loop {
        clock.set(soak_time(number("STAPJE_SOAK_BEGAN", 0)));
        let now = clock.now();
        // Another process may have been quicker; the next round looks again.
        let _ = plan(&store, &edition, Rule::default(), now, &Chance::system()).await;
        let _ = worker.deliver(&store, || edition.clone()).await;
        pause(Duration::from_millis(20)).await;
    }
}

/// An edition that is read in no time: a process that lives for a third of a second is to send.
pub(super) fn few_tips() -> Edition {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/content/cases/_good");
    let loaded = load(&Source::Folder(folder.into()).files().expect("files"));
    Edition::new(loaded.catalog.expect("good content")).expect("all words")
}

/// A Tuesday evening, late enough for everybody's moment in a window of a whole day to have come:
/// the soak gives the same result at every hour and on every day.
pub(super) fn evening() -> Timestamp {
    "2026-11-03T22:00:00Z".parse().unwrap()
}

/// The soak's own time: that evening, and as much later as the machine's clock went on since.
fn soak_time(began_ms: usize) -> Timestamp {
    let began = Timestamp::from_millisecond(i64::try_from(began_ms).unwrap()).unwrap();
    evening() + Clock::System.now().duration_since(began)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "it measures the machine's time")]
async fn killed_at_random_moments_it_loses_nothing_and_sends_no_third_copy() {
    let (kills, nudges) = (number("STAPJE_SOAK_KILLS", 20), number("STAPJE_SOAK_NUDGES", 300));
    // They come due one after another while the kills go on: each process finds some to send.
    let due = |number: usize| {
        let share =
            f64::from(u32::try_from(number).unwrap()) / f64::from(u32::try_from(nudges).unwrap());
        let all = Duration::from_millis(MEAN_LIFE_MS) * u32::try_from(kills).unwrap();
        evening() + SignedDuration::try_from(all.mul_f64(share)).unwrap()
    };
    let (started, chance) = (Instant::now(), Chance::seeded(6));
    let channel = channel(Clock::Manual(ManualClock::new(evening()))).await;
    let (store, folder) = database().await;
    let people = with_members_due(&channel, &store, nudges, due).await;
    let began = Clock::System.now().as_millisecond().to_string();
    let url = format!("sqlite:{}/stapje.db", folder.path().display());
    let base = channel.service_url().trim_end_matches("/connector/").to_owned();
    let child = || process(&url, &base, &began).spawn().expect("a process");
    for _ in 0..kills {
        let mut process = child();
        // Between a tenth and nearly two times the mean.
        let life = Duration::from_millis(MEAN_LIFE_MS).mul_f64(0.1 + 1.8 * chance.share());
        pause(life).await;
        process.kill().expect("killed");
        process.wait().expect("gone");
    }
    let during = people.iter().filter(|one| copies(one) > 0).count();
    let mut last = child();
    let done = loop {
        let states = states(&store).await;
        let waiting = states.get("planned").unwrap_or(&0) + states.get("leased").unwrap_or(&0);
        let all: i64 = states.values().sum();
        if waiting == 0 && all == i64::try_from(nudges).unwrap() {
            break states;
        }
        assert!(last.try_wait().expect("a state").is_none(), "the process ended by itself");
        assert!(started.elapsed() < Duration::from_hours(1), "still waiting: {states:?}");
        pause(Duration::from_millis(200)).await;
    };
    last.kill().expect("killed");
    last.wait().expect("gone");
    let arrived = |number: usize| people.iter().filter(|one| copies(one) == number).count();
    let (none, twice) = (arrived(0), arrived(2));
    let more = nudges - none - arrived(1) - twice;
    println!(
        "| kills | nudges | arrived | while kills went on | without a trace | ended as not known | twice | a third copy | seconds |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let unknown = done.get("ambiguous").copied().unwrap_or_default();
    let traceless = i64::try_from(none).unwrap() - unknown.min(i64::try_from(none).unwrap());
    println!(
        "| {kills} | {nudges} | {} | {during} | {traceless} | {none} of {unknown} | {twice} | {more} | {:.0} |",
        nudges - none,
        started.elapsed().as_secs_f64()
    );
    assert_eq!(traceless, 0, "lost without a trace: {done:?}");
    assert_eq!(more, 0, "somebody got a third copy");
}
