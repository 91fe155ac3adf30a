//! Which build this is: the commit that a release was made from.
//!
//! Only a release asks git: otherwise every commit would compile everything anew. Where there is
//! no repository, such as in a container, the variable `STAPJE_BUILD` may say it; without either
//! the build is "unknown", and that is no reason to fail.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=STAPJE_BUILD");
    let given = std::env::var("STAPJE_BUILD").ok().filter(|build| is_plain(build));
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let build = match given {
        Some(given) => given,
        None if is_release => commit().unwrap_or_else(|| "unknown".to_owned()),
        None => "development".to_owned(),
    };
    println!("cargo::rustc-env=STAPJE_BUILD={build}");
}

/// The commit, marked when files were changed since.
fn commit() -> Option<String> {
    for file in ["HEAD", "index"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).filter(|commit| is_plain(commit))?;
    let changed = !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    Some(if changed { format!("{commit}-changed") } else { commit })
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// One short word, so that it fits in a line of a log.
fn is_plain(word: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._+".contains(&b);
    (1..=64).contains(&word.len()) && word.bytes().all(plain)
}
