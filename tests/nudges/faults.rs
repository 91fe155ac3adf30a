//! Faults of the channel: every nudge ends in a named state, and things go on without a restart.
//! The table is part of the documentation (`docs/DELIVERY.md`) and made here.

use std::fmt::Write;

use jiff::SignedDuration;
use stapje::local_channel::{Call, Fault};
use stapje::store::outbox;

use super::delivery_page;
use crate::world::World;

const HEAD: &str = "| Fault, at the first nudge | What became of it | Copies | The week after |
|---|---|---|---|
";

/// What goes wrong, with its name.
fn faults() -> Vec<(&'static str, Call, Vec<Fault>)> {
    let send = |status: u16, code: &str| (Call::Send, vec![Fault::error(status, code)]);
    let many = |fault: Fault, number: usize| (Call::Send, vec![fault; number]);
    let unreadable = Fault::Status { status: 200, retry_after: None, body: "<html>".to_owned() };
    let token = |fault: Fault| (Call::Token, vec![fault; 3]);
    let named = |name, (call, faults): (Call, Vec<Fault>)| (name, call, faults);
    vec![
        named("none", many(Fault::TakenThen(502), 0)),
        named("429 with `Retry-After: 5`", many(Fault::throttled(Some(5)), 3)),
        named("429 without `Retry-After`", many(Fault::throttled(None), 3)),
        named("429 for three hours", many(Fault::throttled(Some(10_800)), 1)),
        named("412 conflict", send(412, "PreconditionFailed")),
        named("401 once", send(401, "Unauthorized")),
        named("401 for the whole window", many(Fault::error(401, "Unauthorized"), 100)),
        named("500 before taking it", send(500, "ServiceError")),
        named("502 after taking it", many(Fault::TakenThen(502), 1)),
        named("503", send(503, "ServiceError")),
        named("504 after taking it", many(Fault::TakenThen(504), 1)),
        named("200 that is not JSON", many(unreadable, 1)),
        named("400 bad syntax", send(400, "BadSyntax")),
        named("413 too large", send(413, "MessageSizeTooBig")),
        named("404 no such conversation", send(404, "ConversationNotFound")),
        named("403 blocked by the person", send(403, "ConversationBlockedByUser")),
        named("403 writes blocked", send(403, "MessageWritesBlocked")),
        named("403 not installed", send(403, "BotNotInConversationRoster")),
        named("403 outside the personal scope", send(403, "ForbiddenOperationException")),
        named("403 disabled by an admin", send(403, "BotDisabledByAdmin")),
        named("403 of another kind", send(403, "NotEnoughPermissions")),
        named("the login service is down", token(Fault::error(503, "down"))),
        named("the login service refuses", token(Fault::error(400, "invalid_client"))),
    ]
}

/// The states and reasons of all nudges.
async fn ended(world: &World) -> Vec<String> {
    let mut conn = world.demo.service.store().read().await.expect("a connection");
    let figures = outbox::figures(&mut conn).await.expect("figures");
    figures.iter().map(|one| format!("{} {}", one.state, one.reason).trim().to_owned()).collect()
}

#[tokio::test]
async fn every_fault_of_the_channel_ends_in_a_named_state() {
    let mut page = HEAD.to_owned();
    for (name, call, planned) in faults() {
        let world = World::on_sqlite().await;
        let sanne = world.sanne();
        sanne.starts().await;
        let before = sanne.messages().len();
        world.demo.channel.break_next(call, planned);
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
        // What is left of the fault is over by then.
        world.demo.channel.mend();
        world.days_pass(7).await;
        let after = sanne.messages().len() - before - copies;
        let alone = ["blocked", "uninstalled", "disabled_by_admin"];
        let alone = alone.iter().any(|state| states[0].starts_with(state));
        assert_eq!(after > 0, !alone, "{name}: {after} cards in the week after {states:?}");
        let next = if alone { "silent until they write" } else { "as usual" };
        writeln!(page, "| {name} | {} | {copies} | {next} |", states.join(", ")).expect("text");
    }
    delivery_page("channel faults", &page);
}
