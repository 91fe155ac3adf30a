//! Scripts: a conversation written down, played in the terminal.
//!
//! One thing a line; empty lines and lines that start with `#` are passed over:
//!
//! ```text
//! sanne installs
//! sanne says hoi
//! sanne taps Stel de vragen
//! sanne picks Een link naar het bestand
//! sanne reacts
//! team adds
//! team removes
//! wait 3 days
//! next morning
//! ```

use std::collections::HashMap;
use std::io::Write;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::start::Demo;
use super::{Cast, page};
use crate::bot_framework::card::Card;
use crate::local_channel::{Author, Message, PersonError, Team};
use crate::store::StoreError;

/// A script that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script(Vec<(usize, Step)>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Wait(SignedDuration),
    NextMorning,
    Title(String),
    /// The demo's team adds the bot, or takes it away.
    Team {
        adds: bool,
    },
    Does {
        who: String,
        deed: Deed,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Deed {
    Installs,
    Uninstalls,
    Says(String),
    Taps(String),
    Picks(String),
    Reacts,
}

/// A script cannot be read or played.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// A line that is not understood.
    #[error(
        "line {line}: `{text}` is not understood. Write for example `sanne installs`, `sanne says hoi`, `sanne taps Gedaan`, `sanne picks an option`, `sanne reacts`, `team adds`, `wait 3 days` or `next morning`."
    )]
    Unread {
        /// Which line, from 1.
        line: usize,
        /// What it says.
        text: String,
    },
    /// Somebody who is not in the demo.
    #[error("line {line}: there is nobody called {who}. There are: {there}.")]
    Nobody {
        /// Which line.
        line: usize,
        /// Who was named.
        who: String,
        /// Who there is.
        there: String,
    },
    /// Somebody could not do it.
    #[error("line {line}: {error}")]
    Undone {
        /// Which line.
        line: usize,
        /// Why.
        error: PersonError,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output cannot be written.
    #[error("cannot write: {0}")]
    Output(#[from] std::io::Error),
}

impl Script {
    /// Reads a script.
    pub fn read(text: &str) -> Result<Script, ScriptError> {
        let mut steps = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let step = read_line(line)
                .ok_or_else(|| ScriptError::Unread { line: number, text: line.to_owned() })?;
            steps.push((number, step));
        }
        Ok(Script(steps))
    }

    /// Plays it, and writes down what is said and shown.
    pub async fn play(&self, demo: &Demo, out: &mut impl Write) -> Result<(), ScriptError> {
        let mut picked: HashMap<String, Vec<(String, String)>> = HashMap::new();
        let mut teller = Teller::default();
        for (line, step) in &self.0 {
            match step {
                Step::Title(title) => writeln!(out, "\n=== {title}")?,
                Step::Wait(time) => demo.advance(*time).await?,
                Step::NextMorning => demo.next_morning().await?,
                Step::Team { adds } => {
                    let done = team_does(demo, *adds).await;
                    done.map_err(|error| ScriptError::Undone { line: *line, error })?;
                    let does = if *adds { "adds" } else { "removes" };
                    writeln!(out, "\nThe team {} {does} Stapje", team(demo).name())?;
                    demo.settle().await?;
                }
                Step::Does { who, deed } => {
                    let cast = demo.person(who).ok_or_else(|| nobody(demo, *line, who))?;
                    let picks = picked.entry(who.clone()).or_default();
                    let done = perform(demo, cast, deed, picks).await;
                    done.map_err(|error| ScriptError::Undone { line: *line, error })?;
                    Teller::deed(out, cast, deed)?;
                    demo.settle().await?;
                }
            }
            teller.tell(out, demo)?;
        }
        Ok(())
    }
}

/// The team that the built-in plan has a post for.
fn team(demo: &Demo) -> Team {
    Team::new(demo.channel.clone(), "publiekszaken", "Publiekszaken")
}

async fn team_does(demo: &Demo, adds: bool) -> Result<(), PersonError> {
    let Some(owner) = demo.cast.first() else { return Ok(()) };
    let team = team(demo);
    if adds { team.adds(&owner.person, &[]).await } else { team.removes(&owner.person, &[]).await }
}

fn nobody(demo: &Demo, line: usize, who: &str) -> ScriptError {
    let there: Vec<_> = demo.cast.iter().map(|cast| cast.person.profile().id.as_str()).collect();
    ScriptError::Nobody { line, who: who.to_owned(), there: there.join(", ") }
}

async fn perform(
    demo: &Demo,
    cast: &Cast,
    deed: &Deed,
    picks: &mut Vec<(String, String)>,
) -> Result<(), PersonError> {
    match deed {
        Deed::Installs => cast.person.installs().await?,
        Deed::Uninstalls => cast.person.uninstalls().await?,
        Deed::Says(text) => cast.person.says(text).await?,
        Deed::Picks(option) => picks.push(cast.person.option(option)?),
        Deed::Taps(title) => {
            let inputs: Vec<(&str, &str)> =
                picks.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
            cast.person.taps(title, &inputs).await?;
            picks.clear();
        }
        Deed::Reacts => {
            cast.reacts(&demo.service.edition()).await?;
        }
    }
    Ok(())
}

fn read_line(line: &str) -> Option<Step> {
    let (first, rest) = line.split_once(' ')?;
    let rest = rest.trim();
    match (first, rest) {
        ("next", "morning") => return Some(Step::NextMorning),
        ("team", "adds") => return Some(Step::Team { adds: true }),
        ("team", "removes") => return Some(Step::Team { adds: false }),
        ("title", title) => return Some(Step::Title(title.to_owned())),
        ("wait", time) => return wait(time).map(Step::Wait),
        _ => {}
    }
    let (verb, what) = rest.split_once(' ').unwrap_or((rest, ""));
    let what = what.trim().to_owned();
    let deed = match verb {
        "installs" => Deed::Installs,
        "uninstalls" => Deed::Uninstalls,
        "reacts" => Deed::Reacts,
        "says" if !what.is_empty() => Deed::Says(what),
        "taps" if !what.is_empty() => Deed::Taps(what),
        "picks" if !what.is_empty() => Deed::Picks(what),
        _ => return None,
    };
    Some(Step::Does { who: first.to_owned(), deed })
}

fn wait(time: &str) -> Option<SignedDuration> {
    let (number, unit) = time.split_once(' ')?;
    let number: i64 = number.parse().ok().filter(|number| (1..=10_000).contains(number))?;
    let hours = match unit {
        "hour" | "hours" => 1,
        "day" | "days" => 24,
        "week" | "weeks" => 7 * 24,
        _ => return None,
    };
    Some(SignedDuration::from_hours(number * hours))
}

/// Tells what is new, once.
#[derive(Default)]
struct Teller {
    told: HashMap<(String, String), u32>,
}

impl Teller {
    fn deed(out: &mut impl Write, cast: &Cast, deed: &Deed) -> std::io::Result<()> {
        let name = &cast.person.profile().name;
        match deed {
            Deed::Installs => writeln!(out, "\n{name} installs Stapje"),
            Deed::Uninstalls => writeln!(out, "\n{name} removes Stapje"),
            Deed::Taps(title) => writeln!(out, "\n{name} presses [{title}]"),
            Deed::Picks(option) => writeln!(out, "\n{name} chooses ({option})"),
            Deed::Reacts => writeln!(out, "\n{name} reacts"),
            Deed::Says(_) => Ok(()),
        }
    }

    fn tell(&mut self, out: &mut impl Write, demo: &Demo) -> std::io::Result<()> {
        for cast in &demo.cast {
            let profile = cast.person.profile();
            for message in cast.person.messages() {
                self.message(out, &profile.name, &message)?;
            }
        }
        let team = team(demo);
        team.messages().iter().try_for_each(|message| self.message(out, team.name(), message))
    }

    fn message(
        &mut self,
        out: &mut impl Write,
        whose: &str,
        message: &Message,
    ) -> std::io::Result<()> {
        let key = (whose.to_owned(), message.id.clone());
        let before = self.told.insert(key, message.revision);
        if before.is_some_and(|told| told >= message.revision) {
            return Ok(());
        }
        write_message(out, whose, message, before.is_none())
    }
}

fn write_message(
    out: &mut impl Write,
    name: &str,
    message: &Message,
    first: bool,
) -> std::io::Result<()> {
    let zone = TimeZone::get(page::ZONE).unwrap_or(TimeZone::UTC);
    let at = zone.to_datetime(message.at).strftime("%a %-d %b %H:%M");
    let card = message.card.as_ref().and_then(|card| Card::read(card).ok());
    match (message.author, card) {
        (Author::Person, _) => writeln!(out, "\n[{at}] {name}: {}", message.text),
        (Author::Bot, Some(card)) => {
            let change = if first { "" } else { " (the card changes)" };
            writeln!(out, "\n[{at}] Stapje → {name}{change}")?;
            card.text().lines().try_for_each(|line| writeln!(out, "  | {line}"))
        }
        (Author::Bot, None) => writeln!(out, "\n[{at}] Stapje → {name}: {}", message.text),
    }
}
