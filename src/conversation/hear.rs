//! What an activity means to us.

use serde::Deserialize;

use super::subject::Press;
use crate::bot_framework::Activity;
use crate::bot_framework::invoke::{CARD_ACTION, CardAction};

/// What an activity means to us.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// The app was installed for this person, or they and the bot now share a conversation.
    Installed,
    /// The app was taken away.
    Uninstalled,
    /// They typed something.
    Said(String),
    /// They pressed a button of ours.
    Pressed(Press),
    /// They pressed something that no card of ours has.
    PressedUnknown,
    /// A refresh that no person asked for.
    Refreshed,
    /// An invoke that we do not know.
    UnknownInvoke,
    /// Nothing that we act on.
    Nothing,
}

/// Reads an activity. Anything unknown is [`Heard::Nothing`]: channels add new kinds at any time.
pub fn hear(activity: &Activity) -> Heard {
    match activity.kind.as_str() {
        "installationUpdate" => installation(activity.action.as_deref().unwrap_or_default()),
        "conversationUpdate" => membership(activity),
        "message" => message(activity),
        "invoke" => invoke(activity),
        _ => Heard::Nothing,
    }
}

/// `add`, `add-upgrade` and `remove` come in variants; their beginning says it.
fn installation(action: &str) -> Heard {
    match action {
        "remove-upgrade" | "upgrade" => Heard::Nothing,
        action if action.starts_with("remove") => Heard::Uninstalled,
        action if action.starts_with("add") => Heard::Installed,
        _ => Heard::Nothing,
    }
}

fn membership(activity: &Activity) -> Heard {
    let me = activity.recipient.as_ref().map(|account| account.id.as_str());
    let is_me = |account: &crate::bot_framework::activity::Account| Some(account.id.as_str()) == me;
    if activity.members_added.iter().any(is_me) {
        Heard::Installed
    } else if activity.members_removed.iter().any(is_me) {
        Heard::Uninstalled
    } else {
        Heard::Nothing
    }
}

fn message(activity: &Activity) -> Heard {
    let said = activity.spoken();
    match &activity.value {
        Some(value) if said.is_empty() => {
            Press::read(value).map_or(Heard::PressedUnknown, Heard::Pressed)
        }
        _ => Heard::Said(said),
    }
}

fn invoke(activity: &Activity) -> Heard {
    if activity.name.as_deref() != Some(CARD_ACTION) {
        return Heard::UnknownInvoke;
    }
    let action = activity.value.as_ref().and_then(|value| CardAction::deserialize(value).ok());
    let Some(action) = action else { return Heard::PressedUnknown };
    if action.trigger.as_deref() == Some("automatic") {
        return Heard::Refreshed;
    }
    action.action.data.as_ref().and_then(Press::read).map_or(Heard::PressedUnknown, Heard::Pressed)
}
