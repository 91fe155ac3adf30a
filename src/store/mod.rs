//! All SQL, one file per aggregate. The same texts run on SQLite and PostgreSQL.
//!
//! Only `i64`, `f64` and text cross the border to the database; see `migrations/`. Functions
//! take a connection, so that callers decide what is one transaction. A write transaction is
//! never held while something is fetched or sent.

pub mod backup;
mod batch;
mod bulk;
pub mod campaigns;
pub mod cards;
mod door;
pub mod editions;
pub mod employees;
pub mod events;
pub mod inspect;
mod lane;
pub mod learned;
mod open;
pub mod outbox;
pub mod paths;
pub mod privacy;
pub mod retention;
pub mod roster;
mod script;
pub mod skips;
pub mod teams;
mod trouble;
pub mod turns;
mod writer;

use std::ops::{Deref, DerefMut};

use jiff::Timestamp;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Transaction};

pub use batch::Batch;
pub use open::{OpenError, without_password};
pub use script::Done;
pub use trouble::CheckError;
use trouble::Trouble;
use writer::{Turn, Writer};

/// A connection to the database.
pub type Conn = AnyConnection;

/// The database.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    /// SQLite's one writer; PostgreSQL has many.
    writer: Option<Writer>,
    trouble: Trouble,
}

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// The embedded one.
    Sqlite,
    /// A server, shared by several processes.
    Postgres,
}

/// Who a row belongs to: one person in one tenant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmployeeKey {
    /// The Entra tenant.
    pub tenant_id: String,
    /// The person's Entra object id.
    pub employee_id: String,
}

/// Something went wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored value cannot be read back.
    #[error("the database holds an unreadable {what}: {detail}")]
    Unreadable {
        /// Which value.
        what: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// Nothing of a transaction is kept: the commit failed.
    #[error("the database did not commit: {detail}")]
    NotCommitted {
        /// What the database said.
        detail: String,
        /// How to mend it.
        advice: &'static str,
    },
    /// Somebody was to be erased and something stayed. Nothing was changed.
    #[error("{0} rows would stay behind, so nothing was erased")]
    NotErased(u64),
    /// Somebody else changed the row in between.
    #[error("the row was changed in between")]
    Conflict,
}

/// A transaction that may write. Dropping it undoes everything.
#[derive(Debug)]
pub struct WriteTx {
    kind: Kind,
    trouble: Trouble,
}

#[derive(Debug)]
enum Kind {
    Sqlite(Turn),
    Postgres(Transaction<'static, Any>),
}

impl Store {
    /// A connection to read from.
    pub async fn read(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    /// Begins a transaction that may write. On SQLite it waits its turn: see `writer`.
    pub async fn write(&self) -> Result<WriteTx, StoreError> {
        let begun = match &self.writer {
            Some(writer) => writer.begin().await.map(Kind::Sqlite),
            None => self.pool.begin().await.map(Kind::Postgres).map_err(StoreError::from),
        };
        self.trouble.note(&begun);
        Ok(WriteTx { kind: begun?, trouble: self.trouble.clone() })
    }

    /// Begins a transaction that may write, and carries out the first statements of it on the same
    /// way to the database.
    pub async fn write_with(&self, batch: Batch) -> Result<(WriteTx, Done), StoreError> {
        if let Some(writer) = &self.writer {
            let begun = writer.begin_with(batch).await;
            self.trouble.note(&begun);
            let (turn, done) = begun?;
            return Ok((WriteTx { kind: Kind::Sqlite(turn), trouble: self.trouble.clone() }, done));
        }
        let mut tx = self.write().await?;
        let done = batch.carry_out(&mut tx).await?;
        Ok((tx, done))
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        if self.writer.is_some() { Backend::Sqlite } else { Backend::Postgres }
    }

    /// Closes all connections and waits until they are closed.
    pub async fn close(&self) {
        if let Some(writer) = &self.writer {
            writer.close().await;
        }
        self.pool.close().await;
    }
}

impl WriteTx {
    /// Makes everything in this transaction lasting.
    pub async fn commit(self) -> Result<(), StoreError> {
        let kept = match self.kind {
            Kind::Sqlite(turn) => turn.commit().await,
            Kind::Postgres(tx) => tx.commit().await.map_err(StoreError::from),
        };
        self.trouble.note_commit(&kept);
        kept
    }
}

impl WriteTx {
    /// Makes everything in this transaction lasting, with these statements as the last of it.
    pub async fn commit_with(mut self, batch: Batch) -> Result<Done, StoreError> {
        let kept = match self.kind {
            Kind::Sqlite(turn) => turn.commit_with(batch).await,
            Kind::Postgres(ref mut tx) => match batch.carry_out(tx).await {
                Ok(done) => return self.commit().await.map(|()| done),
                Err(error) => Err(error),
            },
        };
        self.trouble.note_commit(&kept);
        kept
    }
}

impl Deref for WriteTx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        match &self.kind {
            Kind::Sqlite(turn) => turn.conn(),
            Kind::Postgres(tx) => tx,
        }
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut Conn {
        match &mut self.kind {
            Kind::Sqlite(turn) => turn.conn_mut(),
            Kind::Postgres(tx) => tx,
        }
    }
}

impl EmployeeKey {
    /// A key.
    pub fn new(tenant_id: impl Into<String>, employee_id: impl Into<String>) -> EmployeeKey {
        EmployeeKey { tenant_id: tenant_id.into(), employee_id: employee_id.into() }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over errors")]
fn unreadable(what: &'static str, detail: impl ToString) -> StoreError {
    StoreError::Unreadable { what, detail: detail.to_string() }
}

fn time(what: &'static str, ms: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(ms).map_err(|error| unreadable(what, error))
}

fn maybe_time(what: &'static str, ms: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    ms.map(|ms| time(what, ms)).transpose()
}
