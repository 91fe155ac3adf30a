//! Rules for posts in a team's channel.

use super::super::finding::{Finding, Rule};
use super::super::plan::{Plan, Post};
use super::plan::{CRON_HELP, cron_fault};
use super::{PLAN, in_section};

/// Checks the posts; `text` is the plan's file.
pub(super) fn check(plan: &Plan, text: &str, findings: &mut Vec<Finding>) {
    for post in &plan.posts {
        let id = &post.id;
        let mut wrong = |rule, what: String, help: &str| {
            let place = in_section(PLAN, text, "posts", id);
            findings.push(Finding::error(place, rule, what, help));
        };
        if post.team.trim().is_empty() {
            let what = format!("the post `{id}` names no team");
            wrong(Rule::Post, what, "Write the team's name as Teams shows it, or its link.");
        }
        if post.channel_in("").is_none() {
            let what = format!("the channel of the post `{id}` is no link and no id");
            let help = "In Teams, choose “Get link to channel” in the channel's menu, and put that \
                link here. For the General channel leave the line out.";
            wrong(Rule::Post, what, help);
        }
        if let Some(why) = cron_fault(&post.when) {
            let what = format!("the post `{id}` has an unreadable time: {why}");
            wrong(Rule::Cron, what, CRON_HELP);
        }
        if let Some(language) = post.language.as_ref().filter(|it| !plan.languages.contains(it)) {
            let what = format!("the post `{id}` names an unknown language `{language}`");
            wrong(Rule::UnknownId, what, "Use one of the plan's languages.");
        }
        check_subjects(post, plan, &mut wrong);
    }
}

fn check_subjects(post: &Post, plan: &Plan, wrong: &mut dyn FnMut(Rule, String, &str)) {
    let id = &post.id;
    for name in &post.behaviours {
        if !plan.behaviours.iter().any(|behaviour| behaviour.id == *name) {
            let what = format!("the post `{id}` names an unknown behaviour `{name}`");
            wrong(Rule::UnknownId, what, "Use one of the plan's behaviours, or add this one.");
        }
    }
    for name in &post.topics {
        if !plan.topics.iter().any(|topic| topic.id == *name) {
            let what = format!("the post `{id}` names an unknown topic `{name}`");
            wrong(Rule::UnknownId, what, "Use one of the plan's topics.");
        }
    }
    if post.levels.is_empty() {
        let what = format!("the post `{id}` has no level");
        wrong(Rule::Post, what, "Name starter, basis or gevorderd, or leave the line out.");
    }
    let taken = plan.campaigns.iter().map(|it| &it.id).chain(plan.moments.iter().map(|it| &it.id));
    if taken.into_iter().any(|other| other == id) {
        let what = format!("`{id}` is a campaign or a moment already");
        wrong(Rule::Twice, what, "Give the post another id: it is paused and stopped by it.");
    }
}
