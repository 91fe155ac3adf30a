//! A talking point for a manager: what to ask in the team's meeting, and never about whom.

use super::{Dressed, Speaker};
use crate::bot_framework::card::{Card, Container, ContainerStyle, Spacing, TextBlock};
use crate::conversation::subject::{Act, Subject};

/// The card of a talking point; `None` when it has gone.
pub(in crate::conversation) fn talk(speaker: Speaker, id: &str, nonce: String) -> Option<Dressed> {
    let words = speaker.words;
    let text = speaker.edition.catalog.talk_text(id, &speaker.language.code)?;
    let ask = words.say_with("talk-ask", &[("question", text.question.clone().into())]);
    let card = Card::new(&speaker.language.code, text.title.clone())
        .with(TextBlock::note(words.say("talk-for")))
        .with(TextBlock::heading(text.title.clone()))
        .with(TextBlock::new(text.body.clone()))
        .with(Container {
            items: vec![TextBlock::new(ask).into()],
            style: ContainerStyle::Emphasis,
            spacing: Spacing::Medium,
        })
        .with(TextBlock::note(words.say("talk-why")))
        .with_action(speaker.button("talk-done", &Act::Done, &nonce))
        .with_action(speaker.button("talk-skip", &Act::Later, &nonce));
    let summary = words.say_with("talk-summary", &[("title", text.title.clone().into())]);
    Some(Dressed { card, summary, subject: Some(Subject::Talk { talk: id.to_owned() }), nonce })
}

/// The same after an answer: it stays readable.
pub(in crate::conversation) fn after_talk(speaker: Speaker, id: &str, key: &str) -> Option<Card> {
    let mut card = talk(speaker, id, String::new())?.card;
    card.actions.clear();
    Some(card.with(TextBlock::new(speaker.words.say(key)).bold()))
}
