//! Cards that ask something: the level check, a pause, a language, a search, "still there?".

use jiff::civil::Date;

use super::{Dressed, Speaker};
use crate::bot_framework::card::{
    Choice, ChoiceSet, DateInput, Execute, TextBlock, escape_markdown,
};
use crate::conversation::subject::{Act, Subject};
use crate::learning::Can;

/// One line of the level check; `None` after the last one.
pub(in crate::conversation) fn level_check(
    speaker: Speaker,
    line: usize,
    nonce: String,
) -> Option<Dressed> {
    let words = speaker.words;
    let lines = &speaker.edition.catalog.plan.level_check;
    let item = lines.get(line)?;
    let statement = speaker.language.texts.level_check.get(&item.id)?;
    let position = |at: usize| i64::try_from(at).unwrap_or(0);
    let progress = words.say_with(
        "check-progress",
        &[("number", position(line + 1).into()), ("total", position(lines.len()).into())],
    );
    let mut card = speaker
        .card("check-title")
        .with(TextBlock::note(progress))
        .with(TextBlock::new(statement.clone()).bold())
        .with(TextBlock::note(words.say("check-note")));
    for (key, can) in [
        ("check-yes", Can::Yes),
        ("check-with-help", Can::WithHelp),
        ("check-not-yet", Can::NotYet),
        ("check-unknown", Can::Unknown),
    ] {
        card = card.with_action(speaker.button(key, &Act::Can(can), &nonce));
    }
    card = card.with_action(speaker.button("check-skip", &Act::SkipCheck, &nonce));
    Some(Dressed {
        card,
        summary: words.say("check-summary"),
        subject: Some(Subject::LevelCheck { line }),
        nonce,
    })
}

/// Until when?
pub(in crate::conversation) fn pause(
    speaker: Speaker,
    tomorrow: Date,
    problem: Option<&str>,
    nonce: String,
) -> Dressed {
    let words = speaker.words;
    let mut card = speaker.card("pause-title");
    if let Some(key) = problem {
        card = card.with(TextBlock::new(words.say(key)).bold());
    }
    let day = DateInput {
        id: "until".to_owned(),
        label: words.say("pause-date"),
        min: tomorrow.to_string(),
        value: String::new(),
        is_required: true,
        error_message: words.say("pause-date-needed"),
    };
    card = card.with(day);
    for (key, days) in [("pause-week", 7), ("pause-two-weeks", 14), ("pause-month", 28)] {
        card = card.with_action(speaker.button(key, &Act::PauseDays(days), &nonce));
    }
    card = card.with_action(speaker.submit("pause-until-button", &Act::PauseUntil, &nonce));
    Dressed { card, summary: words.say("pause-summary"), subject: Some(Subject::Pause), nonce }
}

/// Which language?
pub(in crate::conversation) fn language(speaker: Speaker, nonce: String) -> Dressed {
    let words = speaker.words;
    let mut card =
        speaker.card("language-title").with(TextBlock::new(words.say("language-choose")));
    for (code, name) in speaker.edition.languages() {
        let act = Act::Speak(code.to_owned());
        card = card.with_action(Execute::new(name, &act.verb(), act.data(&nonce)).without_inputs());
    }
    let summary = words.say("language-title");
    Dressed { card, summary, subject: Some(Subject::Language), nonce }
}

/// Tips that match what was typed; `None` when there are none.
pub(in crate::conversation) fn search(
    speaker: Speaker,
    tips: Vec<String>,
    nonce: String,
) -> Option<Dressed> {
    let words = speaker.words;
    let title = |id: &String| {
        let text = speaker.edition.catalog.tip_text(id, &speaker.language.code)?;
        Some((id.clone(), escape_markdown(&text.title)))
    };
    let found: Vec<(String, String)> = tips.iter().filter_map(title).collect();
    let mut card = speaker.card("search-title");
    match found.as_slice() {
        [] => return None,
        [(id, title)] => {
            let found = words.say_with("search-one", &[("title", title.clone().into())]);
            card = card.with(TextBlock::new(found)).with_action(speaker.button(
                "search-show",
                &Act::ShowTip(id.clone()),
                &nonce,
            ));
        }
        several => {
            card = card.with(TextBlock::new(words.say("search-some")));
            for (number, (id, title)) in (1_i64..).zip(several) {
                let number_and_title = [("number", number.into()), ("title", title.clone().into())];
                let line = words.say_with("search-item", &number_and_title);
                let act = Act::ShowTip(id.clone());
                let label = words.say_with("search-show-number", &[("number", number.into())]);
                let button = Execute::new(label, &act.verb(), act.data(&nonce)).without_inputs();
                // A full stop after a number would start a Markdown list with its own numbering.
                card = card.with(TextBlock::new(line.replacen('.', "\\.", 1))).with_action(button);
            }
        }
    }
    let summary = words.say("search-summary");
    Some(Dressed { card, summary, subject: Some(Subject::Search { tips }), nonce })
}

/// After a long silence: go on, fewer, pause or stop?
pub(in crate::conversation) fn still_there(speaker: Speaker, nonce: String) -> Dressed {
    let words = speaker.words;
    let mut card = speaker.card("still-there-title").with(TextBlock::new(words.say("still-there")));
    for (key, act) in [
        ("still-there-go-on", Act::GoOn),
        ("still-there-less", Act::Fewer),
        ("still-there-pause", Act::PauseDays(28)),
        ("still-there-stop", Act::Stop),
    ] {
        card = card.with_action(speaker.button(key, &act, &nonce));
    }
    let summary = words.say("still-there-summary");
    Dressed { card, summary, subject: Some(Subject::StillThere), nonce }
}

/// A choice of one among several, as a list to fold out.
pub(super) fn compact(id: &str, label: String, choices: Vec<Choice>, chosen: String) -> ChoiceSet {
    ChoiceSet::new(id, label, choices).compact().chosen(chosen)
}
