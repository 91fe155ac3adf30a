//! When a worker looks for more to send: not before a limit lets it go.
//!
//! A long queue must not be walked for every send. While a tenant is full, looking for its nudges
//! would read all of them and find none.

use jiff::{SignedDuration, Timestamp};

/// So often it is looked which nudges lapsed and which leases ran out: that reads all that waits.
/// What lapsed is not taken meanwhile.
const TIDY_EVERY: SignedDuration = SignedDuration::from_secs(5);

/// What a worker knows about when to look again. Plain data: `now` is an argument.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Until then all nudges that wait do so for a tenant that is full.
    nudges_from: Option<Timestamp>,
    /// The first moment at which something that was put back may go.
    put_back_until: Option<Timestamp>,
    tidied_at: Option<Timestamp>,
}

impl Pace {
    /// Need nobody look for nudges yet?
    pub(super) fn nudges_wait(&self, now: Timestamp) -> bool {
        self.nudges_from.is_some_and(|from| from > now)
    }

    /// All nudges that wait do so until then.
    pub(super) fn hold_nudges(&mut self, until: Option<Timestamp>) {
        self.nudges_from = until;
    }

    /// Something was put back until `at`.
    pub(super) fn one_waits(&mut self, at: Timestamp, now: Timestamp) {
        let before = self.put_back_until.filter(|before| *before > now);
        self.put_back_until = before.into_iter().chain([at]).min();
    }

    /// When a limit lets the next one go.
    pub(super) fn again_at(&self, now: Timestamp) -> Option<Timestamp> {
        let times = self.nudges_from.into_iter().chain(self.put_back_until);
        times.filter(|at| *at > now).min()
    }

    /// Is a wait for a limit over? Says so once.
    pub(super) fn is_over(&mut self, now: Timestamp) -> bool {
        let over = |wait: &mut Option<Timestamp>| wait.take_if(|at| *at <= now).is_some();
        let (nudges, put_back) = (over(&mut self.nudges_from), over(&mut self.put_back_until));
        nudges || put_back
    }

    /// Is it time to tidy up? A clock that was set back counts as well.
    pub(super) fn tidies(&mut self, now: Timestamp) -> bool {
        let since = self.tidied_at.map(|at| now.duration_since(at));
        let soon = since.is_some_and(|since| (SignedDuration::ZERO..TIDY_EVERY).contains(&since));
        if !soon {
            self.tidied_at = Some(now);
        }
        !soon
    }
}
