//! The settings: days, window, number, language, pause and stop.

use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday, time};

use super::ask::compact;
use super::{Dressed, Speaker};
use crate::bot_framework::card::{Card, Choice, ChoiceSet, DateInput, Submit, TextBlock};
use crate::conversation::settings::Settings;
use crate::conversation::subject::{Act, Subject};
use crate::conversation::words::clock_time;
use crate::learning::rhythm::{Days, MOST_PER_WEEK, Window};
use crate::store::employees::Employee;

/// The windows that can be chosen, with the key of their words.
const WINDOWS: [(&str, Window); 4] = [
    ("settings-window-start", Window { from: time(8, 30, 0, 0), to: time(10, 0, 0, 0) }),
    ("settings-window-morning", Window { from: time(9, 30, 0, 0), to: time(11, 30, 0, 0) }),
    ("settings-window-noon", Window { from: time(13, 0, 0, 0), to: time(14, 30, 0, 0) }),
    ("settings-window-end", Window { from: time(15, 30, 0, 0), to: time(17, 0, 0, 0) }),
];

/// What is to be shown.
#[derive(Clone, Copy)]
pub(in crate::conversation) struct SettingsForm<'a> {
    pub(in crate::conversation) speaker: Speaker<'a>,
    pub(in crate::conversation) employee: &'a Employee,
    /// What the fields hold.
    pub(in crate::conversation) chosen: &'a Settings,
    /// The key of what was not right with the last attempt to save.
    pub(in crate::conversation) problem: Option<&'static str>,
    pub(in crate::conversation) today: Date,
}

/// The settings card.
pub(in crate::conversation) fn settings(form: SettingsForm, nonce: String) -> Dressed {
    let SettingsForm { speaker, employee, chosen, today, .. } = form;
    let days = days(speaker, chosen.days);
    let mut card = with_fields(speaker.card("settings-title"), form, days, "settings-stopped");
    card = card.with_action(speaker.submit("settings-save", &Act::SaveSettings, &nonce));
    card = if state_line(speaker, employee, today, "settings-stopped").is_some() {
        card.with_action(speaker.button("settings-resume", &Act::Resume, &nonce))
    } else {
        card.with_action(speaker.button("settings-pause", &Act::AskPause, &nonce))
    };
    if employee.stopped_at.is_none() {
        card = card.with_action(speaker.button("settings-stop", &Act::Stop, &nonce));
    }
    let open = Act::OpenSettings.dialog_data(&nonce);
    let open = Submit::new(speaker.words.say("settings-open"), open).without_inputs();
    card = card.with_action(open);
    let summary = speaker.words.say("settings-summary");
    Dressed { card, summary, subject: Some(Subject::Settings), nonce }
}

/// The same in a dialog, which has a title of its own, and where a pause is one of the fields.
/// `message` is the message whose button opened it.
pub(in crate::conversation) fn settings_dialog(
    form: SettingsForm,
    message: Option<String>,
    nonce: String,
) -> Dressed {
    let SettingsForm { speaker, chosen, today, .. } = form;
    let words = speaker.words;
    let summary = words.say("settings-title");
    let heading = words.say("settings-summary");
    let until = DateInput {
        id: "until".to_owned(),
        label: words.say("settings-until"),
        min: today.saturating_add(1.day()).to_string(),
        // A client may not show what is no day at all.
        value: chosen.until.parse::<Date>().map(|day| day.to_string()).unwrap_or_default(),
        is_required: false,
        error_message: words.say("pause-date-needed"),
    };
    let save = Submit::new(words.say("settings-save"), Act::SaveSettings.data(&nonce));
    let card = Card::new(&speaker.language.code, heading.clone());
    let card = card.with(TextBlock::heading(heading));
    // In a dialog the client itself can say that a day is needed.
    let days = days(speaker, chosen.days).required(words.say("settings-days-needed-type"));
    let card = with_fields(card, form, days, "settings-stopped-type").with(until).with_action(save);
    Dressed { card, summary, subject: Some(Subject::SettingsDialog { message }), nonce }
}

fn with_fields(mut card: Card, form: SettingsForm, days: ChoiceSet, stopped: &str) -> Card {
    let SettingsForm { speaker, employee, chosen, problem, today } = form;
    if let Some(key) = problem {
        card = card.with(TextBlock::new(speaker.words.say(key)).bold());
    }
    if let Some(line) = state_line(speaker, employee, today, stopped) {
        card = card.with(TextBlock::new(line));
    }
    let most = speaker.edition.catalog.plan.rhythm.most_nudges_per_week;
    card = card.with(days).with(window(speaker, chosen.window)).with(per_week(
        speaker,
        chosen.per_week,
        most,
    ));
    if most < MOST_PER_WEEK {
        let count = [("count", i64::from(most).into())];
        card = card.with(TextBlock::note(speaker.words.say_with("settings-most", &count)));
    }
    card.with(language(speaker, &chosen.language))
}

/// Is this one of the windows that everybody can choose?
pub(in crate::conversation) fn is_offered(window: &Window) -> bool {
    WINDOWS.iter().any(|(_, offered)| offered == window)
}

/// What the settings input called `window` stands for.
pub(in crate::conversation) fn read_window(value: &str) -> Option<Window> {
    let (from, to) = value.split_once('-')?;
    let time = |text: &str| text.parse::<Time>().ok();
    let window = Window { from: time(from)?, to: time(to)? };
    (window.from < window.to).then_some(window)
}

/// That somebody stopped or has a pause; `None` when cards come. `stopped` is the key of the
/// line for who stopped: a button to begin again is not everywhere.
pub(in crate::conversation) fn state_line(
    speaker: Speaker,
    employee: &Employee,
    today: Date,
    stopped: &str,
) -> Option<String> {
    let words = speaker.words;
    if employee.stopped_at.is_some() {
        return Some(words.say(stopped));
    }
    let until = employee.paused_until?;
    (until > today)
        .then(|| words.say_with("settings-paused", &[("when", words.date(until).into())]))
}

fn days(speaker: Speaker, days: Days) -> ChoiceSet {
    let words = speaker.words;
    let week = Weekday::Monday.cycle_forward().take(7);
    let choice = |day: Weekday| {
        let number = day.to_monday_one_offset();
        Choice::new(number.to_string(), words.say(&format!("weekday-{number}")))
    };
    let chosen = days.iter().map(|day| day.to_monday_one_offset().to_string());
    ChoiceSet::new("days", words.say("settings-days"), week.map(choice).collect())
        .several()
        .chosen(chosen.collect::<Vec<_>>().join(","))
}

fn window(speaker: Speaker, chosen: Window) -> ChoiceSet {
    let words = speaker.words;
    let value = |window: &Window| {
        format!("{}-{}", window.from.strftime("%H:%M"), window.to.strftime("%H:%M"))
    };
    let known = WINDOWS.iter();
    let mut choices: Vec<Choice> =
        known.map(|(key, window)| Choice::new(value(window), words.say(key))).collect();
    if !is_offered(&chosen) {
        let code = &speaker.language.code;
        let from = clock_time(chosen.from, code);
        let to = clock_time(chosen.to, code);
        let own =
            words.say_with("settings-window-own", &[("from", from.into()), ("to", to.into())]);
        choices.push(Choice::new(value(&chosen), own));
    }
    compact("window", words.say("settings-window"), choices, value(&chosen))
}

fn per_week(speaker: Speaker, chosen: u8, most: u8) -> ChoiceSet {
    let words = speaker.words;
    let option = |count: u8| {
        let title =
            words.say_with("settings-per-week-option", &[("count", i64::from(count).into())]);
        Choice::new(count.to_string(), title)
    };
    let choices = (1..=most).map(option).collect();
    compact("per_week", words.say("settings-per-week"), choices, chosen.to_string())
}

fn language(speaker: Speaker, chosen: &str) -> ChoiceSet {
    let choices = speaker.edition.languages().map(|(code, name)| Choice::new(code, name)).collect();
    let label = speaker.words.say("settings-language");
    compact("language", label, choices, chosen.to_owned())
}
