//! The settings, on a card and in a dialog. Both are read and kept here.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::decide::{InDialog, Turn};
use super::subject::{Act, Press, Subject};
use super::words::clock_time;
use super::{cards, press, speech};
use crate::bot_framework::card::Card;
use crate::learning::rhythm::{Days, Lately, Window};
use crate::store::cards::ShownCard;

/// What somebody has chosen, or is about to choose.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    pub(super) days: Days,
    pub(super) window: Window,
    pub(super) per_week: u8,
    /// The code of the language.
    pub(super) language: String,
    /// The first day after a pause; empty without one. As it was filled in, so that what is not
    /// right can be shown again.
    pub(super) until: String,
}

impl Settings {
    /// What counts now.
    pub(super) fn of(turn: &Turn) -> Settings {
        let employee = &turn.employee;
        let until = employee.paused_until.filter(|day| *day > turn.today());
        Settings {
            days: employee.days,
            window: employee.window,
            per_week: turn.per_week(),
            language: turn.speaker().language.code.clone(),
            until: until.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    /// What was filled in. What no form of ours offers is not taken.
    fn filled_in(turn: &Turn, press: &Press) -> Settings {
        let now = Settings::of(turn);
        let days: Vec<Weekday> = press
            .input("days")
            .split(',')
            .filter_map(|day| Weekday::from_monday_one_offset(day.trim().parse().ok()?).ok())
            .collect();
        let window = cards::read_window(press.input("window"));
        let window = window.filter(|window| cards::is_offered(window) || *window == now.window);
        let count = press.input("per_week").parse::<u8>().ok();
        let most = turn.edition.catalog.plan.rhythm.most_nudges_per_week;
        let code = press.input("language");
        let known = turn.edition.languages().any(|(known, _)| known == code);
        Settings {
            days: Days::of(&days),
            window: window.unwrap_or(now.window),
            per_week: count.map_or(now.per_week, |count| count.clamp(1, most)),
            language: if known { code.to_owned() } else { now.language },
            until: press.input("until").trim().to_owned(),
        }
    }

    /// Why this cannot be kept: the key of a line; `no_days` where no day was chosen.
    fn problem(&self, today: Date, no_days: &'static str) -> Option<&'static str> {
        if self.days.is_empty() {
            return Some(no_days);
        }
        let ahead = self.until.parse::<Date>().is_ok_and(|day| day > today);
        (!self.until.is_empty() && !ahead).then_some("pause-past")
    }

    fn keep(&self, turn: &mut Turn) {
        // A wish for more than the organisation allows stays, unless another one is chosen.
        let is_new = self.per_week != turn.per_week();
        let employee = &mut turn.employee;
        (employee.days, employee.window) = (self.days, self.window);
        if is_new {
            employee.per_week = self.per_week;
            // Their word goes before what we made of their silence.
            employee.history.lately = Lately::default();
        }
        employee.language.tag.clone_from(&self.language);
        employee.language.chosen = true;
    }

    /// Keeps the pause, or ends it.
    fn keep_pause(&self, turn: &mut Turn) {
        match self.until.parse::<Date>() {
            Ok(day) if turn.employee.paused_until != Some(day) => turn.pause_until(day),
            Ok(_) => {}
            Err(_) => turn.employee.paused_until = None,
        }
    }
}

/// A press on the settings card.
pub(super) fn press(turn: &mut Turn, press: &Press) {
    match press.act {
        Act::SaveSettings => save(turn, press),
        Act::AskPause => {
            let tomorrow = turn.today().saturating_add(1.day());
            let card = cards::pause(turn.speaker(), tomorrow, None, turn.nonce());
            turn.replace(card);
        }
        Act::Resume => {
            turn.resume();
            let card = speech::resumed(turn);
            turn.replace_plain(card);
        }
        Act::Stop => press::stop(turn),
        // A client that knows no dialogs sends the button as a message.
        Act::OpenSettings => send(turn),
        _ => turn.expired(),
    }
}

/// Sends the settings card.
pub(super) fn send(turn: &mut Turn) {
    let now = Settings::of(turn);
    let card = cards::settings(form(turn, &now, None), turn.nonce());
    turn.reply(card);
}

/// What the settings card and the dialog show.
fn form<'a>(
    turn: &'a Turn,
    chosen: &'a Settings,
    problem: Option<&'static str>,
) -> cards::SettingsForm<'a> {
    let (speaker, today) = (turn.speaker(), turn.today());
    cards::SettingsForm { speaker, employee: &turn.employee, chosen, problem, today }
}

fn save(turn: &mut Turn, press: &Press) {
    let mut chosen = Settings::filled_in(turn, press);
    // The card has no field for a pause.
    chosen.until = Settings::of(turn).until;
    if let Some(problem) = chosen.problem(turn.today(), "settings-days-needed") {
        let form = form(turn, &chosen, Some(problem));
        let card = cards::settings(form, turn.nonce());
        return turn.replace(card);
    }
    chosen.keep(turn);
    let card = saved(turn);
    turn.replace_plain(card);
}

/// A press on a button that opens a dialog. The card must be one of theirs.
/// `message` is the message that it is on.
pub(super) fn open(
    turn: &mut Turn,
    press: &Press,
    shown: Option<&ShownCard>,
    message: Option<String>,
) {
    if press.act != Act::OpenSettings || shown.is_none() {
        return turn.dialog_says("old-card");
    }
    let now = Settings::of(turn);
    let card = cards::settings_dialog(form(turn, &now, None), message, turn.nonce());
    turn.dialog = Some(InDialog::Card(Box::new(card)));
}

/// A dialog that was submitted. One that was kept before says so again and changes nothing.
pub(super) fn submit(turn: &mut Turn, press: &Press, shown: Option<ShownCard>) {
    let subject = shown.as_ref().and_then(|shown| serde_json::from_str(&shown.subject).ok());
    let (Some(shown), Some(Subject::SettingsDialog { message })) = (shown, subject) else {
        return turn.dialog_says("old-card");
    };
    if let Some(result) = shown.answered_at.and(shown.result.as_deref()) {
        let line = serde_json::from_str::<Card>(result).map(|card| card.fallback_text);
        turn.dialog = line.ok().map(InDialog::Line);
        return;
    }
    if press.act != Act::SaveSettings {
        return turn.dialog_says("old-card");
    }
    let chosen = Settings::filled_in(turn, press);
    // The dialog has no button to stop.
    let no_days = "settings-days-needed-type";
    if let Some(problem) = chosen.problem(turn.today(), no_days) {
        let form = form(turn, &chosen, Some(problem));
        let card = cards::settings_dialog(form, message, shown.nonce);
        turn.dialog = Some(InDialog::Card(Box::new(card)));
        return;
    }
    chosen.keep(turn);
    chosen.keep_pause(turn);
    let card = saved(turn);
    turn.dialog = Some(InDialog::Line(card.fallback_text.clone()));
    turn.message = message;
    turn.replace_plain(card);
}

/// How often, when and on which days cards come, in words.
pub(super) fn in_words(turn: &Turn) -> String {
    let (speaker, employee) = (turn.speaker(), &turn.employee);
    let (words, code) = (speaker.words, &speaker.language.code);
    let name = |day: Weekday| words.say(&format!("weekday-{}", day.to_monday_one_offset()));
    let days = words.list(employee.days.iter().map(name).collect());
    let window = employee.window;
    let text = words.say_with(
        "settings-saved",
        &[
            ("count", i64::from(turn.per_week()).into()),
            ("days", days.into()),
            ("from", clock_time(window.from, code).into()),
            ("to", clock_time(window.to, code).into()),
        ],
    );
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was kept, in words.
fn saved(turn: &Turn) -> Card {
    let (speaker, employee) = (turn.speaker(), &turn.employee);
    let mut lines = vec![in_words(turn)];
    let stopped = "settings-stopped-type";
    lines.extend(cards::state_line(speaker, employee, turn.today(), stopped));
    cards::note(speaker, "settings-saved-title", &lines)
}
