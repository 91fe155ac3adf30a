//! `stapje content publish | diff | history | rollback | export`: content as numbered versions in
//! the database. A version never changes; going back makes a new one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use jiff::tz::TimeZone;

use super::Failure;
use super::check::Checked;
use crate::clock::Clock;
use crate::config::Basics;
use crate::content::{File, Format, Severity, pack, render};
use crate::store::Store;
use crate::store::editions::{self, NewEdition};

/// Where the versions are.
#[derive(Debug, Args)]
pub(in crate::cli) struct Database {
    /// The settings file, for the database; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Publish {
    #[command(flatten)]
    pack: super::Pack,
    /// What is new, in a few words.
    #[arg(long, default_value = "")]
    note: String,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Diff {
    #[command(flatten)]
    pack: super::Pack,
    /// Compare with this version instead of the one that is live.
    #[arg(long)]
    version: Option<i64>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Rollback {
    /// The version to go back to.
    version: i64,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    /// Where to write the zip.
    file: PathBuf,
    #[command(flatten)]
    pack: super::Pack,
    /// Export this published version instead of a folder.
    #[arg(long)]
    version: Option<i64>,
    #[command(flatten)]
    database: Database,
}

pub(super) async fn publish(arguments: &Publish) -> Result<ExitCode, Failure> {
    let files = arguments.pack.source().files()?;
    let store = open(&arguments.database).await?;
    let done = put(&store, &files, &arguments.note).await;
    store.close().await;
    done
}

/// Checks everything first; only then is there a new version, as a whole.
async fn put(store: &Store, files: &[File], note: &str) -> Result<ExitCode, Failure> {
    let checked = Checked::new(files);
    let errors: Vec<_> =
        checked.findings.into_iter().filter(|it| it.severity == Severity::Error).collect();
    let Some(edition) = checked.edition.filter(|_| errors.is_empty()) else {
        put!("{}", render(&errors, Format::Human, ""));
        say!("Nothing was published: {} to mend first.", errors.len());
        return Ok(ExitCode::FAILURE);
    };
    let newest = editions::newest(&mut *store.read().await?).await?;
    if let Some(newest) = newest
        && version_files(store, newest.version).await? == files
    {
        say!("This is version {} already: nothing has changed.", newest.version);
        return Ok(ExitCode::SUCCESS);
    }
    let tips = edition.catalog.tips.len();
    let body = STANDARD.encode(pack(files)?);
    let new = NewEdition {
        note,
        tips: i64::try_from(tips).unwrap_or(i64::MAX),
        body: &body,
        at: Clock::System.now(),
    };
    let mut tx = store.write().await?;
    let version = editions::add(&mut tx, new).await?;
    tx.commit().await?;
    say!("Published version {version}: {tips} tips. A running Stapje shows it within seconds.");
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn diff(arguments: &Diff) -> Result<ExitCode, Failure> {
    let files = arguments.pack.source().files()?;
    let store = open(&arguments.database).await?;
    let newest = editions::newest(&mut *store.read().await?).await?;
    let version = arguments.version.or(newest.map(|newest| newest.version));
    let Some(version) = version else {
        say!("Nothing was published yet.");
        return Ok(ExitCode::SUCCESS);
    };
    let before = version_files(&store, version).await?;
    store.close().await;
    let changes = changes(&before, &files);
    say!("Compared with version {version}: {} files differ.", changes.len());
    for change in changes {
        say!("{change}");
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn history(arguments: &Database) -> Result<ExitCode, Failure> {
    let store = open(arguments).await?;
    let versions = editions::all(&mut *store.read().await?).await?;
    store.close().await;
    if versions.is_empty() {
        say!("Nothing was published yet.");
    }
    for version in versions {
        let at = TimeZone::system().to_datetime(version.at).strftime("%Y-%m-%d %H:%M").to_string();
        say!("{:>5}  {at}  {:>4} tips  {}", version.version, version.tips, version.note);
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn rollback(arguments: &Rollback) -> Result<ExitCode, Failure> {
    let store = open(&arguments.database).await?;
    let files = version_files(&store, arguments.version).await?;
    let note = format!("back to version {}", arguments.version);
    let done = put(&store, &files, &note).await;
    store.close().await;
    done
}

pub(super) async fn export(arguments: &Export) -> Result<ExitCode, Failure> {
    let files = match arguments.version {
        Some(version) => {
            let store = open(&arguments.database).await?;
            let files = version_files(&store, version).await?;
            store.close().await;
            files
        }
        None => arguments.pack.source().files()?,
    };
    let path = arguments.file.display();
    std::fs::write(&arguments.file, pack(&files)?)
        .map_err(|error| format!("cannot write {path}: {error}. Choose another place."))?;
    say!("Wrote {path}: {} files.", files.len());
    Ok(ExitCode::SUCCESS)
}

async fn open(database: &Database) -> Result<Store, Failure> {
    let basics = Basics::read(database.config.as_deref(), &crate::cli::environment)?;
    Ok(Store::open(&basics.database).await?)
}

/// The files of a version.
async fn version_files(store: &Store, version: i64) -> Result<Vec<File>, Failure> {
    let body = editions::body(&mut *store.read().await?, version).await?;
    let body = body.ok_or_else(|| {
        format!("there is no version {version}. `stapje content history` lists them.")
    })?;
    Ok(crate::content::unpack_text(&body)?)
}

/// One line for each file that differs, with the number of lines that came and went.
fn changes(before: &[File], after: &[File]) -> Vec<String> {
    let by_path = |files: &[File]| -> BTreeMap<String, Vec<u8>> {
        files.iter().map(|file| (file.path.clone(), file.bytes.clone())).collect()
    };
    let (before, after) = (by_path(before), by_path(after));
    let mut changes = Vec::new();
    for (path, bytes) in &after {
        match before.get(path) {
            None => changes.push(format!("  new      {path}")),
            Some(old) if old != bytes => {
                let (came, went) = (extra(bytes, old), extra(old, bytes));
                changes.push(format!("  changed  {path}  (+{came} -{went} lines)"));
            }
            Some(_) => {}
        }
    }
    changes.extend(
        before
            .keys()
            .filter(|path| !after.contains_key(*path))
            .map(|path| format!("  gone     {path}")),
    );
    changes
}

/// How many lines of `one` are not in `other`.
fn extra(one: &[u8], other: &[u8]) -> usize {
    let mut left: BTreeMap<&[u8], usize> = BTreeMap::new();
    for line in other.split(|byte| *byte == b'\n') {
        *left.entry(line).or_default() += 1;
    }
    let mut extra = 0;
    for line in one.split(|byte| *byte == b'\n') {
        match left.get_mut(line) {
            Some(count) if *count > 0 => *count -= 1,
            _ => extra += 1,
        }
    }
    extra
}
