//! Every statement finds its rows by an index: a table that grows must not make turns slower.
//! SQLite is asked for its plan of each statement that stands in `src/store`.

use sqlx::{Connection, Row, SqliteConnection};

use crate::house::files;

/// Statements that read everything on purpose.
const READ_ALL: &[&str] = &["ALL", "COUNTS", "REWOUND", "HALTED", "SKIPPED", "FORGET_UNMET"];

/// Name and text of every SQL constant in a source file.
fn statements(source: &str) -> Vec<(String, String)> {
    source
        .split("const ")
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once(": &str =")?;
            let text = rest.trim_start().strip_prefix('"')?.split_once('"')?.0;
            let verb = text.split_whitespace().next()?;
            let is_sql = ["SELECT", "UPDATE", "DELETE"].contains(&verb);
            is_sql.then(|| (name.to_owned(), text.replace("\\\n", "\n")))
        })
        .collect()
}

#[tokio::test]
async fn no_statement_reads_a_whole_table() {
    let mut database = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    for migration in files("migrations", ".sql") {
        let text = sqlx::AssertSqlSafe(migration.text);
        sqlx::raw_sql(text).execute(&mut database).await.unwrap();
    }
    let mut seen = 0;
    for file in files("src/store", ".rs") {
        for (name, text) in statements(&file.text) {
            let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
            let steps = sqlx::query(explain).fetch_all(&mut database).await.unwrap();
            let steps: Vec<String> = steps.iter().map(|step| step.get("detail")).collect();
            // Walking along a partial index reads only the rows that are in it.
            let reads_all =
                steps.iter().any(|step| step.starts_with("SCAN") && !step.contains("USING INDEX"));
            let meant = READ_ALL.contains(&&*name);
            assert!(!reads_all || meant, "{}: {name}: {steps:?}", file.path);
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen} statements found");
}
