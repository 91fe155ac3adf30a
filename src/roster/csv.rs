//! The roster as a CSV file, such as Entra's own "Download users" or a list of the personnel system.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

use super::columns::Columns;
use super::mistake::{Mistake, Mistakes, What};
use super::text::text;

/// One person in the file. What the file has no column for is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The Entra object id.
    pub employee_id: String,
    /// The department, if one is named.
    pub department: Option<Option<String>>,
    /// The role, if one is named.
    pub role: Option<Option<String>>,
    /// Does this person lead others?
    pub manager: Option<bool>,
}

/// A file that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its people, each once.
    pub rows: Vec<Row>,
    /// What we look for, and the heading under which it stands.
    pub columns: Vec<(&'static str, Option<String>)>,
    /// Rows that say the same of the same person once more.
    pub repeated: usize,
    /// Was the encoding guessed? Then letters with accents deserve a look.
    pub is_guessed: bool,
}

/// Reads a whole file; everything that is wrong is told, each with its line.
pub fn read(bytes: &[u8]) -> Result<Sheet, Mistakes> {
    let decoded = text(bytes)?;
    let (body, skipped) = after_separator_line(&decoded.text);
    let delimiter = delimiter(&decoded.text);
    let mut reader = ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .flexible(true)
        .from_reader(body.as_bytes());
    let headings = reader.headers().map_err(|error| not_csv(&error))?;
    let columns = Columns::find(headings).map_err(|what| what.on(1 + skipped))?;
    let mut people = People::default();
    let mut last = 1 + skipped;
    for record in reader.records() {
        let record = record.map_err(|error| not_csv(&error))?;
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        last = line_of(&record, body) + skipped;
        people.add(&columns, &record, last, delimiter);
    }
    // In valid CSV every quotation mark is one of a pair. The row that never ended is the last.
    if body.matches('"').count() % 2 == 1 {
        people.wrong.push(What::OpenQuote.on(last));
    }
    if people.rows.is_empty() && people.wrong.is_empty() {
        people.wrong.push(What::Nobody.on(1));
    }
    if !people.wrong.is_empty() {
        return Err(Mistakes(people.wrong));
    }
    Ok(Sheet {
        rows: people.rows,
        columns: columns.told(),
        repeated: people.repeated,
        is_guessed: decoded.is_guessed,
    })
}

#[derive(Default)]
struct People {
    rows: Vec<Row>,
    /// The line and the place among the rows, by employee.
    seen: BTreeMap<String, (u64, usize)>,
    repeated: usize,
    wrong: Vec<Mistake>,
}

impl People {
    fn add(&mut self, columns: &Columns, record: &StringRecord, line: u64, delimiter: char) {
        let headings = columns.count();
        // Spreadsheets fill a row up with empty fields; one that is not empty has moved the others.
        if record.iter().skip(headings).any(|field| !field.trim().is_empty()) {
            let what = What::Fields { there: record.len(), headings, delimiter };
            return self.wrong.push(what.on(line));
        }
        let row = match columns.row(record) {
            Ok(row) => row,
            Err(wrong) => return self.wrong.extend(wrong.into_iter().map(|what| what.on(line))),
        };
        match self.seen.get(&row.employee_id) {
            Some((_, at)) if self.rows.get(*at) == Some(&row) => self.repeated += 1,
            Some((first, _)) => self.wrong.push(What::Twice(*first).on(line)),
            None => {
                self.seen.insert(row.employee_id.clone(), (line, self.rows.len()));
                self.rows.push(row);
            }
        }
    }
}

/// On which line a record begins. Its position is that of the empty lines before it.
fn line_of(record: &StringRecord, body: &str) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = body.as_bytes().get(start..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| [b'\r', b'\n'].contains(byte));
    position.line() + empty.filter(|byte| **byte == b'\n').map(|_| 1).sum::<u64>()
}

/// Excel may write a first line that names what stands between fields.
fn after_separator_line(text: &str) -> (&str, u64) {
    match text.split_once('\n') {
        Some((first, rest)) if separator(first).is_some() => (rest, 1),
        _ => (text, 0),
    }
}

fn separator(line: &str) -> Option<char> {
    let mut named = line.trim_end().strip_prefix("sep=")?.chars();
    named.next().filter(|mark| [';', ',', '\t'].contains(mark) && named.next().is_none())
}

/// What stands between fields: what the file says, else what the heading has most of. In Dutch,
/// spreadsheets write semicolons.
fn delimiter(text: &str) -> char {
    let heading = text.lines().next().unwrap_or_default();
    separator(heading).unwrap_or_else(|| {
        let most = [',', '\t', ';'].into_iter().max_by_key(|mark| heading.matches(*mark).count());
        most.unwrap_or(',')
    })
}

fn not_csv(error: &csv::Error) -> Mistake {
    let line = error.position().map_or(1, csv::Position::line);
    What::NotCsv(error.to_string()).on(line)
}
