//! What comes next for one employee, and why. Plain data in, a decision and its reason out.
//!
//! Nothing here reads a clock, a file or a network, and nothing here is random: `now` and
//! everything known of a person are arguments. Production, the demo and a simulation run
//! the same functions.
//!
//! - [`Library`]: the items there are, as far as learning needs to know them.
//! - [`Path`]: what is known of one person: ability, memory per item, behaviours.
//! - [`choose()`]: path, library and [`Policy`] in, a [`Decision`] with its [`Reason`] out;
//!   [`go_on`] says whether the same message goes on.
//! - [`observe()`]: what somebody did changes their path.
//! - [`rhythm`]: when the next nudge may come.

mod ability;
mod because;
mod choose;
pub mod holidays;
mod learned;
mod level;
mod library;
mod memory;
mod no_nudge;
mod observe;
mod path;
mod policy;
mod quadrature;
mod reason;
mod recall;
pub mod rhythm;
mod weigh;

pub use ability::{Ability, Answer, Can, Report};
pub use choose::{Decision, Wish, choose, go_on};
pub use learned::{Gathered, Learned, Lesson, Levels};
pub use level::{Area, Difficulty, Level};
pub use library::{Item, Library};
pub use memory::{Grade, Memory};
pub use no_nudge::NoNudge;
pub use observe::{Did, Event, Observed, observe};
pub use path::{BehaviourState, Encounter, Form, LastStep, Mark, Path, Recent};
pub use policy::{Focus, FocusKind, GoOn, Policy, Priority, Rule, Spacing, Tuning};
pub use reason::Reason;
pub use recall::{Recall, Recalls};
pub use weigh::{Candidate, Standing, candidates};
