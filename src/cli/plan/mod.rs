//! `stapje plan check`: is adoption in our plan?

mod page;

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::content::Pack;
use super::{Failure, today};
use crate::content::self_check::{Answer, Answers, Factor, SelfCheck, SelfCheckWords};
use crate::content::{Catalog, load};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Hold the adoption plan against twelve questions, and say what to do first.
    ///
    /// What the plan answers is not asked. It needs no data about any employee.
    Check(Check),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pack: Pack,
    /// Answers to what the plan does not say, as a YAML file: `resistance: partly`.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// The language of the result.
    #[arg(long, default_value = "nl")]
    language: String,
    /// Print JSON.
    #[arg(long, conflicts_with = "html")]
    json: bool,
    /// Write an HTML page to this file.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) fn run(Command::Check(arguments): &Command) -> Result<ExitCode, Failure> {
    let catalog = catalog(arguments)?;
    let Some(words) = SelfCheckWords::of(&arguments.language) else {
        return Err(format!(
            "there is no self-check in `{}`. Use --language nl or en.",
            arguments.language
        )
        .into());
    };
    let words = words.map_err(|findings| {
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    })?;
    let mut told = told(arguments)?;
    let day = today();
    let check = SelfCheck::of(&catalog, &told, day);
    if std::io::stdin().is_terminal() && !arguments.json {
        ask(check.open(), &words, &mut told)?;
    }
    let check = SelfCheck::of(&catalog, &told, day);
    if arguments.json {
        say!("{:#}", as_json(&check, &words));
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(path) = &arguments.html {
        let page = page::page(&check, &words, &arguments.language);
        std::fs::write(path, page).map_err(|error| {
            format!("cannot write {}: {error}. Choose another place.", path.display())
        })?;
        say!("Wrote {}.", path.display());
        return Ok(ExitCode::SUCCESS);
    }
    put!("{}", as_text(&check, &words));
    Ok(ExitCode::SUCCESS)
}

fn catalog(arguments: &Check) -> Result<Catalog, Failure> {
    load(&arguments.pack.source().files()?).catalog.ok_or_else(|| {
        "the content has mistakes; `stapje content check` shows them and how to mend them.".into()
    })
}

fn told(arguments: &Check) -> Result<Answers, Failure> {
    let Some(path) = &arguments.answers else { return Ok(Answers::new()) };
    let name = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {name}: {error}. Check the path."))?;
    serde_saphyr::from_str(&text).map_err(|error| {
        let what = error.without_snippet().to_string();
        format!(
            "{name}: {what}. Write a line such as `managers: yes`; yes, partly and no are answers."
        )
        .into()
    })
}

/// Asks in the terminal what the plan does not say. What is not understood stays open.
fn ask(
    open: impl Iterator<Item = Factor>,
    words: &SelfCheckWords,
    told: &mut Answers,
) -> Result<(), Failure> {
    let mut lines = std::io::stdin().lock().lines();
    for factor in open {
        let Some(asked) = words.factors.get(&factor) else { continue };
        say!("{}\n  {}: ", asked.question, words.ask);
        std::io::stdout().flush()?;
        let Some(line) = lines.next().transpose()? else { break };
        if let Some(answer) = read_answer(&line) {
            told.insert(factor, answer);
        }
    }
    say!();
    Ok(())
}

fn read_answer(line: &str) -> Option<Answer> {
    match line.trim().to_lowercase().as_str() {
        "ja" | "j" | "yes" | "y" => Some(Answer::Yes),
        "deels" | "d" | "partly" | "p" => Some(Answer::Partly),
        "nee" | "n" | "no" => Some(Answer::No),
        _ => None,
    }
}

fn as_text(check: &SelfCheck, words: &SelfCheckWords) -> String {
    let mut text =
        format!("{}\n{}\n\n", words.title, words.points(check.points(), check.most_points()));
    for outcome in &check.outcomes {
        let Some(factor) = words.factors.get(&outcome.factor) else { continue };
        let sign = match outcome.answer {
            Answer::Yes => "[x]",
            Answer::Partly => "[~]",
            Answer::No | Answer::Open => "[ ]",
        };
        let (answer, origin) = (words.answer(outcome.answer), words.origin(outcome.origin));
        text += &format!("{sign} {}: {answer} ({origin})\n", factor.name);
        if outcome.answer != Answer::Yes {
            text += &format!("      {}\n      {}\n", factor.question, factor.todo);
        }
    }
    let first = check.first().and_then(|factor| words.factors.get(&factor));
    text += &first.map_or_else(
        || format!("\n{}\n", words.complete),
        |factor| format!("\n{}: {}\n", words.first, factor.todo),
    );
    text
}

fn as_json(check: &SelfCheck, words: &SelfCheckWords) -> Value {
    let outcomes = check.outcomes.iter().map(|outcome| {
        let factor = words.factors.get(&outcome.factor);
        json!({
            "factor": outcome.factor,
            "question": factor.map(|factor| &factor.question),
            "answer": outcome.answer,
            "origin": outcome.origin,
            "todo": factor.filter(|_| outcome.answer != Answer::Yes).map(|factor| &factor.todo),
        })
    });
    json!({
        "points": check.points(),
        "most_points": check.most_points(),
        "first": check.first(),
        "factors": outcomes.collect::<Vec<_>>(),
    })
}
