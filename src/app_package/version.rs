//! The version of a package: it rises with every upload, or Teams refuses it with 409.

use std::fmt;
use std::str::FromStr;

/// `major.minor.patch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version([u32; 3]);

/// Three numbers with points between them were expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a version is three numbers such as 1.0.0")]
pub struct NoVersion;

impl Version {
    /// The least version above this one.
    #[must_use]
    pub fn next(self) -> Version {
        let [major, minor, patch] = self.0;
        Version(match (patch.checked_add(1), minor.checked_add(1)) {
            (Some(patch), _) => [major, minor, patch],
            (None, Some(minor)) => [major, minor, 0],
            (None, None) => [major.saturating_add(1), 0, 0],
        })
    }
}

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Version, NoVersion> {
        let parts: Vec<u32> =
            text.split('.').map(str::parse).collect::<Result<_, _>>().map_err(|_| NoVersion)?;
        parts.try_into().map(Version).map_err(|_| NoVersion)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}
