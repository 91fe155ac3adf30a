//! Answers to what somebody types.

use jiff::ToSpan;

use super::decide::Turn;
use super::intent::{self, Intent, Until};
use super::{cards, my_data, settings, why};
use crate::learning::{BehaviourState, Mark, Wish};

/// How many tips a search offers.
const MOST_FOUND: usize = 3;

pub(super) fn answer(turn: &mut Turn, text: &str) {
    match intent::read(text, turn.today()) {
        Intent::Hello => turn.say("hello-title", &["hello"]),
        Intent::Help => help(turn, None),
        Intent::Tip => {
            if !turn.next_step(Wish::Tip) && !turn.next_step(Wish::Next) {
                turn.say("no-tip-title", &["no-tip"]);
            }
        }
        Intent::Question => {
            if !turn.next_step(Wish::Question) {
                turn.say("no-tip-title", &["no-question"]);
            }
        }
        Intent::Progress => progress(turn),
        Intent::Settings => settings::send(turn),
        Intent::Pause(Until::Day(day)) => {
            turn.pause_until(day);
            let card = paused(turn);
            turn.reply_plain(card);
        }
        Intent::Pause(Until::Unsaid) => ask_pause(turn, None),
        Intent::DayOff(day) => {
            turn.day_off(day);
            let when = turn.speaker().words.date(day);
            let line = turn.speaker().words.say_with("day-off-set", &[("when", when.into())]);
            let card = cards::note(turn.speaker(), "day-off-title", &[line]);
            turn.reply_plain(card);
        }
        Intent::Resume => {
            turn.resume();
            let card = resumed(turn);
            turn.reply_plain(card);
        }
        Intent::Stop => {
            turn.stop();
            turn.say("stop-title", &["stop-set"]);
        }
        Intent::Language => {
            let card = cards::language(turn.speaker(), turn.nonce());
            turn.reply(card);
        }
        Intent::Why => {
            let card = cards::why(turn.speaker(), turn.last_reason(), why::lines(turn));
            turn.reply_plain(card);
        }
        Intent::WhoAreYou => {
            let card = cards::who(turn.speaker());
            turn.reply_plain(card);
        }
        Intent::MyData => my_data::send(turn),
        Intent::Thanks => turn.say("thanks-title", &["thanks"]),
        Intent::LevelCheck => level_check(turn),
        Intent::Search(words) => search(turn, &words),
    }
}

/// Starts the level check in a new message.
pub(super) fn level_check(turn: &mut Turn) {
    match cards::level_check(turn.speaker(), 0, turn.nonce()) {
        Some(card) => turn.reply(card),
        None => help(turn, None),
    }
}

/// Asks until when to pause, in a new message.
pub(super) fn ask_pause(turn: &mut Turn, problem: Option<&str>) {
    let tomorrow = turn.today().saturating_add(1.day());
    let card = cards::pause(turn.speaker(), tomorrow, problem, turn.nonce());
    turn.reply(card);
}

/// Says until when there is a pause.
pub(super) fn paused(turn: &Turn) -> crate::bot_framework::card::Card {
    let speaker = turn.speaker();
    let until = turn.employee.paused_until.map(|day| speaker.words.date(day));
    let line = speaker.words.say_with("pause-set", &[("when", until.unwrap_or_default().into())]);
    cards::note(speaker, "pause-set-title", &[line])
}

/// Says that we go on, and when.
pub(super) fn resumed(turn: &Turn) -> crate::bot_framework::card::Card {
    let speaker = turn.speaker();
    let line = turn.next_day().map_or_else(
        || speaker.words.say("resume-set-none"),
        |when| speaker.words.say_with("resume-set", &[("when", when.into())]),
    );
    cards::note(speaker, "resume-title", &[line])
}

fn help(turn: &mut Turn, first: Option<&str>) {
    let card = cards::help(turn.speaker(), first);
    turn.reply_plain(card);
}

fn search(turn: &mut Turn, words: &str) {
    let speaker = turn.speaker();
    let found = speaker.language.search.find(words, MOST_FOUND);
    match cards::search(speaker, found, turn.nonce()) {
        Some(card) => turn.reply(card),
        None => help(turn, Some("help-not-found")),
    }
}

fn progress(turn: &mut Turn) {
    let speaker = turn.speaker();
    let words = speaker.words;
    let path = &turn.path;
    let tried = path.items.values().filter(|seen| seen.mark == Mark::Tried).count();
    let done = path.behaviours.values();
    let done = done.filter(|state| matches!(state, BehaviourState::Done(_))).count();
    let numbers =
        [("progress-tips", path.items.len()), ("progress-tried", tried), ("progress-done", done)];
    let mut lines = Vec::new();
    if path.items.is_empty() {
        lines.push(words.say("progress-none"));
    } else {
        let topics = turn.edition.catalog.plan.topics.iter().filter(|topic| {
            let library = &turn.edition.catalog.library;
            path.items.keys().any(|id| library.get(id).is_some_and(|item| item.topic == topic.id))
        });
        let names = topics.filter_map(|topic| speaker.language.texts.topics.get(&topic.id));
        let names = words.list(names.cloned().collect());
        if !names.is_empty() {
            lines.push(words.say_with("progress-topics", &[("topics", names.into())]));
        }
    }
    lines.push(turn.next_day().map_or_else(
        || words.say("progress-no-next"),
        |when| words.say_with("progress-next", &[("when", when.into())]),
    ));
    let card = cards::progress(speaker, &numbers, &lines);
    turn.reply_plain(card);
}
