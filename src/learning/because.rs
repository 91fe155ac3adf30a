//! The reason that weighed most in a choice.

use jiff::Timestamp;

use super::level::Level;
use super::library::{Item, Library};
use super::path::{Encounter, Form, Mark, Path};
use super::policy::Policy;
use super::reason::Reason;
use super::weigh::{Candidate, focus_of};

/// Why this candidate was picked in this form. Every reason is true by itself.
pub(super) fn reason_of(
    library: &Library,
    path: &Path,
    policy: &Policy,
    picked: &Candidate,
    form: Form,
    now: Timestamp,
) -> Reason {
    let item = picked.item;
    if let Some(seen) = path.items.get(&item.id).filter(|seen| was_taught(seen)) {
        return reason_of_return(seen, now);
    }
    if let Some(focus) = focus_of(policy, item, now) {
        let (id, kind) = (focus.id.clone(), focus.kind);
        return Reason::Focus { focus: id, kind, topic: item.topic.clone() };
    }
    if form == Form::Question {
        return Reason::MayKnow { topic: item.topic.clone() };
    }
    reason_of_new(library, path, item)
}

/// Asked before the tip, without an answer: to the person it is new.
fn was_taught(seen: &Encounter) -> bool {
    seen.taught || !(seen.mark == Mark::Shown && seen.last_form == Form::Question)
}

fn reason_of_return(seen: &Encounter, now: Timestamp) -> Reason {
    #[expect(clippy::cast_possible_truncation, reason = "days since a sighting are few")]
    let days = seen.days_since(now).round() as i64;
    match seen.mark {
        Mark::Later => Reason::AskedLater { days },
        Mark::Wrong | Mark::TooHard => Reason::SecondLook { days },
        Mark::Tried => Reason::Tried { days },
        Mark::Right => Reason::Answered { days },
        Mark::Shown | Mark::Known => Reason::Seen { days },
    }
}

fn reason_of_new(library: &Library, path: &Path, item: &Item) -> Reason {
    let topic = item.topic.clone();
    let last = path.last.as_ref();
    let last_item = last.and_then(|last| library.get(&last.item));
    let easier = |before: &Item| before.behaviour == item.behaviour && before.level > item.level;
    let harder = |before: &Item| before.topic == topic && before.level < item.level;
    if last.is_some_and(|last| last.too_hard) && last_item.is_some_and(easier) {
        Reason::Easier { topic }
    } else if last.is_some_and(|last| last.well) && last_item.is_some_and(harder) {
        Reason::StepUp { topic }
    } else if let Some(before) = item.prerequisites.iter().find(|id| path.items.contains_key(*id)) {
        Reason::Follows { item: before.clone() }
    } else if last.is_some_and(|last| last.topic != topic) {
        Reason::Variety { topic }
    } else if path.ability.has_news(item.area) {
        Reason::Fits { topic, level: item.level }
    } else if item.level == Level::Starter {
        Reason::EasyStart { topic }
    } else {
        Reason::NotYet { topic }
    }
}
