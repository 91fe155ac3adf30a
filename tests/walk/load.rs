//! Busy people, for as long as one says: what the picture of the dashboard is made from.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use stapje::clock::{Chance, Clock, pause};
use stapje::local_channel::{Call, Fault, LocalChannel, Person};

use super::ground::{APP_ID, Ground, TENANT_ID};
use crate::command::serve::Running;
use crate::command::stapje;

const TYPED: &[&str] =
    &["tip", "nog eentje", "hulp", "instellingen", "delen", "hoi", "waarom?", "mijn gegevens"];

/// Run it by name, with `--ignored`; docs/MONITORING.md has the whole command.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs for STAPJE_LOAD_SECONDS, and gives figures on port 9464"]
async fn busy_people_for_the_dashboard() {
    let seconds = std::env::var("STAPJE_LOAD_SECONDS").ok().and_then(|text| text.parse().ok());
    let until = Clock::System.now() + SignedDuration::from_secs(seconds.unwrap_or(60));
    let ground = Ground::new(Clock::System).await;
    let settings = ground.write("stapje.toml", &ground.cloud());
    // The log names the address of the figures first, so the bot's own is chosen here.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let bot = free.local_addr().expect("an address").to_string();
    drop(free);
    let mut command = stapje(&["serve"]);
    command
        .arg("--config")
        .arg(settings)
        .env("STAPJE_BIND", &bot)
        .env("STAPJE_METRICS_BIND", "127.0.0.1:9464")
        .env("STAPJE_DATABASE", format!("sqlite:{}", ground.path("stapje.db").display()))
        .env("STAPJE_APP_ID", APP_ID)
        .env("STAPJE_HOME_TENANT", TENANT_ID)
        .env("STAPJE_TENANTS", TENANT_ID)
        .env("STAPJE_APP_SECRET", "not-a-real-secret");
    let _server = Running::start(command);
    ground.channel.connect(&format!("http://{bot}/api/messages"));
    let people = (0..60).map(|number| ground.person(&format!("person-{number}")));
    let mut all = tokio::task::JoinSet::new();
    for (number, person) in people.enumerate() {
        all.spawn(somebody(person, number as u64, until));
    }
    all.spawn(trouble(ground.channel.clone(), until));
    all.join_all().await;
    assert_eq!(ground.channel.complaints(), Vec::<String>::new());
}

/// Types and presses, with pauses; some take the app away in the end.
async fn somebody(person: Person, seed: u64, until: Timestamp) {
    let chance = Chance::seeded(seed);
    // People arrive one after another.
    pause(Duration::from_secs(seed)).await;
    person.installs().await.expect("a welcome");
    while Clock::System.now() < until {
        pause(Duration::from_secs_f64(0.5 + 4.0 * chance.share())).await;
        let buttons = person.buttons();
        let button = pick(&buttons[..buttons.len().min(8)], &chance);
        // A button may have gone meanwhile: then nothing happens, as in Teams.
        match button {
            Some(button) if chance.share() < 0.6 => drop(person.taps(button, &[]).await),
            _ => drop(person.says(pick(TYPED, &chance).unwrap_or(&"tip")).await),
        }
    }
    if seed.is_multiple_of(20) {
        person.uninstalls().await.expect("goodbye");
    }
}

/// Strangers who knock, and a channel that asks to wait.
async fn trouble(channel: LocalChannel, until: Timestamp) {
    let chance = Chance::seeded(1);
    while Clock::System.now() < until {
        pause(Duration::from_secs_f64(1.0 + 12.0 * chance.share())).await;
        let token = (chance.share() < 0.4).then_some("not.a.token");
        drop(channel.post_with("{}".to_owned(), token).await);
        if chance.share() < 0.4 {
            channel.break_next(Call::Send, [Fault::throttled(Some(5)), Fault::throttled(None)]);
        }
    }
}

fn pick<'a, T>(from: &'a [T], chance: &Chance) -> Option<&'a T> {
    #[expect(clippy::cast_possible_truncation, reason = "a position in a short list")]
    #[expect(clippy::cast_sign_loss, reason = "a share is never negative")]
    #[expect(clippy::cast_precision_loss, reason = "a short list")]
    let at = (chance.share() * from.len() as f64) as usize;
    from.get(at)
}
