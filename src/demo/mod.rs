//! The demo: the bot, a small channel on this machine, ready-made people and a clock to push.
//!
//! Not a mode of the bot: the bot runs as in production and speaks HTTP with the channel.

mod people;
mod script;
mod start;

pub mod page;

pub use people::{Cast, Temper, cast};
pub use script::{Script, ScriptError};
pub use start::{Demo, DemoError, Options};
