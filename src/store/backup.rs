//! A copy of the SQLite database while it is in use, and putting one back.
//!
//! `VACUUM INTO` reads one moment of the database while others go on writing; the copy is checked
//! before it gets its name. PostgreSQL has tools of its own for both.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};

use super::open::{newest_migration, without_password};

/// Why there is no copy, or why it was not put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// PostgreSQL makes its own backups.
    #[error(
        "{address} is PostgreSQL, which makes its own backups; nothing was done. To make one:\n  pg_dump --format=custom --file=stapje.dump \"$STAPJE_DATABASE\"\nTo put one back, with Stapje stopped:\n  pg_restore --clean --if-exists --exit-on-error --dbname=\"$STAPJE_DATABASE\" stapje.dump"
    )]
    Postgres {
        /// Which one, without its password.
        address: String,
    },
    /// There is no database to copy.
    #[error("there is no database at {}: {error}. Check `database` in the settings.", path.display())]
    NoDatabase {
        /// Where it should be.
        path: PathBuf,
        /// What was seen.
        error: String,
    },
    /// The place for the copy is taken.
    #[error("{} is there already and stays as it is. Choose another name for the backup.", .0.display())]
    Taken(PathBuf),
    /// The database that is there would be lost.
    #[error(
        "{} is there already. To put the backup in its place, stop Stapje and add --replace; the database that is there is kept beside it.", .0.display()
    )]
    InPlace(PathBuf),
    /// Somebody uses the database.
    #[error("{} is in use. Stop Stapje first: what it writes after the restore would be lost.", .0.display())]
    InUse(PathBuf),
    /// The backup is not one of ours.
    #[error("{} is not a backup of Stapje: {what}", path.display())]
    NotOurs {
        /// Which file.
        path: PathBuf,
        /// What was seen.
        what: String,
    },
    /// The backup is of a newer version.
    #[error(
        "{} was made by a newer version of Stapje (migration {migration}). Install that version or a newer one first.", path.display()
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its newest migration.
        migration: i64,
    },
    /// The copy cannot be made or checked.
    #[error(
        "the copy failed: {0}. Check that there is room on the disk and that this program may write there."
    )]
    Database(#[from] sqlx::Error),
    /// A file cannot be written, moved or read.
    #[error("{}: {error}. Check that there is room on the disk and that this program may write there.", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
}

/// What is in a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Its newest migration.
    pub migration: i64,
    /// How many people are in it.
    pub employees: i64,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What came of putting a copy back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What is in it.
    pub contents: Contents,
    /// Where the database is now.
    pub path: PathBuf,
    /// Where the one that was there before is kept.
    pub before: Option<PathBuf>,
}

/// Copies the database at `url` to `to`, while others may go on writing.
pub async fn backup(url: &str, to: &Path) -> Result<Contents, BackupError> {
    let path = sqlite_path(url)?;
    if to.exists() {
        return Err(BackupError::Taken(to.to_owned()));
    }
    let part = with_ending(to, ".part");
    // Left behind by a run that was killed: never the whole of anything.
    let _ = fs::remove_file(&part);
    private_file(&part)?;
    let copied = copy(&path, &part).await;
    if copied.is_err() {
        let _ = fs::remove_file(&part);
    }
    let contents = copied?;
    settle(&part, to)?;
    Ok(contents)
}

async fn copy(from: &Path, part: &Path) -> Result<Contents, BackupError> {
    let options = SqliteConnectOptions::new().filename(from).create_if_missing(false);
    let mut conn = options.connect().await.map_err(|error| BackupError::NoDatabase {
        path: from.to_owned(),
        error: error.to_string(),
    })?;
    let copied =
        sqlx::query("VACUUM INTO $1").bind(part.display().to_string()).execute(&mut conn).await;
    conn.close().await?;
    copied?;
    inspect(part).await
}

/// Puts the copy `from` in the place of the database at `url`. With `replace` one that is there
/// is kept beside it, named after `now`.
pub async fn restore(
    url: &str,
    from: &Path,
    replace: bool,
    now: Timestamp,
) -> Result<Restored, BackupError> {
    let path = sqlite_path(url)?;
    let contents = inspect(from).await?;
    let known = newest_migration();
    if contents.migration > known {
        let migration = contents.migration;
        return Err(BackupError::Newer { path: from.to_owned(), migration });
    }
    if path.exists() && !replace {
        return Err(BackupError::InPlace(path));
    }
    let part = with_ending(&path, ".restoring");
    let _ = fs::remove_file(&part);
    let fail = |error| BackupError::File { path: part.clone(), error };
    private_file(&part)?;
    fs::copy(from, &part).map_err(fail)?;
    let before = if path.exists() { Some(put_aside(&path, now).await?) } else { None };
    settle(&part, &path)?;
    Ok(Restored { contents, path, before })
}

/// Keeps the database that is there under another name. Its own log is written into it first; a
/// log that stayed behind would be taken for part of the restored one.
async fn put_aside(path: &Path, now: Timestamp) -> Result<PathBuf, BackupError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(std::time::Duration::from_millis(200));
    if let Ok(mut conn) = options.connect().await {
        // Leaving WAL needs the file for oneself alone, and takes the log away.
        let alone = sqlx::query("PRAGMA journal_mode = DELETE").fetch_one(&mut conn).await;
        conn.close().await?;
        if let Err(error) = alone
            && error.to_string().contains("locked")
        {
            return Err(BackupError::InUse(path.to_owned()));
        }
    }
    let stamp = now.strftime("%Y%m%d-%H%M%S").to_string();
    let aside = with_ending(path, &format!(".before-restore-{stamp}"));
    // A second name first: there is no moment at which the database has none.
    fs::hard_link(path, &aside)
        .or_else(|_| fs::copy(path, &aside).map(|_| ()))
        .map_err(|error| BackupError::File { path: aside.clone(), error })?;
    for ending in ["-wal", "-shm"] {
        // Only a database that cannot be opened still has them.
        let log = with_ending(path, ending);
        if log.exists() {
            fs::rename(&log, with_ending(&aside, ending))
                .map_err(|error| BackupError::File { path: log, error })?;
        }
    }
    Ok(aside)
}

/// What is in a copy: whole, ours, and from which version.
pub async fn inspect(path: &Path) -> Result<Contents, BackupError> {
    let not_ours = |what: String| BackupError::NotOurs { path: path.to_owned(), what };
    let bytes = fs::metadata(path)
        .map_err(|error| BackupError::File { path: path.to_owned(), error })?
        .len();
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(false);
    let mut conn = options.connect().await.map_err(|error| not_ours(error.to_string()))?;
    let looked = look(&mut conn).await;
    conn.close().await?;
    let (health, migration, employees) = looked.map_err(|error| not_ours(error.to_string()))?;
    if health != "ok" {
        return Err(not_ours(format!("it is damaged ({health})")));
    }
    Ok(Contents { migration, employees, bytes })
}

async fn look(conn: &mut SqliteConnection) -> Result<(String, i64, i64), sqlx::Error> {
    let health =
        sqlx::query("PRAGMA integrity_check(1)").fetch_one(&mut *conn).await?.try_get(0)?;
    let newest = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success";
    let migration = sqlx::query(newest).fetch_one(&mut *conn).await?.try_get(0)?;
    let people = sqlx::query("SELECT COUNT(*) FROM employees");
    let employees = people.fetch_one(&mut *conn).await?.try_get(0)?;
    Ok((health, migration, employees))
}

fn sqlite_path(url: &str) -> Result<PathBuf, BackupError> {
    let Some(path) = url.strip_prefix("sqlite:") else {
        return Err(BackupError::Postgres { address: without_password(url) });
    };
    let path = path.strip_prefix("//").unwrap_or(path);
    Ok(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// An empty file that only its owner may read.
fn private_file(path: &Path) -> Result<(), BackupError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(path);
    made.map(|_| ()).map_err(|error| BackupError::File { path: path.to_owned(), error })
}

/// Gives a file that is whole its name, lastingly.
fn settle(part: &Path, to: &Path) -> Result<(), BackupError> {
    let done = || -> std::io::Result<()> {
        File::open(part)?.sync_all()?;
        fs::rename(part, to)?;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
        #[cfg(unix)]
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(())
    };
    done().map_err(|error| BackupError::File { path: to.to_owned(), error })
}
