//! `stapje demo --script`: a conversation in the terminal, the same every time.

use std::net::TcpListener;
use std::process::Stdio;

use tempfile::TempDir;

use super::{Ran, run, stapje};

fn play(script: &str) -> Ran {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("talk.txt");
    std::fs::write(&path, script).unwrap();
    run(&["demo", "--script", path.to_str().unwrap()])
}

#[test]
fn a_script_prints_the_same_conversation_every_time() {
    let script = "# A talk\nsanne installs\nsanne taps Sla over\n\nwait 1 week\nsanne says stop\n";
    let (first, second) = (play(script), play(script));
    assert!(first.ok && first.out.contains("Gestopt"), "{first:?}");
    assert_eq!(first.out, second.out);
}

#[test]
fn the_script_of_the_readme_plays_to_its_end() {
    let ran = run(&["demo", "--script", "docs/scripts/first-week.txt"]);
    assert!(ran.ok && ran.out.contains("=== A week later"), "{ran:?}");
}

#[test]
fn a_team_gets_its_tip_of_the_week() {
    let ran = run(&["demo", "--script", "docs/scripts/tip-of-the-week.txt"]);
    assert!(ran.ok, "{ran:?}");
    let tips = ran.out.matches("Tip van de week").count();
    assert!(tips >= 2 && ran.out.contains("The team Publiekszaken removes Stapje"), "{ran:?}");
}

#[test]
fn whoever_stops_reading_ends_it_quietly() {
    let mut playing = stapje(&["demo", "--script", "docs/scripts/first-week.txt"]);
    let mut playing = playing.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(playing.stdout.take());
    let ended = playing.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && !told.contains("pipe"), "{told}");
}

#[test]
fn mistakes_in_a_script_are_told_with_their_line() {
    for (script, told) in [
        ("sanne installs\nsanne dances\n", "line 2: `sanne dances` is not understood"),
        ("nobody installs\n", "line 1: there is nobody called nobody. There are: sanne"),
        ("sanne installs\nsanne taps Nergens\n", "line 2: Sanne de Wit sees no button"),
        ("wait a while\n", "line 1:"),
    ] {
        let ran = play(script);
        assert!(!ran.ok && ran.errors.contains(told), "{ran:?}");
    }
    let missing = run(&["demo", "--script", "/nowhere.txt"]);
    assert!(!missing.ok && missing.errors.contains("cannot read /nowhere.txt"), "{missing:?}");
}

#[test]
fn a_busy_port_says_how_to_choose_another() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = run(&["demo", "--port", &port]);
    assert!(!ran.ok && ran.errors.contains("choose another port with --port"), "{ran:?}");
}

#[test]
fn a_folder_that_cannot_be_used_is_told() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let mut command = stapje(&["demo", "--port", "0", "--data"]);
    let ran = Ran::from(command.arg(file.join("below")).output().unwrap());
    assert!(!ran.ok && ran.errors.contains("cannot use the folder"), "{ran:?}");
}
