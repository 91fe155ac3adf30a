//! The settings: days, window, number, language, pause and stop.

use jiff::Timestamp;
use jiff::civil::{Time, Weekday, time};

use super::ask::compact;
use super::{Dressed, Speaker};
use crate::bot_framework::card::{Choice, ChoiceSet, TextBlock};
use crate::conversation::subject::{Act, Subject};
use crate::conversation::words::clock_time;
use crate::learning::rhythm::{MOST_PER_WEEK, Window};
use crate::store::employees::Employee;

/// The windows that can be chosen, with the key of their words.
const WINDOWS: [(&str, Window); 4] = [
    ("settings-window-start", Window { from: time(8, 30, 0, 0), to: time(10, 0, 0, 0) }),
    ("settings-window-morning", Window { from: time(9, 30, 0, 0), to: time(11, 30, 0, 0) }),
    ("settings-window-noon", Window { from: time(13, 0, 0, 0), to: time(14, 30, 0, 0) }),
    ("settings-window-end", Window { from: time(15, 30, 0, 0), to: time(17, 0, 0, 0) }),
];

/// The settings card. `problem` says what was not right with the last attempt to save.
pub(in crate::conversation) fn settings(
    speaker: Speaker,
    employee: &Employee,
    problem: Option<&str>,
    nonce: String,
    now: Timestamp,
) -> Dressed {
    let words = speaker.words;
    let mut card = speaker.card("settings-title");
    if let Some(key) = problem {
        card = card.with(TextBlock::new(words.say(key)).bold());
    }
    let idle = state_line(speaker, employee, now);
    let is_idle = idle.is_some();
    if let Some(line) = idle {
        card = card.with(TextBlock::new(line));
    }
    card = card
        .with(days(speaker, employee))
        .with(window(speaker, employee))
        .with(per_week(speaker, employee))
        .with(language(speaker))
        .with_action(speaker.submit("settings-save", &Act::SaveSettings, &nonce));
    card = if is_idle {
        card.with_action(speaker.button("settings-resume", &Act::Resume, &nonce))
    } else {
        card.with_action(speaker.button("settings-pause", &Act::AskPause, &nonce))
    };
    if employee.stopped_at.is_none() {
        card = card.with_action(speaker.button("settings-stop", &Act::Stop, &nonce));
    }
    let summary = words.say("settings-summary");
    Dressed { card, summary, subject: Some(Subject::Settings), nonce }
}

/// What the settings input called `window` stands for.
pub(in crate::conversation) fn read_window(value: &str) -> Option<Window> {
    let (from, to) = value.split_once('-')?;
    let time = |text: &str| text.parse::<Time>().ok();
    let window = Window { from: time(from)?, to: time(to)? };
    (window.from < window.to).then_some(window)
}

fn state_line(speaker: Speaker, employee: &Employee, now: Timestamp) -> Option<String> {
    let words = speaker.words;
    if employee.stopped_at.is_some() {
        return Some(words.say("settings-stopped"));
    }
    let until = employee.paused_until?;
    let today = now.in_tz(&employee.time_zone).ok()?.date();
    (until > today)
        .then(|| words.say_with("settings-paused", &[("when", words.date(until).into())]))
}

fn days(speaker: Speaker, employee: &Employee) -> ChoiceSet {
    let words = speaker.words;
    let week = Weekday::Monday.cycle_forward().take(7);
    let choice = |day: Weekday| {
        let number = day.to_monday_one_offset();
        Choice::new(number.to_string(), words.say(&format!("weekday-{number}")))
    };
    let chosen = employee.days.iter().map(|day| day.to_monday_one_offset().to_string());
    ChoiceSet::new("days", words.say("settings-days"), week.map(choice).collect())
        .several()
        .chosen(chosen.collect::<Vec<_>>().join(","))
}

fn window(speaker: Speaker, employee: &Employee) -> ChoiceSet {
    let words = speaker.words;
    let value = |window: &Window| {
        format!("{}-{}", window.from.strftime("%H:%M"), window.to.strftime("%H:%M"))
    };
    let known = WINDOWS.iter();
    let mut choices: Vec<Choice> =
        known.map(|(key, window)| Choice::new(value(window), words.say(key))).collect();
    if !WINDOWS.iter().any(|(_, window)| *window == employee.window) {
        let code = &speaker.language.code;
        let from = clock_time(employee.window.from, code);
        let to = clock_time(employee.window.to, code);
        let own =
            words.say_with("settings-window-own", &[("from", from.into()), ("to", to.into())]);
        choices.push(Choice::new(value(&employee.window), own));
    }
    compact("window", words.say("settings-window"), choices, value(&employee.window))
}

fn per_week(speaker: Speaker, employee: &Employee) -> ChoiceSet {
    let words = speaker.words;
    let option = |count: u8| {
        let title =
            words.say_with("settings-per-week-option", &[("count", i64::from(count).into())]);
        Choice::new(count.to_string(), title)
    };
    let choices = (1..=MOST_PER_WEEK).map(option).collect();
    compact("per_week", words.say("settings-per-week"), choices, employee.per_week.to_string())
}

fn language(speaker: Speaker) -> ChoiceSet {
    let choices = speaker.edition.languages().map(|(code, name)| Choice::new(code, name)).collect();
    let label = speaker.words.say("settings-language");
    compact("language", label, choices, speaker.language.code.clone())
}
