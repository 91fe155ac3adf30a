//! Faults of the channel: every nudge ends in a named state, and things go on without a restart.
//! The table is part of the documentation (`docs/DELIVERY.md`) and made here.

use std::time::Duration;

use jiff::SignedDuration;
use stapje::bot_framework::{TimeLimits, client_builder};
use stapje::local_channel::{Call, Fault};
use stapje::store::outbox;

use super::delivery_page;
use crate::world::World;
use crate::world::front::{Front, Shown};

const HEAD: &str = "| Fault, at the first nudge | What became of it | Copies | The week after |
|---|---|---|---|
";

/// What goes wrong, and on which way.
enum Wrong {
    /// The channel answers calls of this kind so.
    Channel(Call, Vec<Fault>),
    /// The same, and the bot waits no longer than this.
    Impatient(Duration, Fault),
    /// The name of the connector is not found, so many times.
    Name(usize),
    /// The connector shows this certificate.
    Certificate(Shown),
}

/// What goes wrong, with its name.
fn faults() -> Vec<(&'static str, Wrong)> {
    let many = |fault: Fault, number: usize| Wrong::Channel(Call::Send, vec![fault; number]);
    let send = |status: u16, code: &str| many(Fault::error(status, code), 1);
    let unreadable = Fault::Status { status: 200, retry_after: None, body: "<html>".to_owned() };
    let token = |fault: Fault| Wrong::Channel(Call::Token, vec![fault; 3]);
    let hangs = |taken| Wrong::Impatient(Duration::from_secs(2), Fault::NoAnswer { taken });
    vec![
        ("none", many(Fault::TakenThen(502), 0)),
        ("429 with `Retry-After: 5`", many(Fault::throttled(Some(5)), 3)),
        ("429 without `Retry-After`", many(Fault::throttled(None), 3)),
        ("429 for three hours", many(Fault::throttled(Some(10_800)), 1)),
        ("412 conflict", send(412, "PreconditionFailed")),
        ("401 once", send(401, "Unauthorized")),
        ("401 for the whole window", many(Fault::error(401, "Unauthorized"), 100)),
        ("500 before taking it", send(500, "ServiceError")),
        ("502 after taking it", many(Fault::TakenThen(502), 1)),
        ("503", send(503, "ServiceError")),
        ("504 after taking it", many(Fault::TakenThen(504), 1)),
        ("an answer after 300 ms", many(Fault::Hang(Duration::from_millis(300)), 1)),
        ("no answer, ever; not taken", hangs(false)),
        ("no answer, ever; taken", hangs(true)),
        ("the connection breaks in the middle of the answer", many(Fault::BreaksOff, 1)),
        ("the connector's name is not found, three times", Wrong::Name(3)),
        ("the connector's name is not found for the whole window", Wrong::Name(usize::MAX)),
        ("the certificate is one that nobody vouches for", Wrong::Certificate(Shown::Strange)),
        ("the certificate has run out", Wrong::Certificate(Shown::Old)),
        ("200 that is not JSON", many(unreadable, 1)),
        ("400 bad syntax", send(400, "BadSyntax")),
        ("413 too large", send(413, "MessageSizeTooBig")),
        ("404 no such conversation", send(404, "ConversationNotFound")),
        ("403 blocked by the person", send(403, "ConversationBlockedByUser")),
        ("403 writes blocked", send(403, "MessageWritesBlocked")),
        ("403 not installed", send(403, "BotNotInConversationRoster")),
        ("403 outside the personal scope", send(403, "ForbiddenOperationException")),
        ("403 disabled by an admin", send(403, "BotDisabledByAdmin")),
        ("403 of another kind", send(403, "NotEnoughPermissions")),
        ("the login service is down", token(Fault::error(503, "down"))),
        ("the login service refuses", token(Fault::error(400, "invalid_client"))),
    ]
}

impl Wrong {
    /// A world in which it can go wrong.
    async fn world(&self) -> (World, Option<Front>) {
        match self {
            Wrong::Name(_) | Wrong::Certificate(_) => {
                let (world, front) = Front::world().await;
                (world, Some(front))
            }
            Wrong::Channel(..) => (World::on_sqlite().await, None),
            Wrong::Impatient(total, _) => {
                let limits = TimeLimits { total: *total, ..TimeLimits::default() };
                let http = client_builder(stapje::USER_AGENT, limits).build().expect("a client");
                (World::with(|options| options.http = http).await, None)
            }
        }
    }

    /// From now on it goes wrong.
    fn begins(self, world: &World, front: Option<&Front>) {
        let front = || front.expect("a proxy");
        match self {
            Wrong::Channel(call, faults) => world.demo.channel.break_next(call, faults),
            Wrong::Impatient(_, fault) => world.demo.channel.break_next(Call::Send, [fault]),
            Wrong::Name(times) => front().is_not_found(times),
            Wrong::Certificate(shown) => front().shows(shown),
        }
    }
}

/// What is left of the fault is over.
fn is_over(world: &World, front: Option<&Front>) {
    world.demo.channel.mend();
    if let Some(front) = front {
        front.is_not_found(0);
        front.shows(Shown::Good);
    }
}

/// The states and reasons of all nudges.
async fn ended(world: &World) -> Vec<String> {
    let mut conn = world.demo.service.store().read().await.expect("a connection");
    let figures = outbox::figures(&mut conn).await.expect("figures");
    figures.iter().map(|one| format!("{} {}", one.state, one.reason).trim().to_owned()).collect()
}

/// A world of its own for one fault: what came of it, as a line of the table.
async fn line(name: &str, wrong: Wrong) -> String {
    let (world, front) = wrong.world().await;
    let sanne = world.sanne();
    sanne.starts().await;
    let before = sanne.messages().len();
    wrong.begins(&world, front.as_ref());
    // From Monday to Wednesday evening: one nudge was due. The token has run out by then.
    world.days_pass(2).await;
    world.time_passes(SignedDuration::from_hours(12)).await;
    let states = ended(&world).await;
    assert!(!states.is_empty(), "{name}: nothing was planned");
    for state in &states {
        let waits = state.starts_with("planned") || state.starts_with("leased");
        assert!(!waits, "{name}: {states:?}");
    }
    let copies = sanne.messages().len() - before;
    assert!(copies <= 1, "{name}: {copies} copies");
    is_over(&world, front.as_ref());
    world.days_pass(7).await;
    let after = sanne.messages().len() - before - copies;
    let alone = ["blocked", "uninstalled", "disabled_by_admin"];
    let alone = alone.iter().any(|state| states[0].starts_with(state));
    assert_eq!(after > 0, !alone, "{name}: {after} cards in the week after {states:?}");
    let next = if alone { "silent until they write" } else { "as usual" };
    format!("| {name} | {} | {copies} | {next} |\n", states.join(", "))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_the_channel_ends_in_a_named_state() {
    let worlds: Vec<_> =
        faults().into_iter().map(|(name, wrong)| tokio::spawn(line(name, wrong))).collect();
    let mut page = HEAD.to_owned();
    for world in worlds {
        page += &world.await.expect("a line");
    }
    delivery_page("channel faults", &page);
}
