//! `stapje privacy`: for the privacy officer. What is kept of one person, and erasing it.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::edition::Watch;
use super::{Failure, deed};
use crate::clock::Clock;
use crate::config::{Basics, Config, GraphSettings};
use crate::graph::{Wanted, needed};
use crate::privacy_pack::{Facts, Graph, documents};
use crate::store::{EmployeeKey, Store, privacy};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Show everything that is kept of one person, as JSON. Hand it to that person only.
    Export(Person),
    /// Erase everything that is kept of one person.
    Erase(Erase),
    /// Write the documents for the privacy officer and the works council, from these settings and this
    /// environment.
    Pack(Pack),
}

#[derive(Debug, Args)]
pub(super) struct Person {
    /// The person's Entra object id.
    object_id: String,
    /// Whose person it is, where more than one tenant is served.
    #[arg(long)]
    tenant: Option<String>,
    /// The settings file; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Erase {
    #[command(flatten)]
    person: Person,
    /// Do it. Without this it shows how much there is and changes nothing.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
pub(super) struct Pack {
    /// The folder to write them in; it is made if it is not there.
    #[arg(default_value = "privacy")]
    folder: PathBuf,
    /// The settings file; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Export(person) => export(&person).await,
        Command::Erase(erase) => self::erase(&erase).await,
        Command::Pack(arguments) => pack(&arguments),
    }
}

async fn export(person: &Person) -> Result<(), Failure> {
    let (store, key) = person.open().await?;
    let all = privacy::export(&mut *store.read().await?, &key).await?;
    deed("export", "rows of an employee", 1);
    store.close().await;
    let answer = json!({
        "tenant_id": key.tenant_id,
        "employee_id": key.employee_id,
        "exported_at": Clock::System.now().to_string(),
        "kept": all,
    });
    say!("{}", serde_json::to_string_pretty(&answer)?);
    Ok(())
}

async fn erase(arguments: &Erase) -> Result<(), Failure> {
    let (store, key) = arguments.person.open().await?;
    let held = if arguments.yes {
        let mut tx = store.write().await?;
        let held = privacy::erase(&mut tx, &key, Clock::System.now()).await?;
        tx.commit().await?;
        deed("erase", "rows of an employee", privacy::total(&held));
        held
    } else {
        privacy::held(&mut *store.read().await?, &key).await?
    };
    store.close().await;
    for (table, rows) in &held {
        say!("{rows:>6}  {table}");
    }
    match (privacy::total(&held), arguments.yes) {
        (0, _) => say!("Nothing is kept of this person."),
        (rows, true) => say!(
            "Erased {rows} rows at {}; 0 are left. Backups from before still hold them: let those go in time.",
            Clock::System.now()
        ),
        (_, false) => say!("Nothing was changed. Add --yes to erase it; there is no way back."),
    }
    Ok(())
}

fn pack(arguments: &Pack) -> Result<(), Failure> {
    let config = Config::read(arguments.config.as_deref(), &super::environment)?;
    let folder = &arguments.folder;
    let fail = |error: std::io::Error| {
        format!("cannot write in {}: {error}. Choose another folder.", folder.display())
    };
    std::fs::create_dir_all(folder).map_err(fail)?;
    for document in documents(&facts(&config)?)? {
        let path = folder.join(&document.name);
        std::fs::write(&path, &document.text).map_err(fail)?;
        say!("Wrote {}", path.display());
    }
    say!(
        "Fill in what stands in square brackets, and write them anew after every change of the settings."
    );
    Ok(())
}

fn facts(config: &Config) -> Result<Facts, Failure> {
    let (_, edition) = Watch::open(config.content.clone())?;
    let (language, _) = edition.language("nl");
    let host = |url: &url::Url| url.host_str().unwrap_or_default().to_owned();
    let mut hosts = vec![host(&config.cloud.login), host(&config.cloud.openid_metadata)];
    hosts.extend(config.cloud.service_hosts.iter().cloned());
    // "Bewaar als bestand" puts it in the person's own OneDrive.
    hosts.extend(config.cloud.file_hosts().map(str::to_owned));
    let traces = super::telemetry::host(super::environment("STAPJE_OTLP").as_deref());
    hosts.extend(traces.clone());
    let graph = config.graph.as_ref().map(graph);
    hosts.extend(graph.as_ref().and(config.cloud.graph.as_ref()).map(host));
    hosts.sort();
    hosts.dedup();
    Ok(Facts {
        organisation: language.texts.organisation.clone(),
        tenants: config.tenants.len(),
        postgres: !config.database.starts_with("sqlite:"),
        retention: config.retention,
        per_week: edition.catalog.plan.rhythm.nudges_per_week,
        most_per_week: edition.catalog.plan.rhythm.most_nudges_per_week,
        languages: edition.languages().map(|(_, name)| name.to_owned()).collect(),
        hosts,
        metrics: config.metrics_bind.is_some(),
        traces,
        graph,
        version: env!("CARGO_PKG_VERSION"),
        day: jiff::tz::TimeZone::UTC.to_datetime(Clock::System.now()).date(),
    })
}

fn graph(settings: &GraphSettings) -> Graph {
    let GraphSettings { install, people, groups, .. } = *settings;
    let wanted = Wanted { install, catalog: settings.catalog_id.is_none(), people, groups };
    let permissions = needed(wanted).iter().map(|permission| permission.name).collect();
    Graph { install, people, groups, permissions }
}

impl Person {
    async fn open(&self) -> Result<(Store, EmployeeKey), Failure> {
        let basics = Basics::read(self.config.as_deref(), &super::environment)?;
        let tenant = basics.tenant(self.tenant.as_deref())?;
        let id = crate::config::object_id(&self.object_id)?;
        Ok((Store::open(&basics.database).await?, EmployeeKey::new(tenant, id)))
    }
}
