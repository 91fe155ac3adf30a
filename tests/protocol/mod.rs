//! The Bot Framework protocol: what is read of activities, and the bodies that invokes get.

mod answers;
mod anything;
mod kinds;

pub(crate) use anything::look;

use stapje::bot_framework::Activity;

/// An activity as Teams writes it, from `tests/protocol/activities`.
pub(crate) fn activity(name: &str) -> Activity {
    let path = crate::house::project().join(format!("tests/protocol/activities/{name}.json"));
    let body = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Activity::parse(&body).unwrap_or_else(|error| panic!("{name}: {error}"))
}
