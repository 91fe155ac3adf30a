//! What all people of each tenant have taught together, as it was last read from the database.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};

use crate::learning::Learned;

/// It is read again after this time: one answer more or less changes nothing that somebody would
/// notice, and several processes may add to it.
const READ_EVERY: SignedDuration = SignedDuration::from_mins(15);

/// What was last read.
#[derive(Debug, Default)]
pub(super) struct Together(RwLock<Read>);

#[derive(Debug, Default)]
struct Read {
    at: Option<Timestamp>,
    learned: Arc<BTreeMap<String, Learned>>,
}

impl Together {
    /// What all have taught, by tenant.
    pub(super) fn learned(&self) -> Arc<BTreeMap<String, Learned>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).learned.clone()
    }

    /// Is it time to read it again? So it is when the clock was set back.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        let at = self.0.read().unwrap_or_else(PoisonError::into_inner).at;
        at.is_none_or(|at| now < at || now.duration_since(at) >= READ_EVERY)
    }

    /// Takes what was read. Does it differ from what was there?
    pub(super) fn is_news(&self, learned: BTreeMap<String, Learned>, now: Timestamp) -> bool {
        let mut read = self.0.write().unwrap_or_else(PoisonError::into_inner);
        read.at = Some(now);
        let is_news = *read.learned != learned;
        if is_news {
            read.learned = Arc::new(learned);
        }
        is_news
    }
}
