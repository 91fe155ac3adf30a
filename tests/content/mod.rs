//! Content: every rule on an example, whatever somebody may write, and finding tips by words.

mod anything;
mod campaigns;
mod cases;
mod languages;
mod links;
mod plain;
mod search;
mod shipped;

use std::path::PathBuf;

use stapje::content::{File, Source};

use crate::house::project;

/// The folder with the examples.
fn cases() -> PathBuf {
    project().join("tests/content/cases")
}

/// A small content folder in which nothing is wrong.
pub(crate) fn good() -> Vec<File> {
    Source::Folder(cases().join("_good")).files().expect("the good example")
}

/// The same files, with those of `changes` put over them or added.
fn overlaid(mut files: Vec<File>, changes: Vec<File>) -> Vec<File> {
    for change in changes {
        match files.iter_mut().find(|file| file.path == change.path) {
            Some(file) => *file = change,
            None => files.push(change),
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// A file with a text.
fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}
