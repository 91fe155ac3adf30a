//! The limiter: never more than allowed, whoever asks when, and nobody starves.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use stapje::bot_framework::throttle::{CONVERSATION, Limit, Limiter, TENANT};

use crate::house::trials;

fn start() -> Timestamp {
    "2026-11-02T08:00:00Z".parse().expect("a moment")
}

/// Is some window of the limit fuller than it may be?
fn broken(calls: &[Timestamp], limit: Limit) -> bool {
    calls.windows(limit.calls + 1).any(|run| run[limit.calls].duration_since(run[0]) < limit.within)
}

proptest! {
    #![proptest_config(trials(256))]

    #[test]
    fn no_limit_is_ever_exceeded(
        asks in prop::collection::vec((0u8..3, 0u8..6, 0i64..400), 1..600)
    ) {
        let mut limiter = Limiter::default();
        let mut now = start();
        let mut conversations: HashMap<_, Vec<Timestamp>> = HashMap::new();
        let mut tenants: HashMap<_, Vec<Timestamp>> = HashMap::new();
        for (tenant, conversation, ms) in asks {
            now += SignedDuration::from_millis(ms);
            let (tenant, conversation) = (format!("t{tenant}"), format!("c{conversation}"));
            match limiter.ask(&tenant, &conversation, now) {
                Ok(()) => {
                    tenants.entry(tenant.clone()).or_default().push(now);
                    conversations.entry((tenant, conversation)).or_default().push(now);
                }
                Err(at) => prop_assert!(at > now),
            }
        }
        for calls in conversations.values() {
            prop_assert!(CONVERSATION.iter().all(|limit| !broken(calls, *limit)));
        }
        for calls in tenants.values() {
            prop_assert!(TENANT.iter().all(|limit| !broken(calls, *limit)));
        }
    }

    #[test]
    fn whoever_comes_back_when_told_gets_through(
        before in prop::collection::vec(0i64..300, 0..200), retry_after in 0i64..100,
    ) {
        let mut limiter = Limiter::default();
        let mut now = start();
        for ms in before {
            now += SignedDuration::from_millis(ms);
            let _ = limiter.ask("t", "c", now);
        }
        limiter.throttled("t", "c", Some(SignedDuration::from_secs(retry_after)), now);
        let told = limiter.ask("t", "c", now).err().unwrap_or(now);
        prop_assert!(told >= now + SignedDuration::from_secs(retry_after));
        prop_assert!(limiter.ask("t", "c", told).is_ok(), "told {told}, asked at {now}");
    }

    #[test]
    fn one_throttled_conversation_holds_up_no_other(others in 1u8..20) {
        let mut limiter = Limiter::default();
        limiter.throttled("t", "slow", Some(SignedDuration::from_hours(1)), start());
        for other in 0..others {
            let asked = limiter.ask("t", &format!("c{other}"), start());
            prop_assert_eq!(asked, Ok(()));
        }
        prop_assert!(limiter.ask("t", "slow", start()).is_err());
    }
}

#[test]
fn a_tenant_that_is_throttled_everywhere_is_paused_and_no_other() {
    let mut limiter = Limiter::default();
    for conversation in ["a", "b", "c"] {
        limiter.throttled("slow", conversation, Some(SignedDuration::from_secs(30)), start());
    }
    assert_eq!(limiter.ask("slow", "d", start()), Err(start() + SignedDuration::from_secs(30)));
    assert_eq!(limiter.ask("fast", "d", start()), Ok(()));
}

#[test]
fn what_no_limit_speaks_of_is_forgotten() {
    let mut limiter = Limiter::default();
    limiter.ask("t", "c", start()).expect("free");
    limiter.forget(start() + SignedDuration::from_hours(1));
    assert_eq!(format!("{limiter:?}"), format!("{:?}", Limiter::default()));
}
