//! A tip to share with others, in a chat that is not ours.

use super::Speaker;
use super::step::tip_body;
use crate::bot_framework::card::{Card, OpenUrl, Spacing, TextBlock};
use crate::bot_framework::invoke::{Preview, Suggestion};
use crate::content::TipText;

/// Words that somebody reads in a minute. The slow end of what Brysbaert (2019, "How many words
/// do we read per minute?") found for adults who read for information: nobody is hurried.
const WORDS_PER_MINUTE: usize = 175;

/// The card of a tip as anybody may see it, and how it stands in a list; `None` when the tip has
/// gone. Its buttons open pages: nothing on it acts on anybody's path.
pub(in crate::conversation) fn share(speaker: Speaker, tip: &str) -> Option<Suggestion> {
    let Speaker { edition, language, words } = speaker;
    let text = edition.catalog.tip_text(tip, &language.code)?;
    let topic = &edition.catalog.tips.get(tip)?.topic;
    let topic = language.texts.topics.get(topic).cloned().unwrap_or_default();
    let from = [("organisation", language.texts.organisation.clone().into())];
    let from = TextBlock::note(words.say_with("share-from", &from)).spaced(Spacing::Medium);
    let source = OpenUrl { title: words.say("tip-source"), url: text.source.clone() };
    let mut card = Card::new(&language.code, text.title.clone());
    card.body = tip_body(speaker, text);
    let card = card.with(from).with_action(source);
    let reading = words
        .say_with("share-preview", &[("topic", topic.into()), ("seconds", seconds(text).into())]);
    let preview = Preview { title: text.title.clone(), text: reading };
    Some(Suggestion { card: card.json(), preview })
}

/// How long reading the tip takes, in seconds.
fn seconds(text: &TipText) -> i64 {
    let try_it = text.try_it.as_ref().map_or("", |try_it| &try_it.text);
    reading_seconds(&[&text.body, try_it]).into()
}

/// How long reading a whole card takes, buttons included, in seconds.
pub(super) fn card_seconds(card: &Card) -> u32 {
    reading_seconds(&[&card.text()])
}

/// Rounded up to five seconds.
fn reading_seconds(texts: &[&str]) -> u32 {
    let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
    let seconds = (words * 60).div_ceil(WORDS_PER_MINUTE).next_multiple_of(5);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}
