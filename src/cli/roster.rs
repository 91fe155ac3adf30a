//! `stapje roster`: departments and roles from a CSV file, after a dry run, and how many there are.

use std::path::PathBuf;

use clap::Args;

use super::edition::current;
use super::{Failure, deed};
use crate::clock::Clock;
use crate::config::{self, Basics};
use crate::conversation::Edition;
use crate::roster::{Plan, Sheet, apply, plan, read, status, unknown_names};
use crate::store::retention::Retention;
use crate::store::{Store, roster};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Take departments, roles and managers from a CSV file. Without `--apply` it changes nothing
    /// and shows what would change.
    Import(Import),
    /// How many people each department has, from ten up, and which names of the plan nobody has.
    Status(Status),
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// A CSV file with a heading. Columns: id (the Entra object id), department, role, manager, or
    /// what Entra and Dutch personnel systems call them: docs/ROSTER.md has the list.
    file: PathBuf,
    /// Take people off the list who are not in the file.
    #[arg(long)]
    remove_missing: bool,
    /// Do it. The word is the one that the dry run showed: nothing else than what it showed happens.
    #[arg(long, value_name = "WORD")]
    apply: Option<String>,
    #[command(flatten)]
    place: Where,
}

#[derive(Debug, Args)]
pub(super) struct Status {
    /// As JSON, for other programs.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

#[derive(Debug, Args)]
struct Where {
    /// Whose people they are, where more than one tenant is served.
    #[arg(long)]
    tenant: Option<String>,
    /// The settings file; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

/// The database, whose people, and the plan in force.
struct Opened {
    store: Store,
    tenant: String,
    edition: Edition,
    retention: Retention,
}

impl Where {
    async fn open(&self) -> Result<Opened, Failure> {
        let file = self.config.as_deref();
        let basics = Basics::read(file, &super::environment)?;
        let tenant = basics.tenant(self.tenant.as_deref())?;
        let content = config::content(file, &super::environment)?;
        let store = Store::open(&basics.database).await?;
        let edition = current(content, &store).await?;
        Ok(Opened { store, tenant, edition, retention: basics.retention })
    }
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Import(arguments) => import(arguments).await,
        Command::Status(arguments) => show_status(arguments).await,
    }
}

async fn import(arguments: Import) -> Result<(), Failure> {
    let path = arguments.file.display();
    let bytes = std::fs::read(&arguments.file)
        .map_err(|error| format!("cannot read {path}: {error}. Check the path."))?;
    let sheet = read(&bytes).map_err(|wrong| {
        let told = wrong.told(&path.to_string());
        format!("nothing was changed; this has to be mended first:\n{told}")
    })?;
    show_sheet(&sheet);
    let opened = arguments.place.open().await?;
    let plan = plan(&opened.store, &opened.tenant, sheet.rows, arguments.remove_missing).await?;
    show(&plan);
    warn(&unknown_names(&opened.edition.catalog.plan, &plan.after));
    if plan.is_empty() {
        say!("Nothing to change.");
    }
    match &arguments.apply {
        _ if plan.is_empty() && plan.confirmed.is_empty() => {}
        Some(word) if *word == plan.word() => {
            apply(&opened.store, &plan, Clock::System.now()).await?;
            deed("import", "roster", (plan.changes.len() + plan.confirmed.len()) as u64);
            say!("Done. Whom Stapje has not met goes off the list again if no import names them");
            say!("for {} days (leavers_days).", opened.retention.leavers_days);
        }
        Some(_) => {
            return Err("the file or the list changed since the dry run, so nothing was done. Look at what is shown above and use the word below it.".into());
        }
        None if plan.is_empty() => {
            say!("To note that this list still holds, run the same command with:");
            say!("  --apply {}", plan.word());
        }
        None => {
            say!("Nothing was changed. To do this, run the same command with:");
            say!("  --apply {}", plan.word());
        }
    }
    opened.store.close().await;
    Ok(())
}

fn show_sheet(sheet: &Sheet) {
    for (name, heading) in &sheet.columns {
        match heading {
            Some(heading) => say!("{name:>10}: from the column `{heading}`"),
            None => say!("{name:>10}: no column; what is known stays"),
        }
    }
    if sheet.is_guessed {
        say!("The file is not UTF-8 and was read as Windows-1252: look at letters with accents.");
    }
    if sheet.repeated > 0 {
        say!("{} rows say the same once more.", sheet.repeated);
    }
}

fn show(plan: &Plan) {
    for change in &plan.changes {
        say!("{change}");
    }
    say!(
        "{} new, {} changed, {} removed, {} the same.",
        plan.added(),
        plan.changed(),
        plan.removed(),
        plan.same
    );
    for (department, people) in plan.departments() {
        say!("  {people:>5}  {department}");
    }
}

async fn show_status(arguments: Status) -> Result<(), Failure> {
    let opened = arguments.place.open().await?;
    let places = roster::of_tenant(&mut *opened.store.read().await?, &opened.tenant).await?;
    opened.store.close().await;
    let unknown = unknown_names(&opened.edition.catalog.plan, &places);
    if arguments.json {
        let all = serde_json::json!({ "roster": status(&places), "warnings": unknown });
        say!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    if places.is_empty() {
        say!("The roster is empty. `stapje roster import FILE` fills it: docs/ROSTER.md.");
    } else {
        say!("{}", status(&places));
    }
    warn(&unknown);
    Ok(())
}

fn warn(lines: &[String]) {
    for line in lines {
        say!("warning: {line}");
    }
}
