//! Answers to presses on our cards.

use jiff::ToSpan;
use jiff::civil::Date;

use super::decide::Turn;
use super::subject::{Act, Press, Subject};
use super::{cards, my_data, settings, speech};
use crate::bot_framework::card::Card;
use crate::content::TipText;
use crate::learning::{Can, Did, Event, Form, Mark, Reason, Wish};
use crate::store::cards::ShownCard;

/// Answers a press. A card that is not theirs, or that has no such button, has expired; one that
/// was answered shows its result again and changes nothing.
pub(super) fn answer(turn: &mut Turn, press: &Press, shown: Option<ShownCard>) {
    let Some(shown) = shown else { return turn.expired() };
    if let Some(result) = shown.answered_at.and(shown.result.as_deref()) {
        return match serde_json::from_str::<Card>(result) {
            Ok(card) => turn.show_again(card),
            Err(_) => turn.expired(),
        };
    }
    let Ok(subject) = serde_json::from_str::<Subject>(&shown.subject) else {
        return turn.expired();
    };
    match subject {
        Subject::Welcome => welcome(turn, press),
        Subject::LevelCheck { line } => level_check(turn, press, line),
        Subject::Tip { tip, before, seen, .. } => {
            let text = as_seen(turn, &tip, seen);
            on_tip(turn, press, &tip, text, before);
        }
        Subject::Question { tip, before, seen, .. } => {
            let text = as_seen(turn, &tip, seen);
            on_question(turn, press, &tip, text, before);
        }
        Subject::Doing { tip, seen, .. } => {
            let text = as_seen(turn, &tip, seen);
            on_doing(turn, press, &tip, text);
        }
        Subject::Onward { quiet } => match Card::read(&quiet) {
            Ok(quiet) => onward(turn, press, quiet),
            Err(_) => turn.expired(),
        },
        Subject::Settings => settings::press(turn, press),
        // A dialog is submitted; its buttons cannot be pressed in a chat.
        Subject::SettingsDialog { .. } => turn.expired(),
        Subject::Pause => pause(turn, press),
        Subject::Language => language(turn, press),
        Subject::Search { tips } => search(turn, press, tips, shown.nonce),
        Subject::MyData => my_data::press(turn, press, shown.nonce),
        Subject::EraseAll => my_data::press_erase(turn, press),
        Subject::StillThere => still_there(turn, press),
        Subject::Moment { moment } => on_moment(turn, press, &moment),
        Subject::Talk { talk } => on_talk(turn, press, &talk),
    }
}

fn welcome(turn: &mut Turn, press: &Press) {
    let mut quiet = cards::welcome(turn.speaker(), turn.per_week(), turn.nonce()).card;
    quiet.actions.clear();
    match press.act {
        Act::StartCheck => {
            turn.replace_plain(quiet);
            speech::level_check(turn);
        }
        Act::SkipCheck => {
            turn.replace_plain(quiet);
            let line = turn.speaker().words.say("welcome-skipped");
            let card = cards::note(turn.speaker(), "check-done-title", &[line]);
            let first = first_tip(turn, card);
            turn.reply(first);
        }
        _ => turn.expired(),
    }
}

fn level_check(turn: &mut Turn, press: &Press, line: usize) {
    match &press.act {
        Act::Can(can) => {
            can_do(turn, *can, line);
            match cards::level_check(turn.speaker(), line + 1, turn.nonce()) {
                Some(next) => turn.replace(next),
                None => end_check(turn, "check-done"),
            }
        }
        Act::SkipCheck => end_check(turn, "check-stopped"),
        _ => turn.expired(),
    }
}

fn can_do(turn: &mut Turn, can: Can, line: usize) {
    let catalog = &turn.edition.catalog;
    if let Some(item) = catalog.plan.level_check.get(line) {
        let (area, level) = (catalog.area(&item.topic), item.level);
        turn.observe(Event::LevelCheck { area, level, can });
    }
}

fn end_check(turn: &mut Turn, key: &str) {
    let line = turn.speaker().words.say(key);
    let card = cards::note(turn.speaker(), "check-done-title", &[line]);
    let first = first_tip(turn, card);
    turn.replace(first);
}

/// A card with a button for the first tip.
fn first_tip(turn: &Turn, card: Card) -> cards::Dressed {
    let mut dressed = cards::with_onward(turn.speaker(), card, None, turn.nonce());
    if let Some(crate::bot_framework::card::Action::Execute(button)) =
        dressed.card.actions.last_mut()
    {
        button.rename(turn.speaker().words.say("check-first-tip"));
    }
    dressed
}

fn on_tip(turn: &mut Turn, press: &Press, tip: &str, text: Option<TipText>, before: u8) {
    let Some(text) = text else { return gone(turn) };
    let item = tip.to_owned();
    let (event, key) = match press.act {
        Act::Done => (Event::Tried { item }, "after-done"),
        Act::Later => (Event::Later { item }, "after-later"),
        Act::TooEasy => (Event::TooEasy { item }, "after-too-easy"),
        Act::NotForMe => (Event::NotForMe { item }, "after-not-for-me"),
        Act::TooHard => return too_hard(turn, tip, &text),
        _ => return turn.expired(),
    };
    let observed = turn.observe(event);
    let card = cards::after_step(turn.speaker(), &text, key, false, false);
    if !turn.goes_on(&observed, &card, before) {
        finish_step(turn, card, None);
    }
}

fn too_hard(turn: &mut Turn, tip: &str, text: &TipText) {
    let easier = easier_than(turn, tip);
    turn.observe(Event::TooHard { item: tip.to_owned() });
    let (key, source) = match (&easier, is_lowest(turn, tip)) {
        (Some(_), _) => ("after-too-hard-easier", false),
        (None, true) => ("after-too-hard-help", true),
        (None, false) => ("after-too-hard", true),
    };
    let card = cards::after_step(turn.speaker(), text, key, false, source);
    let button = easier.map(|easier| ("show-easier", Act::ShowTip(easier)));
    finish_step(turn, card, button);
}

fn on_question(turn: &mut Turn, press: &Press, tip: &str, text: Option<TipText>, before: u8) {
    let Some(text) = text else { return gone(turn) };
    let choice = match press.act {
        Act::DontKnow => None,
        Act::Choose => {
            let chosen: Option<usize> = press.input("choice").parse().ok();
            match chosen.filter(|at| *at < text.question.choices.len()) {
                Some(at) => Some(at),
                // Nothing was chosen, or something that is not on the card.
                None => return turn.in_passing("question-choose"),
            }
        }
        _ => return turn.expired(),
    };
    let before_tip = turn.path.items.get(tip).is_some_and(|seen| {
        seen.shown <= 1 && seen.last_form == Form::Question && seen.mark == Mark::Shown
    });
    let right = choice.map(|at| text.question.choices[at].right);
    let observed = turn.observe(Event::Answered { item: tip.to_owned(), right });
    let card = cards::question_result(turn.speaker(), &text, choice, before_tip);
    if !turn.goes_on(&observed, &card, before) {
        finish_step(turn, card, None);
    }
}

fn on_doing(turn: &mut Turn, press: &Press, tip: &str, text: Option<TipText>) {
    let Some(text) = text else { return gone(turn) };
    let Act::Did(did) = press.act else { return turn.expired() };
    let easier = easier_than(turn, tip);
    turn.observe(Event::Did { item: tip.to_owned(), did });
    let key = match (did, &easier) {
        (Did::Yes, _) => "did-yes",
        (Did::NotYet, _) => "did-not-yet",
        (Did::NotForMe, _) => "after-not-for-me",
        (Did::Cannot, Some(_)) => "did-cannot-easier",
        (Did::Cannot, None) => "did-cannot",
    };
    let speaker = turn.speaker();
    let card = if did == Did::Cannot {
        // The same thing in easier words, at once; where there are none, with the page behind it.
        let easier_text = easier.as_deref().and_then(|id| tip_text(turn, id));
        if let Some(easier) = &easier {
            turn.observe(Event::Shown { item: easier.clone(), form: Form::Tip });
        }
        let shown = easier_text.as_ref().unwrap_or(&text);
        cards::after_step(speaker, shown, key, true, true)
    } else {
        cards::after_step(speaker, &text, key, false, false)
    };
    finish_step(turn, card, None);
}

/// The result replaces the card, with the offer to go on.
fn finish_step(turn: &mut Turn, card: Card, before: Option<(&str, Act)>) {
    let dressed = cards::with_onward(turn.speaker(), card, before, turn.nonce());
    turn.replace(dressed);
}

fn onward(turn: &mut Turn, press: &Press, quiet: Card) {
    match &press.act {
        Act::OneMore => {
            turn.replace_plain(quiet);
            one_more(turn);
        }
        Act::ShowTip(tip) => {
            let topic = turn.edition.catalog.tips.get(tip).map(|tip| tip.topic.clone());
            turn.replace_plain(quiet);
            let reason = Reason::Easier { topic: topic.unwrap_or_default() };
            if !turn.show_tip(tip, reason) {
                turn.say("no-tip-title", &["tip-gone"]);
            }
        }
        _ => turn.expired(),
    }
}

fn one_more(turn: &mut Turn) {
    // "Geef me een tip" is the first thing that anybody asks of us: then it is no question.
    let wish = if turn.path.items.is_empty() { Wish::Tip } else { Wish::Next };
    if !turn.next_step(wish) && !turn.next_step(Wish::Next) {
        turn.say("no-tip-title", &["no-tip"]);
    }
}

fn on_moment(turn: &mut Turn, press: &Press, moment: &str) {
    if press.act != Act::OneMore {
        return turn.expired();
    }
    let tag = &turn.employee.language.tag;
    if let Some(mut dressed) = cards::dress_moment(turn.edition, tag, moment, turn.nonce()) {
        dressed.card.actions.clear();
        turn.replace_plain(dressed.card);
    }
    one_more(turn);
}

/// Whether and how they talked about it is not asked and not kept.
fn on_talk(turn: &mut Turn, press: &Press, talk: &str) {
    let key = match press.act {
        Act::Done => "talk-after-done",
        Act::Later => "talk-after-skip",
        _ => return turn.expired(),
    };
    match cards::after_talk(turn.speaker(), talk, key) {
        Some(card) => turn.replace_plain(card),
        None => gone(turn),
    }
}

fn search(turn: &mut Turn, press: &Press, tips: Vec<String>, nonce: String) {
    let Act::ShowTip(tip) = &press.act else { return turn.expired() };
    if !tips.contains(tip) {
        return turn.expired();
    }
    if !turn.show_tip(tip, Reason::Asked) {
        return gone(turn);
    }
    // The list stays: the others may be wanted too.
    match cards::search(turn.speaker(), tips, nonce) {
        Some(list) => turn.keep(list),
        None => gone(turn),
    }
}

pub(super) fn pause(turn: &mut Turn, press: &Press) {
    let today = turn.today();
    let until: Option<Date> = match press.act {
        Act::PauseDays(days) => Some(today.saturating_add(i64::from(days).days())),
        Act::PauseUntil => press.input("until").parse().ok(),
        _ => return turn.expired(),
    };
    if let Some(day) = until.filter(|day| *day > today) {
        turn.pause_until(day);
        let card = speech::paused(turn);
        turn.replace_plain(card);
    } else {
        let tomorrow = today.saturating_add(1.day());
        let card = cards::pause(turn.speaker(), tomorrow, Some("pause-past"), turn.nonce());
        turn.replace(card);
    }
}

fn language(turn: &mut Turn, press: &Press) {
    let Act::Speak(code) = &press.act else { return turn.expired() };
    if !turn.edition.languages().any(|(known, _)| known == code) {
        return turn.expired();
    }
    turn.employee.language.tag.clone_from(code);
    turn.employee.language.chosen = true;
    let line = turn.speaker().words.say("language-set");
    let card = cards::note(turn.speaker(), "language-title", &[line]);
    turn.replace_plain(card);
}

fn still_there(turn: &mut Turn, press: &Press) {
    let key = match press.act {
        Act::GoOn => "still-there-kept",
        Act::Fewer => {
            turn.employee.per_week = 1;
            "still-there-fewer"
        }
        Act::PauseDays(_) => return pause(turn, press),
        Act::Stop => return stop(turn),
        _ => return turn.expired(),
    };
    let line = turn.speaker().words.say(key);
    let card = cards::note(turn.speaker(), "still-there-title", &[line]);
    turn.replace_plain(card);
}

pub(super) fn stop(turn: &mut Turn) {
    turn.stop();
    let line = turn.speaker().words.say("stop-set");
    let card = cards::note(turn.speaker(), "stop-title", &[line]);
    turn.replace_plain(card);
}

fn gone(turn: &mut Turn) {
    let line = turn.speaker().words.say("tip-gone");
    let card = cards::note(turn.speaker(), "old-card-title", &[line]);
    turn.replace_plain(card);
}

fn tip_text(turn: &Turn, tip: &str) -> Option<TipText> {
    turn.edition.catalog.tip_text(tip, &turn.speaker().language.code).cloned()
}

/// The words that were on the card; of an older card, those of today.
fn as_seen(turn: &Turn, tip: &str, seen: Option<Box<TipText>>) -> Option<TipText> {
    seen.map(|text| *text).or_else(|| tip_text(turn, tip))
}

fn easier_than(turn: &Turn, tip: &str) -> Option<String> {
    let library = &turn.edition.catalog.library;
    library.easier(library.get(tip)?).map(|easier| easier.id.clone())
}

fn is_lowest(turn: &Turn, tip: &str) -> bool {
    let item = turn.edition.catalog.library.get(tip);
    item.is_some_and(|item| item.level.easier().is_none())
}
