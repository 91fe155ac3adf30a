//! Cards that answer what somebody typed, and the card of a moment.

use super::{Dressed, Speaker};
use crate::bot_framework::card::{Card, Element, Fact, TextBlock};
use crate::conversation::subject::{Act, Subject};

/// A title and a few lines.
pub(in crate::conversation) fn note(speaker: Speaker, title_key: &str, lines: &[String]) -> Card {
    let card = speaker.card(title_key);
    let mut card = lines.iter().fold(card, |card, line| card.with(TextBlock::new(line.clone())));
    card.fallback_text = format!("{}. {}", card.fallback_text, lines.join(" "));
    card
}

/// What one can type. `first` is a line above it.
pub(in crate::conversation) fn help(speaker: Speaker, first: Option<&str>) -> Card {
    let words = speaker.words;
    let mut lines: Vec<String> = first.iter().map(|key| words.say(key)).collect();
    let commands = [
        "help-tip",
        "help-question",
        "help-progress",
        "help-settings",
        "help-pause",
        "help-day-off",
        "help-resume",
        "help-stop",
        "help-why",
        "help-data",
        "help-who",
    ];
    let list: Vec<String> = commands.iter().map(|key| format!("- {}", words.say(key))).collect();
    lines.push(list.join("\n"));
    lines.push(words.say("help-search"));
    note(speaker, "help-title", &lines)
}

/// Who I am and what I keep.
pub(in crate::conversation) fn who(speaker: Speaker) -> Card {
    let words = speaker.words;
    let by = speaker.language.texts.invited_by.clone();
    let lines = [
        words.say_with("who-text", &[("who", by.into())]),
        words.say("who-keeps"),
        words.say("who-private"),
        words.say("who-stop"),
    ];
    note(speaker, "who-title", &lines)
}

/// Why the last card came, and why the organisation does this.
pub(in crate::conversation) fn why(
    speaker: Speaker,
    last: Option<String>,
    nudges: Vec<String>,
) -> Card {
    let words = speaker.words;
    let texts = &speaker.language.texts;
    let mut lines = Vec::new();
    if let Some(reason) = last {
        lines.push(words.say_with("why-last", &[("reason", reason.into())]));
    }
    lines.extend(nudges);
    lines.push(words.say_with(
        "why-organisation",
        &[("organisation", texts.organisation.clone().into()), ("why", texts.why.clone().into())],
    ));
    note(speaker, "why-title", &lines)
}

/// What a person did so far: `(key, number)` lines, topics, and when the next card comes.
pub(in crate::conversation) fn progress(
    speaker: Speaker,
    numbers: &[(&str, usize)],
    lines: &[String],
) -> Card {
    let words = speaker.words;
    let mut card = speaker.card("progress-title");
    if numbers.iter().any(|(_, number)| *number > 0) {
        let facts = numbers.iter();
        let facts = facts
            .map(|(key, number)| Fact { title: words.say(key), value: number.to_string() })
            .collect();
        card = card.with(Element::FactSet { facts });
    }
    let card = lines.iter().fold(card, |card, line| card.with(TextBlock::new(line.clone())));
    card.with(TextBlock::note(words.say("progress-private")))
}

/// An organisation-wide moment.
pub(super) fn moment(speaker: Speaker, id: &str, nonce: String) -> Option<Dressed> {
    let text = speaker.language.texts.moments.get(id)?;
    let card = Card::new(&speaker.language.code, text.title.clone())
        .with(TextBlock::heading(text.title.clone()))
        .with(TextBlock::new(text.body.clone()))
        .with_action(speaker.button("one-more", &Act::OneMore, &nonce));
    let subject = Subject::Moment { moment: id.to_owned() };
    Some(Dressed { card, summary: text.title.clone(), subject: Some(subject), nonce })
}
