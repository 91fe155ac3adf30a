//! All SQL, one file per aggregate. The same texts run on SQLite and PostgreSQL.
//!
//! Only `i64`, `f64` and text cross the border to the database; see `migrations/`. Functions
//! take a connection, so that callers decide what is one transaction. A write transaction is
//! never held while something is fetched or sent.

pub mod cards;
pub mod employees;
pub mod events;
mod open;
pub mod outbox;
pub mod paths;
pub mod turns;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use jiff::Timestamp;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};

pub use open::OpenError;

/// A connection to the database.
pub type Conn = AnyConnection;

/// The database.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    backend: Backend,
    /// SQLite has one writer. Waiting here is fair and costs nothing; SQLite's own waiting is a
    /// loop of naps.
    writer: Arc<Mutex<()>>,
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
    /// Somebody else changed the row in between.
    #[error("the row was changed in between")]
    Conflict,
}

/// A transaction that may write. Dropping it undoes everything.
pub struct WriteTx {
    tx: Transaction<'static, Any>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Store {
    /// A connection to read from.
    pub async fn read(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    /// Begins a transaction that may write.
    ///
    /// On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`): a transaction that reads
    /// first and writes later would fail when another one wrote in between.
    pub async fn write(&self) -> Result<WriteTx, StoreError> {
        match self.backend {
            Backend::Sqlite => {
                let turn = self.writer.clone().lock_owned().await;
                let tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
                Ok(WriteTx { tx, _turn: Some(turn) })
            }
            Backend::Postgres => Ok(WriteTx { tx: self.pool.begin().await?, _turn: None }),
        }
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Closes all connections and waits until they are closed.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

impl WriteTx {
    /// Makes everything in this transaction lasting.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}

impl Deref for WriteTx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.tx
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.tx
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
