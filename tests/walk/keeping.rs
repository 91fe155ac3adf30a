//! After the first nudge: a backup that is put back after a kill, and what goes when its time comes.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;
use stapje::clock::{Clock, ManualClock, pause};
use stapje::local_channel::Person;
use stapje::store::{Store, retention};

use super::ground::TENANT_ID;
use super::{OBJECT_ID, Running, Walk, arrives, from_the_bot};

/// The server as it runs, and how far its clock is ahead of this machine's.
pub(super) struct Ahead {
    pub(super) server: Running,
    pub(super) by: SignedDuration,
}

impl Walk {
    /// A copy is made while it runs; somebody goes on; the server is killed; the copy is put back.
    pub(super) async fn backs_up(&mut self, run: Ahead, person: &Person) -> Ahead {
        let Ahead { server, by } = run;
        self.told.step("A backup, a kill, and the backup put back");
        self.until_sent().await;
        let at_the_backup = self.held();
        assert!(self.runs(&["backup", "copy.db", "--config", "stapje.toml"]).ok);
        let before = from_the_bot(person);
        person.says("tip").await.expect("an answer");
        arrives(person, before + 1).await;
        let at_the_kill = self.held();
        assert_ne!(at_the_backup, at_the_kill);
        drop(server);
        self.told.says("After the copy somebody asks for a tip and gets it; then the server is killed (SIGKILL).");
        let refused = self.runs(&["restore", "copy.db", "--config", "stapje.toml"]);
        assert!(!refused.ok && refused.errors.contains("--replace"), "{refused:?}");
        assert_eq!(self.held(), at_the_kill, "nothing was put in its place");
        let back = self.runs(&["restore", "copy.db", "--replace", "--config", "stapje.toml"]);
        assert!(back.ok && back.out.contains("is back: 1 people"), "{back:?}");
        assert_eq!(self.held(), at_the_backup);
        let server = self.serve(by);
        self.until_healthy().await;
        let before = from_the_bot(person);
        person.says("tip").await.expect("an answer");
        arrives(person, before + 1).await;
        self.told.says("The server starts again, and answers that person's next word.");
        Ahead { server, by }
    }

    /// Answers, the delivery log and somebody who left, each until its term is over.
    pub(super) async fn forgets(&mut self, run: Ahead, person: &Person, clock: &ManualClock) {
        self.told.step("What goes by itself");
        let before = from_the_bot(person);
        person.says("stop").await.expect("an answer");
        arrives(person, before + 1).await;
        self.until_sent().await;
        self.told.says("The person says *stop*. From here on the machine's clock is pushed ahead, and the server started again; its housekeeping runs five seconds after a start and every hour. What is kept of that person:");
        self.shows_held();
        let run = self.later(run, 91, clock).await;
        self.told.says("**91 days later**, the delivery log (`outbox`) is gone:");
        let held = self.shows_held();
        assert_eq!(rows(&held, "outbox"), 0, "{held}");
        assert!(rows(&held, "events") > 0 && rows(&held, "cards") > 0, "{held}");
        let run = self.later(run, 275, clock).await;
        self.told.says("**A year and a day after** the *stop*, answers (`events`, `cards`) are gone too. What somebody is able to do (`paths`) stays while they have the app:");
        let held = self.shows_held();
        assert_eq!((rows(&held, "events"), rows(&held, "cards")), (0, 0), "{held}");
        assert_eq!(rows(&held, "paths"), 1, "{held}");
        let counts = self.counts().await;
        assert!(!counts.is_empty());
        self.told.says("Of the answers these numbers are left, without anybody's name or number:");
        self.told.says(&format!("```text\n{}\n```", counts.join("\n")));
        person.uninstalls().await.expect("it is gone");
        let run = self.restarted(run, 0, clock);
        self.until(|walk| !walk.exported()["employees"][0]["gone_at"].is_null()).await;
        let run = self.restarted(run, 29, clock);
        pause(Duration::from_secs(7)).await;
        assert_eq!(rows(&self.held(), "employees"), 1, "30 days are not over");
        self.told.says("The app is taken away from them. **29 days later** they are still known; **two days after that** nothing is:");
        let _run = self.later(run, 2, clock).await;
        let held = self.shows_held();
        assert!(held.contains("Nothing is kept of this person."), "{held}");
    }

    /// The server again, so many days later, after its housekeeping has let something go.
    async fn later(&mut self, run: Ahead, days: i64, clock: &ManualClock) -> Ahead {
        let run = self.restarted(run, days, clock);
        self.until(|_| run.server.log().contains("\"action\":\"retention\"")).await;
        run
    }

    fn restarted(&mut self, run: Ahead, days: i64, clock: &ManualClock) -> Ahead {
        let Ahead { server, by } = run;
        drop(server);
        let by = by + SignedDuration::from_hours(24 * days);
        clock.move_to(Clock::System.now() + by);
        Ahead { server: self.serve(by), by }
    }

    async fn until(&mut self, is_so: impl Fn(&Walk) -> bool) {
        for _ in 0..150 {
            if is_so(self) {
                return;
            }
            pause(Duration::from_millis(200)).await;
        }
        panic!("it does not come to that: {}", self.held());
    }

    /// Everything that was to be sent is, and is written down as such.
    async fn until_sent(&mut self) {
        self.until(|walk| {
            let all = walk.exported();
            let rows = all["outbox"].as_array().expect("rows");
            rows.iter().all(|row| row["state"] == "sent")
        })
        .await;
    }

    fn exported(&self) -> Value {
        let ran = self.quietly(&["privacy", "export", OBJECT_ID, "--config", "stapje.toml"]);
        let all: Value = serde_json::from_str(&ran.out).expect("JSON");
        all["kept"].clone()
    }

    /// How many rows there are about the person, by table.
    fn held(&self) -> String {
        self.quietly(&["privacy", "erase", OBJECT_ID, "--config", "stapje.toml"]).out
    }

    fn shows_held(&mut self) -> String {
        self.runs(&["privacy", "erase", OBJECT_ID, "--config", "stapje.toml"]).out
    }

    async fn counts(&self) -> Vec<String> {
        let url = format!("sqlite:{}", self.ground.path("stapje.db").display());
        let store = Store::open(&url).await.expect("the database");
        let mut conn = store.read().await.expect("a reader");
        let counts = retention::counts(&mut conn, TENANT_ID).await.expect("counts");
        drop(conn);
        store.close().await;
        let line = |(month, kind, item, number)| format!("{month}  {kind:20} {item:30} {number}");
        counts.into_iter().map(line).collect()
    }
}

/// The number before the name of a table.
fn rows(held: &str, table: &str) -> u64 {
    let line = held.lines().find(|line| line.trim_end().ends_with(&format!(" {table}")));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_else(|| panic!("no line for {table}: {held}"))
}
