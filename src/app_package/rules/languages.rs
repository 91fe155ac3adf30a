//! Languages: each file whole, of the manifest's own version, and with nothing left over.

use std::collections::BTreeMap;

use serde_json::Value;

use super::extras::placeholders;
use super::parts::find;
use super::texts::{blanks, described, is_schema, named, schema_address};
use super::{Look, json, list, text, twice};

/// Texts that a language file may translate, with their longest length.
const TEXTS: &[(&str, usize)] = &[
    ("name.short", 30),
    ("name.full", 100),
    ("description.short", 80),
    ("description.full", 4000),
    ("staticTabs[].name", 128),
    ("bots[].commandLists[].commands[].title", 128),
    ("bots[].commandLists[].commands[].description", 4000),
    ("composeExtensions[].commands[].title", 32),
    ("composeExtensions[].commands[].description", 128),
    ("composeExtensions[].commands[].parameters[].title", 32),
    ("composeExtensions[].commands[].parameters[].description", 128),
    ("composeExtensions[].commands[].parameters[].value", 512),
    ("activities.activityTypes[].description", 128),
    ("activities.activityTypes[].templateText", 128),
];

/// Two languages may share a word or two, not a sentence.
const LONGEST_ALIKE: usize = 25;

pub(super) fn check(look: &mut Look) {
    let Some(info) = look.manifest.get("localizationInfo") else { return };
    let others = list(info, "additionalLanguages");
    let tags = others.iter().map(|other| text(other, "languageTag"));
    let tags: Vec<String> =
        tags.chain([text(info, "defaultLanguageTag")]).map(str::to_lowercase).collect();
    for tag in twice(tags.iter().map(String::as_str)) {
        let what = format!("the language `{tag}` stands there twice; the default one counts");
        look.fault("twice", "localizationInfo", what);
    }
    for tag in &tags {
        let Some((top, _)) = tag.split_once('-') else { continue };
        if !tags.iter().any(|other| other == top) {
            let what = format!("`{tag}` stands without `{top}`: people elsewhere would not get it");
            look.fault("region-alone", "localizationInfo", what);
        }
    }
    let files: Vec<String> = others.iter().map(|other| text(other, "file").to_owned()).collect();
    for name in files.iter().filter(|name| super::file(look.files, name).is_some()) {
        let mut faults = Vec::new();
        let read = json(look.files, name, &mut faults);
        look.faults.append(&mut faults);
        if let Some(words) = read {
            one_language(name, &words, look);
        }
    }
}

fn one_language(file: &str, words: &Value, look: &mut Look) {
    let version = look.text("/manifestVersion");
    let schema = "MicrosoftTeams.Localization.schema.json";
    if !is_schema(text(words, "$schema"), version, schema) {
        let what = format!(
            "must be {}, of the same version as the manifest",
            schema_address(version, schema)
        );
        look.fault("language-schema", format!("{file}: $schema"), what);
    }
    let wanted = wanted(look.manifest);
    for (key, longest) in &wanted {
        let place = format!("{file}: {key}");
        match words.get(key).map(|value| value.as_str().unwrap_or_default()) {
            None => look.fault("not-translated", place, "is missing"),
            Some(text) if text.trim().is_empty() => look.fault("empty", place, "is empty"),
            Some(text) if text.chars().count() > *longest => {
                let length = text.chars().count();
                let what = format!("has {length} characters; at most {longest} are taken");
                look.fault("too-long", place, what);
            }
            Some(text) => translated(place, text, key, look),
        }
    }
    let keys = words.as_object().into_iter().flat_map(|all| all.keys());
    for key in keys.filter(|key| *key != "$schema" && !wanted.contains_key(*key)) {
        let what = "the manifest has no such text, so this is never shown";
        look.fault("left-over", format!("{file}: {key}"), what);
    }
    named(&format!("{file}: name"), text(words, "name.short"), text(words, "name.full"), look);
    let (short, full) = (text(words, "description.short"), text(words, "description.full"));
    described(&format!("{file}: description"), short, full, look);
    let all = words.as_object().into_iter().flatten();
    let all = all.filter_map(|(key, value)| Some((format!("{file}: {key}"), value.as_str()?)));
    blanks(all.collect(), look);
    commands_differ(file, words, look);
}

/// Said in this language, with the same places for values.
fn translated(place: String, text: &str, key: &str, look: &mut Look) {
    let Some((_, Some(Value::String(ours)))) =
        find(look.manifest, &any(key)).into_iter().find(|(place, _)| place == key)
    else {
        return;
    };
    if text == ours && text.len() > LONGEST_ALIKE && text.contains(' ') {
        look.fault("not-translated", &place, "is the same as in the language of the manifest");
    }
    if key.ends_with(".templateText") && placeholders(text) != placeholders(ours) {
        look.fault("activity", place, "has other names between braces than the manifest");
    }
}

/// The path of a key without its numbers.
fn any(key: &str) -> String {
    key.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// The texts of the manifest, as the keys of a language file, with their longest length.
fn wanted(manifest: &Value) -> BTreeMap<String, usize> {
    let mut wanted = BTreeMap::new();
    for (path, longest) in TEXTS {
        for (place, value) in find(manifest, path) {
            if value.is_some() {
                wanted.insert(place, *longest);
            }
        }
    }
    wanted
}

/// Two commands of a list must not become one.
fn commands_differ(file: &str, words: &Value, look: &mut Look) {
    let titles = words.as_object().into_iter().flatten().filter_map(|(key, value)| {
        let (of, _) = key.strip_suffix(".title")?.rsplit_once(".commands[")?;
        Some((of.to_owned(), value.as_str()?.to_lowercase()))
    });
    let titles: Vec<_> = titles.collect();
    for (of, title) in twice(titles.iter()) {
        let what = format!("the command `{title}` stands there twice");
        look.fault("twice", format!("{file}: {of}"), what);
    }
}
