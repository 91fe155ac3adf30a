//! Stapje ("small step"): a Microsoft Teams bot that helps every employee of a municipality
//! really use Microsoft 365.
//!
//! The rooms, from the ground up; each uses only rooms below it:
//!
//! - [`clock`]: time and chance, as values.
//! - [`audit`]: lines of the log that say who did what.
//! - [`learning`]: what comes next for one employee, and why. Pure.
//! - [`content`]: tips and the plan, as people who do not program write them.
//! - [`bot_framework`]: the protocol: activities, authentication, connector, cards.
//! - [`store`]: all SQL.
//! - [`conversation`]: what the bot says: a turn in, changes and replies out.
//! - [`nudges`]: who gets what when: planner, worker, moments.
//! - [`service`]: everything built once, and the ticks that drive it.
//! - [`web`]: the HTTP side.
//! - [`local_channel`], [`demo`]: a channel on this machine, people and a clock to try it with.
//! - [`privacy_pack`]: documents for the privacy officer and the works council.
//! - [`roster`]: departments and roles, as the organisation says them.
//! - [`graph`]: Microsoft Graph, as an option.
//! - [`app_package`]: the Teams app package.
//! - [`config`], [`cli`]: settings and commands.
//! - [`doctor`]: what has to be right before people get cards, and the next step for what is not.

pub mod app_package;
pub mod audit;
pub mod bot_framework;
pub mod cli;
pub mod clock;
pub mod config;
pub mod content;
pub mod conversation;
pub mod demo;
pub mod doctor;
pub mod graph;
pub mod learning;
pub mod local_channel;
pub mod nudges;
pub mod privacy_pack;
pub mod roster;
pub mod service;
pub mod simulation;
pub mod store;
pub mod web;

/// The version and the build, such as `1.2.0 (0123456789ab)`: in `--version`, `/ready` and the log.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("STAPJE_BUILD"), ")");

/// What the bot calls itself on the wire.
pub const USER_AGENT: &str = concat!("stapje/", env!("CARGO_PKG_VERSION"));
