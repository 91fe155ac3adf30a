//! Opening the database and bringing it up to date.

use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AnyPool, ConnectOptions, Connection, Executor, SqlitePool};

use super::trouble::{Trouble, advice};
use super::writer::Writer;
use super::{Backend, Store};

/// The migrations, built in.
static MIGRATIONS: Migrator = sqlx::migrate!();

/// Connections to SQLite: one writes, the others read beside it.
const SQLITE_CONNECTIONS: u32 = 4;
/// Connections to PostgreSQL, for this process.
const POSTGRES_CONNECTIONS: u32 = 16;

/// Settings of every SQLite connection. WAL lets readers go on while one writes; with
/// `synchronous = FULL` what was acknowledged survives a power cut. What a savepoint would go back to
/// is kept in memory: in a file it is most of what SQLite writes.
const SQLITE_SETTINGS: &str = "\
    PRAGMA journal_mode = WAL;\
    PRAGMA synchronous = FULL;\
    PRAGMA foreign_keys = ON;\
    PRAGMA temp_store = MEMORY;\
    PRAGMA cache_size = -256;\
    PRAGMA busy_timeout = 5000;";
/// The one that writes keeps more of the file at hand (in KiB): it goes everywhere, and what it has
/// stays good, while every change of the file empties what a reader has.
pub(super) const WRITER_SETTINGS: &str = "PRAGMA cache_size = -1000";

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is of a database that we do not know.
    #[error("the database address must start with sqlite: or postgres: (it is `{0}`)")]
    UnknownKind(String),
    /// It cannot be opened.
    #[error("cannot open the database {address}: {error}. {advice}")]
    Unopened {
        /// Where, without a password.
        address: String,
        /// What the database said.
        error: sqlx::Error,
        /// How to mend it.
        advice: &'static str,
    },
    /// It was made by a newer version of the program.
    #[error(
        "the database {address} was made by a newer version of Stapje (migration {migration}). Run that version or a newer one, or restore a backup from before the upgrade."
    )]
    Newer {
        /// Where, without a password.
        address: String,
        /// The first migration that we do not know.
        migration: i64,
    },
    /// It cannot be brought up to date.
    #[error("cannot bring the database {address} up to date: {error}. Nothing was lost. {advice}")]
    Migration {
        /// Where, without a password.
        address: String,
        /// What went wrong.
        error: MigrateError,
        /// How to mend it.
        advice: &'static str,
    },
}

impl Store {
    /// Opens the database at `url` (`sqlite:PATH` or `postgres://…`), creating an SQLite file
    /// where there is none, and applies the migrations that are missing.
    pub async fn open(url: &str) -> Result<Store, OpenError> {
        sqlx::any::install_default_drivers();
        let address = without_password(url);
        let (backend, opened) = match url.split(':').next() {
            Some("sqlite") => (Backend::Sqlite, sqlite(url).await),
            Some("postgres" | "postgresql") => (Backend::Postgres, postgres(url).await),
            _ => return Err(OpenError::UnknownKind(address)),
        };
        let pool = opened.map_err(|closed| closed.told(address))?;
        let writer = (backend == Backend::Sqlite).then(|| Writer::new(pool.clone()));
        Ok(Store { pool, writer, trouble: Trouble::default() })
    }
}

/// Why it stays closed.
#[derive(Debug, thiserror::Error)]
enum Closed {
    #[error(transparent)]
    Unopened(#[from] sqlx::Error),
    #[error(transparent)]
    Migration(#[from] MigrateError),
}

impl Closed {
    fn told(self, address: String) -> OpenError {
        match self {
            Closed::Unopened(error) => {
                OpenError::Unopened { address, advice: advice(&error), error }
            }
            Closed::Migration(MigrateError::VersionMissing(migration)) => {
                OpenError::Newer { address, migration }
            }
            Closed::Migration(error) => {
                OpenError::Migration { address, advice: mending(&error), error }
            }
        }
    }
}

/// A migration is one transaction: one that did not end left nothing behind.
fn mending(error: &MigrateError) -> &'static str {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => advice(error),
        _ => {
            "If the database was changed by hand, put a backup back with `stapje restore BACKUP --replace`."
        }
    }
}

/// The newest migration that is built in.
pub(super) fn newest_migration() -> i64 {
    migrations().max().unwrap_or(0)
}

/// The numbers of the migrations that are built in.
pub(super) fn migrations() -> impl Iterator<Item = i64> {
    MIGRATIONS.iter().map(|migration| migration.version)
}

async fn sqlite(url: &str) -> Result<AnyPool, Closed> {
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{separator}mode=rwc");
    // A pool tries again until its time is over, and then says no more than that. One connection
    // says at once what is wrong.
    let options = sqlite_options(&url)?;
    let mut first = options.connect().await?;
    first.execute(SQLITE_SETTINGS).await?;
    let migrated = migrate(options).await?;
    let pool = AnyPoolOptions::new()
        .max_connections(SQLITE_CONNECTIONS)
        .idle_timeout(None)
        .max_lifetime(None)
        // A file does not hang up.
        .test_before_acquire(false)
        .after_connect(|conn, _| {
            Box::pin(async move { conn.execute(SQLITE_SETTINGS).await.map(|_| ()) })
        })
        .connect(&url)
        .await?;
    // Not before: whoever closes last writes the log back into the file, and a start is to be quick.
    migrated.close().await;
    first.close().await?;
    Ok(pool)
}

/// The file that a pool for any database opens at this address: it reads the address as a URL first,
/// which takes steps up (`..`) out of it, and spaces from its end.
fn sqlite_options(url: &str) -> Result<SqliteConnectOptions, sqlx::Error> {
    let url = url.parse().map_err(|error| sqlx::Error::Configuration(Box::new(error)))?;
    SqliteConnectOptions::from_url(&url)
}

/// Applies the migrations that are missing. A power cut may take them back, as nobody was told of them
/// yet: they run again at the next start. What is committed after them waits for the disk, and they
/// with it. Gives the one connection that did so, still open.
async fn migrate(options: SqliteConnectOptions) -> Result<SqlitePool, Closed> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .after_connect(|conn, _| {
            Box::pin(async move {
                conn.execute(SQLITE_SETTINGS).await?;
                conn.execute("PRAGMA synchronous = NORMAL").await.map(|_| ())
            })
        })
        .connect_with(options)
        .await?;
    MIGRATIONS.run(&pool).await?;
    Ok(pool)
}

async fn postgres(url: &str) -> Result<AnyPool, Closed> {
    let pool = AnyPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        .connect(url)
        .await?;
    MIGRATIONS.run(&pool).await?;
    Ok(pool)
}

/// The address as it may be shown: between `//` and `@` only the user's name is kept.
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("//") else { return url.to_owned() };
    let Some((login, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = login.split(':').next().unwrap_or_default();
    format!("{scheme}//{user}:***@{host}")
}
