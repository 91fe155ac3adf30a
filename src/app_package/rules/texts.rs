//! The app's names and descriptions, its version of the schema, and texts that were left blank.

use super::parts::strings;
use super::{Look, Purpose};

/// Versions of the manifest that the tables here are right for: that of the template and those
/// that were made generally available after it.
const KNOWN: &[&str] = &["1.25", "1.26", "1.27", "1.28", "1.29", "1.30"];

/// Parts of Teams, whose names no app may have.
const RESERVED: &[&str] = &[
    "activity", "apps", "calendar", "calls", "chat", "contacts", "copilot", "files", "help",
    "meet", "meetings", "people", "shifts", "store", "tasks", "teams",
];

/// Words of Microsoft's, which the name of somebody else's app does not use.
const PRODUCTS: &[&str] = &[
    "microsoft",
    "teams",
    "office",
    "outlook",
    "sharepoint",
    "onedrive",
    "onenote",
    "copilot",
    "windows",
    "excel",
    "powerpoint",
    "word",
    "azure",
    "surface",
    "xbox",
    "planner",
    "viva",
];

/// Words that say that an app is not finished.
const STAGES: &[&str] = &["dev", "test", "beta", "alpha", "staging", "preview", "demo", "local"];

/// More words than this nobody reads.
const MOST_WORDS: usize = 500;

pub(super) fn check(look: &mut Look) {
    schema(look);
    let names = (look.text("/name/short"), look.text("/name/full"));
    let told = (look.text("/description/short"), look.text("/description/full"));
    named("name", names.0, names.1, look);
    described("description", told.0, told.1, look);
    developer(look);
    let mut all = Vec::new();
    strings("", look.manifest, &mut all);
    blanks(all, look);
}

fn schema(look: &mut Look) {
    let version = look.text("/manifestVersion");
    if !KNOWN.contains(&version) {
        let what = format!("is `{version}`; known are {} to {}", KNOWN[0], KNOWN[KNOWN.len() - 1]);
        look.fault("manifest-version", "manifestVersion", what);
    }
    let (ours, file) = (look.text("/$schema"), "MicrosoftTeams.schema.json");
    if !is_schema(ours, version, file) {
        let what = format!("must be {}", schema_address(version, file));
        look.fault("schema", "$schema", what);
    }
}

/// Is this the address of a schema of this version?
pub(super) fn is_schema(address: &str, version: &str, file: &str) -> bool {
    let wanted = schema_address(version, file);
    address == wanted || address == wanted.replace("/en-us/", "/")
}

pub(super) fn schema_address(version: &str, file: &str) -> String {
    format!("https://developer.microsoft.com/en-us/json-schemas/teams/v{version}/{file}")
}

/// Who offers the app, and three pages that say three things.
fn developer(look: &mut Look) {
    let name = look.text("/developer/name");
    if name != name.trim() {
        look.fault("spaces", "developer.name", "begins or ends with a space");
    }
    let mut seen = Vec::new();
    for key in ["websiteUrl", "privacyUrl", "termsOfUseUrl"] {
        let page = look.text(&format!("/developer/{key}")).trim_end_matches('/').to_lowercase();
        if !page.is_empty() && seen.contains(&page) {
            let what = "is the same page as another; about, privacy and terms are three pages";
            look.fault("same-pages", format!("developer.{key}"), what);
        }
        seen.push(page);
    }
}

/// A short and a full name, in one language.
pub(super) fn named(place: &str, short: &str, full: &str, look: &mut Look) {
    let short_at = format!("{place}.short");
    let words: Vec<String> = short
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    if RESERVED.contains(&short.trim().to_lowercase().as_str()) {
        look.fault("reserved-name", &short_at, "is the name of a part of Teams");
    } else if let Some(word) = words.iter().find(|word| PRODUCTS.contains(&word.as_str())) {
        let what = format!("holds `{word}`, a name of Microsoft's; Teams refuses it");
        look.fault("product-name", &short_at, what);
    }
    if look.purpose == Purpose::Use
        && let Some(word) = words.iter().find(|word| STAGES.contains(&word.as_str()))
    {
        let what = format!("holds `{word}`: an app for use is finished. To develop, use --dev.");
        look.fault("stage-word", &short_at, what);
    }
    for (at, name) in [(&short_at, short), (&format!("{place}.full"), full)] {
        if name != name.trim() {
            look.fault("spaces", at, "begins or ends with a space");
        }
    }
    if !short.is_empty() && short == full {
        let what = "is the same as the short name; say in it what the app does";
        look.fault("same-names", format!("{place}.full"), what);
    }
}

/// A short and a full description, in one language.
pub(super) fn described(place: &str, short: &str, full: &str, look: &mut Look) {
    let full_at = format!("{place}.full");
    if !short.is_empty() && full.contains(short) {
        let what = "repeats the short description, which people see above it";
        look.fault("repeated", &full_at, what);
    }
    if !full.is_empty() && !full.contains("://") {
        let what = "has no address of a page with help; people who are stuck look for it here";
        look.fault("help-link", &full_at, what);
    }
    let words = full.split_whitespace().count();
    if words > MOST_WORDS {
        let what = format!("has {words} words; at most {MOST_WORDS} are read");
        look.fault("too-many-words", &full_at, what);
    }
    for (place, text) in [(format!("{place}.short"), short), (full_at, full)] {
        let before = text.find("Teams").map(|at| text[..at].trim_end());
        if before.is_some_and(|before| !before.ends_with("Microsoft")) {
            let what = "mentions Teams; the first time, say Microsoft Teams";
            look.fault("microsoft-teams", &place, what);
        }
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        if let Some(word) = words.find(|word| ["MS", "MSFT"].contains(word)) {
            look.fault("microsoft-teams", &place, format!("says {word}; write Microsoft"));
        }
    }
}

/// Places that were to be filled in, and characters that people cannot see.
pub(super) fn blanks(all: Vec<(String, &str)>, look: &mut Look) {
    for (place, text) in all {
        let blank = ["{{", "${", "<<", "TODO", "[["].iter().find(|mark| text.contains(**mark));
        if let Some(mark) = blank {
            let what = format!("holds `{mark}`, a place that was to be filled in");
            look.fault("blank", &place, what);
        }
        let lines = place.contains("description.full");
        let hidden = |c: char| {
            (c.is_control() && !(c == '\n' && lines))
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        if text.contains(hidden) {
            look.fault("hidden-character", &place, "holds a character that people cannot see");
        }
    }
}
