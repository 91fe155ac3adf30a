//! `stapje roster import`: departments and roles from a CSV file, after a dry run.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, deed};
use crate::clock::Clock;
use crate::config;
use crate::roster::{Plan, apply, plan, read};
use crate::store::Store;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Take departments, roles and managers from a CSV file. Without `--apply` it changes nothing
    /// and shows what would change.
    Import(Import),
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// A CSV file with a heading. Columns: id (the Entra object id), department, role, manager.
    file: PathBuf,
    /// Whose people they are, where more than one tenant is served.
    #[arg(long)]
    tenant: Option<String>,
    /// Take people off the list who are not in the file.
    #[arg(long)]
    remove_missing: bool,
    /// Do it. The word is the one that the dry run showed: nothing else than what it showed happens.
    #[arg(long, value_name = "WORD")]
    apply: Option<String>,
    /// The settings file; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

pub(super) async fn run(Command::Import(arguments): Command) -> Result<(), Failure> {
    let path = arguments.file.display();
    let bytes = std::fs::read(&arguments.file)
        .map_err(|error| format!("cannot read {path}: {error}. Check the path."))?;
    let rows = read(&bytes).map_err(|error| format!("{path}:{error}"))?;
    let basics = config::Basics::read(arguments.config.as_deref(), &super::environment)?;
    let tenant = basics.tenant(arguments.tenant.as_deref())?;
    let store = Store::open(&basics.database).await?;
    let plan = plan(&store, &tenant, rows, arguments.remove_missing).await?;
    show(&plan);
    match &arguments.apply {
        _ if plan.is_empty() => println!("Nothing to change."),
        Some(word) if *word == plan.word() => {
            apply(&store, &plan, Clock::System.now()).await?;
            deed("import", "roster", plan.changes.len() as u64);
            println!("Done.");
        }
        Some(_) => {
            return Err("the file or the list changed since the dry run, so nothing was done. Look at what is shown above and use the word below it.".into());
        }
        None => {
            println!("Nothing was changed. To do this, run the same command with:");
            println!("  --apply {}", plan.word());
        }
    }
    store.close().await;
    Ok(())
}

fn show(plan: &Plan) {
    for change in &plan.changes {
        println!("{change}");
    }
    println!(
        "{} new, {} changed, {} removed, {} the same.",
        plan.added(),
        plan.changed(),
        plan.removed(),
        plan.same
    );
    for (department, people) in plan.departments() {
        println!("  {people:>5}  {department}");
    }
}
