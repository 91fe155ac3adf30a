//! What Teams wants of an app package, rule by rule, each with a name and a message.
//!
//! Sources: the manifest schema 1.25 with its localisation schema; Microsoft Graph, "teamsApp:
//! publish", the list of errors; Microsoft Learn, "Microsoft Teams store validation guidelines"
//! and "Localize your app"; and, for icons, "Design your app icon". Teams itself says little more
//! than "manifest parsing has failed", so everything is looked at here first.

mod bot;
mod domains;
mod duplicates;
mod extras;
mod icons;
mod keys;
mod languages;
mod parts;
mod permissions;
mod tables;
mod texts;

use std::collections::BTreeSet;

use serde_json::Value;

use super::Fault;

/// What a package is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// For an organisation.
    #[default]
    Use,
    /// For developers: addresses of tunnels and names such as "dev" are taken.
    Development,
}

/// The files of a package by name, in their order in the zip.
pub(super) type Files = [(String, Vec<u8>)];

/// Everything that is wrong in a package.
pub(super) fn check(files: &Files, purpose: Purpose) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Some(manifest) = json(files, "manifest.json", &mut faults) else { return faults };
    let mut look = Look { manifest: &manifest, files, purpose, faults };
    files_fit(&mut look);
    keys::check(&mut look);
    tables::check(&mut look);
    texts::check(&mut look);
    domains::check(&mut look);
    bot::check(&mut look);
    extras::check(&mut look);
    permissions::check(&mut look);
    languages::check(&mut look);
    icons::check(&mut look);
    let mut faults = look.faults;
    faults.sort();
    faults.dedup();
    faults
}

/// What every rule looks at, and what it found.
struct Look<'a> {
    manifest: &'a Value,
    files: &'a Files,
    purpose: Purpose,
    faults: Vec<Fault>,
}

impl<'a> Look<'a> {
    fn fault(&mut self, rule: &'static str, place: impl Into<String>, what: impl Into<String>) {
        self.faults.push(Fault::new(rule, place, what));
    }

    /// Text at a place of the manifest; empty where there is none.
    fn text(&self, pointer: &str) -> &'a str {
        self.manifest.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
}

/// The elements of a list under `key`; none where there is no list.
fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The texts of a list under `key`.
fn names<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    list(value, key).iter().filter_map(Value::as_str).collect()
}

/// Text under `key`; empty where there is none.
fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Those that stand in a list more than once.
fn twice<T: Ord + Copy>(all: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut seen = BTreeSet::new();
    all.into_iter().filter(|one| !seen.insert(*one)).collect()
}

fn file<'a>(files: &'a Files, name: &str) -> Option<&'a [u8]> {
    files.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.as_slice())
}

/// A file of the package as a JSON object.
fn json(files: &Files, name: &str, faults: &mut Vec<Fault>) -> Option<Value> {
    let mut fault = |rule, what: String| faults.push(Fault::new(rule, name, what));
    let Some(bytes) = file(files, name) else {
        let what = "is not in the package. Its name is in small letters and case counts; it stands \
            at the root of the zip, with no folder around it.";
        fault("file-missing", what.to_owned());
        return None;
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        fault("not-utf-8", "is not UTF-8".to_owned());
        return None;
    };
    if text.starts_with('\u{feff}') {
        let what = "begins with a byte order mark. Save it as UTF-8 without one.";
        fault("byte-order-mark", what.to_owned());
    }
    match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
        Ok(value) if value.is_object() => {
            for key in duplicates::keys(text.trim_start_matches('\u{feff}')) {
                let what = format!("`{key}` stands there twice. Which one counts, nobody says.");
                fault("twice-in-json", what);
            }
            Some(value)
        }
        Ok(_) => {
            fault("not-json", "is not a JSON object".to_owned());
            None
        }
        Err(error) => {
            fault("not-json", format!("is not JSON: {error}"));
            None
        }
    }
}

/// Every file that is named is there, and nothing else.
fn files_fit(look: &mut Look) {
    let mut named = BTreeSet::from(["manifest.json"]);
    let icons = ["color", "outline", "color32x32"];
    let icons = icons.map(|key| (format!("icons.{key}"), look.text(&format!("/icons/{key}"))));
    let languages = look.manifest.get("localizationInfo").unwrap_or(&Value::Null);
    let languages = list(languages, "additionalLanguages").iter().map(|one| text(one, "file"));
    let languages = languages.map(|name| ("localizationInfo".to_owned(), name));
    let activities = look.manifest.get("activities").unwrap_or(&Value::Null);
    let small = list(activities, "activityIcons").iter().map(|one| text(one, "iconFile"));
    let small = small.map(|name| ("activities".to_owned(), name));
    let mut missing = Vec::new();
    for (place, name) in
        icons.into_iter().chain(languages).chain(small).filter(|(_, name)| !name.is_empty())
    {
        named.insert(name);
        if file(look.files, name).is_none() {
            missing.push((place, name));
        }
    }
    for (place, name) in missing {
        let what = format!("names `{name}`, which is not in the package. Case counts.");
        look.fault("file-missing", place, what);
    }
    for name in twice(look.files.iter().map(|(name, _)| name.as_str())) {
        look.fault("twice-in-zip", name, "is in the zip twice. Make the zip anew.");
    }
    let mut paths = Vec::new();
    for (name, _) in look.files {
        if name.contains('\\') || name.starts_with('/') || name.split('/').any(|part| part == "..")
        {
            paths.push(("path", name, "must be a relative path with `/`"));
        } else if !named.contains(name.as_str()) {
            paths.push(("not-needed", name, "is named nowhere in the manifest. Take it out."));
        }
    }
    for (rule, name, what) in paths {
        look.fault(rule, name, what);
    }
}
