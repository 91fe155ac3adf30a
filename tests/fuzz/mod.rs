//! What strangers send, by the million: the activity parser, the token header, card values.
//!
//! Every run tries some thousands. `STAPJE_FUZZ_CASES=400000 cargo test fuzz -- --nocapture` tries
//! that many for each target and says how many were read; docs/ATTACKS.md holds the last count.
//! `STAPJE_FUZZ_SEED` chooses others. A failure names the case that failed.

mod activities;
mod cards;
mod tokens;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;

/// Cases of each target in an ordinary run.
const ORDINARY: u64 = 2000;

/// Bits of text at which parsers stumble.
const ODD: &[&str] = &[
    "null",
    "[]",
    "{}",
    "\"\"",
    "-1",
    "1e999",
    "18446744073709551616",
    "true",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "[[[[[[[[",
    "{\"a\":",
    "\\",
    "\u{202e}",
    "\u{0}",
    ",",
    ":",
    "\"",
    "<at>",
    "</at>",
    "&nbsp;",
    "28:",
    "29:",
    ";messageid=",
    "../",
    "%2e",
    "\r\n",
    "type",
    "value",
    "stapje",
    "nonce",
    "msteams",
    "channelData",
    "conversation",
    "entities",
    "😀",
];

/// One case: its own chance, and its number when it fails.
struct Case {
    target: &'static str,
    number: u64,
    chance: StdRng,
}

/// Runs a target on as many cases as this run wants. It says of each whether it was read.
fn run(target: &'static str, mut one: impl FnMut(&mut StdRng) -> bool) {
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let cases = setting("STAPJE_FUZZ_CASES").unwrap_or(ORDINARY);
    let seed = setting("STAPJE_FUZZ_SEED").unwrap_or(20);
    let mut read = 0;
    for number in 0..cases {
        let chance = StdRng::seed_from_u64(seed ^ (number << 16));
        let mut case = Case { target, number, chance };
        read += u64::from(one(&mut case.chance));
    }
    println!("fuzz {target}: {cases} cases, {read} of them read");
    assert!(read > 0 && read < cases, "{target}: {read} of {cases} read: it tries nothing");
}

impl Drop for Case {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("fuzz {}: case {} failed", self.target, self.number);
        }
    }
}

/// Bytes like one of these, and not quite.
fn like(examples: &[Vec<u8>], chance: &mut StdRng) -> Vec<u8> {
    let mut bytes = examples[chance.random_range(0..examples.len())].clone();
    for _ in 0..chance.random_range(0..6) {
        change(&mut bytes, examples, chance);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, examples: &[Vec<u8>], chance: &mut StdRng) {
    let at = chance.random_range(0..=bytes.len());
    let to = (at + chance.random_range(0..24)).min(bytes.len());
    match chance.random_range(0..7) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..to)),
        2 => drop(bytes.splice(at..at, ODD[chance.random_range(0..ODD.len())].bytes())),
        3 => {
            let piece = bytes[at..to].to_vec();
            drop(bytes.splice(at..at, piece));
        }
        4 => {
            let other = &examples[chance.random_range(0..examples.len())];
            let from = chance.random_range(0..=other.len());
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        5 if at < bytes.len() => bytes[at] ^= 1 << chance.random_range(0..8),
        _ => bytes.insert(at, chance.random()),
    }
}

/// Puts something odd somewhere in a JSON value.
fn odd_inside(value: &mut Value, chance: &mut StdRng) {
    let deeper = chance.random_range(0..4) > 0;
    match value {
        Value::Object(map) if deeper && !map.is_empty() => {
            let at = chance.random_range(0..map.len());
            if let Some(inner) = map.values_mut().nth(at) {
                odd_inside(inner, chance);
            }
        }
        Value::Array(list) if deeper && !list.is_empty() => {
            let at = chance.random_range(0..list.len());
            odd_inside(&mut list[at], chance);
        }
        other => *other = odd_value(chance, 3),
    }
}

fn odd_value(chance: &mut StdRng, depth: usize) -> Value {
    match chance.random_range(0..if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => Value::from(chance.random::<bool>()),
        2 => Value::from(chance.random::<i64>()),
        3 => Value::from(chance.random::<f64>()),
        4 => Value::from(ODD[chance.random_range(0..ODD.len())]),
        5 => (0..chance.random_range(0..4)).map(|_| odd_value(chance, depth - 1)).collect(),
        _ => (0..chance.random_range(0..4))
            .map(|_| {
                let name = ODD[chance.random_range(0..ODD.len())].to_owned();
                (name, odd_value(chance, depth - 1))
            })
            .collect(),
    }
}
