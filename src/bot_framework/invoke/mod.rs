//! Invokes: activities whose answer is the body of the HTTP response.
//!
//! [`Invoke`] is what was asked, [`InvokeResponse`] what goes back. Values come from a client and
//! may hold anything, so reading them never fails: what is not there counts as empty. Codes and
//! tokens of people who sign in are not read at all.
//!
//! Source: Microsoft Learn, "Universal Actions for Adaptive Cards", "Use dialogs in bots" and
//! "Respond to search command", and the activity types of the Teams SDK.

mod answer;
mod dialog;
mod extension;
mod request;

pub use answer::InvokeResponse;
pub use dialog::{Dialog, DialogContent, Size};
pub use extension::{Preview, Suggestion};
pub use request::{
    CardAction, ExtensionTask, Feedback, FileConsent, Parameter, PressedAction, Query,
    QueryOptions, TaskRequest,
};

use serde::Deserialize;
use serde_json::Value;

use super::Activity;

/// What an invoke asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Invoke {
    /// An `Action.Execute` on a card.
    CardAction(CardAction),
    /// A button that opens a dialog.
    TaskFetch(TaskRequest),
    /// A dialog that was submitted.
    TaskSubmit(TaskRequest),
    /// A search in a message extension.
    Query(Query),
    /// A link that somebody pasted.
    QueryLink,
    /// A link that somebody pasted who has not installed the app.
    AnonymousQueryLink,
    /// Where the settings of a message extension are.
    QuerySettingUrl,
    /// New settings of a message extension.
    Setting,
    /// A search result that was chosen.
    SelectItem,
    /// An action of a message extension that opens a dialog.
    FetchTask(ExtensionTask),
    /// A dialog of a message extension that was submitted.
    SubmitAction(ExtensionTask),
    /// A button on a search result.
    CardButtonClicked,
    /// Somebody signed in with a code, or did not.
    SignInVerifyState,
    /// Somebody signed in without noticing it.
    SignInTokenExchange,
    /// Signing in failed.
    SignInFailure,
    /// A feedback button that opens a dialog.
    MessageFetchTask(Feedback),
    /// Feedback on a message.
    MessageSubmitAction(Feedback),
    /// Somebody took or refused a file.
    FileConsent(FileConsent),
    /// The configuration in a team is opened.
    ConfigFetch,
    /// The configuration in a team is submitted.
    ConfigSubmit,
    /// A tab made of cards is opened.
    TabFetch,
    /// A tab made of cards is submitted.
    TabSubmit,
    /// A search from an input on a card.
    ApplicationSearch,
    /// A suggested action that submits. Microsoft calls this a preview.
    SuggestedActionsSubmit,
    /// An action on a card in an e-mail.
    ActionableMessageExecute,
    /// A conversation that another bot or a person hands over.
    HandoffAction,
    /// A tool that a widget of HTML calls.
    WidgetCallTool,
    /// An invoke without a name: a card of long ago.
    Nameless,
    /// An invoke that we do not know.
    Other(String),
}

/// The names of invokes that take no value, or one that we do not read.
const PLAIN: &[(&str, Invoke)] = &[
    ("composeExtension/queryLink", Invoke::QueryLink),
    ("composeExtension/anonymousQueryLink", Invoke::AnonymousQueryLink),
    ("composeExtension/querySettingUrl", Invoke::QuerySettingUrl),
    ("composeExtension/setting", Invoke::Setting),
    ("composeExtension/selectItem", Invoke::SelectItem),
    ("composeExtension/onCardButtonClicked", Invoke::CardButtonClicked),
    ("signin/verifyState", Invoke::SignInVerifyState),
    ("signin/tokenExchange", Invoke::SignInTokenExchange),
    ("signin/failure", Invoke::SignInFailure),
    ("config/fetch", Invoke::ConfigFetch),
    ("config/submit", Invoke::ConfigSubmit),
    ("tab/fetch", Invoke::TabFetch),
    ("tab/submit", Invoke::TabSubmit),
    ("application/search", Invoke::ApplicationSearch),
    ("suggestedActions/submit", Invoke::SuggestedActionsSubmit),
    ("actionableMessage/executeAction", Invoke::ActionableMessageExecute),
    ("handoff/action", Invoke::HandoffAction),
    ("htmlwidget/calltool", Invoke::WidgetCallTool),
];

impl Invoke {
    /// What this activity asks, by its name and value. Its type is not looked at.
    pub fn of(activity: &Activity) -> Invoke {
        let name = activity.name.as_deref().unwrap_or_default();
        let value = activity.value.as_ref();
        match name {
            "" => Invoke::Nameless,
            "adaptiveCard/action" => Invoke::CardAction(read(value)),
            "task/fetch" => Invoke::TaskFetch(read(value)),
            "task/submit" => Invoke::TaskSubmit(read(value)),
            "composeExtension/query" => Invoke::Query(read(value)),
            "composeExtension/fetchTask" => Invoke::FetchTask(read(value)),
            "composeExtension/submitAction" => Invoke::SubmitAction(read(value)),
            "message/fetchTask" => Invoke::MessageFetchTask(Feedback::read(value)),
            "message/submitAction" => Invoke::MessageSubmitAction(Feedback::read(value)),
            "fileConsent/invoke" => Invoke::FileConsent(FileConsent::read(value)),
            other => {
                let plain = PLAIN.iter().find(|(name, _)| *name == other);
                plain.map_or_else(|| Invoke::Other(other.to_owned()), |(_, plain)| plain.clone())
            }
        }
    }
}

/// Reads a value; one of another shape counts as empty.
fn read<T: for<'de> Deserialize<'de> + Default>(value: Option<&Value>) -> T {
    value.and_then(|value| T::deserialize(value).ok()).unwrap_or_default()
}
