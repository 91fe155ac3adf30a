//! `stapje explain`: what one of the demo's people gets next, out of what, and why.

use std::fmt::Write;

use clap::Args;
use jiff::SignedDuration;

use super::Failure;
use super::demo::options;
use super::edition::Watch;
use crate::content::Source;
use crate::conversation::{Edition, sentence};
use crate::demo::Demo;
use crate::learning::{Candidate, Path, Policy, Rule, Standing, Wish, candidates, choose};
use crate::store::{EmployeeKey, paths};

/// A person reacts to at most so many cards in a day.
const MOST_REACTIONS: usize = 12;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Who: sanne (starter), mehmet or amy (average), iris (expert), karel (ignores everything).
    person: String,
    /// Days that they live with Stapje first, reacting to every card as they would.
    #[arg(long, default_value_t = 14)]
    days: u16,
    /// Candidates to show.
    #[arg(long, default_value_t = 15)]
    most: usize,
    /// By the simple rule instead of the skill model.
    #[arg(long)]
    simple: bool,
}

pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let rule = if arguments.simple { Rule::Simple } else { Rule::SkillModel };
    let (_, edition) = Watch::open(Source::BuiltIn)?;
    let demo = Demo::start(options(edition, rule)?).await?;
    let Some(cast) = demo.person(&arguments.person) else {
        let people: Vec<&str> =
            demo.cast.iter().map(|cast| cast.person.profile().id.as_str()).collect();
        return Err(format!(
            "nobody is called {}; there are {}.",
            arguments.person,
            people.join(", ")
        )
        .into());
    };
    cast.person.installs().await?;
    demo.settle().await?;
    for _ in 0..arguments.days {
        for _ in 0..MOST_REACTIONS {
            if !cast.reacts(&demo.service.edition()).await? {
                break;
            }
            demo.settle().await?;
        }
        demo.advance(SignedDuration::from_hours(24)).await?;
    }
    let key = EmployeeKey::new(demo.tenant_id(), cast.person.object_id());
    let mut conn = demo.service.store().read().await?;
    let path = paths::find(&mut conn, &key).await?;
    drop(conn);
    let name = &cast.person.profile().name;
    println!("{name} after {} days with Stapje.\n", arguments.days);
    let edition = demo.service.edition();
    print!("{}", explain(&edition, &path, rule, demo.clock.now(), arguments.most));
    Ok(())
}

/// What comes next, its reason in every language, and the candidates with their scores.
fn explain(
    edition: &Edition,
    path: &Path,
    rule: Rule,
    now: jiff::Timestamp,
    most: usize,
) -> String {
    let (library, policy) = (&edition.catalog.library, Policy::of(rule));
    let mut text = String::new();
    let title = |id: &str| {
        let code = edition.catalog.plan.languages.first().map_or("nl", String::as_str);
        let tip = edition.catalog.tip_text(id, code);
        tip.map_or_else(|| id.to_owned(), |tip| tip.title.clone())
    };
    match choose(library, path, &policy, Wish::Next, now) {
        None => text.push_str("Nothing comes next: nothing fits now.\n"),
        Some(next) => {
            let _ = writeln!(text, "Next: {} ({:?}, {})", title(&next.item), next.form, next.item);
            for (code, _) in edition.languages() {
                let (language, words) = edition.language(code);
                let why = sentence(edition, language, words, &next.reason);
                let _ = writeln!(text, "  {code}: {why}");
            }
        }
    }
    let mut weighed = candidates(library, path, &policy, now);
    weighed.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
    text.push_str("\n worth  knows  lands recall  level      standing   tip\n");
    for candidate in weighed.iter().take(most) {
        text.push_str(&line(candidate, &title(&candidate.item.id)));
    }
    let _ = writeln!(text, "{} items in all.", weighed.len());
    text
}

fn line(candidate: &Candidate, title: &str) -> String {
    let share = |value: f64| format!("{:4.0} %", 100.0 * value);
    let none = || "     –".to_owned();
    let (worth, knows, lands, recall, standing) = match candidate.standing {
        Standing::New { knows, lands, worth } => {
            (format!("{worth:6.3}"), share(knows), share(lands), none(), "new")
        }
        Standing::Due { retrievability } => (none(), none(), none(), share(retrievability), "due"),
        Standing::Resting { retrievability } => {
            (none(), none(), none(), share(retrievability), "resting")
        }
        Standing::Known => (none(), none(), none(), none(), "known"),
        Standing::Waits => (none(), none(), none(), none(), "waits"),
        Standing::BehaviourDone => (none(), none(), none(), none(), "done"),
        Standing::NotForMe => (none(), none(), none(), none(), "refused"),
    };
    let level = format!("{:?}", candidate.item.level).to_lowercase();
    format!("{worth} {knows} {lands} {recall}  {level:<10} {standing:<10} {title}\n")
}

/// Due before new, new before the rest; within each, the better first.
fn rank(candidate: &Candidate) -> f64 {
    match candidate.standing {
        Standing::Due { retrievability } => 1e6 - retrievability,
        Standing::New { worth, .. } => 1e3 + worth,
        Standing::Resting { retrievability } => 2.0 - retrievability,
        Standing::Known | Standing::Waits => 0.0,
        Standing::BehaviourDone | Standing::NotForMe => -1.0,
    }
}
