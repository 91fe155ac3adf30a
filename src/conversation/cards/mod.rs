//! Every card that a person can get.

mod ask;
mod my_data;
mod onward;
mod post;
mod settings;
mod share;
mod step;
mod talk;
mod talk_point;
mod welcome;

pub(super) use ask::{language, level_check, pause, search, still_there};
pub(super) use my_data::{Line, all_data, ask_erase, erased, my_data};
pub(super) use onward::{after_step, question_result, straight_on, with_onward};
pub(super) use post::{not_here, team_hello};
pub(super) use settings::{
    SettingsForm, is_offered, read_window, settings, settings_dialog, state_line,
};
pub(super) use share::share;
pub(super) use step::step;
pub(super) use talk::{help, note, progress, who, why};
pub(super) use talk_point::after_talk;
pub(super) use welcome::welcome;

use crate::bot_framework::card::{Action, Card, Execute};
use crate::content::Language;
use crate::learning::Decision;

use super::subject::{Act, Subject};
use super::words::{Edition, Words};

/// A card ready to be shown, with what has to be remembered of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dressed {
    /// The card.
    pub card: Card,
    /// What a notification says.
    pub summary: String,
    /// What it is about; `None` for a card without buttons.
    pub subject: Option<Subject>,
    /// The nonce that its buttons carry.
    pub nonce: String,
}

impl Dressed {
    /// How long reading it takes, in seconds.
    pub fn seconds(&self) -> u32 {
        share::card_seconds(&self.card)
    }
}

/// Where a card's words come from.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) edition: &'a Edition,
    pub(super) language: &'a Language,
    pub(super) words: &'a Words,
}

impl<'a> Speaker<'a> {
    pub(super) fn new(edition: &'a Edition, tag: &str) -> Speaker<'a> {
        let (language, words) = edition.language(tag);
        Speaker { edition, language, words }
    }

    /// A card with a heading.
    fn card(&self, title_key: &str) -> Card {
        let title = self.words.say(title_key);
        Card::new(&self.language.code, title.clone())
            .with(crate::bot_framework::card::TextBlock::heading(title))
    }

    /// A button.
    fn button(&self, key: &str, act: &Act, nonce: &str) -> Execute {
        Execute::new(self.words.say(key), &act.verb(), act.data(nonce)).without_inputs()
    }

    /// A button that sends the card's inputs along.
    fn submit(&self, key: &str, act: &Act, nonce: &str) -> Action {
        Execute::new(self.words.say(key), &act.verb(), act.data(nonce)).into()
    }
}

/// The card for a step that `learning` chose.
pub fn dress_step(
    edition: &Edition,
    tag: &str,
    decision: &Decision,
    nonce: String,
) -> Option<Dressed> {
    step(Speaker::new(edition, tag), decision, nonce)
}

/// The card that asks, after a long silence, whether to go on.
pub fn dress_still_there(edition: &Edition, tag: &str, nonce: String) -> Dressed {
    still_there(Speaker::new(edition, tag), nonce)
}

/// The card of an organisation-wide moment; `None` when it has no words.
pub fn dress_moment(edition: &Edition, tag: &str, moment: &str, nonce: String) -> Option<Dressed> {
    talk::moment(Speaker::new(edition, tag), moment, nonce)
}

/// The card of a talking point for a manager; `None` when it has gone.
pub fn dress_talk(edition: &Edition, tag: &str, talk: &str, nonce: String) -> Option<Dressed> {
    talk_point::talk(Speaker::new(edition, tag), talk, nonce)
}

/// The card of a tip in a team's channel; `None` when the tip has gone.
pub fn dress_post(edition: &Edition, tag: &str, tip: &str) -> Option<Dressed> {
    post::tip_of_the_week(Speaker::new(edition, tag), tip)
}
