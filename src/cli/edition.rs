//! From a content folder to something that can be live, and watching the folder for changes.

use aws_lc_rs::digest::{Context, SHA256};
use tokio::task::{JoinError, spawn_blocking};

use crate::content::{
    File, Finding, PackError, Severity, Source, SourceError, load_live, unpack_text,
};
use crate::conversation::{Edition, WordsError};
use crate::store::{Store, StoreError, editions};

/// Why content cannot go live.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// It cannot be read at all.
    #[error(transparent)]
    Unreadable(#[from] SourceError),
    /// It has errors.
    #[error("{}the content has {} to mend; `stapje content check` shows them again", lines(.0), count(.0))]
    Findings(Vec<Finding>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A published version cannot be read back.
    #[error("a published version cannot be read: {0}")]
    Pack(#[from] PackError),
    /// Reading it ended in a panic. The text names no task, so that the same trouble is told once.
    #[error("reading the content was broken off")]
    BrokenOff(#[from] JoinError),
    /// Words are missing.
    #[error(transparent)]
    Words(#[from] WordsError),
}

fn lines(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings.iter().map(Finding::to_string).collect();
    lines.join("\n") + "\n"
}

fn count(findings: &[Finding]) -> String {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") }
}

impl EditionError {
    /// In one line, for the health page: the first thing to mend, or what went wrong.
    pub fn brief(&self) -> String {
        let first = match self {
            EditionError::Findings(findings) => {
                findings.iter().find(|finding| finding.severity == Severity::Error)
            }
            _ => None,
        };
        let told = first.map_or_else(|| self.to_string(), Finding::to_string);
        told.lines().next().unwrap_or_default().to_owned()
    }
}

/// What a server with these settings shows: the content that they name, else the newest published
/// version, else what is built in.
pub(super) async fn current(content: Source, store: &Store) -> Result<Edition, EditionError> {
    if matches!(content, Source::BuiltIn)
        && let Some((_, edition)) = published(store, None).await?
    {
        return Ok(edition);
    }
    Ok(Watch::open(content)?.1)
}

/// The newest published version after `seen`, if there is one.
pub async fn published(
    store: &Store,
    seen: Option<i64>,
) -> Result<Option<(i64, Edition)>, EditionError> {
    let mut conn = store.read().await?;
    let newest = editions::newest(&mut conn).await?.map(|newest| newest.version);
    let Some(version) = newest.filter(|version| Some(*version) != seen) else { return Ok(None) };
    let body = editions::body(&mut conn, version).await?.unwrap_or_default();
    drop(conn);
    // It takes too long to hold up turns for.
    let edition = spawn_blocking(move || edition(&unpack_text(&body)?)).await??;
    Ok(Some((version, edition)))
}

/// A content source that is looked at again and again.
#[derive(Debug)]
pub struct Watch {
    source: Source,
    seen: Vec<File>,
}

impl Watch {
    /// Reads the content for the first time.
    pub fn open(source: Source) -> Result<(Watch, Edition), EditionError> {
        let seen = source.files()?;
        let edition = edition(&seen)?;
        Ok((Watch { source, seen }, edition))
    }

    /// An edition if the content has changed since the last look. On an error, what is live
    /// stays live; the same error is told once.
    pub fn look(&mut self) -> Result<Option<Edition>, EditionError> {
        let files = self.source.files()?;
        if files == self.seen {
            return Ok(None);
        }
        self.seen = files;
        edition(&self.seen).map(Some)
    }
}

fn edition(files: &[File]) -> Result<Edition, EditionError> {
    let catalog = load_live(files).map_err(EditionError::Findings)?;
    let mut edition = Edition::new(catalog)?;
    edition.version = version(files);
    Ok(edition)
}

/// The first digits of a hash over all files: enough to tell one version from another.
fn version(files: &[File]) -> String {
    let mut hash = Context::new(&SHA256);
    for file in files {
        hash.update(file.path.as_bytes());
        hash.update(&[0]);
        hash.update(&(file.bytes.len() as u64).to_be_bytes());
        hash.update(&file.bytes);
    }
    let digest = hash.finish();
    let first = digest.as_ref().iter().take(6);
    let first = first.fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{first:012x}")
}
