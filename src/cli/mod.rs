//! The commands of the program, one file each.

// First, for its macros.
#[macro_use]
mod output;

mod backup;
mod config;
mod content;
mod demo;
mod doctor;
pub mod edition;
mod explain;
mod graph;
mod health;
mod logging;
mod loops;
mod manifest;
mod nudges;
mod plan;
#[cfg(feature = "playground")]
mod playground;
mod privacy;
mod roster;
mod serve;
mod simulate;
mod telemetry;

use std::num::NonZero;
use std::process::ExitCode;
use std::thread::available_parallelism;

use clap::{Parser, Subcommand};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio::runtime::{Builder, Runtime};

use crate::audit::{Deed, note};
use crate::clock::Clock;
use logging::LogFormat;

#[cfg(all(feature = "playground", not(debug_assertions)))]
compile_error!(
    "the `playground` feature takes messages from anybody on this machine; it is for \
     development builds only and does not compile into a release"
);

/// Stapje helps colleagues to use Microsoft 365, one small step at a time.
#[derive(Debug, Parser)]
#[command(version = crate::VERSION, about, arg_required_else_help = true)]
struct Cli {
    /// How the log is written, to standard error.
    #[arg(long, global = true, value_enum, default_value_t, env = "STAPJE_LOG_FORMAT")]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot for Microsoft Teams.
    Serve(serve::Arguments),
    /// Try it in a browser on this machine, with ready-made people and a clock to push.
    Demo(demo::Arguments),
    /// Ask a running bot on this machine whether it can do its work: exit code 0 or 1.
    Health(health::Arguments),
    /// Look at everything that has to be right, and name the next step for what is not.
    Doctor(doctor::Arguments),
    /// Write and check the settings file.
    #[command(subcommand)]
    Config(config::Command),
    /// See what one of the demo's people gets next, out of what, and why.
    Explain(explain::Arguments),
    /// See what Stapje would bring, on simulated employees and against what else one could do.
    Simulate(simulate::Arguments),
    /// Look after tips and texts.
    #[command(subcommand)]
    Content(content::Command),
    /// See what became of nudges, and halt or resume a campaign.
    Nudges(nudges::Arguments),
    /// Look after the adoption plan.
    #[command(subcommand)]
    Plan(plan::Command),
    /// Make the app package for Teams.
    #[command(subcommand)]
    Manifest(manifest::Command),
    /// Copy the database to a file, while the bot runs.
    Backup(backup::Backup),
    /// Put a copy of the database back.
    Restore(backup::Restore),
    /// For the privacy officer: what is kept of one person, and erasing it.
    #[command(subcommand)]
    Privacy(privacy::Command),
    /// Departments and roles of people, as the organisation says them.
    #[command(subcommand)]
    Roster(roster::Command),
    /// Microsoft Graph, where `[graph]` switches it on: the app for a group, and who works where.
    Graph(graph::Arguments),
    /// Run the bot for Microsoft 365 Agents Playground, without any authentication.
    #[cfg(feature = "playground")]
    Playground(playground::Arguments),
}

/// The variable that names how many threads take turns, as the runtime calls it.
const THREADS: &str = "TOKIO_WORKER_THREADS";

/// Any command's failure: one clear line for people.
type Failure = Box<dyn std::error::Error>;

/// Runs the program with the arguments that it was started with.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let telemetry = match logging::start(cli.log_format) {
        Ok(telemetry) => telemetry,
        Err(failure) => {
            tell!("stapje: {failure}");
            return ExitCode::FAILURE;
        }
    };
    let done = match cli.command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Demo(arguments) => wait_for(demo::run(arguments)),
        Command::Health(arguments) => wait_for(health::run(arguments)),
        Command::Doctor(arguments) => runtime().and_then(|on| on.block_on(doctor::run(arguments))),
        Command::Graph(arguments) => runtime().and_then(|on| on.block_on(graph::run(arguments))),
        Command::Config(command) => config::run(&command).map(|()| ExitCode::SUCCESS),
        Command::Backup(arguments) => wait_for(backup::backup(arguments)),
        Command::Restore(arguments) => wait_for(backup::restore(arguments)),
        Command::Privacy(command) => wait_for(privacy::run(command)),
        Command::Roster(command) => wait_for(roster::run(command)),
        Command::Explain(arguments) => wait_for(explain::run(arguments)),
        Command::Simulate(arguments) => simulate::run(&arguments),
        Command::Content(command) => content::run(&command),
        Command::Nudges(arguments) => wait_for(nudges::run(arguments)),
        Command::Plan(command) => plan::run(&command),
        Command::Manifest(command) => manifest::run(&command).map(|()| ExitCode::SUCCESS),
        #[cfg(feature = "playground")]
        Command::Playground(arguments) => wait_for(playground::run(arguments)),
    };
    let done = done.and_then(|code| output::finish().map(|()| code));
    let code = done.unwrap_or_else(|failure| {
        tell!("stapje: {failure}");
        ExitCode::FAILURE
    });
    drop(telemetry);
    code
}

/// Today, on this machine's clock.
fn today() -> Date {
    TimeZone::system().to_datetime(Clock::System.now()).date()
}

/// An environment variable.
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Notes in the log what a command did, and as which account of this machine.
fn deed(action: &str, object: &str, count: u64) {
    let actor = environment("USER").unwrap_or_else(|| "unknown".to_owned());
    let (result, origin) = ("done", "command line");
    note(Deed { action, object, result, origin, actor: &actor, count });
}

/// Drives a command that waits for the network.
fn wait_for(command: impl Future<Output = Result<(), Failure>>) -> Result<ExitCode, Failure> {
    runtime()?.block_on(command)?;
    Ok(ExitCode::SUCCESS)
}

fn runtime() -> Result<Runtime, Failure> {
    runtime_sparing(0)
}

/// A runtime with a thread for each core, but for so many cores that somebody else needs.
fn runtime_sparing(cores: usize) -> Result<Runtime, Failure> {
    let named = environment(THREADS).filter(|text| !text.trim().is_empty());
    let threads = if let Some(text) = named {
        text.trim().parse().map(NonZero::get).map_err(|_| {
            format!("{THREADS} is `{text}`. Make it a number from 1, or leave it out.")
        })?
    } else {
        let there = available_parallelism().map_or(1, NonZero::get);
        there.saturating_sub(cores).max(1)
    };
    Ok(Builder::new_multi_thread().worker_threads(threads).enable_all().build()?)
}
