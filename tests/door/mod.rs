//! The bot's only door: who is let in, and what everybody else gets.

mod activities;
mod attacks;
mod entra;
mod invokes;
pub(crate) mod issuer;
mod keys;
mod order;
mod proven;
mod refusals;
mod turns;
