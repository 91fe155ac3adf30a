//! What an activity means to us.

use serde_json::Value;

use super::subject::Press;
use crate::bot_framework::activity::{Account, Installation, View};
use crate::bot_framework::invoke::{CardAction, Invoke, Query};
use crate::bot_framework::{Activity, UploadInfo};

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
    /// They pressed a button of ours that opens a dialog.
    Opened {
        /// What they pressed.
        press: Press,
        /// The message that the button is on.
        message: Option<String>,
    },
    /// They submitted a dialog of ours.
    Submitted(Press),
    /// They opened or submitted a dialog that is not ours.
    DialogUnknown,
    /// They look for a tip from some chat, perhaps one that we are not in.
    LooksFor(Query),
    /// They want a file, and this is where Teams puts it.
    WantsFile(UploadInfo),
    /// The file is there.
    FileSaved(UploadInfo),
    /// The file could not be put there.
    FileFailed,
    /// They want no file after all.
    DeclinesFile,
    /// They said what they think of a message.
    Feedback,
    /// A refresh that no person asked for.
    Refreshed,
    /// An invoke that we do not know.
    UnknownInvoke,
    /// Nothing that we act on.
    Nothing,
}

/// Reads an activity. Anything unknown is [`Heard::Nothing`]: channels add new kinds at any time.
pub fn hear(activity: &Activity) -> Heard {
    match activity.view() {
        View::Message => Heard::Said(activity.spoken()),
        View::CardSubmit(value) => Press::read(value).map_or(Heard::PressedUnknown, Heard::Pressed),
        View::InstallationUpdate(Installation::Added) => Heard::Installed,
        View::InstallationUpdate(Installation::Removed) => Heard::Uninstalled,
        View::ConversationUpdate { added, removed, .. } => membership(activity, added, removed),
        View::Invoke(asked) => invoke(asked, activity),
        _ => Heard::Nothing,
    }
}

fn membership(activity: &Activity, added: &[Account], removed: &[Account]) -> Heard {
    if added.iter().any(|account| activity.is_recipient(account)) {
        Heard::Installed
    } else if removed.iter().any(|account| activity.is_recipient(account)) {
        Heard::Uninstalled
    } else {
        Heard::Nothing
    }
}

fn invoke(asked: Invoke, activity: &Activity) -> Heard {
    let press = |data: Option<Value>| Press::read(&data?);
    match asked {
        Invoke::CardAction(action) => card_action(&action),
        Invoke::TaskFetch(task) => press(task.data).map_or(Heard::DialogUnknown, |press| {
            Heard::Opened { press, message: activity.reply_to_id.clone() }
        }),
        Invoke::TaskSubmit(task) => press(task.data).map_or(Heard::DialogUnknown, Heard::Submitted),
        Invoke::Query(query) => Heard::LooksFor(query),
        Invoke::MessageSubmitAction(_) => Heard::Feedback,
        Invoke::FileConsent(consent) => {
            consent.upload.map_or(Heard::DeclinesFile, Heard::WantsFile)
        }
        _ => Heard::UnknownInvoke,
    }
}

fn card_action(pressed: &CardAction) -> Heard {
    if pressed.trigger.as_deref() == Some("automatic") {
        return Heard::Refreshed;
    }
    let press = pressed.action.data.as_ref().and_then(Press::read);
    press.map_or(Heard::PressedUnknown, Heard::Pressed)
}
