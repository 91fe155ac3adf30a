//! What an app asks for: its Entra application, the activity feed and Copilot.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Look, list, names, text, twice};

pub(super) fn check(look: &mut Look) {
    let mut faults = Vec::new();
    let mut fault = |rule: &'static str, place: &str, what: String| {
        faults.push((rule, place.to_owned(), what));
    };
    let bot_id = look.text("/bots/0/botId");
    let client = look.text("/webApplicationInfo/id");
    if !client.is_empty() && !client.eq_ignore_ascii_case(bot_id) {
        let what = "is not the id of the bot's Entra application; an installation through Graph \
            would be refused with 403";
        fault("web-application", "webApplicationInfo.id", what.to_owned());
    }
    let known = look.manifest.get("webApplicationInfo").is_some();
    let resource = look.text("/webApplicationInfo/resource");
    if resource.starts_with("api://") && !resource.to_lowercase().ends_with(&bot_id.to_lowercase())
    {
        let what = format!("is `{resource}`; with single sign-on it is api://botid-{bot_id}");
        fault("web-application", "webApplicationInfo.resource", what);
    }
    let activities = look.manifest.get("activities").unwrap_or(&Value::Null);
    let kinds = list(activities, "activityTypes");
    for kind in twice(kinds.iter().map(|it| text(it, "type"))) {
        fault("twice", "activities", format!("`{kind}` stands there twice"));
    }
    let icons: Vec<_> =
        list(activities, "activityIcons").iter().map(|icon| text(icon, "id")).collect();
    for (at, kind) in kinds.iter().enumerate() {
        let place = format!("activities.activityTypes[{at}]");
        if placeholders(text(kind, "templateText")).is_none() {
            let what = "has a brace without its other one, or nothing between two".to_owned();
            fault("activity", &format!("{place}.templateText"), what);
        }
        for icon in names(kind, "allowedIconIds") {
            if !icons.contains(&icon) {
                let what = format!("names the icon `{icon}`, which is not in activityIcons");
                fault("activity", &format!("{place}.allowedIconIds"), what);
            }
        }
    }
    if kinds.iter().any(|it| text(it, "type") == "systemDefault") {
        fault("activity", "activities", "`systemDefault` is Teams' own".to_owned());
    }
    if !kinds.is_empty() && !known {
        let what = "the activity feed needs webApplicationInfo".to_owned();
        fault("web-application", "activities", what);
    }
    let agents = look.manifest.get("copilotAgents").unwrap_or(&Value::Null);
    for agent in list(agents, "customEngineAgents") {
        let personal = list(look.manifest, "bots")
            .iter()
            .any(|bot| names(bot, "scopes").contains(&"personal"));
        if !text(agent, "id").eq_ignore_ascii_case(bot_id) || !personal {
            let what = "an agent is the bot of this app, and that has the personal scope";
            fault("agent", "copilotAgents", what.to_owned());
        }
    }
    for (rule, place, what) in faults {
        look.fault(rule, place, what);
    }
}

/// The names between braces in a text of the activity feed; `None` where a brace is alone or
/// nothing stands between two.
pub(super) fn placeholders(text: &str) -> Option<BTreeSet<&str>> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (name, after) = rest[at..].strip_prefix('{')?.split_once('}')?;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return None;
        }
        found.insert(name);
        rest = after;
    }
    Some(found)
}
