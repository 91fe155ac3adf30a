//! A reason as one sentence in the reader's language.

use super::words::{Edition, Words};
use crate::content::Language;
use crate::learning::{FocusKind, Reason};

/// The sentence for a reason.
pub fn sentence(edition: &Edition, language: &Language, words: &Words, reason: &Reason) -> String {
    let topic_name = |id: &str| {
        let name = language.texts.topics.get(id).cloned().unwrap_or_else(|| id.to_owned());
        lower_first(&name)
    };
    let about =
        |key: &str, topic: &str| words.say_with(key, &[("topic", topic_name(topic).into())]);
    let past = |key: &str, days: i64| {
        let when = words.say_with("days-ago", &[("days", days.into())]);
        words.say_with(key, &[("when", when.into())])
    };
    match reason {
        Reason::EasyStart { topic } => about("reason-easy-start", topic),
        Reason::Fits { topic, .. } => about("reason-fits", topic),
        Reason::StepUp { topic } => about("reason-step-up", topic),
        Reason::Easier { .. } => words.say("reason-easier"),
        Reason::Follows { item } => {
            let title = edition.catalog.tip_text(item, &language.code).map(|text| &text.title);
            let title = title.map_or(item.as_str(), String::as_str).to_owned();
            words.say_with("reason-follows", &[("title", title.into())])
        }
        Reason::MayKnow { .. } => words.say("reason-may-know"),
        Reason::Onward { topic } => about("reason-onward", topic),
        Reason::Focus { kind, topic, .. } => match kind {
            FocusKind::Campaign => about("reason-campaign", topic),
            FocusKind::Newcomer => about("reason-newcomer", topic),
        },
        Reason::NotYet { topic } => about("reason-not-yet", topic),
        Reason::Variety { topic } => about("reason-variety", topic),
        Reason::AskedLater { days } => past("reason-asked-later", *days),
        Reason::SecondLook { days } => past("reason-second-look", *days),
        Reason::Tried { days } => past("reason-tried", *days),
        Reason::Answered { days } => past("reason-answered", *days),
        Reason::Seen { days } => past("reason-seen", *days),
        Reason::Asked => words.say("reason-asked"),
    }
}

/// A topic's name within a sentence: its first letter small, unless it is a name of its own
/// (a capital later in the word, as in "OneDrive").
fn lower_first(name: &str) -> String {
    let first_word = name.split(' ').next().unwrap_or_default();
    if first_word.chars().skip(1).any(char::is_uppercase) {
        return name.to_owned();
    }
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
