//! Rules for one tip.

use serde_saphyr::Spanned;

use super::super::finding::{Finding, Place, Rule};
use super::super::links::LinkKind;
use super::super::plan::Plan;
use super::super::read::{Read, TipFile};
use super::super::yaml::place_of;
use super::{address, question};

/// The most words on a tip card, the thing to try included.
const MOST_WORDS: usize = 60;
/// The most characters on a button, for a phone.
const LONGEST_BUTTON: usize = 22;
/// The pictures that Teams shows.
const PICTURES: [&str; 4] = [".png", ".jpg", ".jpeg", ".gif"];

/// What the head says, and where the tip leads: both need the plan.
pub(super) fn check_head(tip: &TipFile, plan: &Plan, read: &Read, findings: &mut Vec<Finding>) {
    let in_head = |value: &Spanned<String>| place_of(&tip.path, value, tip.head_line);
    let mut wrong = |place, rule, what: String, help: &str| {
        findings.push(Finding::error(place, rule, what, help));
    };
    let behaviour = &tip.head.behaviour;
    match plan.behaviours.iter().find(|known| known.id == behaviour.value) {
        None => wrong(
            in_head(behaviour),
            Rule::UnknownId,
            format!("the behaviour `{}` is not in the plan", behaviour.value),
            "Use one of the plan's behaviours, or add this one to plan.yaml.",
        ),
        Some(known) if known.topic != tip.head.topic.value => wrong(
            in_head(&tip.head.topic),
            Rule::WrongTopic,
            format!("the behaviour `{}` belongs to the topic `{}`", known.id, known.topic),
            "Write that topic here, or choose another behaviour.",
        ),
        Some(_) => {}
    }
    for prerequisite in &tip.head.prerequisites {
        if !read.has_tip(&prerequisite.value) {
            wrong(
                in_head(prerequisite),
                Rule::UnknownId,
                format!("there is no tip `{}` to come first", prerequisite.value),
                "Use the file name of another tip without `.md`, or take this one out.",
            );
        }
    }
    for (kind, url, place) in tip.addresses() {
        let rule = match kind {
            LinkKind::Source => Rule::Source,
            LinkKind::Button => Rule::Link,
            LinkKind::Picture => Rule::Picture,
        };
        findings.extend(address::fault(rule, url, &place, plan));
    }
}

/// What the tip says, whatever its head and the plan say.
pub(super) fn check_body(tip: &TipFile, findings: &mut Vec<Finding>) {
    let count =
        words(&tip.body.text) + tip.body.try_it.as_ref().map_or(0, |try_it| words(&try_it.text));
    if count > MOST_WORDS {
        findings.push(Finding::error(
            Place::at(&tip.path, &tip.text, tip.body.text_at),
            Rule::TooLong,
            format!("the tip has {count} words; at most {MOST_WORDS} fit"),
            "Keep one idea, and one thing to try. Move the rest to a second tip.",
        ));
    }
    question::check(tip, findings);
    check_button(tip, findings);
    check_picture(tip, findings);
}

fn check_button(tip: &TipFile, findings: &mut Vec<Finding>) {
    let Some(try_it) = &tip.body.try_it else { return };
    if try_it.label.chars().count() > LONGEST_BUTTON {
        let place = Place::at(&tip.path, &tip.text, tip.body.try_at);
        let what = format!("the button text `{}` is too long for a phone", try_it.label);
        let help = "Use at most 22 characters, such as “Open OneDrive”.";
        findings.push(Finding::error(place, Rule::Button, what, help));
    }
}

fn check_picture(tip: &TipFile, findings: &mut Vec<Finding>) {
    let Some(picture) = &tip.body.picture else { return };
    let place = Place::at(&tip.path, &tip.text, tip.body.picture_at);
    let mut wrong = |rule, what: &str, help: &str| {
        findings.push(Finding::error(place.clone(), rule, what, help));
    };
    let path = picture.url.split(['?', '#']).next().unwrap_or_default().to_lowercase();
    if picture.alt.is_empty() {
        let help = "Say between the square brackets what the picture shows.";
        wrong(Rule::AltText, "the picture has no description", help);
    } else if PICTURES.iter().any(|ending| picture.alt.to_lowercase().ends_with(ending)) {
        let help = "Say what the picture shows, not what the file is called.";
        wrong(Rule::AltText, "the description of the picture is the name of a file", help);
    }
    if path.starts_with("https://") && !PICTURES.iter().any(|ending| path.ends_with(ending)) {
        let help = "Use a PNG, JPEG or GIF of at most 1024 by 1024 pixels and 1 MB.";
        wrong(Rule::Picture, "the picture is not a PNG, JPEG or GIF", help);
    }
}

/// Words as a reader counts them: runs of characters with at least one letter or digit.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
