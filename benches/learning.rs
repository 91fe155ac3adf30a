//! One decision, against what the same processor needs for the least of it in the same run.
//!
//! The reference walks the library once and computes, per item, one logistic and one power: the
//! two functions without which nothing about ability and memory can be said. `cargo bench --bench
//! learning` prints microseconds for a decision over libraries of growing size, the ratio to the
//! reference, and the time for planning people who are due. Machines differ; ratios of one run can
//! be compared.

#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

use std::hint::black_box;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use stapje::learning::{
    Area, Can, Difficulty, Event, Form, Item, Level, Library, Path, Policy, Wish, choose, observe,
};

fn main() {
    let now: Timestamp = "2026-11-02T08:00:00Z".parse().expect("a moment");
    println!("items  met  decision  reference  ratio");
    for items in [60, 125, 250, 500, 1000] {
        let library = library(items);
        let (path, now) = somebody(&library, items / 4, now);
        let decision = micros(|| {
            black_box(choose(&library, &path, &Policy::default(), Wish::Next, now));
        });
        let reference = micros(|| {
            black_box(reference(&library));
        });
        println!(
            "{items:5} {:4} {decision:6.1} µs {reference:7.1} µs {:6.1}",
            items / 4,
            decision / reference
        );
    }
    println!("people due, 250 items each: µs for one");
    let library = library(250);
    for people in [100, 1_000, 10_000] {
        let due: Vec<Path> = (0..people.min(100))
            .map(|person| somebody(&library, 10 + person % 60, now).0)
            .collect();
        let begin = Instant::now();
        for path in due.iter().cycle().take(people) {
            black_box(choose(&library, path, &Policy::default(), Wish::Next, now));
        }
        let each = begin.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(people).unwrap());
        println!("{people:6} {each:6.1}");
    }
}

/// The best of several rounds: whatever else the machine does only adds to it.
fn micros(mut work: impl FnMut()) -> f64 {
    const EACH: u32 = 200;
    let round = |work: &mut dyn FnMut()| {
        let begin = Instant::now();
        for _ in 0..EACH {
            work();
        }
        begin.elapsed().as_secs_f64() * 1e6 / f64::from(EACH)
    };
    (0..30).map(|_| round(&mut work)).fold(f64::INFINITY, f64::min)
}

fn reference(library: &Library) -> f64 {
    let one = |item: &Item| {
        let known = 1.0 / (1.0 + item.difficulty.mean.exp());
        known + (1.0 + item.difficulty.variance).powf(-0.15)
    };
    library.items().iter().map(one).sum()
}

/// A library such as an organisation could have: columns of three levels on fourteen topics.
fn library(items: usize) -> Library {
    let item = |number: usize| {
        let (column, step) = (number / 3, number % 3);
        let level = Level::ALL[step];
        let id = |step: usize| format!("topic-{:02}-tip-{column:03}-{step}", column % 14);
        Item {
            id: id(step),
            topic: format!("topic-{:02}", column % 14),
            area: Area::ALL[column % 5],
            behaviour: format!("behaviour-{column:03}"),
            level,
            prerequisites: if step > 0 { vec![id(step - 1)] } else { Vec::new() },
            options: 3,
            difficulty: Difficulty::of(level),
            rank: 0,
        }
    };
    Library::new((0..items).map(item).collect())
}

/// Somebody who did the level check and met so many items.
fn somebody(library: &Library, met: usize, mut now: Timestamp) -> (Path, Timestamp) {
    let mut path = Path::default();
    for area in Area::ALL {
        let event = Event::LevelCheck { area, level: Level::Basis, can: Can::WithHelp };
        observe(&mut path, library, &event, now);
    }
    for at in 0..met {
        let Some(next) = choose(library, &path, &Policy::default(), Wish::Next, now) else { break };
        now += SignedDuration::from_hours(48);
        let (item, form) = (next.item, next.form);
        let right = Some(at % 3 > 0);
        observe(&mut path, library, &Event::Shown { item: item.clone(), form }, now);
        let event = match form {
            Form::Tip => Event::Tried { item },
            Form::Question | Form::Doing => Event::Answered { item, right },
        };
        observe(&mut path, library, &event, now);
    }
    (path, now)
}
