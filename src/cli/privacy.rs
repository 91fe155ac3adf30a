//! `stapje privacy`: for the privacy officer. What is kept of one person, and erasing it.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Failure;
use crate::clock::Clock;
use crate::config::Basics;
use crate::store::{EmployeeKey, Store, privacy};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Show everything that is kept of one person, as JSON. Hand it to that person only.
    Export(Person),
    /// Erase everything that is kept of one person.
    Erase(Erase),
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

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Export(person) => export(&person).await,
        Command::Erase(erase) => self::erase(&erase).await,
    }
}

async fn export(person: &Person) -> Result<(), Failure> {
    let (store, key) = person.open().await?;
    let all = privacy::export(&mut *store.read().await?, &key).await?;
    store.close().await;
    let answer = json!({
        "tenant_id": key.tenant_id,
        "employee_id": key.employee_id,
        "exported_at": Clock::System.now().to_string(),
        "kept": all,
    });
    println!("{}", serde_json::to_string_pretty(&answer)?);
    Ok(())
}

async fn erase(arguments: &Erase) -> Result<(), Failure> {
    let (store, key) = arguments.person.open().await?;
    let held = if arguments.yes {
        let mut tx = store.write().await?;
        let held = privacy::erase(&mut tx, &key).await?;
        tx.commit().await?;
        held
    } else {
        privacy::held(&mut *store.read().await?, &key).await?
    };
    store.close().await;
    for (table, rows) in &held {
        println!("{rows:>6}  {table}");
    }
    match (privacy::total(&held), arguments.yes) {
        (0, _) => println!("Nothing is kept of this person."),
        (rows, true) => println!(
            "Erased {rows} rows at {}; 0 are left. Backups from before still hold them: let those go in time.",
            Clock::System.now()
        ),
        (_, false) => println!("Nothing was changed. Add --yes to erase it; there is no way back."),
    }
    Ok(())
}

impl Person {
    async fn open(&self) -> Result<(Store, EmployeeKey), Failure> {
        let basics = Basics::read(self.config.as_deref(), &super::environment)?;
        let tenant = basics.tenant(self.tenant.as_deref())?;
        let id = crate::config::object_id(&self.object_id)?;
        Ok((Store::open(&basics.database).await?, EmployeeKey::new(tenant, id)))
    }
}
