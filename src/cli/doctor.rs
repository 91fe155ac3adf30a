//! `stapje doctor`: everything that has to be right, with the next step for what is not.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use super::Failure;
use crate::clock::Clock;
use crate::doctor::{CHECKS, Check, Light, Line, Question, examine, text, worst};

#[derive(Debug, Args)]
#[command(
    after_help = "Exit code: 0 when all is well, 1 when there is something to look at, 2 when \
                        something is wrong.\ndocs/DOCTOR.md explains every line and every state."
)]
pub(super) struct Arguments {
    /// The settings file; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
    /// The app package to hold against the settings; `stapje.zip` if it is here.
    #[arg(long, value_name = "ZIP")]
    package: Option<PathBuf>,
    /// The Entra object id of somebody who should have the app.
    #[arg(long, value_name = "OBJECT-ID")]
    user: Option<String>,
    /// Look at this line only; may be given more than once.
    #[arg(long, value_name = "LINE", value_parser = check)]
    only: Vec<Check>,
    /// Name every line and what it looks at, and look at nothing.
    #[arg(long)]
    list: bool,
    /// One JSON object, for monitoring.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    if arguments.list {
        for check in CHECKS {
            say!("{check:<12} {}", check.about());
        }
        return Ok(ExitCode::SUCCESS);
    }
    let question = Question {
        config: arguments.config.as_deref(),
        package: arguments.package.as_deref(),
        user: arguments.user.as_deref(),
        only: &arguments.only,
    };
    let lines = looked(&question).await?;
    if arguments.json {
        let light = worst(&lines);
        let answer = json!({ "version": crate::VERSION, "light": light, "lines": lines });
        say!("{}", serde_json::to_string_pretty(&answer)?);
    } else {
        put!("{}", text(&lines));
    }
    Ok(exit_code(&lines))
}

/// These lines alone, as text.
pub(super) async fn only(config: Option<&Path>, only: &[Check]) -> Result<ExitCode, Failure> {
    let lines = looked(&Question { config, only, ..Question::default() }).await?;
    put!("{}", text(&lines));
    Ok(exit_code(&lines))
}

async fn looked(question: &Question<'_>) -> Result<Vec<Line>, Failure> {
    // What goes wrong stands in the lines: the log would say it a second time.
    let looking = examine(question, &super::environment, &Clock::System);
    Ok(looking.with_subscriber(NoSubscriber::default()).await?)
}

fn exit_code(lines: &[Line]) -> ExitCode {
    ExitCode::from(match worst(lines) {
        Light::Off | Light::Green => 0,
        Light::Yellow => 1,
        Light::Red => 2,
    })
}

fn check(name: &str) -> Result<Check, String> {
    let names: Vec<&str> = CHECKS.iter().map(|check| check.name()).collect();
    Check::named(name).ok_or_else(|| format!("the lines are {}", names.join(", ")))
}
