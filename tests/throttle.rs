//! The limiter: never more than allowed, whoever asks when, and nobody starves.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use stapje::bot_framework::throttle::{CONVERSATION, Limit, Limiter, MEMBERS, Operation, TENANT};

use crate::house::trials;

fn start() -> Timestamp {
    "2026-11-02T08:00:00Z".parse().expect("a moment")
}

/// Is some window of the limit fuller than it may be?
fn broken(calls: &[Timestamp], limit: Limit) -> bool {
    calls.windows(limit.calls + 1).any(|run| run[limit.calls].duration_since(run[0]) < limit.within)
}

/// What somebody does with the limiter.
#[derive(Debug, Clone)]
enum Step {
    /// Wants to call now.
    Ask,
    /// Wants to call within so many milliseconds.
    Reserve(i64),
    /// Hears "too many requests", perhaps with how many seconds to wait.
    Throttled(Option<i64>),
    /// Wants to know how much room there is.
    Room,
    /// Keeps house.
    Forget,
}

/// Who does something, with what, and how long after the one before, in milliseconds.
type Turn = (u8, u8, u8, i64, Step);

fn turn() -> impl Strategy<Value = Turn> {
    let step = prop_oneof![
        12 => Just(Step::Ask),
        4 => (0i64..3000).prop_map(Step::Reserve),
        1 => prop::option::of(0i64..4).prop_map(Step::Throttled),
        2 => Just(Step::Room),
        1 => Just(Step::Forget),
    ];
    (0u8..3, 0u8..3, 0u8..6, 0i64..400, step)
}

fn operation(kind: u8, id: &str) -> Operation<'_> {
    match kind {
        0 => Operation::Send(id),
        1 => Operation::Create(id),
        _ => Operation::Members(id),
    }
}

/// What was granted and what was asked for, kept beside the limiter.
#[derive(Default)]
struct Seen {
    lanes: BTreeMap<(u8, u8, u8), Vec<Timestamp>>,
    tenants: BTreeMap<u8, Vec<Timestamp>>,
    pauses: HashMap<(u8, u8, u8), Timestamp>,
}

impl Seen {
    fn granted(&mut self, lane: (u8, u8, u8), at: Timestamp) {
        self.lanes.entry(lane).or_default().push(at);
        self.tenants.entry(lane.0).or_default().push(at);
    }

    fn paused(&self, lane: (u8, u8, u8)) -> Timestamp {
        self.pauses.get(&lane).copied().unwrap_or(Timestamp::MIN)
    }

    /// Calls of a tenant that count at `now`, those to come among them.
    fn counting(&self, tenant: u8, now: Timestamp) -> usize {
        let calls = self.tenants.get(&tenant).map_or(&[][..], Vec::as_slice);
        calls.iter().filter(|at| now.duration_since(**at) < TENANT[0].within).count()
    }

    fn all(&self) -> impl Iterator<Item = (Vec<Timestamp>, &'static [Limit])> {
        let lanes = self.lanes.iter().map(|((_, kind, _), calls)| {
            (calls, if *kind == 2 { &MEMBERS[..] } else { &CONVERSATION[..] })
        });
        let tenants = self.tenants.values().map(|calls| (calls, &TENANT[..]));
        lanes.chain(tenants).map(|(calls, limits)| {
            let mut calls = calls.clone();
            calls.sort();
            (calls, limits)
        })
    }
}

proptest! {
    #![proptest_config(trials(256))]

    #[test]
    fn no_limit_and_no_pause_is_ever_broken(turns in prop::collection::vec(turn(), 1..600)) {
        let mut limiter = Limiter::default();
        let mut now = start();
        let mut seen = Seen::default();
        for (tenant, kind, id, ms, step) in turns {
            now += SignedDuration::from_millis(ms);
            let lane = (tenant, kind, id);
            let (tenant_id, id) = (format!("t{tenant}"), format!("c{id}"));
            let operation = operation(kind, &id);
            match step {
                Step::Ask => match limiter.ask(&tenant_id, operation, now) {
                    Ok(()) => {
                        prop_assert!(seen.paused(lane) <= now, "it was asked to wait");
                        seen.granted(lane, now);
                    }
                    Err(at) => prop_assert!(at > now),
                },
                Step::Reserve(patience) => {
                    let latest = now + SignedDuration::from_millis(patience);
                    match limiter.reserve(&tenant_id, operation, now, latest) {
                        Ok(at) => {
                            prop_assert!(now <= at && at <= latest && seen.paused(lane) <= at);
                            seen.granted(lane, at);
                        }
                        Err(at) => prop_assert!(at > latest),
                    }
                }
                Step::Throttled(seconds) => {
                    let after = seconds.map(SignedDuration::from_secs);
                    let pause = limiter.throttled(&tenant_id, operation, after, now);
                    prop_assert!(pause.until >= now);
                    let until = seen.pauses.entry(lane).or_insert(pause.until);
                    *until = pause.until.max(*until);
                }
                Step::Room => match limiter.room(&tenant_id, now) {
                    Ok(room) => prop_assert_eq!(room, TENANT[0].calls - seen.counting(tenant, now)),
                    Err(at) => prop_assert!(at > now),
                },
                Step::Forget => limiter.forget(now),
            }
        }
        for (calls, limits) in seen.all() {
            prop_assert!(limits.iter().all(|limit| !broken(&calls, *limit)), "{calls:?}");
        }
    }

    #[test]
    fn whoever_comes_back_when_told_gets_through(
        before in prop::collection::vec(0i64..300, 0..200), retry_after in 0i64..100,
    ) {
        let mut limiter = Limiter::default();
        let mut now = start();
        for ms in before {
            now += SignedDuration::from_millis(ms);
            let _ = limiter.ask("t", SEND, now);
        }
        limiter.throttled("t", SEND, Some(SignedDuration::from_secs(retry_after)), now);
        let told = limiter.ask("t", SEND, now).err().unwrap_or(now);
        prop_assert!(told >= now + SignedDuration::from_secs(retry_after));
        prop_assert!(limiter.ask("t", SEND, told).is_ok(), "told {told}, asked at {now}");
    }

    #[test]
    fn of_many_that_come_back_when_told_all_get_through(
        before in prop::collection::vec(0i64..100, 0..60),
        contenders in prop::collection::vec(0i64..1500, 1..150),
    ) {
        let mut limiter = Limiter::default();
        let mut now = start();
        for ms in before {
            now += SignedDuration::from_millis(ms);
            let _ = limiter.ask("t", SEND, now);
        }
        // Who comes when; of those who come at the same moment, whoever waits longest.
        let mut line: BTreeMap<(Timestamp, usize), usize> = BTreeMap::new();
        for (number, ms) in contenders.iter().enumerate() {
            line.insert((now + SignedDuration::from_millis(*ms), number), 0);
        }
        let all = i64::try_from(contenders.len()).unwrap();
        let latest = now + SignedDuration::from_millis(1500) + SignedDuration::from_secs(2 + all / 25);
        while let Some(((at, number), times)) = line.pop_first() {
            prop_assert!(at <= latest, "number {number} of {all} still waits");
            prop_assert!(times <= contenders.len(), "number {number} was told {times} times");
            let id = number.to_string();
            if let Err(told) = limiter.ask("t", Operation::Send(&id), at) {
                line.insert((told, number), times + 1);
            }
        }
    }

    #[test]
    fn whoever_began_something_is_not_held_up_by_others_who_begin(
        others in 0usize..200, began in 1usize..25,
    ) {
        let mut limiter = Limiter::default();
        for number in 0..began {
            limiter.reserve("t", Operation::Create(&number.to_string()), start(), start()).unwrap();
        }
        let mut turns = Vec::new();
        for number in 0..began {
            // Between any two of them all the others ask as well, at the moment that they were told.
            for other in 0..others {
                let _ = limiter.ask("t", Operation::Send(&other.to_string()), start());
            }
            let latest = start() + SignedDuration::from_secs(3);
            turns.push(limiter.reserve("t", Operation::Send(&number.to_string()), start(), latest));
        }
        prop_assert!(turns.iter().all(Result::is_ok), "{turns:?}");
        prop_assert!(turns.is_sorted());
    }

    #[test]
    fn one_throttled_conversation_holds_up_no_other(others in 1u8..20) {
        let mut limiter = Limiter::default();
        let hour = Some(SignedDuration::from_hours(1));
        limiter.throttled("t", Operation::Send("slow"), hour, start());
        for other in 0..others {
            let asked = limiter.ask("t", Operation::Send(&format!("c{other}")), start());
            prop_assert_eq!(asked, Ok(()));
        }
        prop_assert!(limiter.ask("t", Operation::Send("slow"), start()).is_err());
        prop_assert_eq!(limiter.ask("t", Operation::Members("slow"), start()), Ok(()));
    }
}

const SEND: Operation<'_> = Operation::Send("c");

#[test]
fn a_tenant_that_is_throttled_everywhere_is_paused_and_no_other() {
    let mut limiter = Limiter::default();
    let half_a_minute = SignedDuration::from_secs(30);
    for conversation in ["a", "b", "c"] {
        let operation = Operation::Send(conversation);
        limiter.throttled("slow", operation, Some(half_a_minute), start());
    }
    let until = start() + half_a_minute;
    assert_eq!(limiter.ask("slow", Operation::Send("d"), start()), Err(until));
    assert_eq!(limiter.paused("slow", Operation::Send("d"), start()), Some(until));
    assert_eq!(limiter.paused("slow", Operation::Send("d"), until), None);
    assert_eq!(limiter.ask("fast", Operation::Send("d"), start()), Ok(()));
}

/// "Optimize your bot with rate limiting in Teams": 7 in a second to one conversation, 14 for who is
/// in it; one does not count for the other.
#[test]
fn each_operation_has_its_own_limits() {
    let mut limiter = Limiter::default();
    let granted = |operation: Operation<'_>, limiter: &mut Limiter| {
        (0..40).filter(|_| limiter.ask("t", operation, start()).is_ok()).count()
    };
    assert_eq!(granted(Operation::Send("a"), &mut limiter), 7);
    assert_eq!(granted(Operation::Create("a"), &mut limiter), 7);
    assert_eq!(granted(Operation::Members("a"), &mut limiter), 25 - 14, "the tenant is full");
    assert_eq!(granted(Operation::Members("a"), &mut Limiter::default()), 14);
}

#[test]
fn what_no_limit_speaks_of_is_forgotten() {
    let mut limiter = Limiter::default();
    limiter.ask("t", SEND, start()).expect("free");
    limiter.forget(start() + SignedDuration::from_hours(1));
    assert_eq!(format!("{limiter:?}"), format!("{:?}", Limiter::default()));
}
