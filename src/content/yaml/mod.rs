//! YAML files, with every mistake in them in one go.
//!
//! A good file is read straight into its type. A file with a mistake is read again as a tree,
//! and the tree into the type: what is wrong is noted, put right in the simplest way (a key that
//! is not known is passed over, a value that does not fit gets a stand-in), and tried again, until
//! nothing is wrong any more. What comes out then is of no use but one: it lets the rest of the
//! file be looked at.

mod fault;
mod node;
mod reader;
mod stand_in;

use serde::de::DeserializeOwned;
use serde_saphyr::{DuplicateKeyPolicy, Error, Spanned};

use super::finding::{Finding, Place, Rule};
use fault::Fault;
use node::Node;
use reader::{Reader, Repairs};

/// More mistakes in one file than anybody mends at once.
const MOST_MISTAKES: usize = 100;

/// A file with mistakes.
pub(super) struct Mistakes<T> {
    /// All of them.
    pub(super) findings: Vec<Finding>,
    /// What the file would say without them, with stand-ins where nothing is said. `None` for a
    /// file that is no YAML.
    pub(super) repaired: Option<T>,
}

impl<T> Mistakes<T> {
    /// What is wrong.
    pub(super) fn findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// Reads YAML that starts `lines_before` lines down in its file.
pub(super) fn read_yaml<T: DeserializeOwned>(
    file: &str,
    yaml: &str,
    lines_before: usize,
) -> Result<T, Mistakes<T>> {
    let error = match serde_saphyr::from_str(yaml) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let place = |line: u64, column: u64| Place {
        file: file.to_owned(),
        line: usize::try_from(line).unwrap_or(1).max(1) + lines_before,
        column: usize::try_from(column).unwrap_or(1).max(1),
    };
    let (faults, repaired) = all(yaml);
    let findings: Vec<Finding> = faults
        .iter()
        .filter(|fault| !fault.is_slip(&faults))
        .map(|fault| {
            let (line, column) = fault.at.unwrap_or((1, 1));
            let (what, help) = fault.kind.told();
            Finding::error(place(line, column), Rule::Unreadable, what, help)
        })
        .collect();
    if findings.is_empty() {
        let (line, column) =
            error.location().map_or((1, 1), |location| (location.line(), location.column()));
        return Err(Mistakes { findings: vec![no_yaml(place(line, column), &error)], repaired });
    }
    Err(Mistakes { findings, repaired })
}

/// The place of a value with a span.
pub(super) fn place_of<T>(file: &str, value: &Spanned<T>, lines_before: usize) -> Place {
    Place {
        file: file.to_owned(),
        line: usize::try_from(value.referenced.line()).unwrap_or(1) + lines_before,
        column: usize::try_from(value.referenced.column()).unwrap_or(1),
    }
}

/// Every fault, and what is left of the file after mending them.
fn all<T: DeserializeOwned>(yaml: &str) -> (Vec<Fault>, Option<T>) {
    let mut faults = Vec::new();
    let options = serde_saphyr::options! { duplicate_keys: DuplicateKeyPolicy::PassThrough };
    let Ok(root) = serde_saphyr::from_str_with_options::<Node>(yaml, options) else {
        return (faults, None);
    };
    let mut repairs = Repairs::default();
    while faults.len() < MOST_MISTAKES {
        match T::deserialize(Reader::new(&root, &repairs)) {
            Ok(value) => return (faults, Some(value)),
            Err(fault) => {
                if !repairs.mend(&fault) {
                    break;
                }
                faults.push(fault);
            }
        }
    }
    (faults, None)
}

/// What the parser says about a file that is no YAML. It cannot go on after that.
fn no_yaml(place: Place, error: &Error) -> Finding {
    let message = error.without_snippet().to_string();
    let what = message.lines().next().unwrap_or("this cannot be read");
    // Its own line number counts from the head; the finding's place counts from the file.
    let what = what.rsplit_once(" at line ").map_or(what, |(what, _)| what).trim_end();
    Finding::error(place, Rule::Unreadable, what, fault::COMPARE)
}
