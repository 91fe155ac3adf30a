//! What comes next for one employee, and why. Plain data in, a decision and its reason out.
//!
//! Nothing here reads a clock, a file or a network, and nothing here is random: `now` and
//! everything known of a person are arguments. Production, the demo and a simulation run
//! the same functions.
//!
//! - [`Library`]: the items there are, as far as learning needs to know them.
//! - [`Path`]: what is known of one person: ability, memory per item, behaviours.
//! - [`choose()`]: path and library in, a [`Decision`] with its [`Reason`] out.
//! - [`observe()`]: what somebody did changes their path.
//! - [`rhythm`]: when the next nudge may come.

mod ability;
mod choose;
pub mod holidays;
mod level;
mod library;
mod memory;
mod observe;
mod path;
mod quadrature;
mod reason;
pub mod rhythm;

pub use ability::{Ability, Answer, Can, Report};
pub use choose::{Candidate, Decision, Rule, Standing, Wish, candidates, choose};
pub use level::{Area, Difficulty, Level};
pub use library::{Item, Library};
pub use memory::{Grade, Memory};
pub use observe::{Did, Event, Observed, observe};
pub use path::{BehaviourState, Encounter, Form, LastStep, Mark, Path};
pub use reason::Reason;
