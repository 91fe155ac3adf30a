//! The far ends: long absences, very hard items, and what never grows without end.

use proptest::prelude::*;
use stapje::learning::{Ability, Answer, Area, Difficulty, Grade, Memory};

use crate::house::trials;

/// What a variance may come to by waiting and practising: general level, offsets of areas.
fn caps() -> [f64; 6] {
    let prior = Ability::default().variances();
    std::array::from_fn(|at| prior[at] * 1.25)
}

/// Days, from a second to longer than anybody lives.
fn days() -> impl Strategy<Value = f64> {
    prop_oneof![
        -1e6..1e6_f64,
        0.0..2.0_f64,
        Just(0.0),
        Just(1.0),
        Just(f64::MIN_POSITIVE),
        Just(1e15),
        Just(f64::MAX),
    ]
}

proptest! {
    #![proptest_config(trials(400))]

    #[test]
    fn waiting_and_practising_never_carry_doubt_beyond_its_cap(
        steps in prop::collection::vec((days(), 0_usize..5, 0_u8..4), 1..200),
    ) {
        let mut ability = Ability::default();
        let caps = caps();
        for (days, area, what) in steps {
            let before = ability.variances();
            let area = Area::ALL[area];
            match what {
                0 => drop(ability.answer(
                    area, Difficulty { mean: 0.0, variance: 0.25 }, Answer { right: true, guess: 0.0 },
                )),
                1 => ability.practise(area, days > 0.0),
                _ => ability.rest(days),
            }
            for (at, cap) in caps.iter().enumerate() {
                let now = ability.variances()[at];
                prop_assert!(what == 0 || now >= before[at], "{what} made {at} surer");
                prop_assert!(now <= cap.max(before[at]), "{what} carried {at} to {now}");
            }
        }
    }

    #[test]
    fn an_answer_to_the_hardest_or_easiest_item_leaves_numbers(
        mean in prop_oneof![-1e6..1e6_f64, -50.0..50.0_f64],
        variance in 1e-6..100.0_f64, right in any::<bool>(), guess in 0.0..=1.0_f64,
    ) {
        let mut ability = Ability::default();
        let item = Difficulty { mean, variance };
        let predicted = ability.predict(Area::Content, item, guess);
        prop_assert!((0.0..=1.0 + 1e-9).contains(&predicted), "{predicted}");
        let after = ability.answer(Area::Content, item, Answer { right, guess });
        prop_assert!(after.mean.is_finite() && after.variance.is_finite());
        prop_assert!(ability.means().iter().all(|mean| mean.is_finite()));
        prop_assert!(ability.variances().iter().all(|variance| *variance > 0.0));
    }

    #[test]
    fn memory_stays_within_its_bounds_after_any_gap(
        first in 0_usize..4, life in prop::collection::vec((days(), 0_usize..4), 0..60),
    ) {
        let grades = [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy];
        let mut memory = Memory::first(grades[first]);
        for (days, grade) in life {
            memory = memory.after(grades[grade], days);
            prop_assert!((0.001..=36_500.0).contains(&memory.stability), "{memory:?}");
            prop_assert!((1.0..=10.0).contains(&memory.difficulty), "{memory:?}");
            let recall = memory.retrievability(days);
            prop_assert!((0.0..=1.0).contains(&recall), "{recall} after {days}");
            let at_target = memory.retrievability(memory.interval(0.8));
            prop_assert!((at_target - 0.8).abs() < 1e-9, "{at_target}");
        }
    }
}
