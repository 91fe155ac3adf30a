//! Every answer of the channel has a name, and a rule of what may be tried again. The rows are
//! those of the status and retry tables in "Build conversational capability" (Teams).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use stapje::bot_framework::{Outcome, TimeLimits, classify};
use stapje::local_channel::{Call, Fault};
use stapje::nudges::settle;
use stapje::store::outbox::{Purpose, Settlement};

use super::connector::{Line, card};

/// Status, code, the name of the outcome, and which purposes are tried again after one attempt:
/// r(eply), u(pdate), n(udge).
const TABLE: &[(u16, &str, &str, &str)] = &[
    (400, "BadArgument", "our_bug", ""),
    (400, "BadSyntax", "our_bug", ""),
    (401, "BotNotRegistered", "unauthorised", "run"),
    (401, "", "unauthorised", "run"),
    (403, "BotDisabledByAdmin", "disabled_by_admin", ""),
    (403, "BotNotInConversationRoster", "uninstalled", ""),
    (403, "ConversationBlockedByUser", "blocked", ""),
    (403, "ForbiddenOperationException", "uninstalled", ""),
    (403, "MessageWritesBlocked", "blocked", ""),
    (403, "InvalidBotApiHost", "our_bug", ""),
    (403, "NotEnoughPermissions", "our_bug", ""),
    (403, "ServiceError", "our_bug", ""),
    (404, "ConversationNotFound", "gone", ""),
    (404, "ActivityNotFoundInConversation", "gone", ""),
    (404, "MemberNotFoundInConversation", "gone", ""),
    (408, "", "ambiguous", "ru"),
    (412, "PreconditionFailed", "later", "run"),
    (413, "MessageSizeTooBig", "our_bug", ""),
    (429, "Throttled", "later", "run"),
    (500, "ServiceError", "ambiguous", "ru"),
    (502, "ServiceError", "ambiguous", "ru"),
    (503, "ServiceError", "ambiguous", "ru"),
    (504, "", "ambiguous", "ru"),
    // Nothing that is not in the table is tried again.
    (302, "", "our_bug", ""),
    (409, "Conflict", "our_bug", ""),
    (418, "", "our_bug", ""),
    (501, "", "our_bug", ""),
];

#[tokio::test]
async fn every_answer_has_a_name_and_a_rule() {
    let line = Line::open().await;
    for &(status, code, name, again) in TABLE {
        line.clock.advance(SignedDuration::from_mins(2));
        if status == 401 {
            // A refused token is tried once more with a fresh one.
            line.channel.break_next(Call::Send, [Fault::error(status, code)]);
            let renewed = line.send().await;
            assert_eq!((renewed.name(), &*tried_again(&renewed)), ("token_renewed", "run"));
        }
        line.channel.break_next(Call::Send, [Fault::error(status, code)]);
        let outcome = line.send().await;
        assert_eq!(outcome.name(), name, "{status} {code}");
        if let Outcome::OurBug { detail } = &outcome {
            assert_eq!(*detail, format!("status {status} {code}").trim_end(), "it is named");
        }
        assert_eq!(tried_again(&outcome), again, "{status} {code}");
        // Every call of the connector reads answers the same way.
        for (call, named) in others(&line, status, code).await {
            assert_eq!(named, name, "{call}: {status} {code}");
        }
    }
    assert_eq!(line.channel.accepted(), 0);
}

async fn others(line: &Line, status: u16, code: &str) -> Vec<(&'static str, &'static str)> {
    let (connector, to) = (&line.connector, &line.to);
    for call in [Call::Update, Call::Delete, Call::Create, Call::Members] {
        line.channel.break_next(call, [Fault::error(status, code)]);
    }
    let now = line.now();
    let update = connector.update(to, "1", &card(), now).await;
    let delete = connector.delete(to, "1", now).await;
    let create = connector.create_conversation(&to.service_url, "t", "29:x", now).await;
    let member = connector.member(to, "29:x", now).await;
    vec![
        ("update", update.name()),
        ("delete", delete.name()),
        ("create", create.expect_err("it fails").name()),
        ("member", member.expect_err("it fails").name()),
    ]
}

fn tried_again(outcome: &Outcome) -> String {
    let now = Timestamp::UNIX_EPOCH;
    let purposes = [(Purpose::Reply, 'r'), (Purpose::Update, 'u'), (Purpose::Nudge, 'n')];
    let again =
        |purpose| matches!(settle(outcome, purpose, (1, 0), now, 0.5), Settlement::Again { .. });
    purposes.into_iter().filter(|(purpose, _)| again(*purpose)).map(|(_, letter)| letter).collect()
}

#[test]
fn the_code_is_found_wherever_the_channel_puts_it() {
    let nested = r#"{"errorCode":209,"message":"{ \"subCode\": \"MessageWritesBlocked\", \"details\": \"x\" }"}"#;
    assert_eq!(classify(403, None, nested.as_bytes()), Outcome::Blocked);
    let inner =
        r#"{"error":{"code":"Forbidden","message":"{\"subCode\":\"MessageWritesBlocked\"}"}}"#;
    assert_eq!(classify(403, None, inner.as_bytes()), Outcome::Blocked);
    let plain = br#"{"message":"Authorization has been denied for this request."}"#;
    assert_eq!(classify(401, None, plain), Outcome::Unauthorised);
    for odd in ["", "null", "[]", "<html>", r#"{"error":null}"#, r#"{"error":"x"}"#] {
        let Outcome::OurBug { detail } = classify(403, None, odd.as_bytes()) else {
            panic!("{odd}");
        };
        assert_eq!(detail, "status 403");
    }
    let hostile = "{\"error\":{\"code\":\"a\\nb\\u001b[31m <script> é\"}}";
    let Outcome::OurBug { detail } = classify(400, None, hostile.as_bytes()) else { panic!() };
    assert_eq!(detail, "status 400 ab31mscript");
}

#[test]
fn patience_is_taken_from_the_channel_within_reason() {
    let after = |text: &str| match classify(429, Some(text), b"") {
        Outcome::Later { after, .. } => after,
        other => panic!("{other:?}"),
    };
    assert_eq!(after("7"), Some(SignedDuration::from_secs(7)));
    assert_eq!(after(" 7 "), Some(SignedDuration::from_secs(7)));
    assert_eq!(after("-5"), Some(SignedDuration::ZERO));
    assert_eq!(after("99999999"), Some(SignedDuration::from_hours(24)));
    assert_eq!(after("soon"), None);
}

#[tokio::test]
async fn an_answer_that_never_comes_is_ambiguous_and_a_refused_connection_is_not() {
    let limits = TimeLimits::default();
    assert_eq!((limits.connect.as_secs(), limits.total.as_secs()), (5, 20), "as documented");
    let line = Line::within(TimeLimits { total: Duration::from_secs(1), ..limits }).await;
    line.send().await;
    let nobody = stapje::bot_framework::ConversationReference {
        service_url: "http://127.0.0.1:1/".to_owned(),
        ..line.to.clone()
    };
    let outcome = line.connector.send(&nobody, &card(), line.now()).await;
    assert_eq!(outcome.name(), "our_bug", "another port is another host");
    for taken in [false, true] {
        line.channel.break_next(Call::Send, [Fault::NoAnswer { taken }]);
        let limit = Duration::from_secs(30);
        let outcome = tokio::time::timeout(limit, line.send()).await.expect("a limit of ours");
        assert_eq!(outcome.name(), "ambiguous");
        assert_eq!(line.channel.accepted(), 1 + usize::from(taken));
    }
}

/// The status is there before the body is: it says what became of the call.
#[tokio::test]
async fn an_answer_that_breaks_off_has_said_that_it_was_taken() {
    let line = Line::open().await;
    line.channel.break_next(Call::Send, [Fault::BreaksOff]);
    assert_eq!(line.send().await, Outcome::Delivered { id: None });
    assert_eq!(line.channel.accepted(), 1);
}
