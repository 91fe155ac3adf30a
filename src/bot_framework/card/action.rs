//! The actions of a card: its buttons.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A button.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Action {
    /// Sends an invoke; the answer replaces the card.
    #[serde(rename = "Action.Execute")]
    Execute(Execute),
    /// Opens a page.
    #[serde(rename = "Action.OpenUrl")]
    OpenUrl(OpenUrl),
    /// Opens a dialog, or submits one.
    #[serde(rename = "Action.Submit")]
    Submit(Submit),
}

/// A button that sends an invoke. Older clients send a message instead: its fallback.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Execute {
    /// The words on it.
    pub title: String,
    /// What it asks for.
    pub verb: String,
    /// What comes back with it, beside the card's inputs.
    pub data: Value,
    /// `none` when the card's inputs need not be filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    associated_inputs: Option<String>,
    /// For clients without `Action.Execute`.
    fallback: Fallback,
}

/// The fallback of an [`Execute`]: the same data as a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Fallback {
    #[serde(rename = "type")]
    kind: SubmitType,
    #[serde(flatten)]
    submit: Submit,
}

/// A button that opens a dialog from a card, where its data says so under `msteams`, and submits
/// the card within a dialog.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Submit {
    /// The words on it.
    pub title: String,
    /// What comes back with it, beside the card's inputs.
    pub data: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    associated_inputs: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum SubmitType {
    #[serde(rename = "Action.Submit")]
    Submit,
}

/// A button that opens a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenUrl {
    /// The words on it.
    pub title: String,
    /// The address; https.
    pub url: String,
}

impl Execute {
    /// A button that sends `verb` and `data`, with the card's inputs.
    pub fn new(title: impl Into<String>, verb: &str, data: Value) -> Execute {
        let title = title.into();
        Execute {
            title: title.clone(),
            verb: verb.to_owned(),
            data: data.clone(),
            associated_inputs: None,
            fallback: Fallback { kind: SubmitType::Submit, submit: Submit::new(title, data) },
        }
    }

    /// A button that does not need the card's inputs.
    #[must_use]
    pub fn without_inputs(mut self) -> Execute {
        self.associated_inputs = Some("none".to_owned());
        self.fallback.submit = self.fallback.submit.without_inputs();
        self
    }

    /// Changes the words on the button.
    pub fn rename(&mut self, title: String) {
        self.fallback.submit.title.clone_from(&title);
        self.title = title;
    }

    /// Does it send the card's inputs along?
    pub fn takes_inputs(&self) -> bool {
        self.associated_inputs.as_deref() != Some("none")
    }
}

impl Submit {
    /// A button that sends `data`, with the card's inputs.
    pub fn new(title: impl Into<String>, data: Value) -> Submit {
        Submit { title: title.into(), data, associated_inputs: None }
    }

    /// A button that does not need the card's inputs.
    #[must_use]
    pub fn without_inputs(mut self) -> Submit {
        self.associated_inputs = Some("none".to_owned());
        self
    }

    /// Does it send the card's inputs along?
    pub fn takes_inputs(&self) -> bool {
        self.associated_inputs.as_deref() != Some("none")
    }
}

impl Action {
    /// The words on the button.
    pub fn title(&self) -> &str {
        match self {
            Action::Execute(action) => &action.title,
            Action::OpenUrl(action) => &action.title,
            Action::Submit(action) => &action.title,
        }
    }
}

impl From<Execute> for Action {
    fn from(action: Execute) -> Action {
        Action::Execute(action)
    }
}

impl From<Submit> for Action {
    fn from(action: Submit) -> Action {
        Action::Submit(action)
    }
}

impl From<OpenUrl> for Action {
    fn from(action: OpenUrl) -> Action {
        Action::OpenUrl(action)
    }
}
