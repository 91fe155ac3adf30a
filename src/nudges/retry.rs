//! What follows from how an attempt ended. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::bot_framework::Outcome;
use crate::store::outbox::{Outgoing, Purpose, Settlement, State};

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

/// How to settle an attempt, after so many `attempts` of which so many others are `uncertain`.
///
/// Sending has no idempotency key in this protocol. What certainly did not arrive is sent again;
/// what may have arrived is sent again only where a miss is worse than a second copy: once for a
/// reply, freely for an update, never for a nudge. `chance` in 0..1 spreads the waits by a fifth.
pub fn settle(
    outcome: &Outcome,
    purpose: Purpose,
    (attempts, uncertain): (i64, i64),
    now: Timestamp,
    chance: f64,
) -> Settlement {
    let ended = |state, reason: &str| Settlement::Ended { state, reason: Some(reason.to_owned()) };
    let before = uncertain;
    let again = |wait: SignedDuration, uncertain: bool| {
        if attempts >= MOST_ATTEMPTS {
            return ended(State::Failed, "too_many_attempts");
        }
        let not_before = now.saturating_add(spread(wait, chance)).unwrap_or(Timestamp::MAX);
        Settlement::Again { uncertain, not_before, reason: outcome.reason() }
    };
    let backoff = backoff(attempts);
    match outcome {
        Outcome::Delivered { .. } => Settlement::Ended { state: State::Sent, reason: None },
        Outcome::Later { after, .. } => {
            again(after.unwrap_or(SignedDuration::ZERO).max(backoff), false)
        }
        Outcome::TokenRenewed | Outcome::Elsewhere { .. } => again(backoff, false),
        Outcome::Unauthorised => again(CREDENTIALS_WAIT, false),
        Outcome::Blocked => ended(State::Blocked, "blocked"),
        Outcome::Uninstalled => ended(State::Uninstalled, "uninstalled"),
        Outcome::DisabledByAdmin => ended(State::DisabledByAdmin, "disabled_by_admin"),
        Outcome::Gone | Outcome::OurBug { .. } => ended(State::Failed, &outcome.reason()),
        Outcome::Ambiguous { .. } => match purpose {
            Purpose::Reply if before == 0 => again(AMBIGUOUS_WAIT, true),
            Purpose::Update => again(AMBIGUOUS_WAIT.max(backoff), false),
            Purpose::Reply | Purpose::Nudge | Purpose::Post => {
                ended(State::Ambiguous, &outcome.reason())
            }
        },
    }
}

/// May this be sent (again)? A process that ended while sending leaves an attempt that may have
/// arrived: once that is made good, while the moment lasts. Nobody ever gets a third copy.
pub fn may_be_sent(outgoing: &Outgoing, now: Timestamp) -> bool {
    let over = || outgoing.lapses_at.is_some_and(|at| at <= now);
    match (outgoing.purpose, outgoing.uncertain) {
        (Purpose::Update, _) | (_, 0) => true,
        (_, 1) => !over(),
        _ => false,
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
