//! `stapje content map`: the library as a picture of what comes after what.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use crate::content::{load, map_svg};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    pack: super::Pack,
    /// Where to write the picture.
    #[arg(long, value_name = "FILE")]
    svg: PathBuf,
    /// The language of the titles.
    #[arg(long, default_value = "nl")]
    language: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let loaded = load(&arguments.pack.source().files()?);
    let Some(catalog) = loaded.catalog else {
        return Err("the content has mistakes; `stapje content check` shows them.".into());
    };
    let path = arguments.svg.display();
    std::fs::write(&arguments.svg, map_svg(&catalog, &arguments.language))
        .map_err(|error| format!("cannot write {path}: {error}. Choose another place."))?;
    say!("Wrote {path}: {} tips.", catalog.tips.len());
    Ok(ExitCode::SUCCESS)
}
