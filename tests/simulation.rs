//! The simulation: that it is what it says, and a fast version of what it shows. The whole of it
//! is in docs/EVIDENCE.md.

use stapje::simulation::{Ablation, Arm, Run, Truth, World, chart, jobs, live, simulate, table};

/// Companies that are small enough for a test. Seeds other than those that the engine was tuned
/// on, and other than those of the report.
const SEEDS: [u64; 2] = [31, 32];

fn small(truth: Truth) -> World {
    World { people: 70, ..World::neutral(truth) }
}

/// Facts known on day 180 beyond those known without anything, over the seeds.
fn facts(truth: Truth, arm: Arm) -> f64 {
    let jobs = jobs(&[small(truth)], &[arm], &SEEDS);
    let runs = simulate(&jobs, None, 2, &|| {});
    runs.iter().map(|run| run.outcome.gained[5]).sum::<f64>() / 2.0
}

#[test]
fn stapje_teaches_more_than_what_does_not_adapt() {
    for truth in Truth::ALL {
        let stapje = facts(truth, Arm::Stapje);
        for arm in [Arm::Hour, Arm::Drip, Arm::Weekly] {
            let other = facts(truth, arm);
            assert!(stapje > 1.4 * other, "{truth:?}: {stapje:.2} against {other:.2} by {arm:?}");
        }
        let oracle = facts(truth, Arm::OracleGreedy);
        assert!(stapje < oracle, "{truth:?}: nobody beats one who sees the truth: {stapje:.2}");
    }
}

#[test]
fn the_parts_that_carry_it_carry_it() {
    let truth = Truth::Activation;
    let whole = facts(truth, Arm::Stapje);
    for part in [Ablation::Reviews, Ablation::GoingOn, Ablation::Order] {
        let without = facts(truth, Arm::Without(part));
        assert!(without < 0.95 * whole, "{without:.2} of {whole:.2}: {}", part.name());
    }
}

#[test]
fn the_same_seed_lives_the_same_life_on_any_number_of_threads() {
    let world = World { people: 12, ..World::neutral(Truth::TwoStore) };
    let jobs = jobs(&[world], &[Arm::Stapje, Arm::Drip, Arm::OracleRule], &[1, 2]);
    let text = |runs: &[Run]| serde_json::to_string(runs).expect("JSON");
    let alone = simulate(&jobs, None, 1, &|| {});
    let together = simulate(&jobs, None, 4, &|| {});
    assert_eq!(text(&alone), text(&together));
    let other = live(&jobs[1], None);
    assert_ne!(text(&[other]), text(&alone[..1]), "another arm is another life");
    assert!(table(&alone).contains("| Stapje |") && chart(&alone).ends_with("</svg>\n"));
}

#[test]
fn without_nudges_and_hours_nothing_is_gained_and_nobody_is_bothered() {
    let world = World { people: 12, per_week: 0, ..World::neutral(Truth::Exponential) };
    let run = live(&jobs(&[world], &[Arm::Stapje], &[1])[0], None);
    assert!(run.outcome.gained.iter().all(|gained| gained.abs() < 1e-9));
    assert!(run.outcome.nudges == 0.0 && run.outcome.stopped == 0.0);
}

#[test]
fn nobody_gets_more_nudges_than_half_a_year_has_room_for() {
    for arm in [Arm::Stapje, Arm::Drip, Arm::Weekly] {
        let world = World { people: 30, per_week: 2, ..World::neutral(Truth::TwoStore) };
        let run = live(&jobs(&[world], &[arm], &[3])[0], None);
        let most = if arm == Arm::Weekly { 26.0 } else { 52.0 };
        assert!(run.outcome.nudges <= most, "{arm:?}: {}", run.outcome.nudges);
        assert!(run.outcome.answered <= run.outcome.nudges);
    }
}

#[test]
fn the_shipped_tips_can_be_lived_with_too() {
    let library = crate::world::edition().catalog.library.clone();
    let world = World { people: 30, ..World::neutral(Truth::TwoStore) };
    let run = live(&jobs(&[world], &[Arm::Stapje], &[3])[0], Some(&library));
    assert!(run.outcome.gained[5] > 0.3, "{:?}", run.outcome.gained);
}
