//! Which keys each object of a manifest has. The schema takes no others anywhere, and here stand
//! those that Stapje uses: a slip of the pen would otherwise be left out in silence.

use serde_json::Value;

use super::Look;
use super::parts::find;

/// The keys of the objects at a path; the root is the empty path.
const KEYS: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "$schema",
            "manifestVersion",
            "version",
            "id",
            "localizationInfo",
            "developer",
            "name",
            "description",
            "icons",
            "accentColor",
            "defaultInstallScope",
            "bots",
            "composeExtensions",
            "staticTabs",
            "permissions",
            "validDomains",
            "webApplicationInfo",
            "authorization",
            "activities",
            "copilotAgents",
        ],
    ),
    ("localizationInfo", &["defaultLanguageTag", "additionalLanguages"]),
    ("localizationInfo.additionalLanguages[]", &["languageTag", "file"]),
    ("developer", &["name", "mpnId", "websiteUrl", "privacyUrl", "termsOfUseUrl"]),
    ("name", &["short", "full"]),
    ("description", &["short", "full"]),
    ("icons", &["color", "outline", "color32x32"]),
    (
        "bots[]",
        &[
            "botId",
            "scopes",
            "isNotificationOnly",
            "supportsFiles",
            "commandLists",
            "registrationInfo",
        ],
    ),
    ("bots[].commandLists[]", &["scopes", "commands"]),
    ("bots[].commandLists[].commands[]", &["title", "description"]),
    (
        "composeExtensions[]",
        &["botId", "composeExtensionType", "commands", "apiSpecificationFile", "authorization"],
    ),
    (
        "composeExtensions[].commands[]",
        &["id", "type", "context", "title", "description", "initialRun", "parameters"],
    ),
    (
        "composeExtensions[].commands[].parameters[]",
        &["name", "title", "description", "inputType", "value", "isRequired"],
    ),
    ("staticTabs[]", &["entityId", "scopes", "name", "contentUrl", "websiteUrl", "context"]),
    ("webApplicationInfo", &["id", "resource"]),
    ("authorization", &["permissions"]),
    ("authorization.permissions", &["resourceSpecific"]),
    ("authorization.permissions.resourceSpecific[]", &["name", "type"]),
    ("activities", &["activityTypes", "activityIcons"]),
    ("activities.activityTypes[]", &["type", "description", "templateText", "allowedIconIds"]),
    ("activities.activityIcons[]", &["id", "iconFile"]),
    ("copilotAgents", &["customEngineAgents"]),
    ("copilotAgents.customEngineAgents[]", &["id", "type", "disclaimer"]),
];

/// What must stand at the root. Without `webApplicationInfo` an installation through Graph and the
/// activity feed are refused.
const NEEDED: &[&str] = &[
    "developer",
    "name",
    "description",
    "icons",
    "bots",
    "localizationInfo",
    "webApplicationInfo",
];

pub(super) fn check(look: &mut Look) {
    for (path, known) in KEYS {
        for (place, value) in find(look.manifest, path) {
            keys_of(&place, value, known, look);
        }
    }
    for key in NEEDED {
        if !look.manifest.get(*key).is_some_and(|value| value.is_object() || value.is_array()) {
            look.fault("missing", *key, "is missing");
        }
    }
}

fn keys_of(place: &str, value: Option<&Value>, known: &[&str], look: &mut Look) {
    let Some(all) = value.and_then(Value::as_object) else {
        if value.is_some() {
            look.fault("not-an-object", place, "must be an object: keys with values, in braces");
        }
        return;
    };
    for key in all.keys().filter(|key| !known.contains(&key.as_str())) {
        let dot = if place.is_empty() { "" } else { "." };
        let place = format!("{place}{dot}{key}");
        if place == "configurableTabs" {
            let what = "a setup policy cannot install an app of your own that has such a tab. \
                Leave it out.";
            look.fault("configurable-tab", place, what);
        } else {
            look.fault("unknown-key", place, "is no part of a manifest that Stapje uses");
        }
    }
}
