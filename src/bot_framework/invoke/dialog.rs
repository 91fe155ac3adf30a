//! Dialogs: the answers to `task/fetch`, `task/submit` and `message/fetchTask`.

use serde_json::{Value, json};

use super::InvokeResponse;
use crate::bot_framework::activity::ADAPTIVE_CARD;

/// A dialog.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialog {
    /// The words above it.
    pub title: String,
    /// What is in it.
    pub content: DialogContent,
    /// How high it is.
    pub height: Size,
    /// How wide it is.
    pub width: Size,
}

/// What is in a dialog.
#[derive(Debug, Clone, PartialEq)]
pub enum DialogContent {
    /// A card. Its buttons are `Action.Submit`: the others do nothing in a dialog.
    Card(Value),
    /// A page, on a domain that the manifest names.
    Page {
        /// The address of the page, https.
        url: String,
        /// The address for a client that shows no dialogs; opened in a browser.
        fallback_url: Option<String>,
    },
}

/// How high or wide a dialog is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// About a fifth of the window.
    Small,
    /// About half of the window.
    #[default]
    Medium,
    /// About two thirds of the window.
    Large,
    /// So many pixels.
    Pixels(u16),
}

impl Size {
    fn json(self) -> Value {
        match self {
            Size::Small => json!("small"),
            Size::Medium => json!("medium"),
            Size::Large => json!("large"),
            Size::Pixels(number) => json!(number),
        }
    }
}

impl Dialog {
    /// A dialog of medium size with a card in it.
    pub fn card(title: impl Into<String>, card: Value) -> Dialog {
        Self::medium(title.into(), DialogContent::Card(card))
    }

    /// A dialog of medium size with a page in it.
    pub fn page(title: impl Into<String>, url: impl Into<String>) -> Dialog {
        let content = DialogContent::Page { url: url.into(), fallback_url: None };
        Self::medium(title.into(), content)
    }

    fn medium(title: String, content: DialogContent) -> Dialog {
        Dialog { title, content, height: Size::Medium, width: Size::Medium }
    }

    fn json(&self) -> Value {
        let (height, width) = (self.height.json(), self.width.json());
        let mut value = json!({ "title": self.title, "height": height, "width": width });
        match &self.content {
            DialogContent::Card(card) => {
                value["card"] = json!({ "contentType": ADAPTIVE_CARD, "content": card });
            }
            DialogContent::Page { url, fallback_url } => {
                value["url"] = json!(url);
                if let Some(fallback) = fallback_url {
                    value["fallbackUrl"] = json!(fallback);
                }
            }
        }
        value
    }
}

impl InvokeResponse {
    /// Opens a dialog, or shows another one in the one that is open.
    pub fn dialog(dialog: &Dialog) -> InvokeResponse {
        Self::ok(json!({ "task": { "type": "continue", "value": dialog.json() } }))
    }

    /// Closes the dialog, or opens none, and says something.
    pub fn dialog_message(text: &str) -> InvokeResponse {
        Self::ok(json!({ "task": { "type": "message", "value": text } }))
    }

    /// Closes the dialog in silence.
    pub fn dialog_closed() -> InvokeResponse {
        InvokeResponse { status: 200, body: None }
    }
}
