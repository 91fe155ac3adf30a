//! `stapje content …`: tips and texts, from a first draft to what is live.

mod check;
mod due;
mod map;
mod online;
mod preview;
mod publish;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Failure, today};
use crate::content::Source;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Say everything that is wrong in a content folder, and how to mend it.
    ///
    /// Exit code 0: it may go live. 1: something must be mended. 2: it could not be looked at.
    Check(check::Arguments),
    /// Show every card as it will look, and what is wrong, while you type.
    Preview(preview::Arguments),
    /// List the tips that somebody should look at again soon.
    Due(due::Arguments),
    /// Draw what comes after what.
    Map(map::Arguments),
    /// Make the content a new version that a running Stapje shows within seconds.
    Publish(publish::Publish),
    /// List what differs from the published version.
    Diff(publish::Diff),
    /// List all published versions.
    History(publish::Database),
    /// Publish an earlier version again, as a new one.
    Rollback(publish::Rollback),
    /// Write the content as one zip, to share with another municipality.
    Export(publish::Export),
}

/// Content, in layers.
#[derive(Debug, Args)]
pub(super) struct Pack {
    /// Folders or zips, each above those before it; `library` is the built-in one, which is also
    /// what is meant without any.
    #[arg(env = "STAPJE_CONTENT", value_delimiter = ',')]
    folders: Vec<PathBuf>,
}

impl Pack {
    /// Where they come from.
    pub(super) fn source(&self) -> Source {
        Source::of(self.folders.iter().cloned())
    }
}

pub(super) fn run(command: &Command) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    match command {
        Command::Check(arguments) => Ok(runtime.block_on(check::run(arguments))),
        Command::Preview(arguments) => {
            runtime.block_on(preview::run(arguments))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Due(arguments) => due::run(arguments),
        Command::Map(arguments) => map::run(arguments),
        Command::Publish(arguments) => runtime.block_on(publish::publish(arguments)),
        Command::Diff(arguments) => runtime.block_on(publish::diff(arguments)),
        Command::History(arguments) => runtime.block_on(publish::history(arguments)),
        Command::Rollback(arguments) => runtime.block_on(publish::rollback(arguments)),
        Command::Export(arguments) => runtime.block_on(publish::export(arguments)),
    }
}
