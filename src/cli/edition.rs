//! From a content folder to something that can be live, and watching the folder for changes.

use aws_lc_rs::digest::{Context, SHA256};

use crate::content::{File, Finding, Severity, Source, SourceError, load};
use crate::conversation::{Edition, WordsError};

/// Why content cannot go live.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// It cannot be read at all.
    #[error(transparent)]
    Unreadable(#[from] SourceError),
    /// It has errors.
    #[error("{}the content has {} to mend; `stapje content check` shows them again", lines(.0), count(.0))]
    Findings(Vec<Finding>),
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
    let loaded = load(files);
    let catalog = loaded.catalog.ok_or(EditionError::Findings(loaded.findings))?;
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
