//! What a shown card is about, and what a press on it asks for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::content::TipText;
use crate::learning::{Can, Did, Reason};

/// What a card is about. Stored with its nonce; decides what a press on it may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "card", rename_all = "snake_case")]
pub enum Subject {
    /// The welcome.
    Welcome,
    /// One line of the level check.
    LevelCheck {
        /// Its position in the plan.
        line: usize,
    },
    /// A tip.
    Tip {
        /// Its id.
        tip: String,
        /// Why it was shown.
        reason: Reason,
        /// The words that were shown: whoever is in the middle of a card finishes what they saw,
        /// whatever is published in between.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<Box<TipText>>,
        /// How many steps the same message showed before this one.
        #[serde(default)]
        before: u8,
    },
    /// A knowledge question.
    Question {
        /// The tip's id.
        tip: String,
        /// Why it was shown.
        reason: Reason,
        /// The words that were shown: whoever is in the middle of a card finishes what they saw,
        /// whatever is published in between.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<Box<TipText>>,
        /// How many steps the same message showed before this one.
        #[serde(default)]
        before: u8,
    },
    /// A doing question.
    Doing {
        /// The tip's id.
        tip: String,
        /// Why it was shown.
        reason: Reason,
        /// The words that were shown: whoever is in the middle of a card finishes what they saw,
        /// whatever is published in between.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<Box<TipText>>,
        /// How many steps the same message showed before this one.
        #[serde(default)]
        before: u8,
    },
    /// A result that offers to go on.
    Onward {
        /// The same card without its buttons: what stays when one was pressed.
        quiet: Value,
    },
    /// The settings.
    Settings,
    /// The settings in a dialog.
    SettingsDialog {
        /// The message whose button opened it.
        message: Option<String>,
    },
    /// The choice of a day to pause until.
    Pause,
    /// The choice of a language.
    Language,
    /// Tips that match what was typed.
    Search {
        /// Their ids.
        tips: Vec<String>,
    },
    /// What is kept of this person.
    MyData,
    /// The question whether to erase everything.
    EraseAll,
    /// The question after a long silence.
    StillThere,
    /// An organisation-wide moment.
    Moment {
        /// Its id.
        moment: String,
    },
    /// A talking point for a manager.
    Talk {
        /// Its id.
        talk: String,
    },
}

/// What a button asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Begin the level check.
    StartCheck,
    /// No level check, or no more of it.
    SkipCheck,
    /// An answer to a line of the level check.
    Can(Can),
    /// "Gedaan".
    Done,
    /// "Later".
    Later,
    /// "Te makkelijk".
    TooEasy,
    /// "Te moeilijk".
    TooHard,
    /// "Niet voor mij".
    NotForMe,
    /// The chosen option of a question, from the card's inputs.
    Choose,
    /// "Weet ik niet".
    DontKnow,
    /// An answer to a doing question.
    Did(Did),
    /// "Nog eentje?".
    OneMore,
    /// Show this tip.
    ShowTip(String),
    /// Keep the settings in the card's inputs.
    SaveSettings,
    /// Open the settings in a dialog.
    OpenSettings,
    /// Ask until when to pause.
    AskPause,
    /// Pause for so many days.
    PauseDays(u16),
    /// Pause until the day in the card's inputs.
    PauseUntil,
    /// Begin again.
    Resume,
    /// No nudges any more.
    Stop,
    /// Show everything that is kept.
    ShowData,
    /// Offer everything that is kept as a file.
    SaveData,
    /// Ask whether to erase everything.
    AskErase,
    /// Erase everything.
    EraseAll,
    /// Erase nothing.
    KeepData,
    /// At most one nudge a week.
    Fewer,
    /// Go on as before.
    GoOn,
    /// Speak this language.
    Speak(String),
}

/// A press on one of our cards.
#[derive(Debug, Clone, PartialEq)]
pub struct Press {
    /// The nonce of the card.
    pub nonce: String,
    /// What was asked for.
    pub act: Act,
    /// The card's inputs, as texts.
    pub inputs: BTreeMap<String, String>,
}

/// The key under which our own data travels with an action.
const OURS: &str = "stapje";

#[derive(Deserialize)]
struct Ours {
    nonce: String,
    act: Act,
}

impl Act {
    /// The data of a button on the card with this nonce.
    pub(super) fn data(&self, nonce: &str) -> Value {
        json!({ OURS: { "v": 1, "nonce": nonce, "act": self } })
    }

    /// The data of a button that opens a dialog.
    pub(super) fn dialog_data(&self, nonce: &str) -> Value {
        let mut data = self.data(nonce);
        data["msteams"] = json!({ "type": "task/fetch" });
        data
    }

    /// The verb of a button: the first word of the act.
    pub(super) fn verb(&self) -> String {
        match serde_json::to_value(self) {
            Ok(Value::String(name)) => name,
            Ok(Value::Object(map)) => map.keys().next().cloned().unwrap_or_default(),
            _ => String::new(),
        }
    }
}

impl Press {
    /// Reads the data of a press. `None` for anything that no card of ours produces: the data
    /// comes from the client and may hold anything.
    pub fn read(data: &Value) -> Option<Press> {
        let ours = Ours::deserialize(data.get(OURS)?).ok()?;
        let inputs = data.as_object()?.iter().filter(|(name, _)| *name != OURS);
        let inputs = inputs
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect();
        Some(Press { nonce: ours.nonce, act: ours.act, inputs })
    }

    /// An input of the card; empty when it is not there.
    pub(super) fn input(&self, name: &str) -> &str {
        self.inputs.get(name).map_or("", String::as_str)
    }
}
