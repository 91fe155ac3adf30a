//! `stapje config init` and `stapje config check`: the settings file, from empty to right.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use crate::bot_framework::{Authority, Credential, Credentials};
use crate::config::{Config, GraphSettings, TEMPLATE};
use crate::content::Source;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Write a settings file with every key explained.
    Init(Init),
    /// Read the settings as `serve` would, and show what counts. Shows no secret.
    Check(Check),
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// Where to write it; `-` shows it instead.
    #[arg(default_value = "stapje.toml")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The settings file; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

pub(super) fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Init(init) if init.file == Path::new("-") => {
            put!("{TEMPLATE}");
            Ok(())
        }
        Command::Init(init) => write(&init.file),
        Command::Check(check) => show(check.config.as_deref()),
    }
}

/// Never writes over a file: somebody's settings may be in it.
fn write(path: &Path) -> Result<(), Failure> {
    let place = path.display();
    let mut file = std::fs::File::create_new(path).map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            format!("{place} is there already and stays as it is. Choose another name, or compare it with `stapje config init -`.")
        } else {
            format!("cannot write {place}: {error}. Choose another place.")
        }
    })?;
    file.write_all(TEMPLATE.as_bytes())?;
    say!("Wrote {place}. Fill in app_id, home_tenant and tenants, then:");
    say!("  stapje config check --config {place}");
    Ok(())
}

fn show(path: Option<&Path>) -> Result<(), Failure> {
    let config = Config::read(path, &super::environment)?;
    let content = match &config.content {
        Source::BuiltIn => "built in".to_owned(),
        Source::Folder(folder) => folder.display().to_string(),
        Source::Layers(layers) => format!("{} layers", layers.len()),
    };
    let lines = [
        ("app_id", config.credentials.app_id.clone()),
        ("credential", format!("{} (not shown)", config.credentials.credential.name())),
        ("home_tenant", home_tenant(&config.credentials)),
        ("tenants", config.tenants.join(", ")),
        ("bind", config.bind.to_string()),
        ("public_url", config.public_url.clone().unwrap_or_else(|| "unknown".to_owned())),
        ("database", crate::store::without_password(&config.database)),
        ("content", content),
        ("cloud", config.cloud.name.clone()),
        ("service_hosts", config.cloud.service_hosts.join(", ")),
        ("entra_issuers", listed(&config.entra.tenants)),
        ("entra_callers", listed(&config.entra.callers)),
        ("graph", graph(config.graph.as_ref())),
    ];
    for (name, value) in lines {
        say!("{name:<14} {value}");
    }
    say!("The settings can be used.");
    Ok(())
}

fn home_tenant(credentials: &Credentials) -> String {
    match (&credentials.credential, &credentials.authority) {
        (Credential::ManagedIdentity(_), _) => "the identity's own".to_owned(),
        (_, Authority::MultiTenant) => "multi-tenant".to_owned(),
        (_, Authority::Tenant(tenant)) => tenant.clone(),
    }
}

/// The parts of Graph that are switched on.
fn graph(settings: Option<&GraphSettings>) -> String {
    let Some(settings) = settings else { return "off".to_owned() };
    let parts =
        [("install", settings.install), ("people", settings.people), ("groups", settings.groups)];
    let on: Vec<_> = parts.iter().filter_map(|(name, on)| on.then_some(*name)).collect();
    on.join(", ")
}

fn listed(list: &[String]) -> String {
    if list.is_empty() { "nobody".to_owned() } else { list.join(", ") }
}
