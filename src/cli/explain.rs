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
use crate::learning::{
    Candidate, Gathered, Learned, Library, Path, Policy, Recall, Rule, Standing, Wish, candidates,
    choose,
};
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
    say!("{name} after {} days with Stapje.\n", arguments.days);
    let edition = demo.service.edition();
    let learned = demo.service.learned();
    let learned = learned.get(demo.tenant_id()).cloned().unwrap_or_default();
    say!("{}", together(&learned));
    let library = edition.library(demo.tenant_id());
    let asked = Asked { edition: &edition, library, learned: &learned, path: &path };
    put!("{}", explain(&asked, rule, demo.clock.now(), arguments.most));
    Ok(())
}

/// Whom it is about, and what they get it from.
struct Asked<'a> {
    edition: &'a Edition,
    /// As the people of the organisation have taught us to see it.
    library: &'a Library,
    learned: &'a Learned,
    path: &'a Path,
}

/// What the people of the organisation have taught together, in three lines.
fn together(learned: &Learned) -> String {
    let items = learned.items.len();
    let answers: u32 = learned.items.values().map(|sum| sum.answers).sum();
    let weigh = learned.items.values().filter(|sum| sum.weighs()).count();
    let Recall { shift, slope, .. } = learned.recall();
    format!(
        "All together: {answers} first answers to {items} items; the difficulty of {weigh} follows from them.\n  \
         Recall is read with shift {shift:.2} and slope {slope:.2}, from {} review answers.\n  \
         A newcomer starts at {:.2} logits: {} people told us something.\n",
        learned.recalls.count(),
        learned.levels.average(),
        learned.levels.people,
    )
}

/// What comes next, its reason in every language, and the candidates with their scores.
fn explain(asked: &Asked, rule: Rule, now: jiff::Timestamp, most: usize) -> String {
    let (Asked { edition, library, learned, path }, policy) = (asked, Policy::of(rule));
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
    text.push_str("\n worth  knows  lands recall   hard  level      standing   tip\n");
    for candidate in weighed.iter().take(most) {
        let from_answers = learned.items.get(&candidate.item.id).is_some_and(Gathered::weighs);
        text.push_str(&line(candidate, from_answers, &title(&candidate.item.id)));
    }
    text.push_str("hard: the difficulty in logits; with * from answers, else by its level.\n");
    let _ = writeln!(text, "{} items in all.", weighed.len());
    text
}

fn line(candidate: &Candidate, from_answers: bool, title: &str) -> String {
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
    let hard =
        format!("{:5.1}{}", candidate.item.difficulty.mean, if from_answers { '*' } else { ' ' });
    format!("{worth} {knows} {lands} {recall} {hard}  {level:<10} {standing:<10} {title}\n")
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
