//! The Teams app package: the manifest with its blanks filled in, two icons, Dutch beside
//! English, in one zip file that is the same, byte for byte, whenever it is made from the same
//! values. Nothing is written that Teams would refuse: see [`Package::faults`].
//!
//! Source: Microsoft Learn, "Create your Microsoft Teams app package" and the manifest schema
//! 1.25 that the template names.

mod fault;
mod pixels;
mod rules;
mod version;

use std::io::{Cursor, Read, Write};

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

pub use fault::Fault;
pub use rules::Purpose;
pub use version::Version;

/// The texts of a package, with blanks to fill in.
const TEXTS: [(&str, &str); 2] = [
    ("manifest.json", include_str!("../../manifest/manifest.json")),
    ("nl.json", include_str!("../../manifest/nl.json")),
];

/// The icons of a package. The SVG beside each is its drawing.
const ICONS: [(&str, &[u8]); 2] = [
    ("color.png", include_bytes!("../../manifest/color.png")),
    ("outline.png", include_bytes!("../../manifest/outline.png")),
];

/// No file of a package is larger, whatever its zip says.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;
/// More files than this no package has.
const MOST_FILES: usize = 100;

/// What fills in the blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blanks {
    /// The bot's Entra application (client) id.
    pub bot_id: String,
    /// The id of the app in Teams; usually a GUID of its own. It never changes.
    pub app_id: String,
    /// The package's version, `major.minor.patch` with a major of at least 1.
    pub version: String,
    /// Who offers it.
    pub developer_name: String,
    /// A page about it.
    pub website_url: String,
    /// The privacy statement.
    pub privacy_url: String,
    /// The terms of use.
    pub terms_url: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Can a team add it? Only where the plan has a post for one.
    pub teams: bool,
}

/// Where the bot can be added, as the template says it, and with teams.
const SCOPES: [&str; 2] = [
    r#""scopes": ["personal"],
      "isNotificationOnly""#,
    r#""scopes": ["personal", "team"],
      "isNotificationOnly""#,
];

/// An app package: its files by name, in their order in the zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Name and content of each file.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Why a package cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// It is not a zip file, or cannot be written as one.
    #[error("the zip file: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// It cannot be read or written.
    #[error("the zip file: {0}")]
    File(#[from] std::io::Error),
    /// It is larger than any app package.
    #[error("the zip file holds more than an app package does")]
    TooLarge,
}

impl Package {
    /// The package with the blanks filled in.
    pub fn new(blanks: &Blanks) -> Package {
        let texts = TEXTS.iter().map(|(name, text)| (name, blanks.fill(text).into_bytes()));
        let icons = ICONS.iter().map(|(name, icon)| (name, icon.to_vec()));
        let files = texts.chain(icons).map(|(name, bytes)| ((*name).to_owned(), bytes));
        Package { files: files.collect() }
    }

    /// Reads a package.
    pub fn read(zip: &[u8]) -> Result<Package, PackageError> {
        let entries = entries(zip);
        let mut zip = ZipArchive::new(Cursor::new(zip))?;
        if zip.len() > MOST_FILES {
            return Err(PackageError::TooLarge);
        }
        let mut files = Vec::new();
        for at in 0..zip.len() {
            let entry = zip.by_index(at)?;
            if entry.is_dir() {
                continue;
            }
            let name = entry.name()?.into_owned();
            let mut bytes = Vec::new();
            entry.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > LARGEST_FILE {
                return Err(PackageError::TooLarge);
            }
            files.push((name, bytes));
        }
        // The archive shows one of those that share a name; the others are listed after it.
        let shown: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        for name in shown {
            let times = entries.iter().filter(|one| **one == name.as_bytes()).count();
            files.extend((1..times).map(|_| (name.clone(), Vec::new())));
        }
        Ok(Package { files })
    }

    /// Everything in it that Teams, its admin center or the guidelines of its store refuse.
    pub fn faults(&self, purpose: Purpose) -> Vec<Fault> {
        rules::check(&self.files, purpose)
    }

    /// The bytes of its zip file.
    pub fn zip(&self) -> Result<Vec<u8>, PackageError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        // A fixed date: the same values make the same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        for (name, bytes) in &self.files {
            zip.start_file(name.as_str(), options)?;
            zip.write_all(bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    /// The text of the manifest; empty where there is none.
    pub fn manifest(&self) -> &str {
        let file = self.files.iter().find(|(name, _)| name == "manifest.json");
        file.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// The app's id and version, if its manifest says them.
    pub fn version(&self) -> Option<(String, Version)> {
        let manifest: Value = serde_json::from_str(self.manifest()).ok()?;
        let id = manifest.get("id")?.as_str()?.to_lowercase();
        Some((id, manifest.get("version")?.as_str()?.parse().ok()?))
    }
}

impl Blanks {
    fn fill(&self, text: &str) -> String {
        // A developer's own copy stands beside the one that everybody uses.
        let stage = match self.purpose {
            Purpose::Use => "",
            Purpose::Development => " (dev)",
        };
        let values = [
            ("{{bot_id}}", self.bot_id.as_str()),
            ("{{app_id}}", &self.app_id),
            ("{{version}}", &self.version),
            ("{{developer_name}}", &self.developer_name),
            ("{{website_url}}", &self.website_url),
            ("{{privacy_url}}", &self.privacy_url),
            ("{{terms_url}}", &self.terms_url),
            ("{{stage}}", stage),
        ];
        let [alone, with_teams] = SCOPES;
        let text = text.replace(alone, if self.teams { with_teams } else { alone });
        values
            .iter()
            .fold(text, |text, (blank, value)| text.replace(blank, &within_json_text(value)))
    }
}

/// The value as it stands between the quotes of a JSON text.
fn within_json_text(value: &str) -> String {
    let quoted = Value::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// The names in a zip's central directory, each as often as it stands there.
///
/// Source: APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16.
fn entries(zip: &[u8]) -> Vec<&[u8]> {
    let number = |at: usize, bytes: usize| -> Option<usize> {
        let part = zip.get(at..at.checked_add(bytes)?)?;
        Some(part.iter().rev().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
    };
    let is_entry = |at: &usize| zip.get(*at..).is_some_and(|it| it.starts_with(b"PK\x01\x02"));
    let end = zip.windows(4).rposition(|part| part == b"PK\x05\x06");
    let mut next = end.and_then(|end| number(end + 16, 4));
    let mut names = Vec::new();
    while let Some(at) = next.filter(is_entry) {
        let lengths = [28, 30, 32].map(|place| number(at + place, 2).unwrap_or_default());
        names.extend(zip.get(at + 46..at + 46 + lengths[0]));
        next = Some(at + 46 + lengths.iter().sum::<usize>());
    }
    names
}
