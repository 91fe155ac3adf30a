//! Proofs: every card of a tip as people will see it, before anybody does.

use super::cards::{self, Speaker};
use super::words::Edition;
use crate::bot_framework::card::Card;
use crate::content::{Finding, Place, Rule};
use crate::learning::{Decision, Form, Reason};

/// The most bytes of a card as JSON. Teams takes more in a message from a bot; this is the lowest
/// limit that its documentation names anywhere (28 KB), and far above what a card should need.
const LARGEST_CARD: usize = 28 * 1024;
/// Buttons of a proof carry this nonce: pressed anywhere, it is the card of nobody.
const NONCE: &str = "proof";

/// One card of a tip.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// Which of its cards.
    pub kind: ProofKind,
    /// The card.
    pub card: Card,
}

/// Which of a tip's cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProofKind {
    /// The tip.
    Tip,
    /// The knowledge question.
    Question,
    /// What follows on choosing the option at this position.
    Chosen(usize),
    /// The doing question.
    Doing,
}

/// Every card of a tip in a language; none when there is no such tip.
pub fn proofs(edition: &Edition, language: &str, tip: &str) -> Vec<Proof> {
    let speaker = Speaker::new(edition, language);
    let Some(item) = edition.catalog.library.get(tip) else { return Vec::new() };
    let Some(text) = edition.catalog.tip_text(tip, &speaker.language.code) else {
        return Vec::new();
    };
    let step = |form, kind| {
        let reason = Reason::Fits { topic: item.topic.clone(), level: item.level };
        let decision = Decision { item: tip.to_owned(), form, reason };
        let dressed = cards::step(speaker, &decision, NONCE.to_owned())?;
        Some(Proof { kind, card: dressed.card })
    };
    let chosen = (0..text.question.choices.len()).map(|at| {
        let card = cards::question_result(speaker, text, Some(at), false);
        Some(Proof { kind: ProofKind::Chosen(at), card })
    });
    [step(Form::Tip, ProofKind::Tip), step(Form::Question, ProofKind::Question)]
        .into_iter()
        .chain(chosen)
        .chain([step(Form::Doing, ProofKind::Doing)])
        .flatten()
        .collect()
}

/// A finding for every card that is too large for Teams.
pub fn oversized(edition: &Edition) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (language, _) in edition.languages() {
        for (id, tip) in &edition.catalog.tips {
            let Some(text) = tip.texts.get(language) else { continue };
            let sizes = proofs(edition, language, id).into_iter();
            let sizes = sizes.map(|proof| proof.card.json().to_string().len());
            let largest = sizes.max().unwrap_or_default();
            if largest > LARGEST_CARD {
                findings.push(Finding::error(
                    Place::start_of(&text.file),
                    Rule::CardSize,
                    format!(
                        "a card of this tip has {} KB; Teams takes {} KB",
                        largest / 1024,
                        LARGEST_CARD / 1024
                    ),
                    "Look for a text or an address that is far longer than it should be.",
                ));
            }
        }
    }
    findings
}
