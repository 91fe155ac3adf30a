//! `stapje nudges`: figures without people, reasons in words, campaigns halted and resumed.

use tempfile::TempDir;

use super::{Ran, stapje};

fn nudges(folder: &TempDir, arguments: &[&str]) -> Ran {
    let mut command = stapje(&[&["nudges"], arguments].concat());
    command.env("STAPJE_DATABASE", format!("sqlite:{}/stapje.db", folder.path().display()));
    command.env("STAPJE_LOG", "error");
    Ran::from(command.output().expect("the program starts"))
}

#[test]
fn an_empty_outbox_has_a_status_in_words_and_as_json() {
    let folder = TempDir::new().unwrap();
    let ran = nudges(&folder, &["status"]);
    assert!(ran.ok && ran.out.contains("No nudges yet."), "{ran:?}");
    let ran = nudges(&folder, &["status", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(json, serde_json::json!({ "nudges": [], "halted": {} }));
}

#[test]
fn a_campaign_is_halted_and_runs_again() {
    let folder = TempDir::new().unwrap();
    let ran = nudges(&folder, &["stop", "one-place"]);
    assert!(ran.ok && ran.out.contains("one-place is stopped. 0 nudges"), "{ran:?}");
    assert!(nudges(&folder, &["status"]).out.contains("one-place is stopped."));
    assert!(nudges(&folder, &["pause", "one-place"]).out.contains("is paused"));
    assert!(nudges(&folder, &["resume", "one-place"]).out.contains("one-place runs."));
    assert!(!nudges(&folder, &["status"]).out.contains("one-place"));
    let unknown = nudges(&folder, &["stop", "nowhere"]);
    assert!(!unknown.ok && unknown.errors.contains("there are: first-steps"), "{unknown:?}");
}

#[test]
fn reasons_are_explained() {
    let folder = TempDir::new().unwrap();
    assert!(nudges(&folder, &["explain", "throttled"]).out.contains("asked for patience"));
    assert!(nudges(&folder, &["explain", "status_413"]).out.contains("our mistake"));
    assert!(nudges(&folder, &["explain"]).out.lines().count() > 20);
    let unknown = nudges(&folder, &["explain", "bad luck"]);
    assert!(!unknown.ok && unknown.errors.contains("there is no such reason"), "{unknown:?}");
    assert!(nudges(&folder, &["retry"]).out.contains("0 nudges wait again"));
}
