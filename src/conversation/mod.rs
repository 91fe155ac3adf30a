//! What the bot says: a turn in, changes and replies out.
//!
//! Deciding is pure: [`decide`] takes what is known of an employee and what they did, and says
//! what changes and what is answered. [`take_turn`] stands around it with one transaction.

mod cards;
mod dates;
mod decide;
mod extension;
mod file;
mod hear;
mod intent;
mod meet;
mod my_data;
mod press;
mod proof;
mod reasons;
mod schedule;
mod scribe;
mod settings;
mod speech;
mod subject;
mod team;
mod turn;
mod why;
mod words;

pub use cards::{Dressed, dress_moment, dress_post, dress_step, dress_still_there, dress_talk};
pub use decide::{Decided, InDialog, Known, Reply, decide};
pub use file::file_of;
pub use hear::{Heard, hear};
pub use intent::{Intent, Until, read as read_intent};
pub use proof::{Proof, ProofKind, oversized, proofs};
pub use reasons::sentence;
pub use schedule::{is_holiday, next_slot_of, per_week, schedule_next, why_no_slot_on, zone};
pub use subject::{Act, Press, Subject};
pub use turn::{Answer, Ground, Taken, TurnError, take_turn};
pub use words::{Edition, Words, WordsError};
