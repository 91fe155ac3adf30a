//! The roster: who works in which department and in which role, as the organisation says it.
//!
//! It knows people by their Entra object id alone, and holds nothing of what they learn. A file
//! is read as a whole, compared with what is there, and shown before anything changes.

mod columns;
mod csv;
mod mistake;
mod names;
mod plan;
mod status;
mod text;

pub use csv::{Row, Sheet, read};
pub use mistake::{Mistake, Mistakes, What};
pub use names::unknown_names;
pub use plan::{Change, Plan, apply, plan, word_for};
pub use status::{LEAST, Others, Status, status};
