//! Stapje's own memory against the crate `fsrs`, over the gaps and grades of 300 sequences, and over
//! 300 more that are drawn here. Prints how far stability and difficulty are apart and how many
//! intervals differ; fails when one does.
//!
//! `cargo run --release --manifest-path tests/parity/Cargo.toml`

use fsrs::{FSRS, MemoryState};
use serde::Deserialize;

#[allow(dead_code, reason = "the whole file, of which this needs a part")]
#[path = "../../../src/learning/memory.rs"]
mod memory;

use memory::{Grade, Memory};

/// Days since the last encounter, and the grade.
type Steps = Vec<(u32, usize)>;

#[derive(Deserialize)]
struct Sequence {
    seq: Steps,
}

const GRADES: [Grade; 4] = [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy];
/// The chance of recall at which an interval ends.
const TARGETS: [f32; 3] = [0.9, 0.85, 0.7];

/// What a comparison came to.
#[derive(Default)]
struct Parity {
    steps: usize,
    /// The largest relative difference of stability, and of difficulty.
    stability: f64,
    difficulty: f64,
    intervals: usize,
    differ: usize,
}

fn main() {
    let text = include_str!("../../golden/memory.json");
    let golden: Vec<Sequence> = serde_json::from_str(text).expect("golden vectors");
    let golden: Vec<Steps> = golden.into_iter().map(|sequence| sequence.seq).collect();
    let mut whole = 0;
    for (name, all) in [("golden", golden), ("drawn", drawn(300))] {
        let parity = compare(&all);
        println!(
            "{name}: {} sequences, {} steps; largest relative difference {:.1e} (stability), \
             {:.1e} (difficulty); {} of {} intervals differ",
            all.len(),
            parity.steps,
            parity.stability,
            parity.difficulty,
            parity.differ,
            parity.intervals,
        );
        whole += parity.differ;
    }
    std::process::exit(i32::from(whole > 0));
}

fn compare(all: &[Steps]) -> Parity {
    let reference = FSRS::default();
    let mut parity = Parity::default();
    for steps in all {
        let (mut ours, mut theirs): (Option<Memory>, Option<MemoryState>) = (None, None);
        for (days, grade) in steps {
            let (now, was) = (GRADES[grade - 1], ours);
            let mine = was.map_or_else(|| Memory::first(now), |was| was.after(now, f64::from(*days)));
            for target in TARGETS {
                let next = reference.next_states(theirs, target, *days).expect("a next state");
                let next = [next.again, next.hard, next.good, next.easy][grade - 1].clone();
                let whole = |days: f64| days.round().max(1.0);
                // Where the crate's 32 bits lie within their own precision of a half, either way is right.
                let interval = mine.interval(f64::from(target));
                let near_half = (interval.fract() - 0.5).abs() < 1e-5 * interval.max(1.0);
                parity.intervals += 1;
                if whole(interval) != whole(f64::from(next.interval)) && !near_half {
                    parity.differ += 1;
                }
                if target == TARGETS[TARGETS.len() - 1] {
                    let apart = |a: f64, b: f32| ((a - f64::from(b)) / a).abs();
                    let memory = next.memory;
                    parity.stability = parity.stability.max(apart(mine.stability, memory.stability));
                    parity.difficulty = parity.difficulty.max(apart(mine.difficulty, memory.difficulty));
                    theirs = Some(memory);
                }
            }
            ours = Some(mine);
            parity.steps += 1;
        }
    }
    parity
}

/// Sequences of one to fifteen encounters by a simple generator: the same every time.
fn drawn(number: usize) -> Vec<Steps> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = move |end: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    let gaps = [0, 1, 2, 3, 5, 8, 14, 30, 60, 120];
    let step = |below: &mut dyn FnMut(u64) -> u64| {
        let gap = gaps[usize::try_from(below(10)).unwrap_or(0)];
        (gap, 1 + usize::try_from(below(4)).unwrap_or(0))
    };
    let mut all = Vec::new();
    for _ in 0..number {
        let length = 1 + below(15);
        let mut steps: Steps = (0..length).map(|_| step(&mut below)).collect();
        steps[0].0 = 0;
        all.push(steps);
    }
    all
}
