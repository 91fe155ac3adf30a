//! Requests that were not let in: why, and how many.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

use super::auth::Refusal;
use super::seldom::Seldom;

/// Why a request was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rejection {
    /// Not a POST.
    WrongMethod,
    /// The verifier refused its token or its activity.
    Refused(Refusal),
    /// The body is too large.
    TooLarge,
    /// The body did not come in time.
    TooSlow,
    /// The body ended before it was whole.
    BrokenOff,
    /// The body is not an activity.
    Malformed,
}

/// The rejections beside [`Rejection::Refused`], each with its place among the counters.
const OTHERS: [Rejection; 5] = [
    Rejection::WrongMethod,
    Rejection::TooLarge,
    Rejection::TooSlow,
    Rejection::BrokenOff,
    Rejection::Malformed,
];
/// How many reasons there are.
const REASONS: usize = OTHERS.len() + Refusal::ALL.len();

impl Rejection {
    /// Every rejection.
    pub fn all() -> impl Iterator<Item = Rejection> {
        OTHERS.into_iter().chain(Refusal::ALL.into_iter().map(Rejection::Refused))
    }

    /// The HTTP status that the caller gets, with an empty body.
    pub fn status(self) -> u16 {
        match self {
            Rejection::WrongMethod => 405,
            Rejection::Refused(refusal) => refusal.status(),
            Rejection::TooLarge => 413,
            Rejection::TooSlow => 408,
            Rejection::BrokenOff | Rejection::Malformed => 400,
        }
    }

    /// A stable name for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Rejection::WrongMethod => "wrong_method",
            Rejection::Refused(refusal) => refusal.name(),
            Rejection::TooLarge => "too_large",
            Rejection::TooSlow => "too_slow",
            Rejection::BrokenOff => "broken_off",
            Rejection::Malformed => "malformed",
        }
    }
}

/// How many requests were not let in since the start, by reason. For operators; callers never
/// see any of it.
#[derive(Debug)]
pub struct Rejections {
    counters: [Counter; REASONS],
}

#[derive(Debug)]
struct Counter {
    rejection: Rejection,
    count: AtomicU64,
    line: Seldom,
}

impl Default for Rejections {
    fn default() -> Rejections {
        let mut all = Rejection::all();
        let counters = std::array::from_fn(|_| Counter {
            rejection: all.next().unwrap_or(Rejection::Malformed),
            count: AtomicU64::new(0),
            line: Seldom::new(),
        });
        Rejections { counters }
    }
}

impl Rejections {
    /// Counts one, and writes it to the log unless the same reason stood there within the last
    /// minute.
    pub fn count(&self, rejection: Rejection, now: Timestamp) {
        let Some(counter) = self.counters.iter().find(|counter| counter.rejection == rejection)
        else {
            return;
        };
        counter.count.fetch_add(1, Ordering::Relaxed);
        if let Some(unsaid) = counter.line.ask(now) {
            tracing::warn!(reason = rejection.name(), unsaid, "a request was refused");
        }
    }

    /// Writes the counts that are not zero to the log, in one line; nothing when all are.
    pub fn log(&self) {
        let counts = self.snapshot().into_iter().filter(|(_, count)| *count > 0);
        let counts: Vec<_> = counts.map(|(name, count)| format!("{name}={count}")).collect();
        if !counts.is_empty() {
            tracing::info!(counts = counts.join(" "), "requests refused since the start");
        }
    }

    /// The counts of now, by name, in a fixed order; zeros included.
    pub fn snapshot(&self) -> Vec<(&'static str, u64)> {
        let read =
            |counter: &Counter| (counter.rejection.name(), counter.count.load(Ordering::Relaxed));
        self.counters.iter().map(read).collect()
    }
}
