//! Every statement finds its rows by an index: a table that grows must not make turns slower.
//! SQLite is asked for its plan of each statement that stands in `src/store`.

use sqlx::{Connection, Row, SqliteConnection};

use crate::house::files;

/// Statements that read everything on purpose.
const READ_ALL: &[&str] = &[
    "ALL",
    "COUNTS",
    "REWOUND",
    "HALTED",
    "SKIPPED",
    "ITEMS",
    "RECALLS",
    "LEVELS",
    "FORGET_UNMET",
    "BYTES",
];

/// Name and text of every SQL constant in a source file.
fn statements(source: &str) -> Vec<(String, String)> {
    source
        .split("const ")
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once(": &str =")?;
            let text = rest.trim_start().strip_prefix('"')?.split_once('"')?.0;
            let verb = text.split_whitespace().next()?;
            let is_sql = ["SELECT", "UPDATE", "DELETE", "WITH"].contains(&verb);
            is_sql.then(|| (name.to_owned(), text.replace("\\\n", "\n")))
        })
        .collect()
}

/// Is what this step reads made by the statement itself, and no table?
fn names_itself(text: &str, step: &str) -> bool {
    let name = text.strip_prefix("WITH RECURSIVE ").and_then(|rest| rest.split(' ').next());
    name.is_some_and(|name| step == format!("SCAN {name}"))
}

#[tokio::test]
async fn no_statement_reads_a_whole_table() {
    let mut database = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    for migration in files("migrations", ".sql") {
        let text = sqlx::AssertSqlSafe(migration.text);
        sqlx::raw_sql(text).execute(&mut database).await.unwrap();
    }
    let partial = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'";
    let partial = sqlx::query_scalar(partial).fetch_all(&mut database).await.unwrap();
    let partial: Vec<String> = partial;
    let (mut seen, mut wrong) = (0, Vec::new());
    for file in files("src/store", ".rs") {
        for (name, text) in statements(&file.text) {
            let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
            let steps = sqlx::query(explain).fetch_all(&mut database).await.unwrap();
            let steps: Vec<String> = steps.iter().map(|step| step.get("detail")).collect();
            let reads_all = steps.iter().any(|step| {
                // Walking along a partial index reads only the rows that are in it.
                let partly = partial.iter().any(|index| step.ends_with(&format!("INDEX {index}")));
                // The first rows of an index are found without the rest.
                let first = step.contains("USING INDEX") && text.contains("LIMIT");
                step.starts_with("SCAN") && !partly && !first && !names_itself(&text, step)
            });
            let meant = READ_ALL.contains(&&*name);
            if reads_all && !meant {
                wrong.push(format!("{}: {name}: {steps:?}", file.path));
            }
            seen += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 15, "{seen} statements found");
}
