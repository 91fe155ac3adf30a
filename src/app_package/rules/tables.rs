//! Rules that are a line in a table: texts with their longest length and shape, lists with how
//! many they may hold, and words that are chosen from a few.

use serde_json::Value;
use url::Url;

use super::parts::find;
use super::{Look, Purpose, domains};

/// What a text must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Free,
    Guid,
    Https,
    Version,
    Colour,
    LanguageTag,
}

/// A text: where, whether it must be there, its longest length in characters, its shape.
type Text = (&'static str, bool, usize, Shape);

const TEXTS: &[Text] = &[
    ("$schema", true, 2048, Shape::Https),
    ("manifestVersion", true, 16, Shape::Free),
    ("version", true, 256, Shape::Version),
    ("id", true, 64, Shape::Guid),
    ("developer.name", true, 32, Shape::Free),
    ("developer.websiteUrl", true, 2048, Shape::Https),
    ("developer.privacyUrl", true, 2048, Shape::Https),
    ("developer.termsOfUseUrl", true, 2048, Shape::Https),
    ("developer.mpnId", false, 10, Shape::Free),
    ("name.short", true, 30, Shape::Free),
    ("name.full", true, 100, Shape::Free),
    ("description.short", true, 80, Shape::Free),
    ("description.full", true, 4000, Shape::Free),
    ("icons.color", true, 2048, Shape::Free),
    ("icons.outline", true, 2048, Shape::Free),
    ("icons.color32x32", false, 2048, Shape::Free),
    ("accentColor", true, 7, Shape::Colour),
    ("localizationInfo.defaultLanguageTag", true, 64, Shape::LanguageTag),
    ("localizationInfo.additionalLanguages[].languageTag", true, 64, Shape::LanguageTag),
    ("localizationInfo.additionalLanguages[].file", true, 2048, Shape::Free),
    ("bots[].botId", true, 64, Shape::Guid),
    ("bots[].commandLists[].commands[].title", true, 128, Shape::Free),
    ("bots[].commandLists[].commands[].description", true, 4000, Shape::Free),
    ("composeExtensions[].botId", true, 64, Shape::Guid),
    ("composeExtensions[].commands[].id", true, 64, Shape::Free),
    ("composeExtensions[].commands[].title", true, 32, Shape::Free),
    ("composeExtensions[].commands[].description", true, 128, Shape::Free),
    ("composeExtensions[].commands[].parameters[].name", true, 64, Shape::Free),
    ("composeExtensions[].commands[].parameters[].title", true, 32, Shape::Free),
    ("composeExtensions[].commands[].parameters[].description", true, 128, Shape::Free),
    ("staticTabs[].entityId", true, 64, Shape::Free),
    ("staticTabs[].name", false, 128, Shape::Free),
    ("staticTabs[].contentUrl", false, 2048, Shape::Https),
    ("staticTabs[].websiteUrl", false, 2048, Shape::Https),
    ("webApplicationInfo.id", true, 64, Shape::Guid),
    ("webApplicationInfo.resource", true, 2048, Shape::Free),
    ("authorization.permissions.resourceSpecific[].name", true, 128, Shape::Free),
    ("authorization.permissions.resourceSpecific[].type", true, 16, Shape::Free),
    ("activities.activityTypes[].type", true, 64, Shape::Free),
    ("activities.activityTypes[].description", true, 128, Shape::Free),
    ("activities.activityTypes[].templateText", true, 128, Shape::Free),
    ("activities.activityIcons[].id", true, 64, Shape::Free),
    ("activities.activityIcons[].iconFile", true, 128, Shape::Free),
    ("copilotAgents.customEngineAgents[].id", true, 64, Shape::Guid),
];

/// Lists: where, the fewest and the most that they hold.
const LISTS: &[(&str, usize, usize)] = &[
    ("bots", 1, 1),
    ("bots[].scopes", 1, 4),
    ("bots[].commandLists", 1, 3),
    ("bots[].commandLists[].scopes", 1, 4),
    ("bots[].commandLists[].commands", 1, 12),
    ("composeExtensions", 1, 1),
    ("composeExtensions[].commands", 1, 10),
    ("composeExtensions[].commands[].parameters", 1, 5),
    ("staticTabs", 1, 16),
    ("staticTabs[].scopes", 1, 4),
    ("permissions", 1, 2),
    ("authorization.permissions.resourceSpecific", 1, 16),
    ("activities.activityTypes", 1, 128),
    ("activities.activityIcons", 1, 50),
    ("copilotAgents.customEngineAgents", 1, 1),
];

/// Words that are chosen from a few; case counts.
const CHOICES: &[(&str, &[&str])] = &[
    ("bots[].scopes[]", &["personal", "team", "groupChat", "copilot"]),
    ("bots[].commandLists[].scopes[]", &["personal", "team", "groupChat", "copilot"]),
    ("composeExtensions[].commands[].type", &["query"]),
    ("composeExtensions[].commands[].context[]", &["compose", "commandBox", "message"]),
    ("staticTabs[].scopes[]", &["personal", "team", "groupChat"]),
    (
        "composeExtensions[].commands[].parameters[].inputType",
        &["text", "textarea", "number", "date", "time", "toggle"],
    ),
    ("composeExtensions[].composeExtensionType", &["botBased"]),
    ("defaultInstallScope", &["personal", "team", "groupChat", "meetings", "copilot"]),
    ("permissions[]", &["identity", "messageTeamMembers"]),
    ("copilotAgents.customEngineAgents[].type", &["bot"]),
    ("authorization.permissions.resourceSpecific[].type", &["Application", "Delegated"]),
];

pub(super) fn check(look: &mut Look) {
    for (path, must, longest, shape) in TEXTS {
        for (place, value) in find(look.manifest, path) {
            if let Some((rule, what)) = text_fault(value, *must, *longest, *shape, look.purpose) {
                look.fault(rule, place, what);
            }
        }
    }
    for (path, fewest, most) in LISTS {
        for (place, value) in find(look.manifest, path) {
            let Some(value) = value else { continue };
            let Some(count) = value.as_array().map(Vec::len) else {
                look.fault("not-a-list", place, "must be a list");
                continue;
            };
            if !(*fewest..=*most).contains(&count) {
                let what = format!("holds {count}; from {fewest} to {most} are taken");
                look.fault("how-many", place, what);
            }
        }
    }
    for (path, choices) in CHOICES {
        for (place, value) in find(look.manifest, path) {
            let Some(value) = value else { continue };
            if !value.as_str().is_some_and(|word| choices.contains(&word)) {
                let what = format!("is {value}; use one of {}. Case counts.", choices.join(", "));
                look.fault("choice", place, what);
            }
        }
    }
}

fn text_fault(
    value: Option<&Value>,
    must: bool,
    longest: usize,
    shape: Shape,
    purpose: Purpose,
) -> Option<(&'static str, String)> {
    let text = match value {
        None => return must.then(|| ("missing", "is missing".to_owned())),
        Some(Value::String(text)) => text,
        Some(_) => return Some(("not-text", "must be a text".to_owned())),
    };
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Some(("empty", "is empty".to_owned()));
    }
    if length > longest {
        let what = format!("has {length} characters; at most {longest} are taken");
        return Some(("too-long", what));
    }
    match shape {
        Shape::Free => None,
        Shape::Guid => guid_fault(text).map(|what| ("guid", what)),
        Shape::Https => https_fault(text, purpose).map(|what| ("https", what)),
        Shape::Version => version_fault(text).map(|what| ("version", what)),
        Shape::Colour => {
            let hex = text.strip_prefix('#').unwrap_or_default();
            let right = hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit());
            (!right).then(|| ("colour", format!("is `{text}`; write a colour such as #0B5A66")))
        }
        Shape::LanguageTag => {
            let part = |part: &str| {
                (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
            };
            let right = text.split('-').count() <= 3 && text.split('-').all(part);
            (!right).then(|| ("language-tag", format!("is `{text}`; write a tag such as nl")))
        }
    }
}

fn guid_fault(text: &str) -> Option<String> {
    let groups: Vec<_> = text.split('-').map(str::len).collect();
    let hex = text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if !hex || groups != [8, 4, 4, 4, 12] {
        let wanted = "an id such as 01234567-89ab-4cde-8f01-23456789abcd";
        return Some(format!("is `{text}`, which is not {wanted}"));
    }
    let zero = text.bytes().all(|b| b == b'-' || b == b'0');
    zero.then(|| "is all zeros; it must be the id of something that exists".to_owned())
}

fn version_fault(text: &str) -> Option<String> {
    let parts: Vec<_> = text.split('.').collect();
    let number = |part: &&str| part.parse::<u32>().is_ok_and(|number| number.to_string() == **part);
    let right = parts.len() == 3 && parts.iter().all(number) && parts[0] != "0";
    (!right).then(|| format!("is `{text}`; write three numbers such as 1.0.0, from 1"))
}

fn https_fault(text: &str, purpose: Purpose) -> Option<String> {
    let starts = text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    // A reader of addresses forgives spaces and the slashes of another system; Teams does not.
    let as_written = starts && !text.contains(|c: char| c.is_whitespace() || c == '\\');
    let Some(url) = Url::parse(text).ok().filter(|_| as_written) else {
        let what = "it must be an address that starts with https://, without spaces";
        return Some(format!("is `{text}`; {what}"));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Some(
            "holds a name or a password before the host; everybody can read it".to_owned(),
        );
    }
    domains::host_fault(url.host_str().unwrap_or_default(), purpose)
}
