//! Time and chance, as values that are passed in. The only place that asks the machine for them.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng};
use ulid::Ulid;

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that is moved by hand: for the demo, the simulation and tests.
    Manual(ManualClock),
}

/// A clock that stands still until it is moved. Clones share the same hands.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<AtomicI64>);

impl Clock {
    /// The time, to the millisecond: as it is stored.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Clock::System => Timestamp::now(),
            Clock::Manual(clock) => return clock.now(),
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

impl ManualClock {
    /// A clock that stands at `start`.
    pub fn new(start: Timestamp) -> ManualClock {
        ManualClock(Arc::new(AtomicI64::new(start.as_millisecond())))
    }

    /// The time that it shows.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::MAX)
    }

    /// Moves it to `to`; never backwards.
    pub fn move_to(&self, to: Timestamp) {
        self.0.fetch_max(to.as_millisecond(), Ordering::SeqCst);
    }

    /// Sets it to `to`, also backwards, as when somebody mends a clock that ran ahead.
    pub fn set(&self, to: Timestamp) {
        self.0.store(to.as_millisecond(), Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn advance(&self, by: SignedDuration) {
        self.move_to(self.now().saturating_add(by).unwrap_or(Timestamp::MAX));
    }
}

/// Where chance comes from. Clones share one source.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<Source>>);

struct Source {
    rng: StdRng,
    last_id: Ulid,
}

impl Chance {
    /// Chance that nobody can foresee.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing secret can be made then.
    pub fn system() -> Chance {
        let rng = StdRng::try_from_rng(&mut SysRng).expect("the system's randomness is needed");
        Chance::from(rng)
    }

    /// Chance that repeats itself: for the simulation and tests.
    pub fn seeded(seed: u64) -> Chance {
        Chance::from(StdRng::seed_from_u64(seed))
    }

    /// A text of 16 characters that cannot be guessed.
    pub fn nonce(&self) -> String {
        let mut bytes = [0; 12];
        self.source().rng.fill_bytes(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// An id that sorts by time, and within one process by the order of making.
    pub fn id(&self, now: Timestamp) -> String {
        let mut source = self.source();
        let mut bytes = [0; 16];
        source.rng.fill_bytes(&mut bytes);
        let ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let fresh = Ulid::from_parts(ms, u128::from_le_bytes(bytes));
        let id = if ms > source.last_id.timestamp_ms() {
            fresh
        } else {
            source.last_id.increment().unwrap_or(fresh)
        };
        source.last_id = id;
        id.to_string()
    }

    /// A number from 0 up to but not including 1.
    pub fn share(&self) -> f64 {
        f64::from(self.source().rng.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    fn source(&self) -> std::sync::MutexGuard<'_, Source> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<StdRng> for Chance {
    fn from(rng: StdRng) -> Chance {
        Chance(Arc::new(Mutex::new(Source { rng, last_id: Ulid::nil() })))
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Chance")
    }
}

/// The smallest id that [`Chance::id`] makes at `at`: ids of before are smaller.
pub fn first_id_at(at: Timestamp) -> String {
    Ulid::from_parts(u64::try_from(at.as_millisecond()).unwrap_or(0), 0).to_string()
}

/// Waits on the machine's clock. For the loops of a running server; nothing else waits.
#[expect(clippy::disallowed_methods, reason = "the one place that waits")]
pub async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}
