//! The Teams app package: the manifest with its blanks filled in, two icons, Dutch beside
//! English, in one zip file that is the same, byte for byte, whenever it is made from the same
//! values.
//!
//! Source: Microsoft Learn, "Create your Microsoft Teams app package" and the manifest schema
//! 1.25 that the template names.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The texts of a package, with blanks to fill in.
const TEXTS: [(&str, &str); 2] = [
    ("manifest.json", include_str!("../../manifest/manifest.json")),
    ("nl.json", include_str!("../../manifest/nl.json")),
];

/// The icons of a package.
const ICONS: [(&str, &[u8]); 2] = [
    ("color.png", include_bytes!("../../manifest/color.png")),
    ("outline.png", include_bytes!("../../manifest/outline.png")),
];

/// What fills in the blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blanks {
    /// The bot's Entra application (client) id.
    pub bot_id: String,
    /// The id of the app in Teams; usually a GUID of its own.
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
}

/// Why a package cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A value that Teams would refuse.
    #[error("{name} is not {wanted}: {text}")]
    Unusable {
        /// Which value.
        name: &'static str,
        /// What it should be.
        wanted: &'static str,
        /// What it is.
        text: String,
    },
    /// The zip file cannot be written.
    #[error("cannot write the package: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The zip file cannot be written.
    #[error("cannot write the package: {0}")]
    Write(#[from] std::io::Error),
}

/// The package as the bytes of a zip file.
pub fn package(blanks: &Blanks) -> Result<Vec<u8>, PackageError> {
    blanks.check()?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // A fixed date: the same values make the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in TEXTS {
        zip.start_file(name, options)?;
        zip.write_all(blanks.fill(text).as_bytes())?;
    }
    for (name, icon) in ICONS {
        zip.start_file(name, options)?;
        zip.write_all(icon)?;
    }
    Ok(zip.finish()?.into_inner())
}

impl Blanks {
    fn fill(&self, text: &str) -> String {
        let values = [
            ("{{bot_id}}", &self.bot_id),
            ("{{app_id}}", &self.app_id),
            ("{{version}}", &self.version),
            ("{{developer_name}}", &self.developer_name),
            ("{{website_url}}", &self.website_url),
            ("{{privacy_url}}", &self.privacy_url),
            ("{{terms_url}}", &self.terms_url),
        ];
        values.iter().fold(text.to_owned(), |text, (blank, value)| {
            text.replace(blank, &within_json_text(value))
        })
    }

    fn check(&self) -> Result<(), PackageError> {
        for (name, id) in [("the bot id", &self.bot_id), ("the app id", &self.app_id)] {
            let groups: Vec<_> = id.split('-').map(str::len).collect();
            let hex = id.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
            if !hex || groups != [8, 4, 4, 4, 12] {
                return refuse(name, "an id such as 00000000-0000-0000-0000-000000000000", id);
            }
        }
        let parts: Vec<_> = self.version.split('.').collect();
        let numbers = parts.iter().all(|part| part.parse::<u16>().is_ok());
        if parts.len() != 3 || !numbers || parts[0] == "0" {
            return refuse("the version", "a version such as 1.0.0, from 1", &self.version);
        }
        let length = self.developer_name.chars().count();
        if !(1..=32).contains(&length) {
            let wanted = "a name of 1 to 32 characters";
            return refuse("the developer name", wanted, &self.developer_name);
        }
        let urls = [
            ("the website", &self.website_url),
            ("the privacy statement", &self.privacy_url),
            ("the terms of use", &self.terms_url),
        ];
        for (name, address) in urls {
            let https = url::Url::parse(address).is_ok_and(|url| url.scheme() == "https");
            if !https || address.len() > 2048 {
                return refuse(name, "an address that starts with https://", address);
            }
        }
        Ok(())
    }
}

fn refuse(name: &'static str, wanted: &'static str, text: &str) -> Result<(), PackageError> {
    Err(PackageError::Unusable { name, wanted, text: text.to_owned() })
}

/// The value as it stands between the quotes of a JSON text.
fn within_json_text(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
