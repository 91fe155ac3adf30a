//! Saying the same thing now and then instead of every time.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The time between two lines about the same thing.
pub(super) const QUIET: SignedDuration = SignedDuration::from_mins(1);

/// Lets one line through and then none for a minute, and counts the silent ones. Whoever floods
/// us does not fill the disk.
#[derive(Debug)]
pub(super) struct Seldom {
    /// When the next line may come, in milliseconds since 1970.
    next: AtomicI64,
    silent: AtomicU64,
}

impl Seldom {
    pub(super) fn new() -> Seldom {
        Seldom { next: AtomicI64::new(i64::MIN), silent: AtomicU64::new(0) }
    }

    /// May a line be written? Then with how many times it was not since the last one.
    pub(super) fn ask(&self, now: Timestamp) -> Option<u64> {
        let quiet_until = now.saturating_add(QUIET).map_or(i64::MAX, Timestamp::as_millisecond);
        let now = now.as_millisecond();
        let mine = self
            .next
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
                (now >= next).then_some(quiet_until)
            })
            .is_ok();
        if mine {
            Some(self.silent.swap(0, Ordering::Relaxed))
        } else {
            self.silent.fetch_add(1, Ordering::Relaxed);
            None
        }
    }
}

/// The text as it may stand in a log: printable ASCII, and at most 200 characters of it. What
/// strangers write can neither begin a line of its own nor colour ours.
pub(super) fn printable(text: &str) -> String {
    const MOST: usize = 200;
    text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(MOST).collect()
}
