//! The rules of the house, as far as a program can see them.

mod arrows;
mod migrations;
mod sizes;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::test_runner::{Config, RngSeed};

/// A file of the project, with its path from the project's folder.
pub(crate) struct ProjectFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The project's own folder.
pub(crate) fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files under `folder` whose name ends in `ending`, sorted by path.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<ProjectFile> {
    let mut found = Vec::new();
    collect(&project().join(folder), ending, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "there is nothing to look at in {folder}");
    found
}

/// Trials with arbitrary values that are the same on every day, so a failure can be repeated.
pub(crate) fn trials(cases: u32) -> Config {
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(20), ..Config::default() }
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<ProjectFile>) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            let within = path.strip_prefix(project()).expect("within the project");
            let names: Vec<_> = within.iter().map(|name| name.to_string_lossy()).collect();
            let text = fs::read_to_string(&path).expect("a text file");
            found.push(ProjectFile { path: names.join("/"), text });
        }
    }
}
