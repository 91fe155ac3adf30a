//! `stapje content check`, and content that changes while the bot runs.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use stapje::cli::edition::{EditionError, Watch};
use stapje::content::Source;
use tempfile::TempDir;

use super::{Ran, run, stapje};

/// A copy of the content that the project ships.
pub(super) fn copy() -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in Source::BuiltIn.files().unwrap() {
        let path = folder.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.bytes).unwrap();
    }
    folder
}

pub(super) fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from} is not in {}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn good_content_is_ready_to_go_live() {
    let ran = run(&["content", "check"]);
    assert!(ran.ok && ran.out.contains("Ready to go live"), "{ran:?}");
    let folder = copy();
    assert!(run(&["content", "check", folder.path().to_str().unwrap()]).ok);
}

#[test]
fn mistakes_are_told_with_file_line_and_column_and_how_to_mend_them() {
    let folder = copy();
    change(&folder.path().join("plan.yaml"), "languages:", "langauges:");
    let ran = run(&["content", "check", folder.path().to_str().unwrap()]);
    assert!(!ran.ok);
    let first = ran.out.lines().next().unwrap_or_default();
    let place: Vec<_> = first.split(':').collect();
    assert_eq!(place[0], "plan.yaml", "{first}");
    assert!(place[1].parse::<u32>().is_ok() && place[2].parse::<u32>().is_ok(), "{first}");
    assert!(ran.out.contains("not ready to go live"), "{}", ran.out);
}

#[test]
fn findings_are_shown_for_people_editors_programs_and_github() {
    let folder = copy();
    let root = folder.path().to_str().unwrap();
    change(&folder.path().join("plan.yaml"), "time-zone: Europe/Amsterdam", "time-zone: Amsterdam");
    let shown = |format: &str| run(&["content", "check", root, "--format", format]).out;
    let human = shown("human");
    assert!(human.contains("    why:  ") && human.contains("    mend: "), "{human}");
    let concise = shown("concise");
    assert!(concise.starts_with("plan.yaml:3:12: error [time-zone]: "), "{concise}");
    assert_eq!(concise.lines().count(), 1, "{concise}");
    let json: serde_json::Value = serde_json::from_str(&shown("json")).unwrap();
    assert_eq!(json[0]["rule"], "time-zone");
    assert_eq!((&json[0]["line"], &json[0]["column"]), (&3.into(), &12.into()));
    assert!(json[0]["why"].is_string() && json[0]["help"].is_string());
    let github = shown("github");
    let expected = format!("::error file={root}/plan.yaml,line=3,col=12,title=time-zone::");
    assert!(github.starts_with(&expected) && github.contains("%0A"), "{github}");
    assert_eq!(github.lines().count(), 1, "{github}");
}

#[test]
fn exit_codes_tell_ready_to_mend_and_not_looked_at() {
    let code = |arguments: &[&str]| stapje(arguments).output().unwrap().status.code();
    let folder = copy();
    let root = folder.path().to_str().unwrap();
    assert_eq!(code(&["content", "check", root]), Some(0));
    let tip = folder.path().join("nl/tips/sharing/sharing-copy-link.md");
    change(&tip, "\n# ", "\n# Gewoon ");
    change(&tip, "## ", "## Doe het gewoon! ");
    assert_eq!(code(&["content", "check", root]), Some(0), "a warning stops nobody");
    assert_eq!(code(&["content", "check", root, "--strict"]), Some(1));
    change(&tip, "topic:", "topik:");
    assert_eq!(code(&["content", "check", root]), Some(1));
    assert_eq!(code(&["content", "check", "/nowhere/at/all"]), Some(2));
    assert_eq!(code(&["content", "check", "--no-such-thing"]), Some(2));
}

#[test]
fn an_editor_hands_over_one_file_and_hears_about_that_one_alone() {
    let folder = copy();
    let root = folder.path().to_str().unwrap();
    change(&folder.path().join("plan.yaml"), "time-zone: Europe/Amsterdam", "time-zone: Amsterdam");
    let path = "nl/tips/sharing/sharing-copy-link.md";
    let text = fs::read_to_string(folder.path().join(path)).unwrap();
    let check = |text: String| {
        let arguments = ["content", "check", root, "--stdin-path", path, "--format", "concise"];
        let mut command = stapje(&arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        Ran::from(child.wait_with_output().unwrap())
    };
    let ran = check(text.clone());
    assert!(ran.ok && ran.out.is_empty(), "{ran:?}");
    let ran = check(text.replace("level: starter", "level: beginner"));
    assert!(!ran.ok && ran.out.starts_with(&format!("{path}:4:")), "{ran:?}");
    assert_eq!(ran.out.lines().count(), 1, "{ran:?}");
}

#[test]
fn hints_are_shown_to_those_who_ask() {
    let folder = copy();
    let root = folder.path().to_str().unwrap();
    let tip = folder.path().join("nl/tips/sharing/sharing-copy-link.md");
    change(&tip, "\n\nProbeer het", " Je collega zal het zien.\n\nProbeer het");
    assert!(!run(&["content", "check", root]).out.contains("hint ["));
    assert!(run(&["content", "check", root, "--hints"]).out.contains("hint [helper-verb]"));
}

#[test]
fn tips_to_look_at_again_are_listed() {
    let folder = copy();
    let root = folder.path().to_str().unwrap();
    for language in ["nl", "en"] {
        let path = format!("{language}/tips/sharing/sharing-copy-link.md");
        change(&folder.path().join(path), "review-by: 2", "review-by: 1");
    }
    let ran = run(&["content", "due", root]);
    assert!(
        ran.ok && ran.out.contains("past  1027") && ran.out.contains("sharing-copy-link"),
        "{ran:?}"
    );
    assert!(run(&["content", "check", root]).out.contains("warning [review-date]"));
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let ran = run(&["content", "check", "/nowhere/at/all"]);
    assert!(!ran.ok && ran.errors.contains("cannot read /nowhere/at/all"), "{ran:?}");
}

#[test]
fn a_mistake_made_while_it_runs_leaves_the_old_content_live() {
    let folder = copy();
    let (mut watch, edition) = Watch::open(Source::Folder(folder.path().to_owned())).unwrap();
    let tips = edition.catalog.tips.len();
    assert!(watch.look().unwrap().is_none(), "nothing changed");
    let plan = folder.path().join("plan.yaml");
    change(&plan, "languages:", "langauges:");
    assert!(matches!(watch.look(), Err(EditionError::Findings(_))));
    assert!(watch.look().unwrap().is_none(), "told once");
    change(&plan, "langauges:", "languages:");
    let edition = watch.look().unwrap().expect("mended content goes live");
    assert_eq!(edition.catalog.tips.len(), tips);
}
