//! Message extensions: the answers to `composeExtension/query` and its kin.

use serde_json::{Value, json};

use super::InvokeResponse;
use crate::bot_framework::Activity;
use crate::bot_framework::activity::ADAPTIVE_CARD;

/// The content type of the card that stands for a result in a list.
const THUMBNAIL: &str = "application/vnd.microsoft.card.thumbnail";

/// A result of a search: a card to share, and how it stands in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The card that is shared when it is chosen.
    pub card: Value,
    /// How it stands in the list.
    pub preview: Preview,
}

/// How a result stands in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The first line.
    pub title: String,
    /// The line under it.
    pub text: String,
}

impl InvokeResponse {
    /// Results to choose from.
    pub fn suggestions(found: &[Suggestion]) -> InvokeResponse {
        let attachment = |found: &Suggestion| {
            let preview = json!({ "title": found.preview.title, "text": found.preview.text });
            json!({
                "contentType": ADAPTIVE_CARD,
                "content": found.card,
                "preview": { "contentType": THUMBNAIL, "content": preview },
            })
        };
        let attachments: Vec<Value> = found.iter().map(attachment).collect();
        Self::extension(&json!({
            "type": "result",
            "attachmentLayout": "list",
            "attachments": attachments,
        }))
    }

    /// A line in place of results.
    pub fn extension_message(text: &str) -> InvokeResponse {
        Self::extension(&json!({ "type": "message", "text": text }))
    }

    /// Asks to sign in on a page first, with a button.
    pub fn extension_sign_in(title: &str, url: &str) -> InvokeResponse {
        Self::extension_page("auth", title, url)
    }

    /// The same, and Teams first tries it without the person noticing.
    pub fn extension_silent_sign_in(title: &str, url: &str) -> InvokeResponse {
        Self::extension_page("silentAuth", title, url)
    }

    /// Asks to set something on a page first, with a button.
    pub fn extension_settings(title: &str, url: &str) -> InvokeResponse {
        Self::extension_page("config", title, url)
    }

    /// Shows what the bot would send, to edit it or to let it go. What is chosen comes as
    /// `composeExtension/submitAction`.
    pub fn extension_preview(activity: &Activity) -> InvokeResponse {
        Self::extension(&json!({ "type": "botMessagePreview", "activityPreview": activity }))
    }

    /// The same answer, which clients may keep for so many seconds instead of asking again.
    #[must_use]
    pub fn cached(mut self, seconds: u32) -> InvokeResponse {
        if let Some(Value::Object(body)) = &mut self.body {
            let info = json!({ "cacheType": "CACHE", "cacheDuration": seconds });
            body.insert("cacheInfo".to_owned(), info);
        }
        self
    }

    fn extension_page(kind: &str, title: &str, url: &str) -> InvokeResponse {
        let action = json!({ "type": "openUrl", "title": title, "value": url });
        Self::extension(&json!({ "type": kind, "suggestedActions": { "actions": [action] } }))
    }

    fn extension(value: &Value) -> InvokeResponse {
        Self::ok(json!({ "composeExtension": value }))
    }
}
