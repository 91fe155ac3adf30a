//! The program as an admin meets it: arguments, settings, and what it says when they are wrong.

mod backup;
mod config;
mod content;
mod database;
mod demo;
mod explain;
mod first_tip;
mod health;
mod layers;
mod learners;
mod manifest;
mod nudges;
mod online;
mod plan;
mod publishing;
mod reading;
mod roster;
pub(crate) mod serve;
mod server;
mod stopping;

use std::process::{Command, Output};

/// The program with these arguments, in an environment without settings.
pub(crate) fn stapje(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stapje"));
    command.args(arguments);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("STAPJE_")) {
        command.env_remove(name);
    }
    command
}

/// Runs it to its end.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    Ran::from(stapje(arguments).output().expect("the program starts"))
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) ok: bool,
    pub(crate) out: String,
    pub(crate) errors: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ran { ok: output.status.success(), out: text(output.stdout), errors: text(output.stderr) }
    }
}
