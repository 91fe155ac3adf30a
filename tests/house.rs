//! The house stays as it is drawn: arrows between rooms run down, files stay short, statements
//! stay portable, every language has the same words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each room may use of the others. The lines stand from the ground up, and a room may only
/// name rooms above it in this list: so there can be no circle.
const ROOMS: [(&str, &[&str]); 15] = [
    ("clock", &[]),
    ("learning", &[]),
    ("content", &["learning"]),
    ("bot_framework", &[]),
    ("store", &["learning", "bot_framework"]),
    ("conversation", &["clock", "learning", "content", "bot_framework", "store"]),
    ("nudges", &["clock", "learning", "content", "bot_framework", "store", "conversation"]),
    ("service", &["clock", "learning", "bot_framework", "store", "conversation", "nudges"]),
    ("web", &["bot_framework", "store", "conversation", "service"]),
    ("local_channel", &["clock", "bot_framework"]),
    (
        "demo",
        &[
            "clock", "learning", "content", "bot_framework", "store", "conversation", "service",
            "web", "local_channel",
        ],
    ),
    ("app_package", &[]),
    ("config", &["learning", "content", "bot_framework"]),
    (
        "cli",
        &[
            "clock", "learning", "content", "bot_framework", "store", "conversation", "service",
            "web", "demo", "app_package", "config",
        ],
    ),
    ("lib", &[]),
];

/// No file is longer than this; most are far shorter.
const LONGEST: usize = 530;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Arrows in one file that its room may not have, as `line: room`.
fn wrong_arrows(room: &str, text: &str) -> Vec<String> {
    let allowed = ROOMS.iter().find(|(name, _)| *name == room).map(|(_, allowed)| *allowed);
    let mut wrong = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for rest in line.split("crate::").skip(1) {
            let used: String =
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let fine = used == room || allowed.is_some_and(|rooms| rooms.contains(&&*used));
            if !fine && ROOMS.iter().any(|(name, _)| *name == used) {
                wrong.push(format!("{number}: {used}"));
            }
        }
        if line.trim_start().starts_with("use crate::{") {
            wrong.push(format!("{number}: name one room a line"));
        }
    }
    wrong
}

#[test]
fn no_room_uses_a_room_above_it() {
    for (at, (room, uses)) in ROOMS.iter().enumerate() {
        for used in *uses {
            let below = ROOMS[..at].iter().any(|(name, _)| name == used);
            assert!(below, "{room} may not use {used}: it is not below it");
        }
    }
    let source = root().join("src");
    let mut wrong = Vec::new();
    for path in files(&source, ".rs") {
        let place = path.strip_prefix(&source).expect("within").to_string_lossy().into_owned();
        let room = place.split(['/', '\\', '.']).next().unwrap_or_default();
        if room == "main" {
            continue;
        }
        assert!(ROOMS.iter().any(|(name, _)| *name == room), "{room} is not on the map");
        let text = fs::read_to_string(&path).expect("text");
        wrong.extend(wrong_arrows(room, &text).into_iter().map(|arrow| format!("{place}:{arrow}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn an_arrow_that_runs_upward_is_found() {
    let text = "//! crate::cli is only named here\nuse crate::clock::Clock;\nuse crate::web;\n\
                let x = crate::conversation::decide();\n";
    assert_eq!(wrong_arrows("store", text), ["2: clock", "3: web", "4: conversation"]);
    assert_eq!(wrong_arrows("web", "use crate::{service, store};"), ["1: name one room a line"]);
}

#[test]
fn rooms_can_be_taken_in_at_a_glance() {
    for path in files(&root().join("src"), ".rs") {
        let lines = fs::read_to_string(&path).expect("text").lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", path.display());
    }
}

#[test]
fn migrations_run_on_both_databases() {
    for path in files(&root().join("migrations"), ".sql") {
        let text = fs::read_to_string(&path).expect("text").to_uppercase();
        let only_one = [
            "AUTOINCREMENT", "SERIAL", "JSONB", "STRICT", "WITHOUT ROWID", "BYTEA", "BLOB",
            "TIMESTAMPTZ", "BOOLEAN", "PRAGMA",
        ];
        for word in only_one {
            let used = text.split(|c: char| !c.is_alphanumeric() && c != ' ').any(|part| {
                part.split_whitespace().any(|found| found == word) || part.contains("WITHOUT ROWID")
            });
            assert!(!used, "{} uses {word}", path.display());
        }
    }
}

/// Names of words with the blanks in each.
fn words(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let path = root().join("content").join(language).join("words.ftl");
    let text = fs::read_to_string(path).expect("words");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" =")
            && !line.starts_with(' ')
        {
            name.clone_into(&mut current);
            found.entry(current.clone()).or_default();
        }
        for blank in line.split('$').skip(1) {
            let name: String =
                blank.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            found.entry(current.clone()).or_default().insert(name);
        }
    }
    found
}

#[test]
fn every_language_has_the_same_words_with_the_same_blanks() {
    let (dutch, english) = (words("nl"), words("en"));
    assert!(dutch.len() > 100, "{}", dutch.len());
    for name in dutch.keys().chain(english.keys()) {
        assert_eq!(dutch.get(name), english.get(name), "{name}");
    }
}

#[test]
fn every_word_that_the_program_says_exists() {
    let known = words("nl");
    for path in files(&root().join("src/conversation"), ".rs") {
        let text = fs::read_to_string(&path).expect("text");
        for start in ["say(\"", "say_with(\"", "say_with(\n            \""] {
            for rest in text.split(start).skip(1) {
                let name = rest.split('"').next().unwrap_or_default();
                assert!(known.contains_key(name), "{}: {name}", path.display());
            }
        }
    }
}
