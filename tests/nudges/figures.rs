//! Figures about delivery: exact about machines, silent about people where they are few.

use stapje::bot_framework::Outcome;
use stapje::learning::NoNudge;
use stapje::nudges::figures::{REASONS, shown};
use stapje::store::outbox::Figure;

fn figure(campaign: &str, state: &str, reason: &str, number: i64) -> Figure {
    let text = str::to_owned;
    Figure { campaign: text(campaign), state: text(state), reason: text(reason), number }
}

#[test]
fn few_people_who_chose_something_are_not_counted_out_loud() {
    let figures = [
        figure("c", "blocked", "blocked", 1),
        figure("c", "failed", "status_400", 1),
        figure("c", "sent", "", 47),
        figure("d", "lapsed", "stopped", 10),
        figure("d", "sent", "", 47),
    ];
    let lines = shown(&figures, &[("paused".to_owned(), 9), ("nothing_fits".to_owned(), 200)]);
    let numbers: Vec<_> = lines.iter().map(|line| line.number).collect();
    // One blocked: hidden, and what was sent is rounded, so that nobody can subtract.
    let expected = [None, Some(1), Some(40), Some(10), Some(47), None, Some(200)];
    assert_eq!(numbers, expected);
    assert!(lines[2].rounded && !lines[4].rounded);
}

#[test]
fn every_reason_is_explained() {
    let explained = |reason: &str| REASONS.iter().any(|(code, _)| *code == reason);
    for reason in NoNudge::ALL {
        assert!(explained(reason.code()), "{reason:?}");
    }
    let (service_url, detail) = (String::new(), String::new());
    let later = |why| Outcome::Later { after: None, why };
    for outcome in [
        later("throttled"),
        later("conflict"),
        later("unreachable"),
        later("no_token"),
        later("limit"),
        Outcome::TokenRenewed,
        Outcome::Elsewhere { service_url },
        Outcome::Blocked,
        Outcome::Uninstalled,
        Outcome::DisabledByAdmin,
        Outcome::Gone,
        Outcome::Unauthorised,
        Outcome::OurBug { detail: detail.clone() },
        Outcome::Ambiguous { detail },
        Outcome::interrupted(),
    ] {
        assert!(explained(&outcome.reason()), "{outcome:?}");
    }
}
