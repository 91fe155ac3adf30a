//! Rules for the plan.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::tz::TimeZone;

use super::super::finding::{Finding, Rule};
use super::super::plan::{DAYS, Plan};
use super::{PLAN, in_section};

/// Columns of Microsoft's usage reports that count or name something people do (Microsoft Graph
/// v1.0: `getTeamsUserActivityUserDetail`, `getOneDriveActivityUserDetail`,
/// `getSharePointActivityUserDetail`, `getEmailActivityUserDetail`, `getM365AppUserDetail`).
const COLUMNS: [&str; 33] = [
    "Team Chat Message Count",
    "Private Chat Message Count",
    "Call Count",
    "Meeting Count",
    "Post Messages",
    "Reply Messages",
    "Urgent Messages",
    "Meetings Organized Count",
    "Meetings Attended Count",
    "Ad Hoc Meetings Organized Count",
    "Ad Hoc Meetings Attended Count",
    "Scheduled One-time Meetings Organized Count",
    "Scheduled One-time Meetings Attended Count",
    "Scheduled Recurring Meetings Organized Count",
    "Scheduled Recurring Meetings Attended Count",
    "Audio Duration In Seconds",
    "Video Duration In Seconds",
    "Screen Share Duration In Seconds",
    "Viewed Or Edited File Count",
    "Synced File Count",
    "Shared Internally File Count",
    "Shared Externally File Count",
    "Visited Page Count",
    "Send Count",
    "Receive Count",
    "Read Count",
    "Meeting Created Count",
    "Meeting Interacted Count",
    "Outlook",
    "Word",
    "Excel",
    "PowerPoint",
    "OneNote",
];

/// Checks the plan on its own; `text` is its file.
pub(super) fn check(plan: &Plan, text: &str, findings: &mut Vec<Finding>) {
    check_frame(plan, text, findings);
    let mut wrong = |rule, section, word: &str, what: String, help: &str| {
        let place = in_section(PLAN, text, section, word);
        findings.push(Finding::error(place, rule, what, help));
    };
    for moment in &plan.moments {
        if let Some(why) = cron_fault(&moment.when) {
            let what = format!("the moment `{}` has an unreadable time: {why}", moment.id);
            wrong(Rule::Cron, "moments", &moment.id, what, CRON_HELP);
        }
    }
    let topics: BTreeSet<_> = plan.topics.iter().map(|topic| topic.id.as_str()).collect();
    let behaviours = plan.behaviours.iter().map(|b| ("behaviours", "behaviour", &b.id, &b.topic));
    let checks = plan.level_check.iter();
    let checks = checks.map(|c| ("level-check", "level check line", &c.id, &c.topic));
    for (section, kind, id, topic) in behaviours.chain(checks) {
        if !topics.contains(topic.as_str()) {
            let what = format!("the {kind} `{id}` names an unknown topic `{topic}`");
            wrong(
                Rule::UnknownId,
                section,
                id,
                what,
                "Add the topic to `topics`, or mend its name.",
            );
        }
    }
    check_measures(plan, text, findings);
    let mut wrong = |rule, section, word: &str, what: String, help: &str| {
        let place = in_section(PLAN, text, section, word);
        findings.push(Finding::error(place, rule, what, help));
    };
    let lists = [
        ("topics", plan.topics.iter().map(|it| &it.id).collect::<Vec<_>>()),
        ("behaviours", plan.behaviours.iter().map(|it| &it.id).collect()),
        ("level-check", plan.level_check.iter().map(|it| &it.id).collect()),
        ("moments", plan.moments.iter().map(|it| &it.id).collect()),
        ("audiences", plan.audiences.iter().map(|it| &it.id).collect()),
        ("campaigns", plan.campaigns.iter().map(|it| &it.id).collect()),
        ("posts", plan.posts.iter().map(|it| &it.id).collect()),
    ];
    for (section, ids) in lists {
        let mut seen = BTreeSet::new();
        for id in ids.into_iter().filter(|id| !seen.insert(*id)) {
            let what = format!("`{id}` stands twice under `{section}`");
            wrong(Rule::Twice, section, id, what, "Give one of them another id, or take it out.");
        }
    }
}

/// A goal that can be reached, and a column that there is.
fn check_measures(plan: &Plan, text: &str, findings: &mut Vec<Finding>) {
    for behaviour in &plan.behaviours {
        let Some(measure) = &behaviour.measure else { continue };
        let place = || in_section(PLAN, text, "behaviours", &behaviour.id);
        if !(1..=100).contains(&measure.goal) {
            findings.push(Finding::error(
                place(),
                Rule::Measure,
                format!("the goal of `{}` is not a percentage", behaviour.id),
                "Write a number from 1 to 100.",
            ));
        }
        if let Some(usage) = measure.usage.as_deref().filter(|it| !COLUMNS.contains(it)) {
            let alike = |column: &str| strsim::jaro_winkler(column, usage);
            let best = COLUMNS.iter().max_by(|a, b| alike(a).total_cmp(&alike(b)));
            findings.push(Finding::warning(
                place(),
                Rule::Measure,
                format!("no usage report that we know has a column `{usage}`"),
                format!("Look at the first line of the report; `{}` is one.", best.unwrap_or(&"")),
            ));
        }
    }
}

/// Languages, zone and rhythm.
fn check_frame(plan: &Plan, text: &str, findings: &mut Vec<Finding>) {
    let mut wrong = |rule, section, word: &str, what: String, help: &str| {
        let place = in_section(PLAN, text, section, word);
        findings.push(Finding::error(place, rule, what, help));
    };
    if plan.languages.is_empty() {
        let what = "no language is named".to_owned();
        wrong(Rule::Languages, "languages", "", what, "Write `languages: [nl, en]`.");
    }
    if TimeZone::get(&plan.time_zone).is_err() {
        let what = format!("the time zone `{}` does not exist", plan.time_zone);
        let help = "Use an IANA name such as Europe/Amsterdam.";
        wrong(Rule::TimeZone, "time-zone", &plan.time_zone, what, help);
    }
    for day in plan.rhythm.days.iter().filter(|day| !DAYS.contains(&day.as_str())) {
        let what = format!("`{day}` is not a day");
        wrong(Rule::Days, "rhythm", day, what, "Use mon, tue, wed, thu, fri, sat and sun.");
    }
    if plan.rhythm.window().is_none() {
        let what = format!("`{}` is not a window of time", plan.rhythm.window);
        let help = "Write two times such as \"09:30-11:30\", the earlier one first.";
        wrong(Rule::Window, "rhythm", "window", what, help);
    }
    if !(1..=3).contains(&plan.rhythm.nudges_per_week) {
        let what = "nudges-per-week is not 1, 2 or 3".to_owned();
        let help = "More than three a week makes people stop; choose 1, 2 or 3.";
        wrong(Rule::Rhythm, "rhythm", "nudges-per-week", what, help);
    }
    let most = plan.rhythm.most_nudges_per_week;
    if !(1..=3).contains(&most) {
        let what = "most-nudges-per-week is not 1, 2 or 3".to_owned();
        let help = "More than three a week makes people stop; choose 1, 2 or 3.";
        wrong(Rule::Rhythm, "rhythm", "most-nudges-per-week", what, help);
    } else if plan.rhythm.nudges_per_week > most && plan.rhythm.nudges_per_week <= 3 {
        let what = "nudges-per-week is more than most-nudges-per-week allows".to_owned();
        let help = "Lower nudges-per-week, or let people choose more.";
        wrong(Rule::Rhythm, "rhythm", "nudges-per-week", what, help);
    }
}

/// How a time as cron is written.
pub(super) const CRON_HELP: &str =
    "Write second, minute, hour, day, month and weekday, such as \"0 30 9 1 * *\".";

/// What is wrong with a time as cron.
pub(super) fn cron_fault(cron: &str) -> Option<String> {
    let error = cron::Schedule::from_str(cron).err()?.to_string();
    // The crate shows the text again above its message.
    Some(error.lines().last().unwrap_or_default().to_owned())
}
