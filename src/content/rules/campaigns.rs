//! Rules for audiences and campaigns.

use super::super::finding::{Finding, Rule};
use super::super::plan::{Campaign, EVERYONE, Plan};
use super::plan::{CRON_HELP, cron_fault};
use super::{PLAN, in_section};

/// Checks audiences and campaigns; `text` is the plan's file.
pub(super) fn check(plan: &Plan, text: &str, findings: &mut Vec<Finding>) {
    for audience in &plan.audiences {
        let mut wrong = |rule, what: String, help: &str| {
            let place = in_section(PLAN, text, "audiences", &audience.id);
            findings.push(Finding::error(place, rule, what, help));
        };
        if audience.id == EVERYONE {
            let what = "`everyone` is an audience already".to_owned();
            wrong(Rule::Audience, what, "Give this one another id.");
        } else if !audience.has_condition() {
            let what = format!("the audience `{}` does not say who belongs to it", audience.id);
            let help = "Name departments, roles, levels, groups, people or within-days; for \
                all people use the audience `everyone`.";
            wrong(Rule::Audience, what, help);
        }
    }
    for campaign in &plan.campaigns {
        check_campaign(campaign, plan, text, findings);
    }
}

fn check_campaign(campaign: &Campaign, plan: &Plan, text: &str, findings: &mut Vec<Finding>) {
    let id = &campaign.id;
    let mut wrong = |rule, what: String, help: &str| {
        let place = in_section(PLAN, text, "campaigns", id);
        findings.push(Finding::error(place, rule, what, help));
    };
    if campaign.audience != EVERYONE
        && !plan.audiences.iter().any(|audience| audience.id == campaign.audience)
    {
        let what = format!("the campaign `{id}` names an unknown audience `{}`", campaign.audience);
        wrong(Rule::UnknownId, what, "Use `everyone`, or add the audience to `audiences`.");
    }
    for name in &campaign.behaviours {
        if !plan.behaviours.iter().any(|behaviour| behaviour.id == *name) {
            let what = format!("the campaign `{id}` names an unknown behaviour `{name}`");
            wrong(Rule::UnknownId, what, "Use one of the plan's behaviours, or add this one.");
        }
    }
    for name in &campaign.topics {
        if !plan.topics.iter().any(|topic| topic.id == *name) {
            let what = format!("the campaign `{id}` names an unknown topic `{name}`");
            wrong(Rule::UnknownId, what, "Use one of the plan's topics.");
        }
    }
    if campaign.behaviours.is_empty() && campaign.topics.is_empty() {
        let what = format!("the campaign `{id}` is about nothing");
        wrong(Rule::Campaign, what, "Name one to three behaviours, or a topic.");
    }
    if campaign.from.zip(campaign.until).is_some_and(|(from, until)| until < from) {
        let what = format!("the campaign `{id}` ends before it begins");
        wrong(Rule::Campaign, what, "Let `until` be a day after `from`.");
    }
    if !(1..=9).contains(&campaign.priority) {
        let what = format!("the priority of the campaign `{id}` is not 1 to 9");
        wrong(Rule::Campaign, what, "Write a number from 1 to 9; the higher one goes first.");
    }
    if let Some(why) = campaign.rhythm.as_deref().and_then(cron_fault) {
        let what = format!("the campaign `{id}` has an unreadable rhythm: {why}");
        wrong(Rule::Cron, what, CRON_HELP);
    }
}
