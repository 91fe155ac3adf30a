//! What an app asks for: its Entra application, permissions, activity feed and Copilot.

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
    let permissions = look.manifest.pointer("/authorization/permissions").unwrap_or(&Value::Null);
    let permissions = list(permissions, "resourceSpecific");
    for name in twice(permissions.iter().map(|it| text(it, "name"))) {
        fault("twice", "authorization", format!("`{name}` stands there twice"));
    }
    if !permissions.is_empty() && !known {
        let what = "permissions of this kind need webApplicationInfo".to_owned();
        fault("web-application", "authorization", what);
    }
    let activities = look.manifest.get("activities").unwrap_or(&Value::Null);
    let kinds = list(activities, "activityTypes");
    for kind in twice(kinds.iter().map(|it| text(it, "type"))) {
        fault("twice", "activities", format!("`{kind}` stands there twice"));
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
