//! Planning and delivering nudges: how fast, and how that grows.
//!
//! `cargo bench --bench nudges` prints four tables: planning for 1,000 to 1,000,000 people against
//! a bare copy of the same rows in the same run; delivering by the program itself to a channel that
//! counts by its own clock; answers that people give while nudges go out; and stopping a campaign
//! while it goes out. A name prints one of them: `cargo bench --bench nudges planning`. All but the
//! first take their time in seconds of the
//! machine's clock, as the channel's limits are per second. Machines differ; ratios of one run can
//! be compared.

mod channel;
mod delivering;
mod monday;
mod people;
mod planning;
mod server;
#[path = "../serving/mod.rs"]
mod serving;
mod stopping;

use std::time::Instant;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [what, number, due] = &*arguments
        && what == planning::CHILD
    {
        return planning::child(number.parse().expect("a number"), due.parse().expect("a number"));
    }
    let wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|other| other == name);
    if wanted("planning") {
        planning::table();
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    if wanted("delivering") {
        runtime.block_on(delivering::table());
    }
    if wanted("monday") {
        runtime.block_on(monday::table());
    }
    if wanted("stopping") {
        runtime.block_on(stopping::table());
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures the machine's time")]
fn now() -> Instant {
    Instant::now()
}
