//! `stapje manifest package`: the app package for Teams, ready to upload.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::app_package::{Blanks, package};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Write the app package as a zip file.
    Package(Package),
}

#[derive(Debug, Args)]
pub(super) struct Package {
    /// The bot's Entra application (client) id.
    #[arg(long, env = "STAPJE_APP_ID")]
    bot_id: String,
    /// The app's own id in Teams; the bot's id when not given.
    #[arg(long)]
    app_id: Option<String>,
    /// The version of the package; raise it with every upload.
    #[arg(long, default_value = "1.0.0")]
    app_version: String,
    /// Who offers the app, such as the name of the municipality.
    #[arg(long)]
    developer: String,
    /// A page about the app.
    #[arg(long)]
    website: String,
    /// The privacy statement.
    #[arg(long)]
    privacy: String,
    /// The terms of use.
    #[arg(long)]
    terms: String,
    /// Where to write it.
    #[arg(long, short, default_value = "stapje.zip")]
    output: PathBuf,
}

pub(super) fn run(Command::Package(arguments): &Command) -> Result<(), Failure> {
    let blanks = Blanks {
        bot_id: arguments.bot_id.clone(),
        app_id: arguments.app_id.clone().unwrap_or_else(|| arguments.bot_id.clone()),
        version: arguments.app_version.clone(),
        developer_name: arguments.developer.clone(),
        website_url: arguments.website.clone(),
        privacy_url: arguments.privacy.clone(),
        terms_url: arguments.terms.clone(),
    };
    let bytes = package(&blanks)?;
    let path = arguments.output.display();
    std::fs::write(&arguments.output, bytes).map_err(|error| {
        format!("cannot write {path}: {error}. Choose another place with --output.")
    })?;
    println!("Wrote {path}. Upload it in the Teams admin center under Teams apps > Manage apps.");
    Ok(())
}
