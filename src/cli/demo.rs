//! `stapje demo`: live through a week with Stapje on this machine.

use std::io::ErrorKind;
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{ToSpan, civil};

use super::Failure;
use super::edition::Watch;
use crate::bot_framework::http_client;
use crate::clock::Clock;
use crate::content::Source;
use crate::conversation::Edition;
use crate::demo::{Demo, Options, Script, ScriptError, page};
use crate::learning::Rule;

/// A script starts on this Monday unless told otherwise: what it prints is always the same.
const SCRIPT_START: Date = civil::date(2026, 11, 2);
/// Chance of a script, unless told otherwise.
const SCRIPT_SEED: u64 = 1;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The port of the chat page; 0 for any free one.
    #[arg(long, default_value_t = 4400)]
    port: u16,
    /// Keep the database in this folder; without it everything is gone afterwards.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Play this conversation in the terminal and print it, instead of serving the page.
    #[arg(long)]
    script: Option<PathBuf>,
    /// The day on which the demo starts, at nine in the morning.
    #[arg(long)]
    start: Option<Date>,
    /// Tips and texts from these folders or zips, each above those before it, instead of the
    /// built-in ones; `library` stands for those.
    #[arg(long, value_name = "DIR", num_args = 1.., value_delimiter = ',')]
    content: Vec<PathBuf>,
    /// Make chance repeat itself.
    #[arg(long)]
    seed: Option<u64>,
}

pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let (_, edition) = Watch::open(Source::of(arguments.content))?;
    let scripted = arguments.script.is_some();
    let options = Options {
        edition,
        rule: Rule::default(),
        port: if scripted { 0 } else { arguments.port },
        data: arguments.data,
        start: nine_on(arguments.start.unwrap_or_else(|| first_day(scripted)))?,
        seed: arguments.seed.or(scripted.then_some(SCRIPT_SEED)),
        database: None,
        http: http_client(crate::USER_AGENT)?,
        proxy: None,
    };
    match arguments.script {
        Some(path) => play(&path, options).await,
        None => serve(options).await,
    }
}

async fn serve(options: Options) -> Result<(), Failure> {
    let demo = Demo::start(options).await?;
    say!("Stapje's demo is ready: open http://{}/ in a browser. Ctrl-C stops it.", demo.address);
    Ok(demo.serve().await?)
}

async fn play(path: &PathBuf, options: Options) -> Result<(), Failure> {
    let name = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {name}: {error}. Check the path."))?;
    let script = Script::read(&text).map_err(|error| format!("{name}: {error}"))?;
    let demo = Demo::start(options).await?;
    match script.play(&demo, &mut std::io::stdout()).await {
        // Whoever reads it has seen enough, such as `head`.
        Err(ScriptError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        played => played.map_err(|error| format!("{name}: {error}").into()),
    }
}

/// Today, or the Monday after a weekend.
fn first_day(scripted: bool) -> Date {
    if scripted {
        return SCRIPT_START;
    }
    let today = zone().to_datetime(Clock::System.now()).date();
    let days = match today.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    today.saturating_add(days.days())
}

fn nine_on(day: Date) -> Result<Timestamp, Failure> {
    Ok(zone().to_timestamp(day.at(9, 0, 0, 0))?)
}

fn zone() -> TimeZone {
    TimeZone::get(page::ZONE).unwrap_or(TimeZone::UTC)
}

/// A demo for other commands: no page, nothing kept, and chance that repeats itself.
pub(super) fn options(edition: Edition, rule: Rule) -> Result<Options, Failure> {
    Ok(Options {
        edition,
        rule,
        port: 0,
        data: None,
        start: nine_on(SCRIPT_START)?,
        seed: Some(SCRIPT_SEED),
        database: None,
        http: http_client(crate::USER_AGENT)?,
        proxy: None,
    })
}
