//! Rooms look down only: the table of docs/ARCHITECTURE.md, held against the code.

use std::collections::BTreeSet;

use super::{ProjectFile, files};

/// The rooms from the ground up, each with the rooms that it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("audit", &[]),
    ("learning", &[]),
    ("simulation", &["learning"]),
    ("content", &["learning"]),
    ("bot_framework", &[]),
    ("store", &["clock", "learning", "bot_framework"]),
    ("conversation", &["clock", "audit", "learning", "content", "bot_framework", "store"]),
    ("nudges", &["clock", "learning", "content", "bot_framework", "store", "conversation"]),
    (
        "service",
        &[
            "clock",
            "audit",
            "learning",
            "content",
            "bot_framework",
            "store",
            "conversation",
            "nudges",
        ],
    ),
    ("web", &["clock", "bot_framework", "store", "conversation", "service"]),
    ("local_channel", &["clock", "bot_framework"]),
    (
        "demo",
        &[
            "clock",
            "learning",
            "content",
            "bot_framework",
            "store",
            "conversation",
            "nudges",
            "service",
            "web",
            "local_channel",
        ],
    ),
    ("roster", &["clock", "content", "store"]),
    ("graph", &["clock", "bot_framework", "store", "roster"]),
    ("privacy_pack", &["store"]),
    ("app_package", &[]),
    ("config", &["learning", "content", "bot_framework", "store"]),
    (
        "doctor",
        &[
            "clock",
            "content",
            "bot_framework",
            "store",
            "conversation",
            "graph",
            "app_package",
            "config",
        ],
    ),
    (
        "cli",
        &[
            "clock",
            "learning",
            "content",
            "bot_framework",
            "store",
            "conversation",
            "nudges",
            "service",
            "web",
            "local_channel",
            "demo",
            "audit",
            "roster",
            "privacy_pack",
            "app_package",
            "config",
            "doctor",
            "graph",
            "simulation",
        ],
    ),
];

#[test]
fn every_room_uses_only_the_rooms_that_it_may() {
    let refused = refused(&files("src", ".rs"));
    assert!(refused.is_empty(), "rooms look down only:\n{}", refused.join("\n"));
}

#[test]
fn the_table_has_no_circles() {
    for (at, (room, may_use)) in ROOMS.iter().enumerate() {
        for used in *may_use {
            let below = ROOMS[..at].iter().any(|(lower, _)| lower == used);
            assert!(below, "`{room}` may use `{used}`, which is not below it");
        }
    }
}

#[test]
fn the_table_names_exactly_the_rooms_there_are() {
    let there: BTreeSet<String> =
        files("src", ".rs").iter().filter_map(|file| room_of(&file.path)).collect();
    let named: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(there, named);
}

#[test]
fn an_arrow_upward_is_refused_however_it_is_written() {
    let wrong = |path: &str, line: &str| {
        let text = format!("//! A room.\n\n{line}\n");
        refused(&[ProjectFile { path: path.to_owned(), text }])
    };
    for line in [
        "use crate::conversation::decide;",
        "use crate::{clock::Clock, conversation::decide};",
        "use crate::{\n    clock::Clock,\n    conversation::decide,\n};",
        "    let decided = crate::conversation::decide(known);",
        "use super::super::conversation::decide;",
    ] {
        let found = wrong("src/store/turns.rs", line);
        assert_eq!(found, ["src/store/turns.rs:3: `store` may not use `conversation`"], "{line}");
    }
    assert_eq!(wrong("src/service.rs", "use super::web::router;").len(), 1);
    assert_eq!(wrong("src/learning/mod.rs", "use crate::clock::Clock;").len(), 1);
    for fine in [
        "use crate::learning::Level;",
        "use super::open::ReadTx;",
        "//! Used by [`crate::conversation`].",
        "pub(in crate::store) fn row() {}",
        "use crate::{clock::{Clock, ManualClock}, learning::Path};",
    ] {
        assert_eq!(wrong("src/store/turns.rs", fine), Vec::<String>::new(), "{fine}");
    }
}

/// The uses that the table does not allow, as `file:line: what`.
fn refused(files: &[ProjectFile]) -> Vec<String> {
    let mut refused = Vec::new();
    for file in files {
        let Some(room) = room_of(&file.path) else { continue };
        let may_use = ROOMS.iter().find(|(known, _)| *known == room).map_or(&[][..], |row| row.1);
        for (line, used) in uses(file) {
            let is_room = ROOMS.iter().any(|(known, _)| *known == used);
            if used != room && is_room && !may_use.contains(&used.as_str()) {
                refused.push(format!("{}:{line}: `{room}` may not use `{used}`", file.path));
            }
        }
    }
    refused
}

/// The room of a file: its folder under `src`, or its own name. The crate's roots have none.
fn room_of(path: &str) -> Option<String> {
    let within = path.strip_prefix("src/")?;
    let room = within.split('/').next()?.trim_end_matches(".rs");
    (!["lib", "main"].contains(&room)).then(|| room.to_owned())
}

/// What a file reaches for from the crate's root, with the line on which it does.
fn uses(file: &ProjectFile) -> Vec<(usize, String)> {
    let code: String =
        file.text
            .lines()
            .map(|line| {
                if line.trim_start().starts_with("//") { "\n".into() } else { format!("{line}\n") }
            })
            .collect();
    let mut used = Vec::new();
    // From a file this deep, so many times `super::` ends at the crate's root.
    let depth = file.path.trim_end_matches("/mod.rs").split('/').count() - 1;
    let to_root = "super::".repeat(depth);
    for root in ["crate::", to_root.as_str()] {
        for (at, _) in code.match_indices(root) {
            let line = code[..at].matches('\n').count() + 1;
            let rest = &code[at + root.len()..];
            used.extend(first_names(rest).into_iter().map(|name| (line, name)));
        }
    }
    used
}

/// The first name of each path that starts here: one, or those of a group in braces.
fn first_names(rest: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let mut names = vec![name(group)];
    let mut depth = 0;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(&group[at + 1..])),
            _ => {}
        }
    }
    names
}
