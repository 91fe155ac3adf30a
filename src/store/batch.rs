//! Statements that go to the database together.
//!
//! On SQLite every statement costs a way to its thread and back, and that is most of what a turn
//! costs. A batch is one text with one list of values, so it goes once. PostgreSQL takes one
//! statement at a time.

use std::borrow::Cow;
use std::fmt::Write as _;

use futures_util::TryStreamExt as _;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Either, Executor, FromRow};

use super::{Conn, StoreError};

/// Statements with their values, in the order in which they are carried out.
#[derive(Default)]
pub struct Batch {
    statements: Vec<Said>,
}

struct Said {
    sql: Cow<'static, str>,
    values: Vec<Value>,
    /// Must it change exactly one row?
    one_row: bool,
}

/// One statement of a batch while its values are added.
pub(super) struct Statement<'a>(&'a mut Said);

/// What crosses the border to the database.
pub(super) enum Value {
    Text(Option<String>),
    Whole(Option<i64>),
    Real(f64),
}

/// What the statements of a batch did.
pub struct Done(Vec<Did>);

#[derive(Default)]
struct Did {
    changed: u64,
    rows: Vec<AnyRow>,
}

/// As sqlx calls SQLite.
const SQLITE: &str = "SQLite";

impl std::fmt::Debug for Batch {
    /// The texts only: the values may be about a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.statements.iter().map(|said| &said.sql)).finish()
    }
}

impl Batch {
    /// Adds a statement. Its values follow in the order of their numbers.
    pub(super) fn push(&mut self, sql: impl Into<Cow<'static, str>>) -> Statement<'_> {
        self.statements.push(Said { sql: sql.into(), values: Vec::new(), one_row: false });
        Statement(self.statements.last_mut().expect("one was just added"))
    }

    /// Where the next statement will stand in what was done.
    pub(super) fn next(&self) -> usize {
        self.statements.len()
    }

    /// Carries everything out, in order, and ends at the first statement that fails.
    /// [`StoreError::Conflict`] when one that had to change a row did not.
    pub async fn carry_out(self, conn: &mut Conn) -> Result<Done, StoreError> {
        self.after(None, conn).await
    }

    /// As `carry_out`, after `first`: a statement for SQLite, without values.
    pub(super) async fn after(
        self,
        first: Option<&'static str>,
        conn: &mut Conn,
    ) -> Result<Done, StoreError> {
        let had_to: Vec<bool> = self.statements.iter().map(|said| said.one_row).collect();
        let together = conn.backend_name() == SQLITE;
        let mut all = Vec::with_capacity(had_to.len() + 1);
        if together && (first.is_some() || !had_to.is_empty()) {
            let (text, values) = self.joined(first);
            // Only numbers of places were put into the text.
            did(conn, bound(sqlx::query(AssertSqlSafe(text)), values), &mut all).await?;
            all.drain(..usize::from(first.is_some()));
        } else {
            for said in self.statements {
                // The texts are our own; only numbers of places are ever put into one.
                let query = sqlx::query(AssertSqlSafe(said.sql.into_owned()));
                did(conn, bound(query, said.values), &mut all).await?;
            }
        }
        let conflict = had_to.iter().zip(&all).any(|(had_to, did)| *had_to && did.changed != 1);
        if conflict { Err(StoreError::Conflict) } else { Ok(Done(all)) }
    }

    /// One text and one list of values. SQLite numbers the places of all statements together.
    fn joined(self, first: Option<&'static str>) -> (String, Vec<Value>) {
        let length: usize = self.statements.iter().map(|said| said.sql.len() + 32).sum();
        let (mut text, mut all) = (String::with_capacity(length), Vec::new());
        if let Some(first) = first {
            text.push_str(first);
            text.push(';');
        }
        for said in self.statements {
            shift(&mut text, &said.sql, all.len());
            text.push(';');
            all.extend(said.values);
        }
        (text, all)
    }
}

/// Appends a statement with the numbers of its places raised by `by`.
fn shift(text: &mut String, sql: &str, by: usize) {
    if by == 0 {
        return text.push_str(sql);
    }
    let mut pieces = sql.split('$');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len());
        let number: usize = piece[..end].parse().unwrap_or_default();
        // Writing into a text cannot fail.
        let _ = write!(text, "${}{}", number + by, &piece[end..]);
    }
}

fn bound(query: Query<'_, Any, AnyArguments>, values: Vec<Value>) -> Query<'_, Any, AnyArguments> {
    values.into_iter().fold(query, |query, value| match value {
        Value::Text(text) => query.bind(text),
        Value::Whole(number) => query.bind(number),
        Value::Real(number) => query.bind(number),
    })
}

async fn did(
    conn: &mut Conn,
    query: Query<'_, Any, AnyArguments>,
    all: &mut Vec<Did>,
) -> Result<(), StoreError> {
    let mut now = Did::default();
    let mut steps = conn.fetch_many(query);
    while let Some(step) = steps.try_next().await? {
        match step {
            Either::Right(row) => now.rows.push(row),
            Either::Left(done) => {
                now.changed = done.rows_affected();
                all.push(std::mem::take(&mut now));
            }
        }
    }
    Ok(())
}

impl Statement<'_> {
    /// The next value.
    pub(super) fn bind(self, value: impl Into<Value>) -> Self {
        self.0.values.push(value.into());
        self
    }

    /// It must change exactly one row.
    pub(super) fn one_row(self) {
        self.0.one_row = true;
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(Some(text.clone()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Value {
        Value::Text(text)
    }
}

impl From<&Option<String>> for Value {
    fn from(text: &Option<String>) -> Value {
        Value::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Whole(Some(number))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Real(number)
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Value {
        Value::Whole(number)
    }
}

impl std::fmt::Debug for Done {
    /// How many rows each changed, and nothing that stands in them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|did| did.changed)).finish()
    }
}

impl Done {
    /// How many rows a statement changed.
    pub(super) fn changed(&self, statement: usize) -> u64 {
        self.0.get(statement).map_or(0, |did| did.changed)
    }

    /// The first row that a statement gave.
    pub(super) fn row<'r, T: FromRow<'r, AnyRow>>(
        &'r self,
        statement: usize,
    ) -> Result<Option<T>, StoreError> {
        let row = self.0.get(statement).and_then(|did| did.rows.first());
        Ok(row.map(T::from_row).transpose()?)
    }
}
