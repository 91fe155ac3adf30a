//! `stapje backup` and `stapje restore`.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, deed};
use crate::clock::Clock;
use crate::config::Basics;
use crate::store::backup;

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Where to write the copy. It must not be there yet.
    file: PathBuf,
    /// The settings file; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The copy to put back.
    file: PathBuf,
    /// Put it in the place of the database that is there; that one is kept beside it.
    #[arg(long)]
    replace: bool,
    /// The settings file; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

pub(super) async fn backup(arguments: Backup) -> Result<(), Failure> {
    let basics = Basics::read(arguments.config.as_deref(), &super::environment)?;
    let contents = backup::backup(&basics.database, &arguments.file).await?;
    deed("backup", "database", 1);
    say!(
        "Wrote {}: {} people, {} KiB, checked and whole.",
        arguments.file.display(),
        contents.employees,
        contents.bytes.div_ceil(1024)
    );
    say!("It holds what people answered: keep it as carefully as the database itself.");
    Ok(())
}

pub(super) async fn restore(arguments: Restore) -> Result<(), Failure> {
    let basics = Basics::read(arguments.config.as_deref(), &super::environment)?;
    let now = Clock::System.now();
    let restored =
        backup::restore(&basics.database, &arguments.file, arguments.replace, now).await?;
    deed("restore", "database", 1);
    say!(
        "{} is back: {} people. Start Stapje again.",
        restored.path.display(),
        restored.contents.employees
    );
    if let Some(before) = restored.before {
        say!("What was there before is in {}; remove it when all is well.", before.display());
    }
    Ok(())
}
