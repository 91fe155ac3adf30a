//! What comes with an invoke.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::read;
use crate::bot_framework::activity::{lenient, lenient_count, lenient_list};
use crate::bot_framework::file::{self, UploadInfo};

/// The value of `adaptiveCard/action`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardAction {
    /// What was pressed.
    #[serde(deserialize_with = "lenient")]
    pub action: PressedAction,
    /// `manual` when a person pressed, `automatic` for a refresh.
    #[serde(deserialize_with = "lenient")]
    pub trigger: Option<String>,
}

/// The action that was pressed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PressedAction {
    /// The verb that the card gave the action.
    #[serde(deserialize_with = "lenient")]
    pub verb: Option<String>,
    /// The action's own data, merged with the card's inputs.
    pub data: Option<Value>,
}

/// The value of `task/fetch` and `task/submit`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskRequest {
    /// The action's own data; for a submitted dialog merged with its inputs.
    pub data: Option<Value>,
}

/// The value of `composeExtension/query`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Query {
    /// The command of the manifest.
    #[serde(deserialize_with = "lenient")]
    pub command_id: String,
    /// What was filled in.
    #[serde(deserialize_with = "lenient_list")]
    pub parameters: Vec<Parameter>,
    /// Which part of the results is wanted.
    #[serde(deserialize_with = "lenient")]
    pub query_options: QueryOptions,
}

/// Something that was filled in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameter {
    /// The parameter's name in the manifest, or `initialRun`.
    #[serde(deserialize_with = "lenient")]
    pub name: String,
    /// What was filled in.
    #[serde(deserialize_with = "lenient")]
    pub value: String,
}

/// Which part of the results is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueryOptions {
    /// How many results are passed over.
    #[serde(deserialize_with = "lenient_count")]
    pub skip: Option<usize>,
    /// How many results are wanted.
    #[serde(deserialize_with = "lenient_count")]
    pub count: Option<usize>,
}

/// The value of `composeExtension/fetchTask` and `composeExtension/submitAction`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ExtensionTask {
    /// The command of the manifest.
    #[serde(deserialize_with = "lenient")]
    pub command_id: String,
    /// Where it was started: `compose`, `commandbox` or `message`.
    #[serde(deserialize_with = "lenient")]
    pub command_context: String,
    /// What was filled in, when a dialog was submitted.
    pub data: Option<Value>,
    /// `edit` or `send`, after a preview.
    #[serde(deserialize_with = "lenient")]
    pub bot_message_preview_action: Option<String>,
}

/// The value of `message/submitAction` and `message/fetchTask`: feedback on a message of ours.
/// What somebody wrote in it is not read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Feedback {
    /// `feedback`, until there are more.
    #[serde(deserialize_with = "lenient")]
    pub action_name: String,
    /// `like` or `dislike`.
    #[serde(deserialize_with = "lenient")]
    pub reaction: Option<String>,
}

/// The value of `fileConsent/invoke`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileConsent {
    /// `accept` or `decline`.
    #[serde(deserialize_with = "lenient")]
    pub action: String,
    /// Where the file goes, when it was accepted.
    #[serde(skip)]
    pub upload: Option<UploadInfo>,
}

impl FileConsent {
    pub(super) fn read(value: Option<&Value>) -> FileConsent {
        let consent: FileConsent = read(value);
        let info = value.and_then(|value| value.get("uploadInfo"));
        let upload = file::read(info).filter(|_| consent.action == "accept");
        FileConsent { upload, ..consent }
    }
}

impl Query {
    /// What was filled in for a parameter; empty when nothing was.
    pub fn parameter(&self, name: &str) -> &str {
        let found = self.parameters.iter().find(|parameter| parameter.name == name);
        found.map_or("", |parameter| parameter.value.trim())
    }

    /// Was it sent by itself, before anything was typed?
    pub fn is_initial_run(&self) -> bool {
        self.parameter("initialRun").eq_ignore_ascii_case("true")
    }
}

impl Feedback {
    /// The SDK's types put it all under `data`, the documentation's sample does not.
    pub(super) fn read(value: Option<&Value>) -> Feedback {
        let outer = value.map(|value| value.get("data").unwrap_or(value));
        let mut feedback: Feedback = read(outer);
        let reaction = outer.and_then(|value| value.get("actionValue")?.get("reaction")?.as_str());
        if let Some(reaction) = reaction {
            feedback.reaction = Some(reaction.to_owned());
        }
        feedback
    }
}
