//! The rules that content keeps, beyond being readable.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use jiff::tz::TimeZone;
use serde_saphyr::Spanned;

use super::finding::{Finding, Place};
use super::front_matter::place_of;
use super::load::{Read, TipFile};
use super::plan::{DAYS, Plan, Texts};
use super::source::Source;
use crate::learning::Level;

/// The most words on a tip card, the thing to try included.
const MOST_WORDS: usize = 60;
/// The most characters on a button, for a phone.
const LONGEST_BUTTON: usize = 22;
const PLAN: &str = "plan.yaml";

pub(super) fn check(read: &Read, findings: &mut Vec<Finding>) {
    let Some(plan) = &read.plan else {
        if !findings.iter().any(|finding| finding.place.file == PLAN) {
            findings.push(Finding::error(
                Place::start_of(PLAN),
                "missing-file",
                "there is no plan",
                "Add plan.yaml to the content folder; copy it from the built-in content.",
            ));
        }
        return;
    };
    check_plan(plan, findings);
    for code in &plan.languages {
        check_language(code, plan, read, findings);
    }
    for tip in &read.tips {
        check_tip(tip, plan, read, findings);
    }
    check_sets(plan, &read.tips, findings);
    check_cycles(&read.tips, findings);
}

fn check_plan(plan: &Plan, findings: &mut Vec<Finding>) {
    let mut wrong = |rule, what: String, help: &str| {
        findings.push(Finding::error(Place::start_of(PLAN), rule, what, help));
    };
    if plan.languages.is_empty() {
        wrong("languages", "no language is named".to_owned(), "Write `languages: [nl, en]`.");
    }
    if TimeZone::get(&plan.time_zone).is_err() {
        let what = format!("the time zone `{}` does not exist", plan.time_zone);
        wrong("time-zone", what, "Use an IANA name such as Europe/Amsterdam.");
    }
    for day in &plan.rhythm.days {
        if !DAYS.contains(&day.as_str()) {
            let what = format!("`{day}` is not a day");
            wrong("days", what, "Use mon, tue, wed, thu, fri, sat and sun.");
        }
    }
    if plan.rhythm.window().is_none() {
        let what = format!("`{}` is not a window of time", plan.rhythm.window);
        wrong("window", what, "Write two times such as \"09:30-11:30\", the earlier one first.");
    }
    if !(1..=3).contains(&plan.rhythm.nudges_per_week) {
        let what = "nudges-per-week is not 1, 2 or 3".to_owned();
        wrong("rhythm", what, "More than three a week makes people stop; choose 1, 2 or 3.");
    }
    for moment in &plan.moments {
        if let Err(error) = cron::Schedule::from_str(&moment.when) {
            // The crate shows the text again above its message.
            let error = error.to_string();
            let why = error.lines().last().unwrap_or_default();
            let what = format!("the moment `{}` has an unreadable time: {why}", moment.id);
            wrong(
                "cron",
                what,
                "Write second, minute, hour, day, month and weekday, such as \"0 30 9 1 * *\".",
            );
        }
    }
    let topics: BTreeSet<_> = plan.topics.iter().map(|topic| topic.id.as_str()).collect();
    let behaviours = plan.behaviours.iter().map(|b| ("behaviour", &b.id, &b.topic));
    let checks = plan.level_check.iter().map(|c| ("level check line", &c.id, &c.topic));
    for (kind, id, topic) in behaviours.chain(checks) {
        if !topics.contains(topic.as_str()) {
            let what = format!("the {kind} `{id}` names an unknown topic `{topic}`");
            wrong("unknown-id", what, "Add the topic to `topics`, or mend its name.");
        }
    }
}

fn check_language(code: &str, plan: &Plan, read: &Read, findings: &mut Vec<Finding>) {
    let file = format!("{code}/texts.yaml");
    let Some(texts) = read.texts.get(code) else {
        if !findings.iter().any(|finding| finding.place.file == file) {
            findings.push(Finding::error(
                Place::start_of(&file),
                "missing-file",
                format!("the language `{code}` has no texts"),
                "Copy texts.yaml from another language's folder and translate it.",
            ));
        }
        return;
    };
    if !read.words.contains_key(code) && Source::built_in_words(code).is_none() {
        findings.push(Finding::error(
            Place::start_of(&format!("{code}/words.ftl")),
            "missing-file",
            format!("the language `{code}` has no words for the product itself"),
            "Copy words.ftl from the built-in content and translate it.",
        ));
    }
    for (section, id) in missing_texts(plan, texts) {
        findings.push(Finding::error(
            Place::start_of(&file),
            "missing-text",
            format!("`{id}` has no words under `{section}`"),
            "Add it; the other language's file shows how.",
        ));
    }
}

fn missing_texts<'a>(plan: &'a Plan, texts: &Texts) -> Vec<(&'static str, &'a str)> {
    let mut missing = Vec::new();
    let mut look = |section, id: &'a String, there: bool| {
        if !there {
            missing.push((section, id.as_str()));
        }
    };
    for topic in &plan.topics {
        look("topics", &topic.id, texts.topics.contains_key(&topic.id));
    }
    for behaviour in &plan.behaviours {
        look("behaviours", &behaviour.id, texts.behaviours.contains_key(&behaviour.id));
    }
    for line in &plan.level_check {
        look("level-check", &line.id, texts.level_check.contains_key(&line.id));
    }
    for moment in &plan.moments {
        look("moments", &moment.id, texts.moments.contains_key(&moment.id));
    }
    missing
}

fn check_tip(tip: &TipFile, plan: &Plan, read: &Read, findings: &mut Vec<Finding>) {
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

/// Rules over all files of a tip, and over all tips of a behaviour.
fn check_sets(plan: &Plan, tips: &[TipFile], findings: &mut Vec<Finding>) {
    let mut by_id: BTreeMap<&str, Vec<&TipFile>> = BTreeMap::new();
    for tip in tips {
        by_id.entry(&tip.id).or_default().push(tip);
    }
    for files in by_id.values() {
        check_translations(plan, files, findings);
    }
    for behaviour in &plan.behaviours {
        for level in Level::ALL {
            let there = tips
                .iter()
                .any(|tip| tip.head.behaviour.value == behaviour.id && tip.head.level == level);
            if !there {
                findings.push(Finding::warning(
                    Place::start_of(PLAN),
                    "level-missing",
                    format!("the behaviour `{}` has no tip at the level {level:?}", behaviour.id),
                    "Write one, so that everybody can take this step.",
                ));
            }
        }
    }
}

fn check_translations(plan: &Plan, files: &[&TipFile], findings: &mut Vec<Finding>) {
    let Some(first) = files.first() else { return };
    for code in &plan.languages {
        match files.iter().filter(|file| file.language == *code).collect::<Vec<_>>().as_slice() {
            [] if was_told(findings, code, &first.id) => {}
            [] => findings.push(Finding::error(
                Place::start_of(&first.path),
                "missing-language",
                format!("this tip is not there in `{code}`"),
                "Copy the file to that language's folder under the same name and translate it.",
            )),
            [_] => {}
            [_, second, ..] => findings.push(Finding::error(
                Place::start_of(&second.path),
                "duplicate-id",
                format!("there are two tips with the name `{}` in `{code}`", second.id),
                "Give one of the files another name.",
            )),
        }
    }
    for other in &files[1..] {
        let same = other.head.topic.value == first.head.topic.value
            && other.head.behaviour.value == first.head.behaviour.value
            && other.head.level == first.head.level
            && other.head.review_by == first.head.review_by
            && other.head.prerequisites.iter().map(|id| &id.value).eq(first
                .head
                .prerequisites
                .iter()
                .map(|id| &id.value));
        if !same {
            findings.push(Finding::error(
                Place::start_of(&other.path),
                "heads-differ",
                format!("the head differs from the one in {}", first.path),
                "Only `source` and `owner` may differ between languages.",
            ));
        }
        let options = |tip: &TipFile| -> Option<Vec<bool>> {
            Some(tip.body.question.as_ref()?.choices.iter().map(|c| c.right).collect())
        };
        if let (Some(ours), Some(theirs)) = (options(other), options(first))
            && ours != theirs
        {
            findings.push(Finding::error(
                Place::at(&other.path, &other.text, other.body.question_at),
                "options-differ",
                format!("the options are not in the same order as in {}", first.path),
                "Keep the same number and order of options in every language.",
            ));
        }
    }
}

/// Is this tip's file there in a language, and did we say already why it cannot be read?
fn was_told(findings: &[Finding], language: &str, tip: &str) -> bool {
    let (start, end) = (format!("{language}/"), format!("/{tip}.md"));
    let files = findings.iter().map(|finding| &finding.place.file);
    files.into_iter().any(|file| file.starts_with(&start) && file.ends_with(&end))
}

/// No tip may come before itself.
fn check_cycles(tips: &[TipFile], findings: &mut Vec<Finding>) {
    let before: BTreeMap<&str, &TipFile> = tips.iter().map(|tip| (tip.id.as_str(), tip)).collect();
    for tip in before.values() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> =
            tip.head.prerequisites.iter().map(|id| id.value.as_str()).collect();
        while let Some(id) = open.pop() {
            if id == tip.id {
                findings.push(Finding::error(
                    Place::start_of(&tip.path),
                    "cycle",
                    format!("the tip `{id}` comes before itself, by way of its prerequisites"),
                    "Take one of the prerequisites out.",
                ));
                break;
            }
            if seen.insert(id)
                && let Some(next) = before.get(id)
            {
                open.extend(next.head.prerequisites.iter().map(|id| id.value.as_str()));
            }
        }
    }
}

/// Words as a reader counts them: runs of characters with at least one letter or digit.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
