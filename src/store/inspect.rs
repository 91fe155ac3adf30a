//! Looking at a database without changing it: no file is made and no migration runs.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyConnection, ConnectOptions, Connection, Row};

use super::open::{migrations, newest_migration, without_password};

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Is it there?
    pub exists: bool,
    /// Is it in WAL mode? Nothing for PostgreSQL.
    pub wal: Option<bool>,
    /// How many migrations are still to come.
    pub missing: usize,
    /// The newest migration in it, when it is one that we do not know.
    pub newer: Option<i64>,
    /// Bytes free on its disk, where that can be seen.
    pub free: Option<u64>,
}

impl Look {
    /// Can it be used as it is?
    pub fn is_current(&self) -> bool {
        self.exists && self.missing == 0 && self.newer.is_none() && self.wal != Some(false)
    }
}

/// It cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{address}: {what}")]
pub struct LookError {
    /// Where, without a password.
    pub address: String,
    /// What is wrong.
    pub what: String,
}

/// How long a database server may take to answer.
const WITHIN: Duration = Duration::from_secs(8);

/// Looks at the database at `url`.
pub async fn look(url: &str) -> Result<Look, LookError> {
    let fail = |what: String| LookError { address: without_password(url), what };
    match url.split(':').next() {
        Some("sqlite") => {
            let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
            let path = PathBuf::from(path.split('?').next().unwrap_or(path));
            sqlite(&path).await.map_err(fail)
        }
        Some("postgres" | "postgresql") => {
            match tokio::time::timeout(WITHIN, postgres(url)).await {
                Ok(looked) => looked.map_err(|error| fail(error.to_string())),
                Err(_) => Err(fail("it does not answer within 8 seconds".to_owned())),
            }
        }
        _ => Err(fail("the address must start with sqlite: or postgres:".to_owned())),
    }
}

async fn sqlite(path: &Path) -> Result<Look, String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let free = free_space(folder);
    if !path.exists() {
        probe(folder)?;
        let missing = migrations().count();
        return Ok(Look { exists: false, wal: Some(true), missing, newer: None, free });
    }
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(false);
    let mut conn = options.connect().await.map_err(|error| error.to_string())?;
    let looked = async {
        let mode: String =
            sqlx::query("PRAGMA journal_mode").fetch_one(&mut conn).await?.try_get(0)?;
        // Takes the lock of whoever writes, and writes nothing.
        sqlx::query("BEGIN IMMEDIATE").execute(&mut conn).await?;
        sqlx::query("ROLLBACK").execute(&mut conn).await?;
        let there = "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
        let there: i64 = sqlx::query(there).fetch_one(&mut conn).await?.try_get(0)?;
        let mut applied = Vec::new();
        if there > 0 {
            let all = "SELECT version FROM _sqlx_migrations";
            for row in sqlx::query(all).fetch_all(&mut conn).await? {
                applied.push(row.try_get(0)?);
            }
        }
        Ok::<_, sqlx::Error>((mode, applied))
    }
    .await;
    let closed = conn.close().await;
    let (mode, applied) = looked.map_err(|error| error.to_string())?;
    closed.map_err(|error| error.to_string())?;
    let (missing, newer) = compare(&applied);
    Ok(Look { exists: true, wal: Some(mode == "wal"), missing, newer, free })
}

async fn postgres(url: &str) -> Result<Look, sqlx::Error> {
    sqlx::any::install_default_drivers();
    let mut conn = AnyConnection::connect(url).await?;
    let mut tx = conn.begin().await?;
    let probe = "CREATE TEMPORARY TABLE stapje_probe (number BIGINT) ON COMMIT DROP";
    sqlx::query(probe).execute(&mut *tx).await?;
    tx.rollback().await?;
    let there =
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = '_sqlx_migrations'";
    let there: i64 = sqlx::query(there).fetch_one(&mut conn).await?.try_get(0)?;
    let mut applied = Vec::new();
    if there > 0 {
        let all = "SELECT version FROM _sqlx_migrations";
        for row in sqlx::query(all).fetch_all(&mut conn).await? {
            applied.push(row.try_get(0)?);
        }
    }
    conn.close().await?;
    let (missing, newer) = compare(&applied);
    Ok(Look { exists: true, wal: None, missing, newer, free: None })
}

/// How many of ours are missing, and the newest that is not ours.
fn compare(applied: &[i64]) -> (usize, Option<i64>) {
    let missing = migrations().filter(|version| !applied.contains(version)).count();
    (missing, applied.iter().copied().filter(|version| *version > newest_migration()).max())
}

/// Can a file be made in this folder? An empty one is, and goes at once.
fn probe(folder: &Path) -> Result<(), String> {
    let probe = folder.join(format!(".stapje-probe-{}", std::process::id()));
    let made = std::fs::write(&probe, b"");
    let _ = std::fs::remove_file(&probe);
    made.map_err(|error| format!("the folder cannot be written: {error}"))
}

#[cfg(unix)]
fn free_space(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_space(_folder: &Path) -> Option<u64> {
    None
}
