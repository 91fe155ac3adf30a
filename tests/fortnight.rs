//! A fortnight of a starter and an expert side by side. The table is part of the documentation
//! (`docs/FORTNIGHT.md`) and made here, so that it stays true: `UPDATE_DOCS=1` writes it again.

use std::collections::HashMap;
use std::fmt::Write;

use stapje::bot_framework::card::Card;
use stapje::local_channel::{Author, Message};

use crate::world::{Someone, World};

const PLACE: &str = "docs/FORTNIGHT.md";
const HEAD: &str = "# A fortnight, side by side

Sanne works at the front desk and finds computers a little scary; Iris writes policy and macros.
Both install Stapje on the same Monday, answer the level check as they are, react to every card as
they would, and ask for one tip themselves. Same content, same rules, same clock.

This page is written by a test (`tests/fortnight.rs`); it shows the titles of the cards, the
reason that each of them gave, and what came of it (→).

| When | Sanne, starter | Iris, expert |
|---|---|---|
";

/// Days on which both type "tip" themselves, counted from the first.
const ASK_ON: i64 = 3;

/// What one person saw so far: messages by id, with what stood on them.
type Seen = HashMap<String, String>;

/// What is new in the chat since `seen`, a line per card: its title and reason, or what became
/// of it.
fn look(someone: &Someone<'_>, seen: &mut Seen, lines: &mut Vec<String>) {
    for message in someone.cast.person.messages() {
        let text = text_of(&message);
        let before = seen.insert(message.id.clone(), text.clone());
        let title = text.lines().next().unwrap_or_default().trim_start_matches("# ");
        match before {
            Some(before) if before == text => {}
            Some(before) => {
                let word = text.lines().nth(1).unwrap_or_default();
                let word = word.split_inclusive(". ").next().unwrap_or_default().trim();
                let same_title = before.lines().next() == text.lines().next();
                // A message that went straight on has the next step under the result.
                let heading = text.lines().skip(1).find_map(|line| line.strip_prefix("# "));
                let word = if same_title && heading.is_none() { word } else { title };
                lines.push(format!("→ {word}"));
                if let Some(next) = heading {
                    lines.push(format!("**{next}** {}", reason(&text)));
                }
            }
            None if message.author == Author::Person => lines.push(format!("*“{text}”*")),
            None => lines.push(format!("**{title}** {}", reason(&text)).trim_end().to_owned()),
        }
    }
}

fn reason(text: &str) -> &str {
    let mut lines = text.lines();
    lines.find_map(|line| line.strip_prefix("**Waarom jij dit krijgt.** ")).unwrap_or_default()
}

fn text_of(message: &Message) -> String {
    let card = message.card.as_ref().and_then(|card| Card::read(card).ok());
    card.map_or_else(|| message.text.clone(), |card| card.text())
}

/// One day of one person: they look, and react to the newest card until nothing comes back.
async fn day(world: &World, someone: &Someone<'_>, seen: &mut Seen) -> String {
    let mut lines = Vec::new();
    look(someone, seen, &mut lines);
    for _ in 0..12 {
        let edition = world.demo.service.edition();
        let reacted = someone.cast.reacts(&edition).await.expect("a reaction");
        world.settles().await;
        if !reacted {
            break;
        }
        let before = lines.len();
        look(someone, seen, &mut lines);
        // The level check is one card that changes; its lines are private even here.
        lines.dedup_by(|a, b| a == b || (a.starts_with("→ Vraag") && b.starts_with("→ Vraag")));
        if lines.len() == before && someone.newest() != "Wat lukt jou al?" {
            break;
        }
    }
    lines.retain(|line| !line.starts_with("→ Vraag"));
    lines.join("<br>")
}

#[tokio::test]
async fn the_fortnight_in_the_documentation_is_true() {
    let world = World::on_sqlite().await;
    let people = [world.sanne(), world.iris()];
    let mut seen = [Seen::new(), Seen::new()];
    let mut page = HEAD.to_owned();
    let mut steps = [String::new(), String::new()];
    // They look at the end of each day: whatever was due in it has come.
    world.time_passes(jiff::SignedDuration::from_hours(8)).await;
    for number in 0..14 {
        let now = world.demo.clock.now();
        let zone = jiff::tz::TimeZone::get("Europe/Amsterdam").expect("a zone");
        let when = zone.to_datetime(now).strftime("%a %-d %b");
        let mut cells = Vec::new();
        for (someone, seen) in people.iter().zip(&mut seen) {
            match number {
                0 => someone.installs().await,
                ASK_ON => someone.says("tip").await,
                _ => world.time_passes(jiff::SignedDuration::ZERO).await,
            }
            cells.push(day(&world, someone, seen).await);
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            writeln!(page, "| {when} | {} | {} |", cells[0], cells[1]).expect("text");
        }
        steps.iter_mut().zip(cells).for_each(|(step, cell)| *step += &cell);
        world.days_pass(1).await;
    }
    assert_ne!(steps[0], steps[1], "a starter and an expert get different things");
    let place = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(PLACE);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&place, &page).expect("the page is written");
    }
    let written = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(written == page, "{PLACE} is not true any more; run the tests with UPDATE_DOCS=1");
}
