//! Whoever reads what a command says may stop reading: `stapje … | head`.

use std::fs::OpenOptions;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::stapje;
use crate::house::files;

const TENANT: &str = "11111111-2222-4333-8444-555566667777";

fn commands(folder: &TempDir) -> Vec<Command> {
    let package = [
        "manifest",
        "package",
        "--print",
        "--bot-id",
        TENANT,
        "--developer",
        "Gemeente Voorbeeld",
        "--website",
        "https://stapje.voorbeeld.nl/",
        "--privacy",
        "https://stapje.voorbeeld.nl/privacy",
        "--terms",
        "https://stapje.voorbeeld.nl/voorwaarden",
    ];
    let all: [&[&str]; 9] = [
        &["nudges", "explain"],
        &["nudges", "status"],
        &["roster", "status"],
        &["doctor", "--list"],
        &["doctor", "--only", "content"],
        &["content", "check", "content"],
        &["plan", "check", "content"],
        &["privacy", "export", TENANT],
        &package,
    ];
    let command = |arguments: &&[&str]| {
        let mut command = stapje(arguments);
        let database = format!("sqlite:{}/stapje.db", folder.path().display());
        command.env("STAPJE_DATABASE", database).env("STAPJE_TENANTS", TENANT);
        command
    };
    all.iter().map(command).collect()
}

#[test]
fn a_reader_who_goes_away_changes_nothing_and_is_told_nothing() {
    let folder = TempDir::new().unwrap();
    for mut command in commands(&folder) {
        let usual = command.output().unwrap();
        let mut alone = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(alone.stdout.take());
        let alone = alone.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&alone.stderr);
        assert_eq!(alone.status.code(), usual.status.code(), "{command:?}: {told}");
        for word in ["pipe", "panicked"] {
            assert!(!told.contains(word), "{command:?}: {told}");
        }
    }
}

#[test]
fn nobody_who_hears_of_a_failure_is_no_failure_of_another_kind() {
    let mut command = stapje(&["manifest", "check", "/nowhere.zip"]);
    let mut alone = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    drop(alone.stderr.take());
    assert_eq!(alone.wait().unwrap().code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = stapje(&["nudges", "explain"]).stdout(full).output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{told}");
    assert!(told.contains("Is the disk full?"), "{told}");
}

/// The one place that knows what to do when nobody reads is `src/cli/output.rs`.
#[test]
fn everything_that_is_said_goes_through_one_place() {
    for file in files("src", ".rs") {
        for (at, line) in file.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in ["println!(", " print!(", "eprint!("] {
                assert!(!code.contains(word), "{}:{}: use say!, put! or tell!", file.path, at + 1);
            }
        }
    }
}
