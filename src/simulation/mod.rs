//! Simulated employees live with Stapje, and with what an organisation could do instead.
//!
//! The core is the real one: [`crate::learning`] chooses, observes and keeps the rhythm, by the
//! same functions as in production. The people are not: who they are, how they remember and when
//! they have had enough stands in [`people`] and [`memory`], with sources, and is not known to the
//! core. Chance comes from a seed, time from a calendar: the same settings give the same outcome.
//!
//! What this can show is how ways of teaching compare in worlds that we understand. It cannot
//! show what people will do; `docs/EVIDENCE.md` says more.

mod arms;
mod chance;
mod chart;
mod company;
mod goals;
mod learners;
mod life;
mod measure;
pub mod memory;
mod oracle;
pub mod people;
mod react;
mod report;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

pub use arms::{Ablation, Arm};
pub use chart::chart;
pub use goals::{Goal, goals};
pub use learners::{Learners, ReadError};
pub use measure::{Bins, Calibration, Outcome, QUARTERS, SkillFit, Spread};
pub use memory::Truth;
pub use report::table;
pub use world::{Bend, World};

use crate::learning::Library;
use company::Company;

/// One thing to live through: a company of this seed, in this world, with this arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Job {
    /// Where it happens.
    pub world: World,
    /// What is done.
    pub arm: Arm,
    /// The seed of its people and their chance.
    pub seed: u64,
}

/// A job and what came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// The world's name.
    pub world: String,
    /// How memory really works there.
    pub truth: Truth,
    /// What was done.
    pub arm: String,
    /// The seed.
    pub seed: u64,
    /// What came of it.
    pub outcome: Outcome,
}

/// All jobs for these worlds, arms and seeds, in an order that keeps threads busy to the end.
pub fn jobs(worlds: &[World], arms: &[Arm], seeds: &[u64]) -> Vec<Job> {
    let mut jobs = Vec::new();
    for &world in worlds {
        for &seed in seeds {
            jobs.extend(arms.iter().map(|&arm| Job { world, arm, seed }));
        }
    }
    jobs
}

/// Lives through all jobs on so many threads, with this library or a made-up one. `done` hears of each one that ends. The outcome
/// does not depend on the number of threads.
pub fn simulate(
    jobs: &[Job],
    library: Option<&Library>,
    threads: usize,
    done: &(dyn Fn() + Sync),
) -> Vec<Run> {
    let next = AtomicUsize::new(0);
    let runs: Mutex<Vec<Option<Run>>> = Mutex::new(vec![None; jobs.len()]);
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, 64) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { break };
                    let run = live(job, library);
                    let mut runs = runs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    runs[at] = Some(run);
                    drop(runs);
                    done();
                }
            });
        }
    });
    runs.into_inner().unwrap_or_default().into_iter().flatten().collect()
}

/// Lives through one job.
pub fn live(job: &Job, library: Option<&Library>) -> Run {
    let company = Company::found(&job.world, library, job.seed);
    Run {
        world: job.world.name(),
        truth: job.world.truth,
        arm: job.arm.name(),
        seed: job.seed,
        outcome: life::live(&job.world, job.arm, &company),
    }
}
