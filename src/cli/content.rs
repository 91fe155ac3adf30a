//! `stapje content check`: everything that is wrong in a content folder, in one go.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use crate::content::{Severity, Source, load};
use crate::conversation::Edition;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Check a content folder: exit code 0 when it may go live, 1 when something must be
    /// mended.
    Check(Check),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The folder; the built-in content without one.
    #[arg(env = "STAPJE_CONTENT")]
    folder: Option<PathBuf>,
}

pub(super) fn run(Command::Check(check): &Command) -> Result<ExitCode, Failure> {
    let source = check.folder.clone().map_or(Source::BuiltIn, Source::Folder);
    let loaded = load(&source.files()?);
    for finding in &loaded.findings {
        println!("{finding}");
    }
    let of = |severity| loaded.findings.iter().filter(|found| found.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let Some(catalog) = loaded.catalog else {
        println!("{errors} errors, {warnings} warnings: not ready to go live.");
        return Ok(ExitCode::FAILURE);
    };
    let (tips, languages) = (catalog.tips.len(), catalog.languages.len());
    Edition::new(catalog)?;
    println!("{tips} tips in {languages} languages; {warnings} warnings. Ready to go live.");
    Ok(ExitCode::SUCCESS)
}
