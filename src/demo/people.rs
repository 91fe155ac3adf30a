//! The ready-made people, and how they react when left to themselves.

use crate::bot_framework::card::{Action, Card, Element};
use crate::conversation::Edition;
use crate::local_channel::{Author, LocalChannel, Person, PersonError, Profile};

/// One of the ready-made people.
#[derive(Debug, Clone)]
pub struct Cast {
    /// On the channel.
    pub person: Person,
    /// How they react.
    pub temper: Temper,
    /// Who they are, in Dutch and English.
    pub about: [&'static str; 2],
}

/// How somebody reacts to cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// New to it all; tries, and says when it is too hard.
    Starter,
    /// Gets along.
    Average,
    /// Knows most of it.
    Expert,
    /// Ignores everything.
    Silent,
}

/// The ready-made people on a channel.
pub fn cast(channel: &LocalChannel) -> Vec<Cast> {
    let member = |id: &str, name: &str, locale: &str, temper, about| {
        let profile = Profile {
            id: id.to_owned(),
            name: name.to_owned(),
            locale: locale.to_owned(),
            time_zone: "Europe/Amsterdam".to_owned(),
        };
        Cast { person: Person::new(channel.clone(), profile), temper, about }
    };
    vec![
        member(
            "sanne",
            "Sanne de Wit",
            "nl-NL",
            Temper::Starter,
            [
                "Balie, starter: vindt computers spannend",
                "Front desk, starter: computers make her nervous",
            ],
        ),
        member(
            "mehmet",
            "Mehmet Kaya",
            "nl-NL",
            Temper::Average,
            ["Wijkteam, gemiddeld: redt zich prima", "Neighbourhood team, average: gets by"],
        ),
        member(
            "iris",
            "Iris van Dam",
            "nl-NL",
            Temper::Expert,
            ["Beleid, expert: schrijft macro’s", "Policy, expert: writes macros"],
        ),
        member(
            "karel",
            "Karel Bos",
            "nl-NL",
            Temper::Silent,
            ["Beheer, negeert alles", "Maintenance, ignores everything"],
        ),
        member(
            "amy",
            "Amy Clarke",
            "en-GB",
            Temper::Average,
            ["ICT, gemiddeld, leest Engels", "IT, average, reads English"],
        ),
    ]
}

impl Cast {
    /// Reacts to the newest card as this person would. `false` when there is nothing to react to,
    /// or when they would not.
    pub async fn reacts(&self, edition: &Edition) -> Result<bool, PersonError> {
        let messages = self.person.messages();
        let newest = messages.iter().rev().find(|message| message.author == Author::Bot);
        let Some((id, card)) = newest.and_then(|message| {
            Some((message.id.clone(), Card::read(message.card.as_ref()?).ok()?))
        }) else {
            return Ok(false);
        };
        let Some((verb, inputs)) = self.temper.answer(edition, &card) else { return Ok(false) };
        let wanted = |action: &Action| matches!(action, Action::Execute(e) if same(&e.data, &verb));
        let actions = card.all_actions();
        let Some(at) = actions.iter().position(|action| wanted(action)) else {
            return Ok(false);
        };
        let inputs: Vec<(&str, &str)> =
            inputs.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
        self.person.presses(&id, at, &inputs).await?;
        Ok(true)
    }
}

/// Does an action's data carry this act?
fn same(data: &serde_json::Value, act: &serde_json::Value) -> bool {
    data["stapje"]["act"] == *act
}

type Reaction = (serde_json::Value, Vec<(String, String)>);

impl Temper {
    /// The act and inputs with which this person answers a card.
    fn answer(self, edition: &Edition, card: &Card) -> Option<Reaction> {
        use serde_json::json;
        if self == Temper::Silent {
            return None;
        }
        let has = |act: &serde_json::Value| {
            card.all_actions()
                .iter()
                .any(|action| matches!(action, Action::Execute(e) if same(&e.data, act)))
        };
        let plain = |act: serde_json::Value| Some((act, Vec::new()));
        if has(&json!("choose")) {
            let (right, wrong) = options(edition, card)?;
            let chosen = if self == Temper::Starter { wrong } else { right };
            return Some((json!("choose"), vec![("choice".to_owned(), chosen)]));
        }
        let answers = match self {
            Temper::Starter => [
                json!("start-check"),
                json!({ "can": "not_yet" }),
                json!("done"),
                json!({ "did": "not_yet" }),
            ],
            Temper::Average => [
                json!("start-check"),
                json!({ "can": "with_help" }),
                json!("done"),
                json!({ "did": "yes" }),
            ],
            Temper::Expert | Temper::Silent => [
                json!("start-check"),
                json!({ "can": "yes" }),
                json!("done"),
                json!({ "did": "yes" }),
            ],
        };
        answers.into_iter().find(|act| has(act)).and_then(plain)
    }
}

/// The values of the right and of a wrong option of the question on a card.
fn options(edition: &Edition, card: &Card) -> Option<(String, String)> {
    let set = card.body.iter().find_map(|element| match element {
        Element::ChoiceSet(set) => Some(set),
        _ => None,
    })?;
    let titles: Vec<&str> = set.choices.iter().map(|choice| choice.title.as_str()).collect();
    let tips = edition.catalog.tips.values();
    let question =
        tips.flat_map(|tip| tip.texts.values()).map(|text| &text.question).find(|question| {
            question.choices.iter().map(|choice| choice.text.as_str()).eq(titles.iter().copied())
        })?;
    let position = |right: bool| {
        question.choices.iter().position(|choice| choice.right == right).map(|at| at.to_string())
    };
    Some((position(true)?, position(false)?))
}
