//! When the database cannot do its work: which trouble it is, and how to mend it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use sqlx::error::{DatabaseError, ErrorKind};

use super::{Backend, Store, StoreError, outbox};

/// SQLite's primary result codes (sqlite.org/rescode.html) that somebody can do something about.
const ADVICE: [(i32, &str); 9] = [
    (3, RIGHTS),
    (5, HELD),
    (6, HELD),
    (8, RIGHTS),
    (10, ROOM),
    (11, DAMAGED),
    (13, ROOM),
    (14, "Check that the folder exists and that this program may write there."),
    (26, DAMAGED),
];
/// A file of up to so many bytes is read whole before the server starts: that takes a tenth of a
/// second. A larger one is read while it runs already.
const CHECKED_AT_ONCE: i64 = 32 << 20;
const HELD: &str =
    "Another program holds it: look for a second Stapje or a backup tool on the same file.";
const RIGHTS: &str = "Let the account that Stapje runs as write the file and its folder.";
const ROOM: &str = "Make room on the disk, and look whether the disk is well.";
const DAMAGED: &str = "The file is damaged. Stop Stapje and put a backup back with `stapje restore BACKUP --replace`; the damaged file is kept beside it.";
const OTHERWISE: &str = "Look at the disk or the database server.";

/// How to mend what went wrong.
pub(super) fn advice(error: &sqlx::Error) -> &'static str {
    let code = error.as_database_error().and_then(sqlite_code);
    let found = ADVICE.iter().find(|(known, _)| Some(*known) == code);
    found.map_or(OTHERWISE, |(_, advice)| advice)
}

/// Was SQLite asked for something that makes no sense, such as a savepoint that is not there?
pub(super) fn is_misuse(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlite_code) == Some(1)
}

/// Is the file itself not what it should be?
pub(super) fn is_damage(error: &sqlx::Error) -> bool {
    advice(error) == DAMAGED
}

/// The primary code is the lowest byte; PostgreSQL's codes have five characters.
fn sqlite_code(error: &dyn DatabaseError) -> Option<i32> {
    let code = error.code().filter(|code| code.len() < 5)?;
    Some(code.parse::<i32>().ok()? & 0xff)
}

impl StoreError {
    /// Is it the database that is in trouble, so that the same may go well later? Otherwise it is
    /// this one row.
    pub fn is_trouble(&self) -> bool {
        match self {
            StoreError::Database(sqlx::Error::Database(error)) => {
                matches!(error.kind(), ErrorKind::Other)
            }
            StoreError::Database(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::Protocol(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
            ),
            StoreError::NotCommitted { .. } => true,
            StoreError::Unreadable { .. } | StoreError::NotErased(_) | StoreError::Conflict => {
                false
            }
        }
    }

    /// What is wrong and how to mend it, in one line.
    fn told(&self) -> String {
        let advice = match self {
            StoreError::Database(error) => advice(error),
            StoreError::NotCommitted { advice, .. } => advice,
            _ => OTHERWISE,
        };
        format!("{self}. {advice}")
    }
}

/// Why the last change was not kept, as long as none was kept since.
#[derive(Debug, Clone, Default)]
pub(super) struct Trouble(Arc<Mutex<Option<String>>>);

impl Trouble {
    /// Notes why something did not go well that was to change the database.
    pub(super) fn note<T>(&self, ended: &Result<T, StoreError>) {
        if let Err(error) = ended
            && error.is_trouble()
        {
            *self.told() = Some(error.told());
        }
    }

    /// Notes how a commit ended: a change that was kept ends the trouble.
    pub(super) fn note_commit<T>(&self, ended: &Result<T, StoreError>) {
        match ended {
            Ok(_) => *self.told() = None,
            Err(_) => self.note(ended),
        }
    }

    fn told(&self) -> MutexGuard<'_, Option<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Why the database takes no changes, if that is so. While there is trouble it is tried again
    /// here: nobody else may come to change anything.
    pub async fn trouble(&self, now: Timestamp) -> Option<String> {
        self.trouble.told().clone()?;
        let tried = async {
            let mut tx = self.write().await?;
            // A wait that is over by now: nobody heeds it, and housekeeping takes it away.
            outbox::wait(&mut tx, "", None, now).await?;
            tx.commit().await
        };
        // What came of it is noted on the way.
        let _: Result<(), StoreError> = tried.await;
        self.trouble.told().clone()
    }

    /// Can it be read, and does it take changes? A server asks before it starts. PostgreSQL looks
    /// after its own files.
    pub async fn check(&self) -> Result<(), CheckError> {
        if self.backend() == Backend::Postgres {
            return Ok(());
        }
        if self.bytes().await? <= CHECKED_AT_ONCE {
            self.is_whole().await?;
        }
        let tried = async { self.write().await?.commit().await };
        tried.await.map_err(|error: StoreError| CheckError::Unusable(error.told()))
    }

    /// Reads the whole file, where [`check`](Store::check) did not do so because it is large: that
    /// takes seconds for every few gigabytes, and people would wait for it.
    pub async fn check_the_rest(&self) -> Result<(), CheckError> {
        let large = self.backend() == Backend::Sqlite && self.bytes().await? > CHECKED_AT_ONCE;
        if large { self.is_whole().await } else { Ok(()) }
    }

    /// How large the file is, as its first page says.
    async fn bytes(&self) -> Result<i64, CheckError> {
        const BYTES: &str =
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        Self::of_file(sqlx::query_as(BYTES).fetch_one(&self.pool).await)
    }

    async fn is_whole(&self) -> Result<(), CheckError> {
        let found = sqlx::query_as("PRAGMA quick_check(1)").fetch_one(&self.pool).await;
        let health: String = Self::of_file(found)?;
        if health == "ok" { Ok(()) } else { Err(CheckError::Damaged(health.replace('\n', " "))) }
    }

    /// What was read of the file, or what is wrong with it.
    fn of_file<T>(found: Result<(T,), sqlx::Error>) -> Result<T, CheckError> {
        match found {
            Ok((value,)) => Ok(value),
            Err(error) if is_damage(&error) => Err(CheckError::Damaged(error.to_string())),
            Err(error) => Err(CheckError::Unusable(StoreError::from(error).told())),
        }
    }
}

/// Why a server does not start with this database.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// It is not whole.
    #[error(
        "the database is damaged ({0}), so Stapje does not run with it. Put a backup back with `stapje restore BACKUP --replace`; the damaged file is kept beside it."
    )]
    Damaged(String),
    /// It takes no changes.
    #[error("the database takes no changes: {0}")]
    Unusable(String),
}
