//! The Bot Framework protocol: what is read of activities, and the bodies that invokes get.

mod answers;
mod anything;
mod kinds;

pub(crate) use anything::look;

use stapje::bot_framework::Activity;

use crate::house::{files, project};

const FOLDER: &str = "tests/protocol/activities";

/// The names of all examples.
fn names() -> Vec<String> {
    let name = |path: &str| path.rsplit('/').next()?.strip_suffix(".json").map(str::to_owned);
    files(FOLDER, ".json").iter().filter_map(|file| name(&file.path)).collect()
}

/// An example, to the letter.
fn body(name: &str) -> Vec<u8> {
    let path = project().join(format!("{FOLDER}/{name}.json"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An activity as Teams writes it, from `tests/protocol/activities`.
pub(crate) fn activity(name: &str) -> Activity {
    Activity::parse(&body(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
