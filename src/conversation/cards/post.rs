//! Cards in a team's channel: everybody there reads them, and nothing on them is about anybody.

use super::{Dressed, Speaker, note};
use crate::bot_framework::card::{Card, OpenUrl, Spacing, TextBlock};
use crate::conversation::cards::step::tip_body;

/// A tip for everybody; `None` when it has gone. Its buttons open pages and act on no path.
pub(in crate::conversation) fn tip_of_the_week(speaker: Speaker, tip: &str) -> Option<Dressed> {
    let Speaker { edition, language, words } = speaker;
    let text = edition.catalog.tip_text(tip, &language.code)?;
    let behaviour = &edition.catalog.tips.get(tip)?.behaviour;
    let mut card = Card::new(&language.code, text.title.clone());
    card = card.with(TextBlock::note(words.say("post-title")));
    card.body.extend(tip_body(speaker, text));
    if let Some(behaviour) = language.texts.behaviours.get(behaviour) {
        let why = [("why", behaviour.why.clone().into())];
        card = card.with(TextBlock::note(words.say_with("tip-why-organisation", &why)));
    }
    let card = card
        .with(TextBlock::note(words.say("team-own-chat")).spaced(Spacing::Medium))
        .with_action(OpenUrl { title: words.say("tip-source"), url: text.source.clone() });
    let summary = words.say_with("post-summary", &[("title", text.title.clone().into())]);
    Some(Dressed { card, summary, subject: None, nonce: String::new() })
}

/// Who the bot is, for a team that added it. `posts`: does the plan have a post for this team?
pub(in crate::conversation) fn team_hello(speaker: Speaker, posts: bool) -> Dressed {
    let words = speaker.words;
    let who = speaker.language.texts.invited_by.clone();
    let lines = [
        words.say(if posts { "team-hello" } else { "team-hello-none" }),
        words.say_with("team-private", &[("who", who.into())]),
        words.say("team-own-chat"),
    ];
    let card = note(speaker, "welcome-title", &lines);
    Dressed { card, summary: words.say("welcome-title"), subject: None, nonce: String::new() }
}

/// An answer to somebody who asks the bot something where everybody reads along.
pub(in crate::conversation) fn not_here(speaker: Speaker) -> Dressed {
    let words = speaker.words;
    let card = note(
        speaker,
        "team-not-here-title",
        &[words.say("team-not-here"), words.say("team-own-chat")],
    );
    Dressed { card, summary: words.say("team-not-here-title"), subject: None, nonce: String::new() }
}
