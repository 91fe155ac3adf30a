//! A database that is in trouble, before the server starts and while it runs.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};
use stapje::clock::pause;
use stapje::local_channel::PersonError;
use stapje::store::Store;
use tempfile::TempDir;

use super::serve::{Running, complete, fails, with_a_channel};
use super::server::{answers, person, ready, stops, until};
use super::stapje;

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("stapje.db")
}

fn url(folder: &TempDir) -> String {
    format!("sqlite:{}", file(folder).display())
}

/// A database as a server leaves it, in one file.
async fn database(folder: &TempDir) {
    Store::open(&url(folder)).await.expect("a database").close().await;
    let mut conn = connect(folder).await;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

async fn connect(folder: &TempDir) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file(folder)).connect().await.expect("a connection")
}

/// Writes nonsense over a part of it.
fn damage(path: &Path, from: u64, bytes: usize) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(from)).unwrap();
    file.write_all(&vec![0xa5; bytes]).unwrap();
}

/// The one line in which a start failed.
fn refused(command: Command) -> String {
    let errors = fails(command);
    let mut lines = errors.lines().filter(|line| line.starts_with("stapje: "));
    let line = lines.next().unwrap_or_else(|| panic!("{errors}")).to_owned();
    assert_eq!(lines.next(), None, "{errors}");
    line
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_the_line_says_how_to_restore_it() {
    let folder = TempDir::new().unwrap();
    database(&folder).await;
    let backup = folder.path().join("backup.db");
    fs::copy(file(&folder), &backup).unwrap();
    let size = fs::metadata(file(&folder)).unwrap().len();
    let damages: [&dyn Fn(&Path); 4] = [
        &|path| damage(path, 0, 100),
        &|path| damage(path, 4096, 4096 * 4),
        &|path| damage(path, size - 4096 * 8, 4096 * 8),
        &|path| OpenOptions::new().write(true).open(path).unwrap().set_len(size / 2).unwrap(),
    ];
    for damage in damages {
        fs::copy(&backup, file(&folder)).unwrap();
        damage(&file(&folder));
        let line = refused(complete(&folder));
        assert!(line.contains("damaged") && line.contains("stapje restore"), "{line}");
    }
    // What the line says helps.
    let mut restore = stapje(&["restore", "--replace"]);
    restore.arg(&backup).env("STAPJE_DATABASE", url(&folder));
    assert!(restore.status().unwrap().success());
    Running::start(complete(&folder));
}

#[tokio::test]
async fn a_database_that_may_not_be_written_is_refused() {
    let folder = TempDir::new().unwrap();
    database(&folder).await;
    let rights = |mode| Permissions::from_mode(mode);
    for (of_folder, of_file) in [(0o755, 0o444), (0o555, 0o444), (0o555, 0o644)] {
        fs::set_permissions(file(&folder), rights(of_file)).unwrap();
        fs::set_permissions(folder.path(), rights(of_folder)).unwrap();
        let mut command = complete(&folder);
        // An administrator may write everywhere; a server does not run as one.
        if fs::metadata("/proc/self").unwrap().uid() == 0 {
            command.uid(65_534);
        }
        let line = refused(command);
        assert!(
            line.contains("this program may write there")
                || line.contains("the account that Stapje runs as"),
            "{line}"
        );
        fs::set_permissions(folder.path(), rights(0o755)).unwrap();
    }
}

#[tokio::test]
async fn a_database_that_another_program_holds_is_refused() {
    let folder = TempDir::new().unwrap();
    database(&folder).await;
    let mut other = connect(&folder).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let line = refused(complete(&folder));
    assert!(line.contains("Another program holds it"), "{line}");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    Running::start(complete(&folder));
}

static MIGRATIONS: Migrator = sqlx::migrate!();

/// A database of the first version, with rows enough that the later migrations take their time.
async fn old_database(folder: &TempDir) {
    const ROWS: &str = "INSERT INTO employees (tenant_id, employee_id, channel_user_id,
            conversation_id, service_url, reach, language, language_chosen, time_zone, days,
            window_from, window_to, per_week, nudges_in_week, ignored, created_at, version)
        VALUES ('t', 'e', 'c', 'a:1', 'u', 'reachable', 'nl', 0, 'Europe/Amsterdam', 31, 0, 60, 2,
            0, 0, 0, 0);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
        INSERT INTO outbox (id, tenant_id, employee_id, idempotency_key, purpose, urgency,
            conversation_id, service_url, activity, state, attempts, not_before, created_at)
        SELECT 'o' || i, 't', 'e', 'k' || i, 'nudge', 2, 'a:1', 'u', '{}', 'sent', 1, 0, 0 FROM n;";
    let options = SqliteConnectOptions::new().filename(file(folder)).create_if_missing(true);
    let mut conn = options.connect().await.unwrap();
    let first = MIGRATIONS.iter().next().unwrap().clone();
    Migrator::with_migrations(vec![first]).run(&mut conn).await.unwrap();
    sqlx::raw_sql(ROWS).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

/// How many migrations are done, and how many rows there are.
async fn looks(folder: &TempDir) -> (i64, i64) {
    let mut conn = connect(folder).await;
    let mut count = async |sql: &'static str| -> i64 {
        sqlx::query(sql).fetch_one(&mut conn).await.unwrap().get(0)
    };
    let done = count("SELECT COUNT(*) FROM _sqlx_migrations WHERE success").await;
    (done, count("SELECT COUNT(*) FROM outbox").await)
}

/// Each migration is one transaction: the next start goes on where the last one was.
#[tokio::test]
async fn killed_in_the_middle_of_a_migration_the_next_start_goes_on() {
    let all = i64::try_from(MIGRATIONS.iter().count()).unwrap();
    let folder = TempDir::new().unwrap();
    old_database(&folder).await;
    let before = folder.path().join("before.db");
    fs::copy(file(&folder), &before).unwrap();
    let status = || {
        let mut command = stapje(&["nudges", "status"]);
        command.env("STAPJE_DATABASE", url(&folder)).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    };
    let mut between = 0;
    for kill in 0..30_u64 {
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", file(&folder).display()));
        }
        fs::copy(&before, file(&folder)).unwrap();
        let mut process = status().spawn().unwrap();
        pause(Duration::from_millis(4 * kill)).await;
        process.kill().unwrap();
        process.wait().unwrap();
        let (done, rows) = looks(&folder).await;
        assert_eq!(rows, 40_000);
        between += i32::from(done < all);
        let ended = status().output().unwrap();
        let errors = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "killed after {done} migrations: {errors}");
        assert_eq!(looks(&folder).await, (all, 40_000));
    }
    assert!(between > 0, "no kill came in time");
    println!("killed before the last of {all} migrations: {between} of 30, and each start went on");
}

/// A file system of its own, as large as this, on which the database is. `None` where the machine
/// gives nobody one.
fn on_small_disk(folder: &TempDir, server: &Command, size: &str) -> Option<Command> {
    const MOUNT: &str = "mount -t tmpfs -o size=$SIZE tmpfs \"$DISK\" && exec \"$@\"";
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let inside = |command: &[&str]| {
        let mut wrapped = Command::new("unshare");
        wrapped.args(["--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, "sh"]);
        wrapped.args(command).env("SIZE", size).env("DISK", &disk);
        wrapped
    };
    if !inside(&["true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("skipped: this machine gives nobody a file system of their own");
        return None;
    }
    let mut wrapped = inside(&[server.get_program().to_str().unwrap()]);
    wrapped.args(server.get_args());
    for (name, value) in server.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    wrapped.env("STAPJE_DATABASE", format!("sqlite:{}/stapje.db", disk.display()));
    Some(wrapped)
}

#[tokio::test]
async fn on_a_full_disk_it_does_not_start_and_says_so() {
    let folder = TempDir::new().unwrap();
    let Some(command) = on_small_disk(&folder, &complete(&folder), "96k") else { return };
    let line = refused(command);
    assert!(line.contains("full") && line.contains("Make room"), "{line}");
}

/// What was damaged may be read or not; nobody waits for ever, and the next start says what to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_while_it_runs_people_get_an_answer_and_the_next_start_is_refused() {
    let folder = TempDir::new().unwrap();
    let (channel, command) = with_a_channel(&folder).await;
    let mut server = Running::start(command);
    let person = person(&server, &channel);
    person.installs().await.unwrap();
    until("the welcome", async || answers(&person) == 1).await;
    let mut conn = connect(&folder).await;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    let size = usize::try_from(fs::metadata(file(&folder)).unwrap().len()).unwrap();
    damage(&file(&folder), 4096, size - 4096);
    let pressed = person.taps("Sla over", &[]).await.expect("an answer");
    assert_eq!((pressed.status, pressed.body.is_some()), (200, true), "a card or an apology");
    let told = person.says("tip").await;
    assert!(matches!(told, Ok(()) | Err(PersonError::Refused { status: 503, .. })), "{told:?}");
    stops(&mut server).await;
    let line = refused(complete(&folder));
    assert!(line.contains("damaged") && line.contains("stapje restore"), "{line}");
}

/// A large file is not read whole before the start: people would wait for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_deep_in_a_large_file_ends_a_server_that_runs_already() {
    let folder = TempDir::new().unwrap();
    database(&folder).await;
    let mut conn = connect(&folder).await;
    sqlx::query("CREATE TABLE ballast (id INTEGER PRIMARY KEY, filling BLOB)")
        .execute(&mut conn)
        .await
        .unwrap();
    let filling = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
        INSERT INTO ballast (filling) SELECT randomblob(1000000) FROM n";
    sqlx::query(filling).execute(&mut conn).await.unwrap();
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    damage(&file(&folder), 20 << 20, 4096 * 8);
    let line = refused(complete(&folder));
    assert!(line.contains("damaged") && line.contains("stapje restore"), "{line}");
}

/// Nobody's press is left without an answer, what was taken is kept, and it goes on by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_it_says_so_and_goes_on_when_there_is_room() {
    let folder = TempDir::new().unwrap();
    let (channel, command) = with_a_channel(&folder).await;
    let Some(command) = on_small_disk(&folder, &command, "3m") else { return };
    let server = Running::start(command);
    let person = person(&server, &channel);
    person.installs().await.unwrap();
    until("the welcome", async || answers(&person) == 1).await;
    // Seen from outside, through the process that is in there.
    let id = server.process.id();
    let filler = format!("/proc/{id}/root{}/disk/filler", folder.path().display());
    let mut file = fs::File::create(&filler).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    let refused = person.says("tip").await;
    assert!(matches!(refused, Err(PersonError::Refused { status: 503, .. })), "{refused:?}");
    let pressed = person.taps("Sla over", &[]).await.expect("an answer");
    assert_eq!((pressed.status, pressed.body.is_some()), (200, true), "an apology");
    let (status, told) = ready(&server).await;
    assert_eq!((status, &told["database"]), (503, &false.into()));
    let reason = told["reasons"][0].as_str().unwrap();
    assert!(reason.contains("full") && reason.contains("Make room"), "{reason}");
    assert_eq!(answers(&person), 1, "nothing of what was not kept is sent");
    drop(file);
    fs::remove_file(&filler).unwrap();
    until("/ready", async || ready(&server).await.0 == 200).await;
    person.taps("Sla over", &[]).await.expect("an answer");
    until("a tip", async || answers(&person) > 1).await;
    assert_eq!(channel.complaints(), Vec::<String>::new());
}

/// The same for a lock that somebody else does not give up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_another_program_holds_the_database_people_get_an_answer() {
    let folder = TempDir::new().unwrap();
    let (channel, command) = with_a_channel(&folder).await;
    let server = Running::start(command);
    let person = person(&server, &channel);
    person.installs().await.unwrap();
    until("the welcome", async || answers(&person) == 1).await;
    let mut other = connect(&folder).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let pressed = person.taps("Sla over", &[]).await.expect("an answer");
    assert_eq!((pressed.status, pressed.body.is_some()), (200, true), "an apology");
    let refused = person.says("tip").await;
    assert!(matches!(refused, Err(PersonError::Refused { status: 503, .. })), "{refused:?}");
    let (status, told) = ready(&server).await;
    let reason = told["reasons"][0].as_str().unwrap();
    assert!(status == 503 && reason.contains("Another program holds it"), "{reason}");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    until("/ready", async || ready(&server).await.0 == 200).await;
    person.taps("Sla over", &[]).await.expect("an answer");
    until("a tip", async || answers(&person) > 1).await;
}

/// A step up after a link: the system and an address read it differently.
#[tokio::test]
async fn what_is_brought_up_to_date_is_what_is_served() {
    let folder = TempDir::new().unwrap();
    let deep = folder.path().join("releases/5");
    fs::create_dir_all(&deep).unwrap();
    std::os::unix::fs::symlink(&deep, folder.path().join("current")).unwrap();
    let url = format!("sqlite:{}/current/../stapje.db", folder.path().display());
    let store = Store::open(&url).await.expect("a database");
    let mut conn = store.read().await.unwrap();
    let seen = sqlx::query("SELECT COUNT(*) FROM employees").fetch_one(&mut *conn).await;
    assert!(seen.is_ok(), "{:?}", seen.err());
}
