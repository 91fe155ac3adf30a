//! What an answered card turns into: a short result, and the offer to go on.

use super::step::tip_body;
use super::{Dressed, Speaker};
use crate::bot_framework::card::{Card, Color, Element, OpenUrl, Spacing, TextBlock};
use crate::content::TipText;
use crate::conversation::subject::{Act, Subject};

/// A result with "Nog eentje?" under it, and perhaps another button before that.
pub(in crate::conversation) fn with_onward(
    speaker: Speaker,
    quiet: Card,
    before: Option<(&str, Act)>,
    nonce: String,
) -> Dressed {
    let subject = Subject::Onward { quiet: quiet.json() };
    let mut card = quiet;
    if let Some((key, act)) = before {
        card = card.with_action(speaker.button(key, &act, &nonce));
    }
    card = card.with_action(speaker.button("one-more", &Act::OneMore, &nonce));
    let summary = card.fallback_text.clone();
    Dressed { card, summary, subject: Some(subject), nonce }
}

/// A message that goes straight on: what became of the step before it, then the next step.
pub(in crate::conversation) fn straight_on(quiet: &Card, next: Dressed, before: u8) -> Dressed {
    let Dressed { mut card, summary, mut subject, nonce } = next;
    if let Some(
        Subject::Tip { before: shown, .. }
        | Subject::Question { before: shown, .. }
        | Subject::Doing { before: shown, .. },
    ) = &mut subject
    {
        *shown = before.saturating_add(1);
    }
    // What was answered stays above it; a card has one heading, and that is the next step's.
    let mut body = quiet.body.clone();
    if let Some(Element::TextBlock(title)) = body.first_mut() {
        let color = title.color;
        *title = TextBlock::new(title.text.clone()).bold();
        title.color = color;
    }
    if let Some(Element::TextBlock(heading)) = card.body.first_mut() {
        *heading = heading.clone().spaced(Spacing::Large);
    }
    body.append(&mut card.body);
    card.body = body;
    Dressed { card, summary, subject, nonce }
}

/// The result of a tip or a doing question: its title, and a word back. With `source`, the page
/// that explains it.
pub(in crate::conversation) fn after_step(
    speaker: Speaker,
    text: &TipText,
    result_key: &str,
    whole_tip: bool,
    with_source: bool,
) -> Card {
    let result = speaker.words.say(result_key);
    let mut card = Card::new(&speaker.language.code, format!("{}: {result}", text.title));
    if whole_tip {
        card.body = tip_body(speaker, text);
        card.body.insert(0, TextBlock::new(result).into());
    } else {
        card = card
            .with(TextBlock::heading(text.title.clone()))
            .with(TextBlock::new(result).spaced(Spacing::Small));
    }
    if with_source {
        let title = speaker.words.say("tip-source");
        let open = OpenUrl { title, url: text.source.clone() };
        card = card.with_action(crate::bot_framework::card::Action::OpenUrl(open));
    }
    card
}

/// The result of a knowledge question: kind feedback, the right answer, and the tip where the
/// question came before it and the answer was not right. `choice` is `None` for "I don't know".
pub(in crate::conversation) fn question_result(
    speaker: Speaker,
    text: &TipText,
    choice: Option<usize>,
    before_tip: bool,
) -> Card {
    let words = speaker.words;
    let chosen = choice.and_then(|at| text.question.choices.get(at));
    let right = chosen.is_some_and(|choice| choice.right);
    let verdict = words.say(match (right, chosen) {
        (true, _) => "question-right",
        (false, Some(_)) => "question-wrong",
        (false, None) => "question-unknown",
    });
    let mut heading = TextBlock::heading(verdict.clone());
    heading.color = if right { Color::Good } else { Color::Default };
    let mut card = Card::new(&speaker.language.code, verdict)
        .with(heading)
        .with(TextBlock::new(text.question.prompt.clone()).bold());
    if let Some(chosen) = chosen {
        let yours = [("choice", chosen.text.clone().into())];
        card = card
            .with(TextBlock::note(words.say_with("question-you-chose", &yours)))
            .with(TextBlock::new(chosen.feedback.clone()).spaced(Spacing::Small));
    }
    if !right && let Some(best) = text.question.choices.iter().find(|choice| choice.right) {
        let best_words = [("choice", best.text.clone().into())];
        card = card
            .with(TextBlock::new(words.say_with("question-right-was", &best_words)).bold())
            .with(TextBlock::new(best.feedback.clone()).spaced(Spacing::Small));
    }
    match (before_tip, right) {
        (true, true) => card.with(TextBlock::new(words.say("question-known-before"))),
        (true, false) => {
            let mut tip = tip_body(speaker, text);
            if let Some(Element::TextBlock(title)) = tip.first_mut() {
                // A card has one heading; the tip's title is a line of its own here.
                *title = TextBlock::new(text.title.clone()).bold();
            }
            card =
                card.with(TextBlock::note(words.say("question-the-tip")).spaced(Spacing::Medium));
            card.body.extend(tip);
            card
        }
        (false, _) => card,
    }
}
