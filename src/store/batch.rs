//! Statements that go to the database together.
//!
//! On SQLite every statement costs a way to its thread and back, and that is most of what a turn
//! costs. A batch is one text with one list of values, so it goes once. PostgreSQL takes one
//! statement at a time.

use std::borrow::Cow;

use super::script::{Done, Ran, Script, Wanted};
use super::{Conn, StoreError};

/// Statements with their values, in the order in which they are carried out.
#[derive(Clone, Default)]
pub struct Batch {
    pub(super) statements: Vec<Said>,
}

#[derive(Clone)]
pub(super) struct Said {
    pub(super) sql: Cow<'static, str>,
    pub(super) values: Vec<Value>,
    /// Must it change exactly one row?
    one_row: bool,
}

/// One statement of a batch while its values are added.
pub(super) struct Statement<'a>(&'a mut Said);

/// What crosses the border to the database.
#[derive(Clone)]
pub(super) enum Value {
    Text(Option<String>),
    Whole(Option<i64>),
    Real(f64),
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
        if conn.backend_name() == SQLITE {
            let mut script = Script::default();
            let wanted = script.add(self);
            return script.run(conn).await.done(&wanted);
        }
        let wanted = self.wanted();
        let mut ran = Ran::default();
        for said in self.statements {
            ran.add(conn, said.sql.into_owned(), said.values).await;
        }
        ran.done(&wanted)
    }

    /// Which statements must change exactly one row.
    pub(super) fn wanted(&self) -> Wanted {
        self.statements.iter().map(|said| said.one_row).collect()
    }
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
