//! What follows from how an attempt ended. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::bot_framework::Outcome;
use crate::store::outbox::{Purpose, Settlement, State};

/// The first wait after a refusal that may be retried; it doubles each time.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(2);
/// The longest wait between attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(10);
/// The wait after the channel refused our credentials: somebody has to mend something.
const CREDENTIALS_WAIT: SignedDuration = SignedDuration::from_mins(5);
/// The wait before the one retry of an answer that may have got lost.
const AMBIGUOUS_WAIT: SignedDuration = SignedDuration::from_secs(30);
/// After so many attempts we give up, unless the moment passes first.
const MOST_ATTEMPTS: i64 = 12;

/// How to settle an attempt.
///
/// Sending has no idempotency key in this protocol. What certainly did not arrive is sent again;
/// what may have arrived is sent again only where a miss is worse than a second copy: once for a
/// reply, freely for an update, never for a nudge. `chance` in 0..1 spreads the waits by a fifth.
pub fn settle(
    outcome: &Outcome,
    purpose: Purpose,
    attempts: i64,
    now: Timestamp,
    chance: f64,
) -> Settlement {
    let ended = |state, reason: Option<&str>| Settlement::Ended {
        state,
        reason: reason.map(str::to_owned),
    };
    let again = |wait: SignedDuration, reason: &str| {
        if attempts >= MOST_ATTEMPTS {
            return ended(State::Failed, Some("gave up after too many attempts"));
        }
        let not_before = now.saturating_add(spread(wait, chance)).unwrap_or(Timestamp::MAX);
        Settlement::Again { not_before, reason: reason.to_owned() }
    };
    match outcome {
        Outcome::Delivered { .. } => ended(State::Sent, None),
        Outcome::Later { after, why } => {
            again(after.unwrap_or(SignedDuration::ZERO).max(backoff(attempts)), why)
        }
        Outcome::Unauthorised => again(CREDENTIALS_WAIT, "credentials refused"),
        Outcome::Blocked => ended(State::Blocked, None),
        Outcome::Uninstalled => ended(State::Uninstalled, None),
        Outcome::DisabledByAdmin => ended(State::DisabledByAdmin, None),
        Outcome::Gone => ended(State::Failed, Some("conversation or activity not found")),
        Outcome::OurBug { detail } => ended(State::Failed, Some(detail)),
        Outcome::Ambiguous { detail } => match purpose {
            Purpose::Reply if attempts < 2 => again(AMBIGUOUS_WAIT, detail),
            Purpose::Update => again(AMBIGUOUS_WAIT.max(backoff(attempts)), detail),
            Purpose::Reply | Purpose::Nudge => ended(State::Ambiguous, Some(detail)),
        },
    }
}

/// 2 s, 4 s, 8 s … up to ten minutes.
fn backoff(attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT)
}

/// Up to a fifth longer, so that what failed together does not come back together.
fn spread(wait: SignedDuration, chance: f64) -> SignedDuration {
    wait.saturating_add(SignedDuration::from_secs_f64(wait.as_secs_f64() * 0.2 * chance))
}
