//! One thing in a package that Teams would not take.

use std::fmt;

/// One thing in a package that Teams, its admin center or the guidelines of its store refuse.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where: a file, or a path within the manifest such as `bots[0].botId`.
    pub place: String,
    /// The rule's name.
    pub rule: &'static str,
    /// What is wrong and what would be right.
    pub what: String,
}

impl Fault {
    /// A fault.
    pub(super) fn new(
        rule: &'static str,
        place: impl Into<String>,
        what: impl Into<String>,
    ) -> Fault {
        Fault { place: place.into(), rule, what: what.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.place, self.what, self.rule)
    }
}
