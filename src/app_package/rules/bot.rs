//! The bot, the search from other chats, and the tabs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Look, list, names, text, twice};

/// Tabs that Teams fills itself.
const OWN_TABS: &[&str] = &["conversations", "about"];

/// Who does not know what to ask, asks for this.
const HELP: &[&str] = &["help", "hulp"];

pub(super) fn check(look: &mut Look) {
    let mut faults = Vec::new();
    for (at, bot) in list(look.manifest, "bots").iter().enumerate() {
        bot_rules(&format!("bots[{at}]"), bot, &mut faults);
    }
    let bot_id = look.text("/bots/0/botId").to_lowercase();
    for (at, extension) in list(look.manifest, "composeExtensions").iter().enumerate() {
        extension_rules(&format!("composeExtensions[{at}]"), extension, &bot_id, &mut faults);
    }
    tab_rules(look.manifest, &mut faults);
    install_scope(look.manifest, &mut faults);
    for (rule, place, what) in faults {
        look.fault(rule, place, what);
    }
}

type Faults = Vec<(&'static str, String, String)>;

fn bot_rules(place: &str, bot: &Value, faults: &mut Faults) {
    let mut fault =
        |rule, at: &str, what: String| faults.push((rule, format!("{place}{at}"), what));
    let scopes = names(bot, "scopes");
    for scope in twice(scopes.iter().copied()) {
        fault("twice", ".scopes", format!("`{scope}` stands there twice"));
    }
    let lists = list(bot, "commandLists");
    if bot["isNotificationOnly"] == true && !lists.is_empty() {
        let what = "hides the box to type in, so nobody could give a command".to_owned();
        fault("notification-only", ".isNotificationOnly", what);
    }
    if bot["supportsFiles"] == true && !scopes.contains(&"personal") {
        fault(
            "files",
            ".supportsFiles",
            "works in the personal scope alone, which this bot does not have".to_owned(),
        );
    }
    if bot.get("registrationInfo").is_some() {
        let what = "is written by Microsoft's own services; leave it out".to_owned();
        fault("registration", ".registrationInfo", what);
    }
    if lists.is_empty() && bot["isNotificationOnly"] != true {
        let what = "is missing: people see in it what they can ask".to_owned();
        fault("no-commands", ".commandLists", what);
    }
    let mut covered = BTreeSet::new();
    for (at, commands) in lists.iter().enumerate() {
        let at = format!(".commandLists[{at}]");
        for scope in names(commands, "scopes") {
            if !scopes.contains(&scope) {
                fault("command-scope", &at, format!("`{scope}` is no scope of the bot"));
            }
            if !covered.insert(scope) {
                fault("command-scope", &at, format!("`{scope}` has a list already"));
            }
        }
        let titles: Vec<_> =
            list(commands, "commands").iter().map(|it| text(it, "title").to_lowercase()).collect();
        for title in twice(titles.iter().map(String::as_str)) {
            fault("twice", &at, format!("the command `{title}` stands there twice"));
        }
        if !titles.iter().any(|title| HELP.contains(&title.as_str())) {
            fault("help", &at, format!("has no command {}", HELP.join(" or ")));
        }
    }
}

fn extension_rules(place: &str, extension: &Value, bot_id: &str, faults: &mut Faults) {
    let mut fault = |rule, at: &str, what: &str| {
        faults.push((rule, format!("{place}{at}"), what.to_owned()));
    };
    if text(extension, "botId").to_lowercase() != bot_id {
        fault("other-bot", ".botId", "is not the id of the bot of this app");
    }
    for key in ["apiSpecificationFile", "authorization"] {
        if extension.get(key).is_some() {
            fault("api-based", &format!(".{key}"), "does not go with a bot; leave it out");
        }
    }
    let commands = list(extension, "commands");
    for id in twice(commands.iter().map(|command| text(command, "id"))) {
        fault("twice", ".commands", &format!("the id `{id}` stands there twice"));
    }
    for (at, command) in commands.iter().enumerate() {
        let searches = matches!(text(command, "type"), "" | "query");
        if searches && list(command, "parameters").is_empty() {
            let what = "a search needs one parameter, with a text that says how to search";
            fault("parameters", &format!(".commands[{at}]"), what);
        }
    }
}

fn tab_rules(manifest: &Value, faults: &mut Faults) {
    let tabs = list(manifest, "staticTabs");
    let mut fault = |rule, place: String, what: &str| faults.push((rule, place, what.to_owned()));
    for id in twice(tabs.iter().map(|tab| text(tab, "entityId"))) {
        fault("twice", "staticTabs".to_owned(), &format!("the tab `{id}` stands there twice"));
    }
    for (at, tab) in tabs.iter().enumerate() {
        let id = text(tab, "entityId");
        let own = OWN_TABS.contains(&id);
        for (key, what) in [
            ("name", "Teams names this tab itself; leave the name out"),
            ("contentUrl", "Teams fills this tab itself; leave the address out"),
        ] {
            if own && tab.get(key).is_some() {
                fault("own-tab", format!("staticTabs[{at}].{key}"), what);
            }
            if !own && text(tab, key).is_empty() {
                fault("tab", format!("staticTabs[{at}].{key}"), "a tab of your own needs it");
            }
        }
        if id == "conversations" && list(manifest, "bots").is_empty() {
            fault("tab", format!("staticTabs[{at}]"), "a chat needs a bot");
        }
    }
}

fn install_scope(manifest: &Value, faults: &mut Faults) {
    let scope = text(manifest, "defaultInstallScope");
    let offered = ["bots", "staticTabs"]
        .iter()
        .flat_map(|key| list(manifest, key))
        .flat_map(|part| names(part, "scopes"));
    if !scope.is_empty() && scope != "meetings" && !offered.into_iter().any(|one| one == scope) {
        let what = format!("is `{scope}`, which no bot or tab of this app offers");
        faults.push(("install-scope", "defaultInstallScope".to_owned(), what));
    }
}
