//! Files in a one-to-one chat: somebody is asked whether they want one, and Teams says where it goes.
//!
//! Source: Microsoft Learn, "Send and receive files using bots". Teams makes room in the person's own
//! OneDrive, and gives an address at which nothing but these bytes can be put, for a short while.

use std::fmt;
use std::time::Duration;

use reqwest::header::{CONTENT_RANGE, CONTENT_TYPE};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

use super::activity::{Activity, FILE_CONSENT, FILE_INFO, lenient};
use super::cloud::Cloud;

/// Putting a file takes no longer: the invoke that waits for it is lost after 4.5 seconds.
const LIMIT: Duration = Duration::from_millis(3500);

/// A file that somebody may want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOffer {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub about: String,
    /// How large it is, in bytes.
    pub size: usize,
    /// The language of the words above.
    pub language: String,
}

/// Where Teams wants a file, as an accepted offer says it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct UploadInfo {
    /// The name that it gets.
    #[serde(deserialize_with = "lenient")]
    pub name: String,
    /// Where the bytes go. Whoever has it may write there: it is never logged.
    #[serde(deserialize_with = "lenient")]
    pub upload_url: String,
    /// Where it is afterwards.
    #[serde(deserialize_with = "lenient")]
    pub content_url: String,
    /// Its id in the person's OneDrive.
    #[serde(deserialize_with = "lenient")]
    pub unique_id: String,
    /// Its kind, such as `txt`.
    #[serde(deserialize_with = "lenient")]
    pub file_type: String,
}

/// A file could not be put where Teams wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The address is none of Microsoft's.
    #[error("the address for a file is on no host that we trust")]
    ForeignHost,
    /// No answer, or not in time.
    #[error("the file could not be sent")]
    Unreachable,
    /// It was refused.
    #[error("the file was refused with status {0}")]
    Refused(u16),
}

impl FileOffer {
    /// The message that asks.
    pub fn activity(&self, summary: &str) -> Activity {
        let content = json!({
            "description": self.about,
            "sizeInBytes": self.size,
            "acceptContext": {},
            "declineContext": {},
        });
        let name = Map::from_iter([("name".to_owned(), json!(self.name))]);
        let mut activity = Activity::attached(FILE_CONSENT, content, name, summary);
        activity.locale = Some(self.language.clone());
        activity
    }
}

impl fmt::Debug for UploadInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whoever can read the address may write there; the other one leads into somebody's folders.
        f.debug_struct("UploadInfo").field("file_type", &self.file_type).finish_non_exhaustive()
    }
}

impl UploadInfo {
    /// The message that shows the file, once it is there.
    pub fn activity(&self, summary: &str) -> Activity {
        let content = json!({ "uniqueId": self.unique_id, "fileType": self.file_type });
        let rest = Map::from_iter([
            ("contentUrl".to_owned(), json!(self.content_url)),
            ("name".to_owned(), json!(self.name)),
        ]);
        Activity::attached(FILE_INFO, content, rest, summary)
    }
}

/// Puts a file where Teams wants it. No token goes along: the address itself is the permission.
pub(super) async fn put(
    http: &reqwest::Client,
    cloud: &Cloud,
    upload_url: &str,
    bytes: &[u8],
) -> Result<(), FileError> {
    let url = Url::parse(upload_url).ok().filter(|url| cloud.keeps_files(url));
    let url = url.ok_or(FileError::ForeignHost)?;
    let range = format!("bytes 0-{}/{}", bytes.len().saturating_sub(1), bytes.len());
    let request = http
        .put(url)
        .timeout(LIMIT)
        .header(CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(CONTENT_RANGE, range)
        .body(bytes.to_vec());
    let answer = request.send().await.map_err(|_| FileError::Unreachable)?;
    if answer.status().is_success() {
        return Ok(());
    }
    Err(FileError::Refused(answer.status().as_u16()))
}

/// What an accepted offer says, under `uploadInfo`.
pub(super) fn read(value: Option<&Value>) -> Option<UploadInfo> {
    UploadInfo::deserialize(value?).ok().filter(|info| !info.upload_url.is_empty())
}
