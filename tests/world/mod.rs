//! A world to test in: the bot behind a real HTTP server, a real database, a channel as strict
//! as Teams, people with a small vocabulary, and a clock that moves only when told to.

pub(crate) mod front;

use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sqlx::Connection;
use stapje::bot_framework::card::Card;
use stapje::bot_framework::http_client;
use stapje::bot_framework::invoke::InvokeResponse;
use stapje::content::{Plan, Source, load};
use stapje::conversation::Edition;
use stapje::demo::{Cast, Demo, Options, Temper};
use stapje::learning::Rule;
use stapje::local_channel::{Author, Message, Person, PersonError, Profile};
use tempfile::TempDir;

/// The zone of everybody in the world.
const ZONE: &str = "Europe/Amsterdam";

/// One world. Everything in it ends with it.
pub(crate) struct World {
    pub(crate) demo: Demo,
    /// How far each person has looked: message id and revision.
    looked: Mutex<std::collections::HashMap<String, u32>>,
    /// Where its database is.
    url: String,
    folder: TempDir,
}

/// Somebody in a world.
pub(crate) struct Someone<'w> {
    world: &'w World,
    pub(crate) cast: &'w Cast,
}

/// Runs a story on SQLite, and on PostgreSQL when `STAPJE_TEST_POSTGRES` names one. At the end
/// the channel must have had nothing to complain about.
pub(crate) async fn on_each_database(story: impl AsyncFn(&World)) {
    let world = World::on_sqlite().await;
    story(&world).await;
    assert_eq!(world.demo.channel.complaints(), Vec::<String>::new());
    let server = std::env::var("STAPJE_TEST_POSTGRES").unwrap_or_default();
    if server.is_empty() {
        return;
    }
    let name = fresh_postgres_database(&server).await;
    let url = format!("{}/{name}", server.trim_end_matches('/').rsplit_once('/').unwrap().0);
    let world = World::on(Some(url), 7).await;
    story(&world).await;
    assert_eq!(world.demo.channel.complaints(), Vec::<String>::new());
    world.demo.service.store().close().await;
    drop_postgres_database(&server, &name).await;
}

/// The content that is built in, as an edition.
pub(crate) fn edition() -> Edition {
    let loaded = load(&Source::BuiltIn.files().expect("built-in content"));
    Edition::new(loaded.catalog.expect("good content")).expect("all words")
}

/// The plan of an edition that nobody else holds, to change it.
pub(crate) fn plan_of(edition: &mut Edition) -> &mut Plan {
    &mut Arc::get_mut(&mut edition.catalog).expect("nobody else holds it").plan
}

/// A moment on the clocks of the world.
pub(crate) fn at(time: DateTime) -> Timestamp {
    zone().to_timestamp(time).expect("a moment")
}

fn zone() -> TimeZone {
    TimeZone::get(ZONE).expect("a zone")
}

impl World {
    /// Where its files are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn on_sqlite() -> World {
        World::on(None, 7).await
    }

    async fn on(database: Option<String>, seed: u64) -> World {
        World::with(|options| {
            options.database = database.or(options.database.take());
            options.seed = Some(seed);
        })
        .await
    }

    /// A world that starts with other options.
    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> World {
        let folder = TempDir::new().expect("a folder");
        let mut options = Options {
            edition: edition(),
            rule: Rule::default(),
            port: 0,
            data: None,
            // A Monday.
            start: at(date(2026, 11, 2).at(9, 0, 0, 0)),
            seed: Some(7),
            database: Some(format!("sqlite:{}", folder.path().join("stapje.db").display())),
            http: http_client(stapje::USER_AGENT).expect("a client"),
            proxy: None,
        };
        change(&mut options);
        let url = options.database.clone().expect("an address");
        let demo = Demo::start(options).await.expect("the world starts");
        World { demo, looked: Mutex::default(), url, folder }
    }

    /// Another process over the same database, at the same time.
    pub(crate) async fn another_process(&self) -> World {
        let other = World::on(Some(self.url.clone()), 8).await;
        other.demo.clock.move_to(self.demo.clock.now());
        other
    }

    /// People beside the cast, by their names.
    pub(crate) fn crowd(&self, names: impl IntoIterator<Item = String>) -> Vec<Cast> {
        let member = |id: String| {
            let profile = Profile {
                name: id.clone(),
                id,
                locale: "nl-NL".to_owned(),
                time_zone: ZONE.to_owned(),
            };
            let person = Person::new(self.demo.channel.clone(), profile);
            Cast { person, temper: Temper::Silent, about: ["", ""] }
        };
        names.into_iter().map(member).collect()
    }

    /// One of a crowd.
    pub(crate) fn one<'w>(&'w self, cast: &'w Cast) -> Someone<'w> {
        Someone { world: self, cast }
    }

    pub(crate) fn someone(&self, id: &str) -> Someone<'_> {
        Someone { world: self, cast: self.demo.person(id).expect("one of the cast") }
    }

    /// Sanne: front desk, starter.
    pub(crate) fn sanne(&self) -> Someone<'_> {
        self.someone("sanne")
    }

    /// Iris: policy, expert.
    pub(crate) fn iris(&self) -> Someone<'_> {
        self.someone("iris")
    }

    /// Amy: IT, average, reads English.
    pub(crate) fn amy(&self) -> Someone<'_> {
        self.someone("amy")
    }

    /// Time goes by; everything happens at its moment.
    pub(crate) async fn days_pass(&self, days: i64) {
        self.demo.advance(SignedDuration::from_hours(24 * days)).await.expect("time passes");
    }

    /// Time goes by; everything happens at its moment.
    pub(crate) async fn time_passes(&self, time: SignedDuration) {
        self.demo.advance(time).await.expect("time passes");
    }

    /// Time goes by while the bot is not running.
    pub(crate) async fn bot_sleeps(&self, time: SignedDuration) {
        self.demo.clock.advance(time);
        self.settles().await;
    }

    pub(crate) async fn settles(&self) {
        self.demo.settle().await.expect("it settles");
    }
}

impl Someone<'_> {
    pub(crate) async fn installs(&self) {
        self.cast.person.installs().await.expect("an installation");
        self.world.settles().await;
    }

    /// Only one of the two activities that Teams sends for an installation arrives.
    pub(crate) async fn installs_by(&self, kind: &str) {
        self.cast.person.installs_by(kind).await.expect("an installation");
        self.world.settles().await;
    }

    pub(crate) async fn uninstalls(&self) {
        self.cast.person.uninstalls().await.expect("a removal");
        self.world.settles().await;
    }

    /// Installs, and passes over the level check.
    pub(crate) async fn starts(&self) {
        self.installs().await;
        let skip = if self.reads_english() { "Skip" } else { "Sla over" };
        self.taps(skip).await;
        self.sees();
    }

    /// Installs, and answers every question of the level check the same way.
    pub(crate) async fn starts_saying(&self, answer: &str) {
        self.installs().await;
        self.taps("Stel de vragen").await;
        while self.cast.person.buttons().iter().any(|button| button == answer) {
            self.taps(answer).await;
        }
        self.sees();
    }

    pub(crate) async fn says(&self, text: &str) {
        self.cast.person.says(text).await.expect("a message");
        self.world.settles().await;
    }

    pub(crate) async fn taps(&self, button: &str) -> InvokeResponse {
        self.taps_with(button, &[]).await
    }

    pub(crate) async fn taps_with(&self, button: &str, inputs: &[(&str, &str)]) -> InvokeResponse {
        match self.tries(button, inputs).await {
            Ok(response) => response,
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) async fn tries(
        &self,
        button: &str,
        inputs: &[(&str, &str)],
    ) -> Result<InvokeResponse, PersonError> {
        let response = self.cast.person.taps(button, inputs).await?;
        self.world.settles().await;
        Ok(response)
    }

    /// Chooses an option of the newest question and has it looked at.
    pub(crate) async fn chooses(&self, option: &str, button: &str) {
        let (id, value) = self.cast.person.option(option).expect("an option");
        self.taps_with(button, &[(&id, &value)]).await;
    }

    /// What is new in the chat since the last look: new and changed cards, as text.
    pub(crate) fn sees(&self) -> String {
        let mut looked = self.world.looked.lock().expect("nobody panicked");
        let mut text = String::new();
        for message in self.messages() {
            let key = format!("{} {}", self.cast.person.profile().id, message.id);
            let before = looked.insert(key, message.revision);
            if before != Some(message.revision) {
                let when = zone().to_datetime(message.at).strftime("%a %-d %b %H:%M");
                let change = if before.is_some() { ", changed" } else { "" };
                text += &format!("[{when}{change}]\n{}\n", words(&message));
            }
        }
        text
    }

    /// The bot's messages, oldest first.
    pub(crate) fn messages(&self) -> Vec<Message> {
        let all = self.cast.person.messages().into_iter();
        all.filter(|message| message.author == Author::Bot).collect()
    }

    /// The titles of the bot's cards, oldest first.
    pub(crate) fn titles(&self) -> Vec<String> {
        self.messages().iter().map(title).collect()
    }

    /// The title of the newest card.
    pub(crate) fn newest(&self) -> String {
        self.titles().pop().unwrap_or_default()
    }

    /// The question on the newest card: its prompt and options, without why it came.
    pub(crate) fn newest_question(&self) -> String {
        let text = self.messages().last().map(words).unwrap_or_default();
        let options = text.lines().filter(|line| line.trim().starts_with("( ) "));
        options.collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn sees_button(&self, title: &str) -> bool {
        self.cast.person.buttons().iter().any(|button| button == title)
    }

    fn reads_english(&self) -> bool {
        self.cast.person.profile().locale.starts_with("en")
    }
}

/// The first line of a card.
pub(crate) fn title(message: &Message) -> String {
    let text = words(message);
    text.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned()
}

fn words(message: &Message) -> String {
    match &message.card {
        Some(card) => Card::read(card).expect("a card").text(),
        None => message.text.clone(),
    }
}

pub(crate) async fn fresh_postgres_database(server: &str) -> String {
    let name = format!("stapje_{}", stapje::clock::Chance::system().nonce().to_lowercase());
    let name = name.replace('-', "_");
    run_on(server, &format!("CREATE DATABASE {name}")).await;
    name
}

pub(crate) async fn drop_postgres_database(server: &str, name: &str) {
    run_on(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// Statements about databases take no parameters; the name is our own.
async fn run_on(server: &str, statement: &str) {
    let mut conn = sqlx::PgConnection::connect(server).await.expect("the test server");
    let statement = sqlx::AssertSqlSafe(statement.to_owned());
    sqlx::query(statement).execute(&mut conn).await.expect("a statement");
}
