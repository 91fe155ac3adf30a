//! What an employee lives through, from the first card on.

mod answers;
mod nudges;
mod start;
mod typed;
