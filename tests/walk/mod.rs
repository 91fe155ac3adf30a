//! The program itself, started and driven as an administrator and employees would.

mod ground;
mod keeping;
mod load;
mod telemetry;
mod transcript;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use stapje::bot_framework::card::Card;
use stapje::clock::{Clock, ManualClock, pause};
use stapje::local_channel::{Author, Person};
use stapje::store::{EmployeeKey, Store, employees};

use crate::command::serve::Running;
use crate::command::{Ran, stapje};
use ground::{APP_ID, Ground, TENANT_ID};
use keeping::Ahead;
use transcript::Transcript;

/// Somebody who gets the app.
const OBJECT_ID: &str = "aaaaaaaa-0000-4000-8000-000000000001";
/// Where Debian keeps the library that shows a program another time.
const FAKETIME: &[&str] = &[
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
];

/// docs/INSTALL.md from top to bottom, and on to a backup and the terms, with the program itself, over a channel that stands where
/// Microsoft's services stand. With `STAPJE_WALK` it writes down how that went.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn from_the_binary_to_the_first_nudge() {
    let Some(library) = FAKETIME.iter().find(|path| Path::new(path).exists()) else {
        eprintln!("no libfaketime here (apt-get install faketime): the walk was not made");
        return;
    };
    let clock = ManualClock::new(Clock::System.now());
    let mut walk = Walk::new(Ground::new(Clock::Manual(clock.clone())).await, library);
    walk.settings();
    walk.package();
    let server = walk.starts().await;
    let person = walk.ground.person(OBJECT_ID);
    walk.first_person(&person).await;
    drop(server);
    let run = walk.first_nudge(&person, &clock).await;
    walk.told.arrives();
    let run = walk.backs_up(run, &person).await;
    walk.forgets(run, &person, &clock).await;
    assert_eq!(walk.ground.channel.complaints(), Vec::<String>::new());
    if let Some(place) = std::env::var_os("STAPJE_WALK") {
        std::fs::write(crate::house::project().join(place), walk.told.page()).expect("a page");
    }
}

struct Walk {
    ground: Ground,
    /// Where the bot will listen.
    bot: String,
    library: &'static str,
    told: Transcript,
}

impl Walk {
    fn new(ground: Ground, library: &'static str) -> Walk {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let bot = free.local_addr().expect("an address").to_string();
        let folder = ground.folder.path().display().to_string();
        let names = [
            (folder, "."),
            (bot.clone(), "127.0.0.1:8080"),
            (ground.host.clone(), "127.0.0.1:9000"),
        ];
        let told = Transcript::new(names.map(|(from, to)| (from, to.to_owned())).to_vec());
        Walk { ground, bot, library, told }
    }

    /// Steps 1, 3 and 4.
    fn settings(&mut self) {
        self.told.step("1. The program");
        self.runs(&["--version"]);
        self.told.step("2 and 3. The bot and its credential");
        self.told.says("An application id, a tenant id and a client secret in the file `app-secret`, as if from Entra.");
        self.ground.write("app-secret", "not-a-real-secret\n");
        self.told.step("4. The settings");
        self.runs(&["config", "init", "stapje.toml"]);
        let before = self.doctor("before the settings are filled in");
        assert_eq!(before.light("settings"), "red", "{before:?}");
        let path = self.ground.path("stapje.toml");
        let mut text = std::fs::read_to_string(&path).expect("the settings");
        for (key, value) in [
            ("app_id", format!("\"{APP_ID}\"")),
            ("home_tenant", format!("\"{TENANT_ID}\"")),
            ("tenants", format!("[\"{TENANT_ID}\"]")),
            ("app_secret_file", "\"app-secret\"".to_owned()),
            ("app_secret_expires", "\"2027-11-01\"".to_owned()),
            ("bind", format!("\"{}\"", self.bot)),
            ("public_url", format!("\"http://{}\"", self.bot)),
        ] {
            text = filled_in(&text, key, &value);
            self.told.types(&format!("{key} = {value}"));
        }
        text += &self.ground.cloud();
        std::fs::write(&path, text).expect("the settings");
        let checked = self.runs(&["config", "check", "--config", "stapje.toml"]);
        assert!(checked.ok && !checked.out.contains("not-a-real-secret"), "{checked:?}");
        let filled = self.doctor("settings filled in, nothing runs yet");
        for check in ["token", "issuer", "keys", "clock", "content", "languages", "disk", "expiry"]
        {
            assert_eq!(filled.light(check), "green", "{check}: {filled:?}");
        }
        assert_ne!(filled.light("server"), "green");
        assert_ne!(filled.light("endpoint"), "green");
    }

    /// Step 7; it needs nothing that runs.
    fn package(&mut self) {
        self.told.step("7. The app package");
        let made = self.runs(&[
            "manifest",
            "package",
            "--bot-id",
            APP_ID,
            "--developer",
            "Gemeente Voorbeeld",
            "--website",
            "https://www.voorbeeld.nl/stapje",
            "--privacy",
            "https://www.voorbeeld.nl/stapje/privacy",
            "--terms",
            "https://www.voorbeeld.nl/stapje/voorwaarden",
        ]);
        assert!(made.ok, "{made:?}");
        assert!(self.runs(&["manifest", "check", "stapje.zip"]).ok);
    }

    /// Steps 5 and 6.
    async fn starts(&mut self) -> Running {
        self.told.step("5 and 6. Start it, and the address that Teams uses");
        let server = self.serve(SignedDuration::ZERO);
        self.told.types("stapje serve --config stapje.toml");
        self.ground.channel.connect(&format!("http://{}/api/messages", self.bot));
        let health = self.until_healthy().await;
        assert!(health.out.contains("\"signing_keys\":true"), "{health:?}");
        let running = self.doctor("Stapje runs");
        for check in ["endpoint", "package", "database", "migrations"] {
            assert_eq!(running.light(check), "green", "{check}: {running:?}");
        }
        server
    }

    async fn until_healthy(&mut self) -> Ran {
        for _ in 0..50 {
            let health = self.quietly(&["health", "--config", "stapje.toml"]);
            if health.ok {
                return self.runs(&["health", "--config", "stapje.toml"]);
            }
            pause(Duration::from_millis(200)).await;
        }
        panic!("it does not get healthy");
    }

    /// Step 8.
    async fn first_person(&mut self, person: &Person) {
        self.told.step("8. The first people");
        person.installs().await.expect("an installation");
        arrives(person, 1).await;
        person.taps("Sla over", &[]).await.expect("an answer");
        arrives(person, 2).await;
        self.told.says("The app is installed for one person: the welcome is in the chat, and they pass over its questions.");
        let asked = self.doctor_for("one person has the app", &["--user", OBJECT_ID]);
        assert_eq!(asked.light("user"), "green", "{asked:?}");
        assert!(asked.0.values().all(|light| light != "red"), "{asked:?}");
    }

    /// The clock of the machine and of the channel goes to the person's own next moment.
    async fn first_nudge(&mut self, person: &Person, clock: &ManualClock) -> Ahead {
        self.told.step("The first nudge");
        let moment = self.next_moment().await;
        let now = Clock::System.now();
        let later = moment.duration_since(now) + SignedDuration::from_mins(1);
        clock.move_to(now + later);
        let before = from_the_bot(person);
        let server = self.serve(later);
        self.told.says("The server is stopped, the clock of the machine goes to that person's own next moment, and it starts again.");
        arrives(person, before + 1).await;
        let newest = person.messages().pop().expect("a message");
        assert!(newest.notified.is_some(), "a nudge notifies: {newest:?}");
        let card = Card::read(&newest.card.expect("a card")).expect("one that is read").text();
        self.told.says("The nudge is in the chat, with a notification:");
        self.told.says(&format!("```text\n{}\n```", card.trim_end()));
        Ahead { server, by: later }
    }

    async fn next_moment(&self) -> Timestamp {
        let url = format!("sqlite:{}", self.ground.path("stapje.db").display());
        let store = Store::open(&url).await.expect("the database");
        let key = EmployeeKey::new(TENANT_ID, OBJECT_ID);
        let employee = employees::find(&mut store.read().await.expect("a reader"), &key).await;
        store.close().await;
        employee.expect("a row").expect("somebody").next_nudge_at.expect("a moment")
    }

    /// The server, on a clock that is `ahead`.
    fn serve(&self, ahead: SignedDuration) -> Running {
        let mut command = stapje(&["serve", "--config", "stapje.toml"]);
        command
            .current_dir(self.ground.folder.path())
            .env("LD_PRELOAD", self.library)
            .env("FAKETIME", format!("+{}s", ahead.as_secs()))
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        Running::start(command)
    }

    fn doctor(&mut self, stage: &str) -> Lights {
        self.doctor_for(stage, &[])
    }

    fn doctor_for(&mut self, stage: &str, more: &[&str]) -> Lights {
        let words = [&["doctor", "--config", "stapje.toml"], more].concat();
        self.runs(&words);
        let json = self.quietly(&[&*words, &["--json"]].concat());
        let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
        let lines = json["lines"].as_array().expect("lines").iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let lights = lines.map(|line| (text(&line["check"]), text(&line["light"])));
        let lights = Lights(lights.collect());
        self.told.doctor(stage, &lights.0);
        lights
    }

    /// Types a command, and writes down what it says and how long it takes.
    fn runs(&mut self, words: &[&str]) -> Ran {
        let begun = Clock::System.now();
        let ran = self.quietly(words);
        let took = Clock::System.now().duration_since(begun);
        self.told.ran(words, &format!("{}{}", ran.out, ran.errors), took);
        ran
    }

    fn quietly(&self, words: &[&str]) -> Ran {
        let mut command: Command = stapje(words);
        command.env("STAPJE_LOG", "off");
        Ran::from(command.current_dir(self.ground.folder.path()).output().expect("it starts"))
    }
}

/// How each line of the doctor is.
#[derive(Debug)]
struct Lights(std::collections::BTreeMap<String, String>);

impl Lights {
    fn light(&self, check: &str) -> &str {
        self.0.get(check).map_or("", String::as_str)
    }
}

/// The settings with a key filled in, where it stands empty or in a comment.
fn filled_in(text: &str, key: &str, value: &str) -> String {
    let is_it = |line: &str| {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        bare.strip_prefix(key).is_some_and(|rest| rest.starts_with(" = "))
    };
    assert_eq!(text.lines().filter(|line| is_it(line)).count(), 1, "{key}");
    let line = |line: &str| {
        let line = if is_it(line) { format!("{key} = {value}") } else { line.to_owned() };
        line + "\n"
    };
    text.lines().map(line).collect()
}

fn from_the_bot(person: &Person) -> usize {
    person.messages().iter().filter(|message| message.author == Author::Bot).count()
}

/// Waits until so many messages of the bot are there.
async fn arrives(person: &Person, number: usize) {
    for _ in 0..300 {
        if from_the_bot(person) >= number {
            return;
        }
        pause(Duration::from_millis(100)).await;
    }
    panic!("message {number} did not come: {:?}", person.messages());
}
