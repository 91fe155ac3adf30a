//! One text of every migration serves SQLite and PostgreSQL.

use super::{ProjectFile, files};

/// The types that mean the same on both.
const TYPES: &[&str] = &["TEXT", "BIGINT", "DOUBLE PRECISION"];

/// Words that only one of the two knows, or that mean something else on the other.
const ONE_SIDED: &[&str] = &[
    "AUTOINCREMENT",
    "AUTO_INCREMENT",
    "SERIAL",
    "BIGSERIAL",
    "IDENTITY",
    "GENERATED",
    "JSON",
    "JSONB",
    "UUID",
    "BLOB",
    "BYTEA",
    "BOOLEAN",
    "BOOL",
    "TIMESTAMP",
    "TIMESTAMPTZ",
    "DATETIME",
    "INTEGER",
    "INT",
    "REAL",
    "VARCHAR",
    "STRICT",
    "ROWID",
    "PRAGMA",
    "REPLACE",
    "IGNORE",
    "GLOB",
    "COLLATE",
    "EXTENSION",
    "SCHEMA",
    "NOW",
    "CURRENT_TIMESTAMP",
    "TRUE",
    "FALSE",
    "CONCURRENTLY",
];

#[test]
fn migrations_run_on_both_databases() {
    let faults: Vec<String> = files("migrations", ".sql").iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_only_one_database_knows_is_refused() {
    for sql in [
        "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);",
        "CREATE TABLE a (id BIGSERIAL PRIMARY KEY);",
        "CREATE TABLE a (body JSONB NOT NULL);",
        "CREATE TABLE a (body TEXT) STRICT;",
        "INSERT INTO a VALUES (?);",
        "INSERT INTO a VALUES ($1);",
        "CREATE TABLE `a` (body TEXT);",
        "CREATE TABLE a (at BIGINT DEFAULT (strftime('%s')));",
        "CREATE TABLE a (\n    body CLOB NOT NULL\n);",
    ] {
        let file = ProjectFile { path: "0002.sql".to_owned(), text: sql.to_owned() };
        assert!(!faults(&file).is_empty(), "{sql}");
    }
}

#[test]
fn migrations_are_numbered_in_a_row() {
    for (at, file) in files("migrations", ".sql").iter().enumerate() {
        let name = file.path.trim_start_matches("migrations/");
        assert!(name.starts_with(&format!("{:04}_", at + 1)), "{name} is out of the row");
    }
}

fn faults(file: &ProjectFile) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        let code = line.split("--").next().unwrap_or_default();
        let mut fault = |what: &str| {
            faults.push(format!("{}:{}: {what}: {}", file.path, at + 1, code.trim()));
        };
        let upper = code.to_uppercase();
        let mut words = upper.split(|c: char| !c.is_alphanumeric() && c != '_');
        if words.any(|word| ONE_SIDED.contains(&word)) {
            fault("only one of the databases knows this");
        }
        if code.contains(['?', '$', '`', '"']) {
            fault("parameters and quoted names are not portable");
        }
        if upper.contains("DEFAULT (") || upper.contains("DEFAULT(") {
            fault("a computed default is not portable");
        }
        if is_column_of_another_type(code) {
            fault("a column is TEXT, BIGINT or DOUBLE PRECISION");
        }
    }
    faults
}

/// A column stands on a line of its own: a name in small letters, then its type in capitals.
fn is_column_of_another_type(code: &str) -> bool {
    let Some(column) = code.strip_prefix("    ") else { return false };
    let Some((name, kind)) = column.split_once(' ') else { return false };
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_name && !TYPES.iter().any(|known| kind.starts_with(known))
}
