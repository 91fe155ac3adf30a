//! Rules for one tip.

use serde_saphyr::Spanned;

use super::super::finding::{Finding, Place, Rule};
use super::super::front_matter::place_of;
use super::super::load::{Read, TipFile};
use super::super::plan::Plan;
use super::question;

/// The most words on a tip card, the thing to try included.
const MOST_WORDS: usize = 60;
/// The most characters on a button, for a phone.
const LONGEST_BUTTON: usize = 22;
/// The pictures that Teams shows.
const PICTURES: [&str; 4] = [".png", ".jpg", ".jpeg", ".gif"];

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
        if !read.tips.iter().any(|other| other.id == prerequisite.value) {
            wrong(
                in_head(prerequisite),
                Rule::UnknownId,
                format!("there is no tip `{}` to come first", prerequisite.value),
                "Use the file name of another tip without `.md`, or take this one out.",
            );
        }
    }
    let count =
        words(&tip.body.text) + tip.body.try_it.as_ref().map_or(0, |try_it| words(&try_it.text));
    if count > MOST_WORDS {
        wrong(
            in_body(tip.body.text_at),
            Rule::TooLong,
            format!("the tip has {count} words; at most {MOST_WORDS} fit"),
            "Keep one idea, and one thing to try. Move the rest to a second tip.",
        );
    }
    question::check(tip, findings);
    check_addresses(tip, plan, findings);
    check_picture(tip, findings);
}

/// Where the button and the source lead.
fn check_addresses(tip: &TipFile, plan: &Plan, findings: &mut Vec<Finding>) {
    let source = &tip.head.source;
    let source_at = place_of(&tip.path, source, tip.head_line);
    let mut links = vec![(source_at, Rule::Source, source.value.as_str())];
    if let Some(try_it) = &tip.body.try_it {
        let place = Place::at(&tip.path, &tip.text, tip.body.try_at);
        links.push((place.clone(), Rule::Link, &try_it.url));
        if try_it.label.chars().count() > LONGEST_BUTTON {
            let what = format!("the button text `{}` is too long for a phone", try_it.label);
            let help = "Use at most 22 characters, such as “Open OneDrive”.";
            findings.push(Finding::error(place, Rule::Button, what, help));
        }
    }
    for (place, rule, url) in links {
        let address = url::Url::parse(url).ok().filter(|address| address.scheme() == "https");
        let Some(host) = address.as_ref().and_then(url::Url::host_str) else {
            let what = format!("`{url}` is not an https address");
            let help = "Use an address that starts with https://.";
            findings.push(Finding::error(place, rule, what, help));
            continue;
        };
        if !plan.knows_host(host) {
            let what = format!("the plan does not know the host `{host}`");
            let help = "Use a page of Microsoft or your own organisation, or add the host to \
                `link-hosts` in plan.yaml.";
            findings.push(Finding::error(place, Rule::LinkHost, what, help));
        }
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
    if !path.starts_with("https://") {
        let help = "Put it where every employee can open it, and use its address with https://.";
        wrong(Rule::Picture, "the picture has no https address", help);
    } else if !PICTURES.iter().any(|ending| path.ends_with(ending)) {
        let help = "Use a PNG, JPEG or GIF of at most 1024 by 1024 pixels and 1 MB.";
        wrong(Rule::Picture, "the picture is not a PNG, JPEG or GIF", help);
    }
}

/// Words as a reader counts them: runs of characters with at least one letter or digit.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
