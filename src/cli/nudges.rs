//! `stapje nudges`: what became of nudges, and why; and halting a campaign that runs.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::Failure;
use super::edition::Watch;
use crate::clock::Clock;
use crate::config::{self, Basics};
use crate::content::{Managers, Source};
use crate::nudges::figures::{LEAST, Line, REASONS, shown};
use crate::store::campaigns::{self, Halt};
use crate::store::{Store, outbox, skips};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The settings file of the server.
    #[arg(long, short, global = true, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// How many nudges are in which state, and why; per campaign and in all. Never who.
    Status {
        /// As JSON, for other programs.
        #[arg(long)]
        json: bool,
    },
    /// What a reason means, and what to do about it.
    Explain {
        /// The reason's code; all without one.
        reason: Option<String>,
    },
    /// Let nudges that failed by our mistake wait again, where their moment has not passed.
    Retry {
        /// Only those of this campaign.
        #[arg(long)]
        campaign: Option<String>,
    },
    /// Halt a campaign for a while: what waits goes on with it, if its moment has not passed.
    Pause {
        /// The campaign's id in the plan.
        campaign: String,
    },
    /// Halt a campaign: what waits lapses.
    Stop {
        /// The campaign's id in the plan.
        campaign: String,
    },
    /// Let a halted campaign run again.
    Resume {
        /// The campaign's id in the plan.
        campaign: String,
    },
}

pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    if let Command::Explain { reason } = &arguments.command {
        return explain(reason.as_deref());
    }
    let env = |name: &str| std::env::var(name).ok();
    let file = arguments.config.as_deref();
    let places = Basics::read(file, &env)?;
    let content = || config::content(file, &env);
    let store = Store::open(&places.database).await?;
    let now = Clock::System.now();
    let done = match &arguments.command {
        Command::Status { json } => status(&store, *json).await,
        Command::Retry { campaign } => retry(&store, campaign.as_deref(), now).await,
        Command::Pause { campaign } => {
            halt(&store, content()?, campaign, Some(Halt::Paused), now).await
        }
        Command::Stop { campaign } => {
            halt(&store, content()?, campaign, Some(Halt::Stopped), now).await
        }
        Command::Resume { campaign } => halt(&store, content()?, campaign, None, now).await,
        Command::Explain { .. } => Ok(()),
    };
    store.close().await;
    done
}

fn explain(reason: Option<&str>) -> Result<(), Failure> {
    let is_it = |code: &str, wanted: &str| match code.strip_suffix('…') {
        Some(start) => wanted.starts_with(start),
        None => code == wanted,
    };
    let chosen = REASONS.iter().filter(|(code, _)| reason.is_none_or(|one| is_it(code, one)));
    let chosen: Vec<_> = chosen.collect();
    if chosen.is_empty() {
        let known: Vec<_> = REASONS.iter().map(|(code, _)| *code).collect();
        return Err(format!("there is no such reason; there are: {}", known.join(", ")).into());
    }
    for (code, meaning) in chosen {
        say!("{code:20} {meaning}");
    }
    Ok(())
}

async fn status(store: &Store, json: bool) -> Result<(), Failure> {
    let mut conn = store.read().await?;
    let figures = outbox::figures(&mut conn).await?;
    let lines = shown(&figures, &skips::counts(&mut conn).await?);
    let halted = campaigns::halted(&mut conn).await?;
    if json {
        let halted: serde_json::Map<_, _> =
            halted.into_iter().map(|(id, halt)| (id, halt.name().into())).collect();
        let all = serde_json::json!({ "nudges": lines, "halted": halted });
        say!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    if lines.is_empty() {
        say!("No nudges yet.");
    } else {
        say!("{:20} {:18} {:20} {:>8}", "campaign", "state", "reason", "nudges");
    }
    for line in &lines {
        say!("{}", row(line));
    }
    if lines.iter().any(|line| line.number.is_none()) {
        say!("Figures about what people chose are shown from {LEAST} people up.");
    }
    for (campaign, halt) in halted {
        say!("{campaign} is {}.", halt.name());
    }
    Ok(())
}

fn row(line: &Line) -> String {
    let number = match (line.number, line.rounded) {
        (None, _) => format!("< {LEAST}"),
        (Some(number), true) => format!("≥ {number}"),
        (Some(number), false) => number.to_string(),
    };
    let campaign = if line.campaign.is_empty() { "-" } else { &line.campaign };
    let reason = if line.reason.is_empty() { "-" } else { &line.reason };
    format!("{campaign:20} {:18} {reason:20} {number:>8}", line.state)
}

async fn retry(store: &Store, campaign: Option<&str>, now: Timestamp) -> Result<(), Failure> {
    let mut tx = store.write().await?;
    let number = outbox::retry_failed(&mut tx, campaign, now).await?;
    tx.commit().await?;
    say!("{number} nudges wait again. Those whose moment has passed stay as they are.");
    Ok(())
}

async fn halt(
    store: &Store,
    content: Source,
    campaign: &str,
    how: Option<Halt>,
    now: Timestamp,
) -> Result<(), Failure> {
    let (_, edition) = Watch::open(content)?;
    let plan = &edition.catalog.plan;
    let known: Vec<&str> = plan
        .campaigns
        .iter()
        .map(|campaign| campaign.id.as_str())
        .chain(plan.moments.iter().map(|moment| moment.id.as_str()))
        .chain(plan.posts.iter().map(|post| post.id.as_str()))
        .chain(plan.managers.iter().map(|_| Managers::TALK))
        .collect();
    if !known.contains(&campaign) {
        let known = known.join(", ");
        return Err(format!("the plan has no campaign `{campaign}`; there are: {known}").into());
    }
    let mut tx = store.write().await?;
    match how {
        None => {
            campaigns::run(&mut tx, campaign).await?;
        }
        Some(halt) => campaigns::halt(&mut tx, campaign, halt, now).await?,
    }
    tx.commit().await?;
    let Some(how) = how else {
        say!("{campaign} runs.");
        return Ok(());
    };
    // A running server takes nothing of it any more.
    let lapsed = match how {
        Halt::Stopped => outbox::campaign_lapses(store, campaign, now).await?,
        Halt::Paused => 0,
    };
    say!("{campaign} is {}. {lapsed} nudges that waited have lapsed.", how.name());
    Ok(())
}
