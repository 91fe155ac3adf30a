//! What can be wrong in a YAML file, and how to mend it.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

/// How to mend what does not fit anything else.
pub(super) const COMPARE: &str = "Compare with another file: a key, a colon, a space, then the \
    value; put a text with a colon in it between quotes.";
/// A name that differs by more than this from what was written was not meant.
const ALIKE: f64 = 0.86;

/// A place: line and column.
pub(super) type Spot = (u64, u64);
/// Names that a program knows.
pub(super) type Names = &'static [&'static str];

/// One thing that is wrong, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: Option<Spot>,
    /// Where the keys begin, of which this is about one.
    pub(super) within: Option<Spot>,
    pub(super) kind: Kind,
}

/// What is wrong.
#[derive(Debug)]
pub(super) enum Kind {
    UnknownKey { key: String, known: Names },
    MissingKey(&'static str),
    Twice(String),
    UnknownName { name: String, known: Names },
    NoDay(String),
    Wrong(String),
}

impl Kind {
    /// What is wrong, and how to mend it.
    pub(super) fn told(&self) -> (String, String) {
        match self {
            Kind::UnknownKey { key, known } => {
                let help = meant(key, known).map_or_else(
                    || format!("Take the line out. The keys here are {}.", known.join(", ")),
                    |meant| format!("Write `{meant}`, or take the line out."),
                );
                (format!("unknown key `{key}`"), help)
            }
            Kind::MissingKey(key) => (
                format!("the key `{key}` is missing"),
                "Add it; another file or entry of this kind shows how it is written.".to_owned(),
            ),
            Kind::Twice(key) => (
                format!("the key `{key}` stands here twice"),
                "Keep one of the two, or mend its name.".to_owned(),
            ),
            Kind::UnknownName { name, known } => {
                let what = format!("`{name}` is none of {}", known.join(", "));
                let help = meant(name, known).map_or_else(
                    || "Use one of these.".to_owned(),
                    |meant| format!("Write `{meant}`, or another one of these."),
                );
                (what, help)
            }
            Kind::NoDay(text) => (
                format!("`{text}` is not a day"),
                "Write year, month and day, such as 2027-06-01.".to_owned(),
            ),
            Kind::Wrong(what) => (what.clone(), COMPARE.to_owned()),
        }
    }
}

/// The known name that was probably meant.
fn meant(name: &str, known: Names) -> Option<&'static str> {
    let alike = |known: &str| strsim::jaro_winkler(known, name);
    let best = known.iter().max_by(|a, b| alike(a).total_cmp(&alike(b)))?;
    (alike(best) >= ALIKE).then_some(*best)
}

impl Fault {
    pub(super) fn of(kind: Kind) -> Fault {
        Fault { at: None, within: None, kind }
    }

    /// Is this key missing only because there is a slip in its name?
    pub(super) fn is_slip(&self, others: &[Fault]) -> bool {
        let Kind::MissingKey(missing) = self.kind else { return false };
        others.iter().any(|other| match &other.kind {
            Kind::UnknownKey { key, known } => {
                other.within == self.at && meant(key, known) == Some(missing)
            }
            _ => false,
        })
    }

    /// At this place, unless it has one: the innermost place is the best.
    pub(super) fn or_at(self, at: Spot) -> Fault {
        Fault { at: self.at.or(Some(at)), ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.kind.told().0)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(what: T) -> Fault {
        let what = what.to_string();
        Fault::of(Kind::Wrong(what.lines().next().unwrap_or_default().to_owned()))
    }

    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Fault {
        let found = match found {
            Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
            Unexpected::Seq => "a list".to_owned(),
            Unexpected::Map => "a key with a value".to_owned(),
            Unexpected::Str(text) => format!("`{text}`"),
            other => other.to_string(),
        };
        let expected = match expected.to_string().as_str() {
            "u8" | "u16" => "a whole number".to_owned(),
            other => other.to_owned(),
        };
        Fault::of(Kind::Wrong(format!("{found} stands here instead of {expected}")))
    }

    fn invalid_value(found: Unexpected, expected: &dyn Expected) -> Fault {
        Fault::invalid_type(found, expected)
    }

    fn unknown_field(key: &str, known: Names) -> Fault {
        Fault::of(Kind::UnknownKey { key: key.to_owned(), known })
    }

    fn missing_field(key: &'static str) -> Fault {
        Fault::of(Kind::MissingKey(key))
    }

    fn unknown_variant(name: &str, known: Names) -> Fault {
        Fault::of(Kind::UnknownName { name: name.to_owned(), known })
    }
}
