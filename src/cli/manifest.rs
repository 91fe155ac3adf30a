//! `stapje manifest`: the app package for Teams, made and checked.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use crate::app_package::{Blanks, Fault, Package, Purpose, Version};

/// The version of a first package.
const FIRST: &str = "1.0.0";

/// Where in a manifest an argument ends up.
const ARGUMENTS: &[(&str, &str)] = &[
    ("bots[0].botId", "--bot-id"),
    ("id", "--app-id"),
    ("version", "--app-version"),
    ("developer.name", "--developer"),
    ("developer.websiteUrl", "--website"),
    ("developer.privacyUrl", "--privacy"),
    ("developer.termsOfUseUrl", "--terms"),
];

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Write the app package as a zip file, after checking everything that Teams would refuse.
    Package(Box<PackageArguments>),
    /// Check a package, such as one that was changed by hand.
    Check(Check),
}

#[derive(Debug, Args)]
pub(super) struct PackageArguments {
    /// The bot's Entra application (client) id.
    #[arg(long, env = "STAPJE_APP_ID")]
    bot_id: String,
    /// The app's own id in Teams, which never changes; the bot's id when not given.
    #[arg(long)]
    app_id: Option<String>,
    /// The version of the package. Without it: 1.0.0, or the next one when a package of this app is
    /// there already and something changed.
    #[arg(long)]
    app_version: Option<String>,
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
    /// The package that was uploaded last, if it is not the one that will be replaced.
    #[arg(long, value_name = "ZIP")]
    after: Option<PathBuf>,
    /// For developers: named "Stapje (dev)", and addresses of tunnels are taken.
    #[arg(long)]
    dev: bool,
    /// Teams can add the bot as well: needed when the plan has a post for a team's channel.
    #[arg(long)]
    teams: bool,
    /// Print the manifest instead of writing a package.
    #[arg(long)]
    print: bool,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The package.
    file: PathBuf,
    /// For developers: addresses of tunnels are taken.
    #[arg(long)]
    dev: bool,
}

pub(super) fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Package(arguments) => package(arguments),
        Command::Check(arguments) => check(arguments),
    }
}

fn package(arguments: &PackageArguments) -> Result<(), Failure> {
    let output = arguments.output.display();
    let earlier = earlier(arguments)?;
    let made = raised(arguments, earlier.as_ref())?;
    refuse(&made.faults(purpose(arguments.dev)), &arguments_of)?;
    if arguments.print {
        put!("{}", made.manifest());
        return Ok(());
    }
    std::fs::write(&arguments.output, made.zip()?).map_err(|error| {
        format!("cannot write {output}: {error}. Choose another place with --output.")
    })?;
    let version = made.version().map(|(_, version)| version.to_string()).unwrap_or_default();
    if earlier.is_some_and(|earlier| earlier == made) {
        say!("{output} is version {version}, as before: nothing changed.");
        return Ok(());
    }
    say!("Wrote {output}, version {version}.");
    say!("Next: Teams admin center > Teams apps > Manage apps > Upload new app; for a later");
    say!("version, open the app there and choose Upload file. Then give it to a first group");
    say!("of people with a setup policy (Teams apps > Setup policies).");
    Ok(())
}

/// The package that was there before, of this app or another.
fn earlier(arguments: &PackageArguments) -> Result<Option<Package>, Failure> {
    let there = Some(&arguments.output).filter(|path| path.exists());
    let Some(path) = arguments.after.as_ref().or(there) else { return Ok(None) };
    Ok(Some(read(path)?))
}

/// The package, with a version above the one before if anything changed.
fn raised(arguments: &PackageArguments, earlier: Option<&Package>) -> Result<Package, Failure> {
    let before = earlier.and_then(Package::version);
    let mut blanks = blanks(arguments, FIRST.to_owned());
    let before = before.filter(|(id, _)| *id == blanks.app_id.to_lowercase());
    let Some((_, before)) = before else { return Ok(Package::new(&blanks)) };
    if arguments.app_version.is_none() {
        blanks.version = before.to_string();
    }
    let made = Package::new(&blanks);
    if Some(&made) == earlier {
        return Ok(made);
    }
    if arguments.app_version.is_none() {
        blanks.version = before.next().to_string();
        return Ok(Package::new(&blanks));
    }
    let asked = blanks.version.parse::<Version>();
    if asked.is_ok_and(|asked| asked <= before) {
        return Err(format!(
            "the version {} is not above {before}, that of the package before: Teams would refuse it. Use --app-version {} or leave it out.",
            blanks.version,
            before.next()
        )
        .into());
    }
    Ok(made)
}

fn blanks(arguments: &PackageArguments, version: String) -> Blanks {
    Blanks {
        bot_id: arguments.bot_id.clone(),
        app_id: arguments.app_id.clone().unwrap_or_else(|| arguments.bot_id.clone()),
        version: arguments.app_version.clone().unwrap_or(version),
        developer_name: arguments.developer.clone(),
        website_url: arguments.website.clone(),
        privacy_url: arguments.privacy.clone(),
        terms_url: arguments.terms.clone(),
        purpose: purpose(arguments.dev),
        teams: arguments.teams,
    }
}

fn check(arguments: &Check) -> Result<(), Failure> {
    let package = read(&arguments.file)?;
    refuse(&package.faults(purpose(arguments.dev)), &|_| None)?;
    let version = package.version().map(|(_, version)| version.to_string()).unwrap_or_default();
    say!("{} is right: version {version}.", arguments.file.display());
    Ok(())
}

fn read(path: &Path) -> Result<Package, Failure> {
    let name = path.display();
    let bytes = std::fs::read(path)
        .map_err(|error| format!("cannot read {name}: {error}. Check the path."))?;
    let package = Package::read(&bytes);
    let package = package.map_err(|error| format!("{name} is no app package: {error}"))?;
    Ok(package)
}

fn purpose(dev: bool) -> Purpose {
    if dev { Purpose::Development } else { Purpose::Use }
}

fn arguments_of(place: &str) -> Option<&'static str> {
    ARGUMENTS.iter().find(|(known, _)| *known == place).map(|(_, argument)| *argument)
}

/// All faults at once, each with the argument that mends it.
fn refuse(
    faults: &[Fault],
    argument: &dyn Fn(&str) -> Option<&'static str>,
) -> Result<(), Failure> {
    if faults.is_empty() {
        return Ok(());
    }
    let line = |fault: &Fault| match argument(&fault.place) {
        Some(argument) => format!("\n  {fault}: {argument}"),
        None => format!("\n  {fault}"),
    };
    let lines: String = faults.iter().map(line).collect();
    Err(format!("Teams would refuse this package:{lines}").into())
}
