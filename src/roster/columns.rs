//! Which column of a file is what, by the names that directories and personnel systems use.

use csv::StringRecord;

use super::csv::Row;
use super::mistake::What;

/// What a column may be called: in small letters, without spaces, dashes and underscores. Of two
/// that are there the first of a list counts, so that a personnel number beside the id does no harm.
const ID: &[&str] = &[
    "id",
    "objectid",
    "entraobjectid",
    "entraid",
    "azureadobjectid",
    "aadobjectid",
    "azureadid",
    "userid",
    "gebruikersid",
    "objectidentra",
    "employeeid",
    "medewerkerid",
];
const DEPARTMENT: &[&str] =
    &["department", "afdeling", "afdelingsnaam", "team", "organisatieonderdeel", "dienst"];
const ROLE: &[&str] = &["role", "rol", "jobtitle", "functie", "functienaam", "functietitel"];
const MANAGER: &[&str] = &["ismanager", "isleidinggevende", "manager", "leidinggevende"];

/// The longest department or role that is taken over, in characters.
const LONGEST: usize = 120;

/// Where the columns are.
#[derive(Debug)]
pub(super) struct Columns {
    id: usize,
    department: Option<usize>,
    role: Option<usize>,
    manager: Option<usize>,
    headings: Vec<String>,
}

impl Columns {
    pub(super) fn find(headings: &StringRecord) -> Result<Columns, What> {
        let headings: Vec<String> =
            headings.iter().map(|heading| heading.trim().to_owned()).collect();
        let told = || headings.join(", ");
        let id = at(&headings, "id", ID)?.ok_or_else(|| What::NoId(told()))?;
        let department = at(&headings, "department", DEPARTMENT)?;
        let role = at(&headings, "role", ROLE)?;
        let manager = at(&headings, "manager", MANAGER)?;
        if [department, role, manager].iter().all(Option::is_none) {
            return Err(What::NothingElse(told()));
        }
        Ok(Columns { id, department, role, manager, headings })
    }

    /// How many headings there are.
    pub(super) fn count(&self) -> usize {
        self.headings.len()
    }

    /// What was found under which heading.
    pub(super) fn told(&self) -> Vec<(&'static str, Option<String>)> {
        let places = [
            ("id", Some(self.id)),
            ("department", self.department),
            ("role", self.role),
            ("manager", self.manager),
        ];
        let heading = |at: usize| self.headings.get(at).cloned();
        places.into_iter().map(|(name, place)| (name, place.and_then(heading))).collect()
    }

    /// One person, or all that is wrong with this row.
    pub(super) fn row(&self, record: &StringRecord) -> Result<Row, Vec<What>> {
        let mut wrong = Vec::new();
        let employee_id = noted(object_id(field(record, self.id)), &mut wrong);
        let mut text = |name, place: Option<usize>| {
            place.map(|at| noted(short(name, field(record, at)), &mut wrong).flatten())
        };
        let (department, role) = (text("department", self.department), text("role", self.role));
        let manager = self.manager.map(|at| noted(yes(field(record, at)), &mut wrong));
        match employee_id {
            Some(employee_id) if wrong.is_empty() => {
                Ok(Row { employee_id, department, role, manager: manager.flatten() })
            }
            _ => Err(wrong),
        }
    }
}

/// Where the column is that bears the first of these names.
fn at(headings: &[String], column: &'static str, names: &[&str]) -> Result<Option<usize>, What> {
    let plain = |heading: &String| -> String {
        heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    for name in names {
        let mut bearing = headings.iter().enumerate().filter(|(_, one)| plain(one) == *name);
        let Some((first, heading)) = bearing.next() else { continue };
        if let Some((_, second)) = bearing.next() {
            let (first, second) = (heading.clone(), second.clone());
            return Err(What::TwoColumns { column, first, second });
        }
        return Ok(Some(first));
    }
    Ok(None)
}

fn field(record: &StringRecord, at: usize) -> &str {
    record.get(at).unwrap_or_default().trim()
}

fn noted<T>(read: Result<T, What>, wrong: &mut Vec<What>) -> Option<T> {
    read.map_err(|what| wrong.push(what)).ok()
}

fn object_id(text: &str) -> Result<String, What> {
    let bare = text.trim_matches(['{', '}']);
    let groups: Vec<_> = bare.split('-').map(str::len).collect();
    let hex = bare.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if hex && groups == [8, 4, 4, 4, 12] {
        return Ok(bare.to_ascii_lowercase());
    }
    Err(What::NotAnId(cut(text)))
}

fn short(name: &'static str, text: &str) -> Result<Option<String>, What> {
    if text.contains(['\n', '\r']) {
        return Err(What::LineBreak(name));
    }
    if text.chars().count() > LONGEST {
        return Err(What::TooLong(name));
    }
    // Two spaces in a name are one: nobody sees the difference, and audiences compare names.
    let words: Vec<_> = text.split_whitespace().collect();
    Ok(Some(words.join(" ")).filter(|text| !text.is_empty()))
}

fn yes(text: &str) -> Result<bool, What> {
    match text.to_lowercase().as_str() {
        "ja" | "j" | "yes" | "y" | "true" | "waar" | "1" | "x" => Ok(true),
        "" | "nee" | "n" | "no" | "false" | "onwaar" | "0" => Ok(false),
        other => Err(What::NotYesOrNo(cut(other))),
    }
}

fn cut(text: &str) -> String {
    text.chars().take(60).collect()
}
