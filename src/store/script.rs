//! Statements as they go to the database, and what came of them.

use futures_util::TryStreamExt as _;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Either, Executor, FromRow};

use super::batch::Value;
use super::{Batch, Conn, StoreError};

/// What the statements of a batch did.
pub struct Done(Vec<Did>);

#[derive(Default)]
struct Did {
    changed: u64,
    rows: Vec<AnyRow>,
}

/// Statements for SQLite that go to its thread together: one text with one list of values.
#[derive(Default)]
pub(super) struct Script {
    text: String,
    values: Vec<Value>,
}

/// What is wanted of the statements of a batch: must each change exactly one row?
pub(super) type Wanted = Vec<bool>;

/// What came of a script: what its statements did, up to the first that failed.
#[derive(Default)]
pub(super) struct Ran {
    did: Vec<Did>,
    error: Option<StoreError>,
}

impl Script {
    /// Adds a statement without values.
    pub(super) fn say(&mut self, sql: &str) {
        self.text.push_str(sql);
        self.text.push(';');
    }

    /// Adds the statements of a batch. SQLite numbers the places of all statements together.
    pub(super) fn add(&mut self, batch: Batch) -> Wanted {
        let wanted = batch.wanted();
        self.text.reserve(batch.statements.iter().map(|said| said.sql.len() + 32).sum());
        for said in batch.statements {
            shift(&mut self.text, &said.sql, self.values.len());
            self.text.push(';');
            self.values.extend(said.values);
        }
        wanted
    }

    /// Carries everything out.
    pub(super) async fn run(self, conn: &mut Conn) -> Ran {
        let mut ran = Ran::default();
        if !self.text.is_empty() {
            ran.add(conn, self.text, self.values).await;
        }
        ran
    }
}

impl Ran {
    /// Nothing came of it.
    pub(super) fn failed(error: sqlx::Error) -> Ran {
        Ran { did: Vec::new(), error: Some(error.into()) }
    }

    /// Were so many statements carried out?
    pub(super) fn reached(&self, statements: usize) -> bool {
        self.did.len() >= statements
    }

    /// What came of the first statements, and of those after them.
    pub(super) fn split(mut self, statements: usize) -> (Ran, Ran) {
        if !self.reached(statements) {
            return (self, Ran::default());
        }
        let rest = self.did.split_off(statements);
        (Ran { did: self.did, error: None }, Ran { did: rest, error: self.error })
    }

    /// What was done, if it is what was wanted.
    pub(super) fn done(self, wanted: &Wanted) -> Result<Done, StoreError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if self.did.len() < wanted.len() {
            return Err(sqlx::Error::WorkerCrashed.into());
        }
        let conflict = wanted.iter().zip(&self.did).any(|(one, did)| *one && did.changed != 1);
        if conflict { Err(StoreError::Conflict) } else { Ok(Done(self.did)) }
    }

    /// What came of what stands after so many statements; if those failed, so did the rest.
    pub(super) fn after(self, statements: usize) -> Ran {
        match self.split(statements) {
            (Ran { error: None, .. }, rest) => rest,
            (failed, _) => failed,
        }
    }

    /// Carries out what stands in this text, unless something failed before.
    pub(super) async fn add(&mut self, conn: &mut Conn, text: String, values: Vec<Value>) {
        if self.error.is_some() {
            return;
        }
        // The texts are our own; only numbers of places are ever put into one.
        let query = bound(sqlx::query(AssertSqlSafe(text)), values);
        let mut now = Did::default();
        let mut steps = conn.fetch_many(query);
        loop {
            match steps.try_next().await {
                Ok(Some(Either::Right(row))) => now.rows.push(row),
                Ok(Some(Either::Left(done))) => {
                    now.changed = done.rows_affected();
                    self.did.push(std::mem::take(&mut now));
                }
                Ok(None) => return,
                Err(error) => {
                    self.error = Some(error.into());
                    return;
                }
            }
        }
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
        text.push('$');
        text.push_str(itoa::Buffer::new().format(number + by));
        text.push_str(&piece[end..]);
    }
}

fn bound(query: Query<'_, Any, AnyArguments>, values: Vec<Value>) -> Query<'_, Any, AnyArguments> {
    values.into_iter().fold(query, |query, value| match value {
        Value::Text(Some(text)) => query.bind(text),
        Value::Text(None) => query.bind(None::<String>),
        Value::Whole(number) => query.bind(number),
        Value::Real(number) => query.bind(number),
    })
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
