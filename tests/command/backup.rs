//! `stapje backup` and `stapje restore`, beside a program that writes and is killed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use stapje::store::backup::inspect;
use stapje::store::{EmployeeKey, Store, employees};
use tempfile::TempDir;

use super::{Ran, stapje};

struct Place(TempDir);

impl Place {
    fn new() -> Place {
        Place(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.path("stapje.db").display())
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = stapje(arguments);
        command.current_dir(self.0.path()).env("STAPJE_DATABASE", self.url());
        Ran::from(command.output().unwrap())
    }

    /// A year of three people's lives, as fast as it goes, in a program of its own.
    fn busy(&self) -> Child {
        let people = ["sanne", "iris", "amy"].map(|name| format!("{name} installs\n"));
        let script = people.concat() + &"wait 1 week\n".repeat(500);
        std::fs::write(self.path("script.txt"), script).unwrap();
        let data = self.0.path().to_str().unwrap();
        let mut command = stapje(&["demo", "--data", data, "--script"]);
        let mut child =
            command.arg(self.path("script.txt")).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.nth(60).is_some(), "it talks for a while");
        // Read on, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        child
    }
}

fn people(path: &Path) -> i64 {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(inspect(path)).expect("whole").employees
}

#[test]
fn a_copy_made_while_it_is_written_comes_back_after_a_kill() {
    let place = Place::new();
    let mut program = place.busy();
    let made = place.run(&["backup", "copy.db"]);
    assert!(made.ok && made.out.contains("3 people"), "{made:?}");
    let refused = place.run(&["restore", "copy.db", "--replace"]);
    assert!(!refused.ok && refused.errors.contains("is in use"), "{refused:?}");
    program.kill().unwrap();
    program.wait().unwrap();

    let refused = place.run(&["restore", "copy.db"]);
    assert!(!refused.ok && refused.errors.contains("--replace"), "{refused:?}");
    let back = place.run(&["restore", "copy.db", "--replace"]);
    assert!(back.ok && back.out.contains("3 people"), "{back:?}");
    assert_eq!(people(&place.path("stapje.db")), 3);
    let kept = std::fs::read_dir(place.0.path()).unwrap();
    let kept = kept.map(|entry| entry.unwrap().path());
    let before: Vec<_> =
        kept.filter(|path| path.display().to_string().contains("before-restore")).collect();
    assert_eq!(before.len(), 1, "the old one is kept beside it: {before:?}");
    assert_eq!(people(&before[0]), 3);
    assert!(!place.path("stapje.db-wal").exists(), "a log of the old one would spoil the new one");
}

#[cfg(unix)]
#[test]
fn a_copy_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    drop(tokio::runtime::Runtime::new().unwrap().block_on(Store::open(&place.url())).unwrap());
    assert!(place.run(&["backup", "copy.db"]).ok);
    let mode = std::fs::metadata(place.path("copy.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn what_cannot_be_copied_or_put_back_is_told_in_one_line() {
    let place = Place::new();
    let none = place.run(&["backup", "copy.db"]);
    assert!(!none.ok && none.errors.contains("there is no database at"), "{none:?}");
    assert!(!place.path("stapje.db").exists() && !place.path("copy.db.part").exists());
    std::fs::write(place.path("letter.txt"), "Dear database,\n").unwrap();
    let other = place.run(&["restore", "letter.txt"]);
    assert!(!other.ok && other.errors.contains("is not a backup of Stapje"), "{other:?}");
    drop(tokio::runtime::Runtime::new().unwrap().block_on(Store::open(&place.url())).unwrap());
    let taken = place.run(&["backup", "letter.txt"]);
    assert!(!taken.ok && taken.errors.contains("stays as it is"), "{taken:?}");
    let mut command = stapje(&["backup", "copy.db"]);
    command.env("STAPJE_DATABASE", "postgres://me:hidden@db/stapje");
    let postgres = Ran::from(command.output().unwrap());
    assert!(!postgres.ok && postgres.errors.contains("pg_dump"), "{postgres:?}");
    assert!(!postgres.errors.contains("hidden"), "{postgres:?}");
}

#[tokio::test]
async fn a_copy_of_a_newer_version_or_a_damaged_one_is_refused() {
    use sqlx::{ConnectOptions, Connection};
    let place = Place::new();
    let store = Store::open(&place.url()).await.unwrap();
    let key = EmployeeKey::new("t", "e");
    assert!(employees::find(&mut store.read().await.unwrap(), &key).await.unwrap().is_none());
    store.close().await;
    assert!(place.run(&["backup", "copy.db"]).ok);
    let url = format!("sqlite:{}", place.path("copy.db").display());
    let mut conn =
        url.parse::<sqlx::sqlite::SqliteConnectOptions>().unwrap().connect().await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    conn.close().await.unwrap();
    let newer = place.run(&["restore", "copy.db", "--replace"]);
    assert!(!newer.ok && newer.errors.contains("by a newer version of Stapje"), "{newer:?}");

    assert!(place.run(&["backup", "other.db"]).ok);
    let mut bytes = std::fs::read(place.path("other.db")).unwrap();
    let page = bytes.len() - 3 * 4096;
    bytes[page..page + 64].fill(0xa5);
    std::fs::write(place.path("other.db"), bytes).unwrap();
    let damaged = place.run(&["restore", "other.db", "--replace"]);
    assert!(!damaged.ok && damaged.errors.contains("is not a backup of Stapje"), "{damaged:?}");
}
