//! `stapje content check`, and content that changes while the bot runs.

use std::fs;
use std::path::Path;

use stapje::cli::edition::{EditionError, Watch};
use stapje::content::Source;
use tempfile::TempDir;

use super::run;

/// A copy of the content that the project ships.
fn copy() -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in Source::BuiltIn.files().unwrap() {
        let path = folder.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.bytes).unwrap();
    }
    folder
}

fn change(path: &Path, from: &str, to: &str) {
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
