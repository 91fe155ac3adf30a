//! Rules for one tip.

use serde_saphyr::Spanned;

use super::super::finding::{Finding, Place};
use super::super::front_matter::place_of;
use super::super::load::{Read, TipFile};
use super::super::plan::Plan;

/// The most words on a tip card, the thing to try included.
const MOST_WORDS: usize = 60;
/// The most characters on a button, for a phone.
const LONGEST_BUTTON: usize = 22;

pub(super) fn check(tip: &TipFile, plan: &Plan, read: &Read, findings: &mut Vec<Finding>) {
    let in_head = |value: &Spanned<String>| place_of(&tip.path, value, tip.head_line);
    let in_body = |at: usize| Place::at(&tip.path, &tip.text, at);
    let mut wrong = |place, rule, what: String, help: &str| {
        findings.push(Finding::error(place, rule, what, help));
    };
    let behaviour = &tip.head.behaviour;
    match plan.behaviours.iter().find(|known| known.id == behaviour.value) {
        None => wrong(
            in_head(behaviour),
            "unknown-id",
            format!("the behaviour `{}` is not in the plan", behaviour.value),
            "Use one of the plan's behaviours, or add this one to plan.yaml.",
        ),
        Some(known) if known.topic != tip.head.topic.value => wrong(
            in_head(&tip.head.topic),
            "wrong-topic",
            format!("the behaviour `{}` belongs to the topic `{}`", known.id, known.topic),
            "Write that topic here, or choose another behaviour.",
        ),
        Some(_) => {}
    }
    for prerequisite in &tip.head.prerequisites {
        if !read.tips.iter().any(|other| other.id == prerequisite.value) {
            wrong(
                in_head(prerequisite),
                "unknown-id",
                format!("there is no tip `{}` to come first", prerequisite.value),
                "Use the file name of another tip without `.md`, or take this one out.",
            );
        }
    }
    if !tip.head.source.value.starts_with("https://") {
        wrong(
            in_head(&tip.head.source),
            "source",
            "the source is not an https address".to_owned(),
            "Name the page where the facts come from, starting with https://.",
        );
    }
    let count =
        words(&tip.body.text) + tip.body.try_it.as_ref().map_or(0, |try_it| words(&try_it.text));
    if count > MOST_WORDS {
        wrong(
            in_body(tip.body.text_at),
            "too-long",
            format!("the tip has {count} words; at most {MOST_WORDS} fit"),
            "Keep one idea, and one thing to try. Move the rest to a second tip.",
        );
    }
    match &tip.body.try_it {
        Some(try_it) if !try_it.url.starts_with("https://") => wrong(
            in_body(tip.body.text_at),
            "link",
            format!("the link `{}` is not an https address", try_it.url),
            "Use an address that starts with https://.",
        ),
        Some(try_it) if try_it.label.chars().count() > LONGEST_BUTTON => wrong(
            in_body(tip.body.text_at),
            "button",
            format!("the button text `{}` is too long for a phone", try_it.label),
            "Use at most 22 characters, such as “Open OneDrive”.",
        ),
        _ => {}
    }
    if tip.body.picture.as_ref().is_some_and(|picture| picture.alt.is_empty()) {
        wrong(
            in_body(tip.body.text_at),
            "alt-text",
            "the picture has no description".to_owned(),
            "Say between the square brackets what the picture shows.",
        );
    }
    check_question(tip, &in_body(tip.body.question_at), findings);
}

fn check_question(tip: &TipFile, place: &Place, findings: &mut Vec<Finding>) {
    let Some(question) = &tip.body.question else { return };
    let mut wrong = |rule, what: String, help: &str| {
        findings.push(Finding::error(place.clone(), rule, what, help));
    };
    let options = question.choices.len();
    if !(2..=4).contains(&options) {
        let what = format!("the question has {options} options");
        wrong(
            "options",
            what,
            "Give three or four: lines that start with `- [ ]`, and one with `- [x]`.",
        );
    }
    let right = question.choices.iter().filter(|choice| choice.right).count();
    if options > 0 && right != 1 {
        let what = format!("{right} options are ticked as right");
        wrong("right-option", what, "Tick exactly one option: `- [x]`.");
    }
    for choice in question.choices.iter().filter(|choice| choice.feedback.is_empty()) {
        let what = format!("the option “{}” has no feedback", choice.text);
        wrong("feedback", what, "Write it on the next line, with two spaces before it.");
    }
}

/// Words as a reader counts them: runs of characters with at least one letter or digit.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
