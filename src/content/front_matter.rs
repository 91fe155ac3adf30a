//! The head of a tip's file: YAML between two lines of dashes. And YAML files as a whole.

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_saphyr::{Error, Spanned};

use super::finding::{Finding, Place, Rule};
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

/// Reads YAML that starts `lines_before` lines down in its file.
pub(super) fn read_yaml<T: DeserializeOwned>(
    file: &str,
    yaml: &str,
    lines_before: usize,
) -> Result<T, Finding> {
    serde_saphyr::from_str(yaml).map_err(|error| explain(file, &error, lines_before))
}

/// The place of a value with a span.
pub(super) fn place_of<T>(file: &str, value: &Spanned<T>, lines_before: usize) -> Place {
    Place {
        file: file.to_owned(),
        line: usize::try_from(value.referenced.line()).unwrap_or(1) + lines_before,
        column: usize::try_from(value.referenced.column()).unwrap_or(1),
    }
}

fn explain(file: &str, error: &Error, lines_before: usize) -> Finding {
    let error = error.without_snippet();
    let place = error.location().map_or_else(
        || Place { line: lines_before + 1, ..Place::start_of(file) },
        |at| Place {
            file: file.to_owned(),
            line: usize::try_from(at.line()).unwrap_or(1) + lines_before,
            column: usize::try_from(at.column()).unwrap_or(1),
        },
    );
    let message = error.to_string();
    let what = message.lines().next().unwrap_or("this cannot be read");
    // Its own line number counts from the head; the finding's place counts from the file.
    let what = what.rsplit_once(" at line ").map_or(what, |(what, _)| what).trim_end().to_owned();
    let help = if what.contains("unknown field") {
        "Check the spelling of this key, or take the line out."
    } else if what.contains("missing field") {
        "Add the missing key; another tip's file shows how it is written."
    } else {
        "Compare with another file: a key, a colon, a space, then the value; put a text with a colon in it between quotes."
    };
    Finding::error(place, Rule::Unreadable, what, help)
}
