//! What can be wrong with a roster file, each in one line with what to do.

use std::fmt;

/// Something that is wrong, and on which line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {what}")]
pub struct Mistake {
    /// Which line.
    pub line: u64,
    /// What is wrong there.
    pub what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// A workbook.
    #[error("this is a workbook, not CSV. In Excel: File > Save as > CSV UTF-8.")]
    Workbook,
    /// Bytes that are no text.
    #[error("this is not text. Save the sheet as CSV in UTF-8.")]
    NotText,
    /// It cannot be read as CSV.
    #[error("this is not CSV ({0}). Save the sheet as CSV in UTF-8.")]
    NotCsv(String),
    /// A column is missing.
    #[error(
        "there is no column `id` with the Entra object id of each person. The headings are: {0}. In the Entra admin center, Users > Download users writes a file that has it."
    )]
    NoId(String),
    /// Nothing to take over.
    #[error(
        "there is neither a column `department` nor `role` nor `manager`. The headings are: {0}."
    )]
    NothingElse(String),
    /// Two columns for one thing.
    #[error("`{first}` and `{second}` are both the {column}. Take one of them out of the file.")]
    TwoColumns {
        /// What both would be.
        column: &'static str,
        /// One heading.
        first: String,
        /// The other.
        second: String,
    },
    /// Only a heading.
    #[error("there is nobody in this file. Is it the right sheet?")]
    Nobody,
    /// An id that is none.
    #[error(
        "`{0}` is not an Entra object id such as 00000000-0000-0000-0000-000000000000. Names, numbers and mail addresses are not used."
    )]
    NotAnId(String),
    /// A yes or no that is neither.
    #[error(
        "manager is `{0}`; write yes or no (ja, nee, 1, 0): does this person lead others? Who leads them is not used."
    )]
    NotYesOrNo(String),
    /// A text that is too long to be a department or a role.
    #[error("{0} has more than 120 characters")]
    TooLong(&'static str),
    /// A text of more than one line.
    #[error("{0} goes on on the next line. Is a quotation mark missing?")]
    LineBreak(&'static str),
    /// More fields than headings.
    #[error(
        "there are {there} fields here and {headings} in the heading. A text with `{delimiter}` in it needs quotation marks."
    )]
    Fields {
        /// How many there are.
        there: usize,
        /// How many there should be.
        headings: usize,
        /// What stands between fields.
        delimiter: char,
    },
    /// A quotation mark that is not closed.
    #[error("a quotation mark is opened in this row and never closed")]
    OpenQuote,
    /// The same person twice, with something else.
    #[error(
        "this person stands on line {0} as well, with something else. Leave one of the two out."
    )]
    Twice(u64),
}

impl What {
    pub(super) fn on(self, line: u64) -> Mistake {
        Mistake { line, what: self }
    }
}

/// So many mistakes are told in full; with more, the whole file is of another kind.
const MOST_TOLD: usize = 50;

/// Everything that is wrong with a file, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// One mistake a line, each after the name of the file.
    pub fn told(&self, file: &str) -> String {
        let Mistakes(all) = self;
        let mut lines: Vec<_> =
            all.iter().take(MOST_TOLD).map(|mistake| format!("{file}:{mistake}")).collect();
        if let Some(more) = all.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
            lines.push(format!("and {more} more"));
        }
        lines.join("\n")
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.told("line "))
    }
}

impl std::error::Error for Mistakes {}

impl From<Mistake> for Mistakes {
    fn from(mistake: Mistake) -> Mistakes {
        Mistakes(vec![mistake])
    }
}
