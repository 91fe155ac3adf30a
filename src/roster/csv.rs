//! The roster as a CSV file, such as Entra's own "Download users" or a list of the personnel system.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

/// What a column may be called, in small letters and without spaces, dashes and underscores.
const ID: &[&str] = &["id", "objectid", "entraobjectid", "employeeid"];
const DEPARTMENT: &[&str] = &["department", "afdeling", "team"];
const ROLE: &[&str] = &["role", "rol", "functie", "jobtitle"];
const MANAGER: &[&str] = &["manager", "leidinggevende", "ismanager"];

/// The longest department or role that is taken over, in characters.
const LONGEST: usize = 120;

/// One person in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The Entra object id.
    pub employee_id: String,
    /// The department, if one is named.
    pub department: Option<String>,
    /// The role, if one is named.
    pub role: Option<String>,
    /// Does this person lead others?
    pub manager: bool,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// It is not CSV.
    #[error("{line}: this is not CSV ({what}). Save the sheet as CSV in UTF-8.")]
    NotCsv {
        /// Which line.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// A column is missing.
    #[error(
        "1: there is no column `id` with the Entra object id of each person. The headings are: {0}. In the Entra admin center, Users > Download users writes a file that has it."
    )]
    NoId(String),
    /// Nothing to take over.
    #[error(
        "1: there is neither a column `department` nor `role` nor `manager`. The headings are: {0}."
    )]
    NothingElse(String),
    /// An id that is none.
    #[error(
        "{line}: `{text}` is not an Entra object id such as 00000000-0000-0000-0000-000000000000. Names and mail addresses are not used."
    )]
    NotAnId {
        /// Which line.
        line: u64,
        /// What stands there.
        text: String,
    },
    /// A yes or no that is neither.
    #[error("{line}: manager is `{text}`; write yes or no (ja, nee, 1, 0)")]
    NotYesOrNo {
        /// Which line.
        line: u64,
        /// What stands there.
        text: String,
    },
    /// A text that is too long to be a department or a role.
    #[error("{line}: {column} has more than 120 characters")]
    TooLong {
        /// Which line.
        line: u64,
        /// Which column.
        column: &'static str,
    },
    /// The same person twice.
    #[error("{line}: this person stands on line {first} as well. Leave one of the two out.")]
    Twice {
        /// Which line.
        line: u64,
        /// Where it stands first.
        first: u64,
    },
}

/// Where the columns are.
struct Columns {
    id: usize,
    department: Option<usize>,
    role: Option<usize>,
    manager: Option<usize>,
}

/// Reads a whole file; the first thing that is wrong is told with its line.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, RosterError> {
    // Spreadsheets put a mark before UTF-8, and in Dutch write semicolons.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let heading = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|mark| heading.contains(mark)).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let columns = Columns::find(reader.headers().map_err(|error| not_csv(&error))?)?;
    let mut rows = Vec::new();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| not_csv(&error))?;
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let row = columns.row(&record, line)?;
        if let Some(first) = seen.insert(row.employee_id.clone(), line) {
            return Err(RosterError::Twice { line, first });
        }
        rows.push(row);
    }
    Ok(rows)
}

impl Columns {
    fn find(headings: &StringRecord) -> Result<Columns, RosterError> {
        let plain = |name: &str| -> String {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let at = |names: &[&str]| {
            headings.iter().position(|heading| names.contains(&plain(heading).as_str()))
        };
        let told = || headings.iter().collect::<Vec<_>>().join(", ");
        let id = at(ID).ok_or_else(|| RosterError::NoId(told()))?;
        let columns =
            Columns { id, department: at(DEPARTMENT), role: at(ROLE), manager: at(MANAGER) };
        let nothing = [columns.department, columns.role, columns.manager];
        if nothing.iter().all(Option::is_none) {
            return Err(RosterError::NothingElse(told()));
        }
        Ok(columns)
    }

    fn row(&self, record: &StringRecord, line: u64) -> Result<Row, RosterError> {
        let field = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().trim();
        let text = |column: &'static str, at| {
            let text = field(at);
            if text.chars().count() > LONGEST {
                return Err(RosterError::TooLong { line, column });
            }
            Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
        };
        Ok(Row {
            employee_id: object_id(field(Some(self.id)), line)?,
            department: text("department", self.department)?,
            role: text("role", self.role)?,
            manager: yes(field(self.manager), line)?,
        })
    }
}

fn object_id(text: &str, line: u64) -> Result<String, RosterError> {
    let groups: Vec<_> = text.split('-').map(str::len).collect();
    let hex = text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if hex && groups == [8, 4, 4, 4, 12] {
        return Ok(text.to_ascii_lowercase());
    }
    Err(RosterError::NotAnId { line, text: text.chars().take(60).collect() })
}

fn yes(text: &str, line: u64) -> Result<bool, RosterError> {
    match text.to_lowercase().as_str() {
        "ja" | "j" | "yes" | "y" | "true" | "waar" | "1" | "x" => Ok(true),
        "" | "nee" | "n" | "no" | "false" | "onwaar" | "0" => Ok(false),
        other => Err(RosterError::NotYesOrNo { line, text: other.chars().take(60).collect() }),
    }
}

fn not_csv(error: &csv::Error) -> RosterError {
    let line = error.position().map_or(1, csv::Position::line);
    RosterError::NotCsv { line, what: error.to_string() }
}
