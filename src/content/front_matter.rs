//! The head of a tip's file: YAML between two lines of dashes.

use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::learning::Level;

/// The head of a tip's file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct FrontMatter {
    pub(super) topic: Spanned<String>,
    pub(super) behaviour: Spanned<String>,
    pub(super) level: Level,
    #[serde(default)]
    pub(super) prerequisites: Vec<Spanned<String>>,
    pub(super) source: Spanned<String>,
    pub(super) owner: String,
    pub(super) review_by: Date,
}

/// A file's text split into head and body.
pub(super) struct Split<'a> {
    pub(super) head: &'a str,
    /// Byte offset of the body in the whole text.
    pub(super) body_at: usize,
}

/// Splits the head off. `None` when the file does not start with one.
pub(super) fn split(text: &str) -> Option<Split<'_>> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let head_at = text.len() - rest.len();
    let mut at = head_at;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some(Split { head: &text[head_at..at], body_at: at + line.len() });
        }
        at += line.len();
    }
    None
}
