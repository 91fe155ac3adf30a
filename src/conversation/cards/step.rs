//! The cards of a path: a tip, a knowledge question, a doing question.

use super::{Dressed, Speaker};
use crate::bot_framework::card::{
    Card, Choice, ChoiceSet, Container, ContainerStyle, Element, Image, OpenUrl, Spacing, TextBlock,
};
use crate::content::{Tip, TipText};
use crate::conversation::reasons::sentence;
use crate::conversation::subject::{Act, Subject};
use crate::learning::{Decision, Did, Form, Reason};

/// The card for a decision; `None` when the tip has gone from the catalog.
pub(in crate::conversation) fn step(
    speaker: Speaker,
    decision: &Decision,
    nonce: String,
) -> Option<Dressed> {
    let tip = speaker.edition.catalog.tips.get(&decision.item)?;
    let text = speaker.edition.catalog.tip_text(&tip.id, &speaker.language.code)?;
    let (id, reason) = (tip.id.clone(), decision.reason.clone());
    let seen = Some(Box::new(text.clone()));
    let words = speaker.words;
    let (card, summary, subject) = match decision.form {
        Form::Tip => (
            tip_card(speaker, tip, text, &reason, &nonce),
            words.say_with("tip-summary", &[("title", text.title.clone().into())]),
            Subject::Tip { tip: id, reason, before: 0, seen },
        ),
        Form::Question => (
            question_card(speaker, text, &reason, &nonce),
            words.say("question-summary"),
            Subject::Question { tip: id, reason, before: 0, seen },
        ),
        Form::Doing => (
            doing_card(speaker, tip, text, &reason, &nonce),
            words.say("doing-summary"),
            Subject::Doing { tip: id, reason, before: 0, seen },
        ),
    };
    Some(Dressed { card, summary, subject: Some(subject), nonce })
}

fn tip_card(speaker: Speaker, tip: &Tip, text: &TipText, reason: &Reason, nonce: &str) -> Card {
    let mut card = Card::new(&speaker.language.code, text.title.clone());
    card.body = tip_body(speaker, text);
    card.with(reasons(speaker, tip, reason))
        .with_action(speaker.button("tip-done", &Act::Done, nonce))
        .with_action(speaker.button("tip-later", &Act::Later, nonce))
        .with_action(speaker.button("tip-too-easy", &Act::TooEasy, nonce))
        .with_action(speaker.button("tip-too-hard", &Act::TooHard, nonce))
        .with_action(speaker.button("tip-not-for-me", &Act::NotForMe, nonce))
}

/// Title, text, picture and the one thing to try.
pub(super) fn tip_body(speaker: Speaker, text: &TipText) -> Vec<Element> {
    let mut body: Vec<Element> = vec![TextBlock::heading(text.title.clone()).into()];
    body.push(TextBlock::new(text.body.clone()).into());
    if let Some(picture) = &text.picture {
        body.push(Image { url: picture.url.clone(), alt_text: picture.alt.clone() }.into());
    }
    if let Some(try_it) = &text.try_it {
        // The file says "Probeer het: …"; the card has its own heading for it.
        let doing = try_it.text.split_once(": ").map_or(try_it.text.as_str(), |(_, rest)| rest);
        let doing = speaker.words.say_with("tip-try", &[("text", doing.to_owned().into())]);
        let open = OpenUrl { title: try_it.label.clone(), url: try_it.url.clone() };
        body.push(
            Container {
                items: vec![
                    TextBlock::new(doing).into(),
                    Element::ActionSet {
                        actions: vec![crate::bot_framework::card::Action::OpenUrl(open)],
                    },
                ],
                style: ContainerStyle::Emphasis,
                spacing: Spacing::Medium,
            }
            .into(),
        );
    }
    body
}

/// Why the organisation wants it, and why this person gets it now.
fn reasons(speaker: Speaker, tip: &Tip, reason: &Reason) -> Element {
    let words = speaker.words;
    let mut items: Vec<Element> = Vec::new();
    if let Some(behaviour) = speaker.language.texts.behaviours.get(&tip.behaviour) {
        let why = [("why", behaviour.why.clone().into())];
        items.push(TextBlock::note(words.say_with("tip-why-organisation", &why)).into());
    }
    items.push(why_you(speaker, reason).spaced(Spacing::Small).into());
    Container { items, style: ContainerStyle::Default, spacing: Spacing::Medium }.into()
}

fn why_you(speaker: Speaker, reason: &Reason) -> TextBlock {
    let reason = sentence(speaker.edition, speaker.language, speaker.words, reason);
    TextBlock::note(speaker.words.say_with("tip-why-you", &[("reason", reason.into())]))
}

fn question_card(speaker: Speaker, text: &TipText, reason: &Reason, nonce: &str) -> Card {
    let words = speaker.words;
    let choices = text.question.choices.iter().enumerate();
    let choices = choices.map(|(at, choice)| Choice::new(at.to_string(), choice.text.clone()));
    let options = ChoiceSet::new("choice", words.say("question-options"), choices.collect())
        .required(words.say("question-choose"));
    speaker
        .card("question-title")
        .with(TextBlock::new(text.question.prompt.clone()).bold())
        .with(options)
        .with(why_you(speaker, reason))
        .with_action(speaker.submit("question-answer", &Act::Choose, nonce))
        .with_action(speaker.button("question-dont-know", &Act::DontKnow, nonce))
}

fn doing_card(speaker: Speaker, tip: &Tip, text: &TipText, reason: &Reason, nonce: &str) -> Card {
    let words = speaker.words;
    let about = words.say_with("doing-about", &[("title", text.title.clone().into())]);
    let behaviour = speaker.language.texts.behaviours.get(&tip.behaviour);
    let question = behaviour.map_or_else(|| text.title.clone(), |words| words.did_you.clone());
    let mut card = speaker
        .card("doing-title")
        .with(TextBlock::new(about))
        .with(TextBlock::new(question).bold())
        .with(why_you(speaker, reason));
    for (key, did) in [
        ("doing-yes", Did::Yes),
        ("doing-not-yet", Did::NotYet),
        ("doing-cannot", Did::Cannot),
        ("doing-not-for-me", Did::NotForMe),
    ] {
        card = card.with_action(speaker.button(key, &Act::Did(did), nonce));
    }
    card
}
