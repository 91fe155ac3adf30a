//! The roster: who works in which department and in which role, as the organisation says it.
//!
//! It knows people by their Entra object id alone, and holds nothing of what they learn. A file
//! is read as a whole, compared with what is there, and shown before anything changes.

mod csv;
mod plan;

pub use csv::{RosterError, Row, read};
pub use plan::{Change, Plan, apply, plan};
