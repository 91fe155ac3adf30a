//! Cards about what is kept of a person.

use jiff::civil::Date;

use super::{Dressed, Speaker};
use crate::bot_framework::card::{Card, Element, Fact, TextBlock};
use crate::conversation::subject::{Act, Subject};

/// One thing that happened.
pub(in crate::conversation) struct Line {
    /// On which day.
    pub(in crate::conversation) day: Date,
    /// What, in words.
    pub(in crate::conversation) what: String,
}

/// What is kept: `(name, value)`.
pub(in crate::conversation) fn my_data(
    speaker: Speaker,
    facts: Vec<(String, String)>,
    nonce: String,
) -> Dressed {
    let words = speaker.words;
    let facts = facts.into_iter().map(|(title, value)| Fact { title, value }).collect();
    let card = speaker
        .card("data-title")
        .with(TextBlock::new(words.say("data-private")))
        .with(Element::FactSet { facts })
        .with(TextBlock::note(words.say("data-guess")))
        .with(TextBlock::note(words.say("data-terms")))
        .with_action(speaker.button("data-show", &Act::ShowData, &nonce))
        .with_action(speaker.button("data-save", &Act::SaveData, &nonce))
        .with_action(speaker.button("data-correct", &Act::StartCheck, &nonce))
        .with_action(speaker.button("data-erase", &Act::AskErase, &nonce));
    let summary = words.say("data-summary");
    Dressed { card, summary, subject: Some(Subject::MyData), nonce }
}

/// A page of everything that happened. `older` is how many more there are.
pub(in crate::conversation) fn all_data(speaker: Speaker, page: &[Line], older: usize) -> Card {
    let words = speaker.words;
    let lines: Vec<String> =
        page.iter().map(|line| format!("- {}: {}", words.date(line.day), line.what)).collect();
    let card = speaker.card("data-all-title").with(TextBlock::new(lines.join("\n")));
    if older == 0 {
        return card;
    }
    let count = i64::try_from(older).unwrap_or(i64::MAX);
    card.with(TextBlock::note(words.say_with("data-older", &[("count", count.into())])))
}

/// Do you want to erase everything?
pub(in crate::conversation) fn ask_erase(speaker: Speaker, nonce: String) -> Dressed {
    let words = speaker.words;
    let card = speaker
        .card("data-erase-title")
        .with(TextBlock::new(words.say("data-erase-what")))
        .with(TextBlock::new(words.say("data-erase-chat")))
        .with_action(speaker.button("data-erase-yes", &Act::EraseAll, &nonce))
        .with_action(speaker.button("data-erase-no", &Act::KeepData, &nonce));
    let summary = words.say("data-erase-title");
    Dressed { card, summary, subject: Some(Subject::EraseAll), nonce }
}

/// The proof that everything is erased: how many rows there were, and when.
pub(in crate::conversation) fn erased(speaker: Speaker, rows: u64, today: Date) -> Card {
    let words = speaker.words;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let proof =
        words.say_with("data-erased", &[("rows", rows.into()), ("when", words.date(today).into())]);
    super::note(speaker, "data-erased-title", &[proof, words.say("data-erased-after")])
}
