//! "Mijn gegevens": what is kept of a person, as that person sees it, and erasing it.

use super::cards;
use super::cards::Line;
use super::decide::Turn;
use super::settings;
use super::speech;
use super::subject::{Act, Press};
use crate::bot_framework::FileOffer;
use crate::bot_framework::card::escape_markdown;
use crate::learning::{Can, Did, Event, Level};

/// So many lines fit on one card, well below what Teams takes.
const LINES_ON_A_CARD: usize = 60;
/// So many cards come in one go; the file has it all.
const MOST_CARDS: usize = 4;

/// Shows what is kept, in a new message.
pub(super) fn send(turn: &mut Turn) {
    let nonce = turn.nonce();
    let card = overview(turn, nonce);
    turn.reply(card);
}

/// Answers a press on the overview.
pub(super) fn press(turn: &mut Turn, press: &Press, nonce: String) {
    match press.act {
        Act::ShowData => {
            show_all(turn);
            // The overview stays: the other buttons may be wanted too.
            let card = overview(turn, nonce);
            turn.keep(card);
        }
        Act::SaveData => {
            let (speaker, text) = (turn.speaker(), file(turn));
            let offer = FileOffer {
                name: speaker.words.say("data-file-name"),
                about: speaker.words.say("data-file-about"),
                size: text.len(),
                language: speaker.language.code.clone(),
            };
            turn.files.push(offer.activity(&speaker.words.say("data-file-about")));
            let card = overview(turn, nonce);
            turn.keep(card);
        }
        Act::StartCheck => {
            let mut quiet = overview(turn, nonce).card;
            quiet.actions.clear();
            turn.replace_plain(quiet);
            speech::level_check(turn);
        }
        Act::AskErase => {
            let card = cards::ask_erase(turn.speaker(), turn.nonce());
            turn.replace(card);
        }
        _ => turn.expired(),
    }
}

/// Answers a press on "do you want to erase everything?".
pub(super) fn press_erase(turn: &mut Turn, press: &Press) {
    match press.act {
        Act::EraseAll => {
            let card = cards::erased(turn.speaker(), turn.held, turn.today());
            turn.replace_plain(card);
            turn.erase();
        }
        Act::KeepData => {
            let nonce = turn.nonce();
            let card = overview(turn, nonce);
            turn.replace(card);
        }
        _ => turn.expired(),
    }
}

fn overview(turn: &Turn, nonce: String) -> cards::Dressed {
    cards::my_data(turn.speaker(), facts(turn), nonce)
}

/// The whole file: in words first, and then everything as it is stored.
pub(super) fn file(turn: &Turn) -> String {
    let words = turn.speaker().words;
    let mut lines = vec![words.say("data-all-title"), words.date(turn.today()), String::new()];
    lines.extend(facts(turn).into_iter().map(|(name, value)| format!("{name}: {value}")));
    lines.push(String::new());
    let events = turn.events_before.iter().rev();
    lines.extend(events.map(|(at, event)| {
        format!("- {}: {}", words.date(turn.date_of(*at)), what(turn, event, Clone::clone))
    }));
    lines.extend([String::new(), words.say("data-file-raw"), String::new()]);
    let raw = turn.raw.as_ref().and_then(|raw| serde_json::to_string_pretty(raw).ok());
    lines.push(raw.unwrap_or_default());
    // The mark tells older programs on Windows that this is UTF-8.
    format!("\u{feff}{}\n", lines.join("\n"))
}

fn facts(turn: &Turn) -> Vec<(String, String)> {
    let speaker = turn.speaker();
    let words = speaker.words;
    let mut facts = vec![
        (words.say("data-since"), words.date(turn.date_of(turn.employee.created_at))),
        (words.say("data-language"), speaker.language.texts.language.clone()),
        (words.say("data-rhythm"), settings::in_words(turn)),
        (words.say("data-tips"), turn.path.items.len().to_string()),
    ];
    for level in Level::ALL {
        let topics = topics_at(turn, level);
        if !topics.is_empty() {
            facts.push((words.say(level_key(level)), words.list(topics)));
        }
    }
    facts
}

/// The topics in which this person stands at `level`, as far as their answers said anything.
fn topics_at(turn: &Turn, level: Level) -> Vec<String> {
    let (catalog, ability) = (&turn.edition.catalog, &turn.path.ability);
    let names = &turn.speaker().language.texts.topics;
    let topics = catalog.plan.topics.iter().filter(|topic| {
        let area = catalog.area(&topic.id);
        ability.has_news(area) && Level::reached_by(ability.in_area(area).0) == level
    });
    topics.filter_map(|topic| names.get(&topic.id).cloned()).collect()
}

fn level_key(level: Level) -> &'static str {
    match level {
        Level::Starter => "data-level-starter",
        Level::Basis => "data-level-basis",
        Level::Gevorderd => "data-level-gevorderd",
    }
}

/// Everything that happened, newest first, as text that can be copied.
fn show_all(turn: &mut Turn) {
    let events = std::mem::take(&mut turn.events_before);
    let lines: Vec<Line> = events
        .iter()
        .rev()
        .take(LINES_ON_A_CARD * MOST_CARDS)
        .map(|(at, event)| Line {
            day: turn.date_of(*at),
            what: what(turn, event, |title| escape_markdown(title)),
        })
        .collect();
    let older = events.len().saturating_sub(lines.len());
    if lines.is_empty() {
        return turn.say("data-all-title", &["data-nothing"]);
    }
    let pages = lines.chunks(LINES_ON_A_CARD).count();
    for (at, page) in lines.chunks(LINES_ON_A_CARD).enumerate() {
        let older = if at + 1 == pages { older } else { 0 };
        let card = cards::all_data(turn.speaker(), page, older);
        turn.reply_plain(card);
    }
}

/// An event in the words of the buttons; `written` is how a tip's title is written down.
fn what(turn: &Turn, event: &Event, written: fn(&String) -> String) -> String {
    let speaker = turn.speaker();
    let title = |id: &str| {
        let text = speaker.edition.catalog.tip_text(id, &speaker.language.code);
        let gone =
            || speaker.words.say_with("data-gone", &[("tip", written(&id.to_owned()).into())]);
        text.map_or_else(gone, |text| written(&text.title))
    };
    let (about, key) = match event {
        Event::LevelCheck { can, .. } => (
            speaker.words.say("check-title"),
            match can {
                Can::Yes => "check-yes",
                Can::WithHelp => "check-with-help",
                Can::NotYet => "check-not-yet",
                Can::Unknown => "check-unknown",
            },
        ),
        Event::Shown { item, .. } => (title(item), "data-shown"),
        Event::Tried { item } => (title(item), "tip-done"),
        Event::Later { item } => (title(item), "tip-later"),
        Event::TooEasy { item } => (title(item), "tip-too-easy"),
        Event::TooHard { item } => (title(item), "tip-too-hard"),
        Event::NotForMe { item } => (title(item), "tip-not-for-me"),
        Event::Answered { item, right } => (
            title(item),
            match right {
                Some(true) => "data-right",
                Some(false) => "data-wrong",
                None => "question-dont-know",
            },
        ),
        Event::Did { item, did } => (
            title(item),
            match did {
                Did::Yes => "doing-yes",
                Did::NotYet => "doing-not-yet",
                Did::Cannot => "doing-cannot",
                Did::NotForMe => "doing-not-for-me",
            },
        ),
    };
    format!("{about}: {}", speaker.words.say(key))
}
