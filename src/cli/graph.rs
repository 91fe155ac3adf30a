//! `stapje graph`: what Microsoft Graph can do for an admin, where `[graph]` switches it on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::edition::{Watch, published};
use super::{Failure, deed};
use crate::bot_framework::http_client;
use crate::clock::Clock;
use crate::config::{Config, GraphSettings, object_id, only_tenant};
use crate::content::Source;
use crate::doctor::Check;
use crate::graph::{
    Graph, InstallPlan, Outcome, Seen, SyncPlan, apply_sync, find_app, install, memberships,
    people, plan_install, plan_sync,
};
use crate::store::{Store, StoreError, employees};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The settings file; the environment goes above it.
    #[arg(long, short, global = true, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
    /// Which tenant, where more than one is served.
    #[arg(long, global = true)]
    tenant: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Are the permissions there, no more than needed, and is the app in the catalog? Exit codes as
    /// those of `stapje doctor`.
    Check,
    /// Install the app for everybody in a group. Without `--apply` it changes nothing and shows for
    /// how many. It may be stopped and run again.
    Install {
        /// The group, by Entra object id; groups within it count too.
        #[arg(long, value_name = "OBJECT-ID")]
        group: String,
        #[command(flatten)]
        go: Go,
    },
    /// Take departments, job titles, managers and groups of the plan from Entra, of people whom the bot
    /// has met, and notice who left. Without `--apply` it changes nothing and shows what would change.
    Sync {
        #[command(flatten)]
        go: Go,
    },
}

#[derive(Debug, Args)]
struct Go {
    /// Only show; this is what happens without --apply too.
    #[arg(long, conflicts_with = "apply")]
    dry_run: bool,
    /// Do it. The word is the one that the dry run showed: nothing else than what it showed happens.
    #[arg(long, value_name = "WORD")]
    apply: Option<String>,
}

/// Settings, a client, a database.
struct Place {
    config: Config,
    settings: GraphSettings,
    tenant: String,
    graph: Graph,
    store: Store,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    if let Command::Check = arguments.command {
        return super::doctor::only(arguments.config.as_deref(), &[Check::Graph]).await;
    }
    let place = place(&arguments).await?;
    let done = match &arguments.command {
        Command::Check => Ok(()),
        Command::Install { group, go } => install_for(&place, group, go).await,
        Command::Sync { go } => sync(&place, go).await,
    };
    place.store.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn place(arguments: &Arguments) -> Result<Place, Failure> {
    let config = Config::read(arguments.config.as_deref(), &super::environment)?;
    let tenant = only_tenant(&config.tenants, arguments.tenant.as_deref())?;
    let settings = config.graph.clone().ok_or(
        "Graph is not switched on. It is not needed; docs/GRAPH.md says what it brings and how to switch it on.",
    )?;
    let credentials = config.credentials.clone();
    let graph = Graph::new(
        http_client(crate::USER_AGENT)?,
        &config.cloud,
        credentials,
        &tenant,
        Clock::System,
    );
    let graph = graph.ok_or("this cloud has no Graph: name its address as `graph` in [cloud]")?;
    let store = Store::open(&config.database).await?;
    Ok(Place { config, settings, tenant, graph, store })
}

async fn install_for(place: &Place, group: &str, go: &Go) -> Result<(), Failure> {
    if !place.settings.install {
        return Err("installing is not switched on: write install = true in [graph]".into());
    }
    let group = object_id(group)?;
    let app = app(place).await?;
    let met = met(&place.store, &place.tenant).await?;
    let plan = plan_install(&place.graph, &app, &group, &met).await?;
    say!(
        "{} people in the group. {} have met the bot: they have the app, or took it away. {} to install.",
        plan.members,
        plan.met,
        plan.todo.len()
    );
    if plan.todo.is_empty() {
        say!("Nothing to do.");
        return Ok(());
    }
    match &go.apply {
        Some(word) if *word == plan.word() => carry_out(place, &plan).await,
        word => not_yet(word.as_deref(), &plan.word()),
    }
}

/// The app's id in the catalog.
async fn app(place: &Place) -> Result<String, Failure> {
    if let Some(id) = &place.settings.catalog_id {
        return Ok(id.clone());
    }
    let id = place.settings.teams_app_id.as_ref().unwrap_or(&place.config.credentials.app_id);
    let app = find_app(&place.graph, id).await?;
    let app = app.ok_or_else(|| {
        format!("there is no app {id} in the catalog of the organisation. Upload the package: Teams admin center > Teams apps > Manage apps > Upload new app. If its id is another, name it as teams_app_id in [graph].")
    })?;
    let version = app.version.map_or(String::new(), |version| format!(", version {version}"));
    say!("The app is in the catalog as {}{version}.", app.id);
    Ok(app.id)
}

/// Whoever the bot has met: they have the app, or took it away, and then it does not come back.
async fn met(store: &Store, tenant: &str) -> Result<BTreeSet<String>, StoreError> {
    let all = employees::all(&mut *store.read().await?, i64::MAX).await?;
    let met = all.into_iter().filter(|one| one.key.tenant_id == tenant);
    Ok(met.map(|one| one.key.employee_id).collect())
}

async fn carry_out(place: &Place, plan: &InstallPlan) -> Result<(), Failure> {
    let bar = ProgressBar::new(plan.todo.len() as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len}, {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let (outcomes, stopped) = install(&place.graph, plan, || bar.inc(1)).await;
    bar.finish_and_clear();
    let done = outcomes.get(&Outcome::Installed).copied().unwrap_or_default();
    deed("install", "app", done as u64);
    show(&outcomes);
    match stopped {
        None => Ok(()),
        Some(error) => Err(format!(
            "stopped, as it would go the same way for everybody: {error}. What was done stays; a new dry run shows the rest."
        )
        .into()),
    }
}

fn show(outcomes: &BTreeMap<Outcome, usize>) {
    for (outcome, number) in outcomes {
        match outcome {
            Outcome::Installed => say!("{number:>5}  installed"),
            Outcome::There => say!("{number:>5}  had it already"),
            Outcome::Refused(why) => say!("{number:>5}  not installed: {why}"),
        }
    }
}

async fn sync(place: &Place, go: &Go) -> Result<(), Failure> {
    let settings = &place.settings;
    if !settings.people && !settings.groups {
        return Err("neither people nor groups are switched on: write people = true or groups = true in [graph]".into());
    }
    let mut seen = Seen::default();
    if settings.people {
        seen.people = Some(people(&place.graph).await?);
    }
    if settings.groups {
        let named = named_groups(place).await?;
        say!("The plan names {} Entra groups.", named.len());
        seen.groups = Some(memberships(&place.graph, &named).await?);
    }
    let plan = plan_sync(&place.store, &place.tenant, seen).await?;
    show_sync(&plan);
    if plan.is_empty() {
        say!("Nothing to change.");
        return Ok(());
    }
    match &go.apply {
        Some(word) if *word == plan.word() => {
            apply_sync(&place.store, &plan, Clock::System.now()).await?;
            deed("sync", "roster", plan.changes.len() as u64);
            deed("sync", "leavers", plan.leavers.len() as u64);
            deed("sync", "groups", plan.groups.len() as u64);
            say!("Done.");
            Ok(())
        }
        word => not_yet(word.as_deref(), &plan.word()),
    }
}

/// The Entra groups that audiences of the live plan name.
async fn named_groups(place: &Place) -> Result<BTreeSet<String>, Failure> {
    let published = match &place.config.content {
        Source::BuiltIn => published(&place.store, None).await?,
        _ => None,
    };
    let edition = match published {
        Some((_, edition)) => edition,
        None => Watch::open(place.config.content.clone())?.1,
    };
    let audiences = edition.catalog.plan.audiences.iter();
    Ok(audiences.flat_map(|audience| audience.groups.iter().cloned()).collect())
}

fn show_sync(plan: &SyncPlan) {
    for change in &plan.changes {
        say!("{change}");
    }
    for key in &plan.leavers {
        say!("left {}", key.employee_id);
    }
    for (key, groups) in &plan.groups {
        let groups = if groups.is_empty() { "none".to_owned() } else { groups.join(", ") };
        say!("= {} groups: {groups}", key.employee_id);
    }
    say!(
        "{} new or changed, {} left, {} the same, {} said by a file and left as they are.",
        plan.changes.len(),
        plan.leavers.len(),
        plan.same,
        plan.by_file
    );
}

/// Nothing happens without the word of exactly this plan.
fn not_yet(said: Option<&str>, word: &str) -> Result<(), Failure> {
    if said.is_some() {
        return Err(format!(
            "things changed since the dry run, so nothing was done. Look at what is shown above, and use: --apply {word}"
        )
        .into());
    }
    say!("Nothing was changed. To do this, run the same command with:");
    say!("  --apply {word}");
    Ok(())
}
