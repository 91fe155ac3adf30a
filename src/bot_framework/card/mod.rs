//! Adaptive Cards as plain values, with two renderings: JSON for Teams and accessible HTML.
//!
//! Only what we use of Adaptive Cards 1.5 is here, and only what Teams draws everywhere. Text
//! always wraps; every input has a label; every picture has a description: the types leave
//! no other way.

mod action;
mod element;
mod html;
mod rows;
mod text;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use action::{Action, Execute, OpenUrl, Submit};
pub use element::{
    Choice, ChoiceSet, ChoiceStyle, Color, Column, Container, ContainerStyle, DateInput, Element,
    Fact, Image, Size, Spacing, TextBlock, TextStyle, Weight,
};

/// The newest schema version that Teams takes from bots.
const VERSION: &str = "1.5";
const SCHEMA: &str = "http://adaptivecards.io/schemas/adaptive-card.json";

/// A card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    #[serde(rename = "type")]
    kind: CardType,
    #[serde(rename = "$schema", default)]
    schema: String,
    #[serde(default)]
    version: String,
    /// The language of its words, such as `nl`.
    #[serde(default)]
    pub lang: String,
    /// What a client that cannot draw the card shows.
    #[serde(rename = "fallbackText", default)]
    pub fallback_text: String,
    /// What is on it, from top to bottom.
    #[serde(default)]
    pub body: Vec<Element>,
    /// Its buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum CardType {
    AdaptiveCard,
}

impl Card {
    /// An empty card. `fallback_text` says in words what the card is about.
    pub fn new(lang: &str, fallback_text: impl Into<String>) -> Card {
        Card {
            kind: CardType::AdaptiveCard,
            schema: SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            lang: lang.to_owned(),
            fallback_text: fallback_text.into(),
            body: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// The card with one more element.
    #[must_use]
    pub fn with(mut self, element: impl Into<Element>) -> Card {
        self.body.push(element.into());
        self
    }

    /// The card with one more button.
    #[must_use]
    pub fn with_action(mut self, action: impl Into<Action>) -> Card {
        self.actions.push(action.into());
        self
    }

    /// The JSON for Teams, with the buttons in rows that fit a phone.
    pub fn json(&self) -> Value {
        // A card holds text, flags and JSON values: nothing in it can fail to become JSON.
        serde_json::to_value(self.in_rows()).unwrap_or_default()
    }

    /// Reads a card back from JSON. Elements that we never write make it unreadable.
    pub fn read(json: &Value) -> Result<Card, serde_json::Error> {
        Card::deserialize(json)
    }

    /// All actions in reading order: those between the elements, then those at the foot.
    pub fn all_actions(&self) -> Vec<&Action> {
        let mut found = Vec::new();
        for element in &self.body {
            element.collect_actions(&mut found);
        }
        found.extend(&self.actions);
        found
    }
}

/// Makes any text safe to stand in a text block: nothing in it is read as Markdown.
pub fn escape_markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '!' | '~' | '|') {
            safe.push('\\');
        }
        safe.push(if c.is_control() { ' ' } else { c });
    }
    safe
}
