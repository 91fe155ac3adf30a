//! What operators may count: turns and how long they took. Never a person's id.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Bounds of the histogram, in seconds: below 2 s nobody notices, beyond 4.5 s an invoke is lost.
const BOUNDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.5];

/// Which kind of activity it was, and how its turn ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TurnLabels {
    kind: &'static str,
    result: &'static str,
}

/// Which kind of activity it was.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KindLabel {
    kind: &'static str,
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// As it should.
    Done,
    /// With an error of ours.
    Failed,
    /// Later than an invoke waits.
    Late,
}

/// The counters of one service.
#[derive(Debug)]
pub struct Figures {
    turns: Family<TurnLabels, Counter>,
    seconds: Family<KindLabel, Histogram, fn() -> Histogram>,
}

impl Default for Figures {
    fn default() -> Figures {
        let histogram: fn() -> Histogram = || Histogram::new(BOUNDS);
        Figures { turns: Family::default(), seconds: Family::new_with_constructor(histogram) }
    }
}

impl Figures {
    /// Counts a turn. `kind` is one of the few types of activity that we know.
    pub fn turn(&self, kind: &'static str, ended: Ended, took: Duration) {
        let result = match ended {
            Ended::Done => "done",
            Ended::Failed => "failed",
            Ended::Late => "late",
        };
        self.turns.get_or_create(&TurnLabels { kind, result }).inc();
        self.seconds.get_or_create(&KindLabel { kind }).observe(took.as_secs_f64());
    }

    /// Puts them in a registry.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("turns", "Activities handled, by kind and result", self.turns.clone());
        registry.register(
            "turn_seconds",
            "Time from the request to the answer",
            self.seconds.clone(),
        );
    }
}
