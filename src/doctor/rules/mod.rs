//! The states, as data. Each has a name of its own within its line.

pub(super) mod aadsts;
pub(super) mod here;
pub(super) mod login;
pub(super) mod people;
pub(super) mod way_in;
