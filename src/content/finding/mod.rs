//! One thing that is wrong in the content, and how to mend it.

mod render;
mod rule;

use std::fmt;

pub use render::{Format, render};
pub use rule::Rule;

/// Whether a finding stops publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Must be mended.
    Error,
    /// Worth a look.
    Warning,
    /// A thought for the writer: shown only to those who ask.
    Hint,
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the content folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// Must it be mended?
    pub severity: Severity,
    /// The rule.
    pub rule: Rule,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub help: String,
}

impl Place {
    /// The first line of a file.
    pub fn start_of(file: &str) -> Place {
        Place { file: file.to_owned(), line: 1, column: 1 }
    }

    /// The place of a byte offset in a file's text.
    pub fn at(file: &str, text: &str, offset: usize) -> Place {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl Finding {
    /// Something that must be mended.
    pub fn error(
        place: Place,
        rule: Rule,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        let (what, help) = (what.into(), help.into());
        Finding { place, severity: Severity::Error, rule, what, help }
    }

    /// Something worth a look.
    pub fn warning(
        place: Place,
        rule: Rule,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding { severity: Severity::Warning, ..Self::error(place, rule, what, help) }
    }

    /// A thought for the writer.
    pub fn hint(
        place: Place,
        rule: Rule,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding { severity: Severity::Hint, ..Self::error(place, rule, what, help) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
