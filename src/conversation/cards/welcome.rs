//! The welcome: who, why, how often, who sees it, how to stop.

use super::{Dressed, Speaker};
use crate::bot_framework::card::TextBlock;
use crate::conversation::subject::{Act, Subject};

pub(in crate::conversation) fn welcome(speaker: Speaker, per_week: u8, nonce: String) -> Dressed {
    let Speaker { words, language, .. } = speaker;
    let texts = &language.texts;
    let intro = words.say_with("welcome-intro", &[("who", texts.invited_by.clone().into())]);
    let why = words.say_with("welcome-why", &[("why", texts.why.clone().into())]);
    let rhythm = words.say_with("welcome-rhythm", &[("count", i64::from(per_week).into())]);
    let card = speaker
        .card("welcome-title")
        .with(TextBlock::new(intro))
        .with(TextBlock::new(why))
        .with(TextBlock::new(one_line(&rhythm)))
        .with(TextBlock::new(words.say("welcome-private")))
        .with(TextBlock::new(words.say("welcome-stop")))
        .with(TextBlock::new(words.say("welcome-check")))
        .with_action(speaker.button("welcome-start", &Act::StartCheck, &nonce))
        .with_action(speaker.button("welcome-skip", &Act::SkipCheck, &nonce));
    Dressed { card, summary: words.say("welcome-summary"), subject: Some(Subject::Welcome), nonce }
}

/// A text from a selection spans lines in its file; on the card it is one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",")
}
