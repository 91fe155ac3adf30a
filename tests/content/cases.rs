//! One small content folder per rule, each with one fault, beside what is said about it.
//!
//! A case is a folder that is named after its rule, with a point and a variant where there is
//! more than one. Its files are put over those of `_good`; `remove.txt` names files to leave
//! out, and `replies.json` says what is answered to whoever asks for its links (a picture is a file
//! of the case). `expected.txt` is what `stapje content check` prints; write it anew with
//! `UPDATE_CASES=1 cargo test content::cases`, and read what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use serde_json::Value;
use stapje::content::links::{Reply, Silence, verdict};
use stapje::content::{Format, Rule, Severity, Source, load, render};
use stapje::conversation::{Edition, oversized};
use url::Url;

use super::{cases, good, overlaid};

/// The day on which the cases are looked at.
const TODAY: Date = date(2026, 11, 25);

#[test]
fn every_case_is_told_as_expected() {
    let mut wrong = Vec::new();
    for name in names() {
        let folder = cases().join(&name);
        let told = told(&folder);
        let expected = folder.join("expected.txt");
        if std::env::var_os("UPDATE_CASES").is_some() {
            fs::write(&expected, &told).expect("a file to write");
        }
        let rule = name.split('.').next().unwrap_or_default();
        if !told.contains(&format!(" [{rule}]: ")) {
            wrong.push(format!("{name}: `{rule}` is not among\n{told}"));
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(&told) {
            wrong.push(format!("{name}: this is not what expected.txt says:\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_good_example_has_no_findings() {
    let loaded = load(&good());
    assert_eq!(loaded.findings_on(TODAY), Vec::new());
    assert_eq!(loaded.catalog.expect("a catalog").tips.len(), 3);
}

#[test]
fn every_rule_has_a_case() {
    let names = names();
    let there: BTreeSet<&str> = names.iter().filter_map(|name| name.split('.').next()).collect();
    let rules: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(there, rules);
}

#[test]
fn a_case_goes_live_only_when_nothing_is_an_error() {
    for name in names() {
        let loaded = load(&case_files(&cases().join(&name)));
        let broken = loaded.findings.iter().any(|found| found.severity == Severity::Error);
        assert_eq!(loaded.catalog.is_none(), broken, "{name}");
    }
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(cases()).expect("the cases");
    let names = entries.map(|entry| entry.expect("a case").file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('_')).collect();
    names.sort();
    names
}

fn case_files(folder: &Path) -> Vec<stapje::content::File> {
    let mut changes = Source::Folder(folder.to_owned()).files().expect("the files of a case");
    changes.retain(|file| file.path.contains('/') || file.path == "plan.yaml");
    let removed = fs::read_to_string(folder.join("remove.txt")).unwrap_or_default();
    let mut all = overlaid(good(), changes);
    for path in removed.lines() {
        assert!(all.iter().any(|file| file.path == path), "{path} is not there to be removed");
        all.retain(|file| file.path != path);
    }
    all
}

fn told(folder: &Path) -> String {
    let mut loaded = load(&case_files(folder));
    let mut findings = loaded.findings_on(TODAY);
    if let Some(Ok(edition)) = loaded.catalog.take().map(Edition::new) {
        findings.extend(oversized(&edition));
    }
    let replies = fs::read_to_string(folder.join("replies.json")).unwrap_or_else(|_| "{}".into());
    let mut replies: BTreeMap<Url, Value> = serde_json::from_str(&replies).expect("replies");
    for link in &loaded.links.all {
        if let Some(told) = replies.remove(&link.url) {
            findings.extend(verdict(link, &reply(folder, &link.url, &told)));
        }
    }
    assert_eq!(replies, BTreeMap::new(), "nobody asks for these in {}", folder.display());
    findings.sort();
    render(&findings, Format::Human, "")
}

/// A reply as a case writes it.
fn reply(folder: &Path, asked: &Url, told: &Value) -> Reply {
    match told.as_str() {
        Some("time-out") => return Reply::Silent(Silence::TimeOut),
        Some("certificate") => return Reply::Silent(Silence::Certificate),
        Some("unreachable") => return Reply::Silent(Silence::Unreachable),
        Some("circle") => return Reply::Silent(Silence::Circle),
        Some("left-alone") => return Reply::Silent(Silence::LeftAlone),
        Some("sign-in") => return Reply::SignIn,
        _ => {}
    }
    if let Some(away) = told["away"].as_str() {
        return Reply::Away(away.to_owned());
    }
    let picture = told["picture"].as_str().map(|name| {
        let mut bytes = fs::read(folder.join(name)).expect("a picture");
        let least = told["padded-to"].as_u64().unwrap_or_default();
        bytes.resize(bytes.len().max(usize::try_from(least).unwrap()), 0);
        bytes
    });
    Reply::Answered {
        status: u16::try_from(told["status"].as_u64().expect("a status")).unwrap(),
        end: told["end"].as_str().map_or(asked.clone(), |end| Url::parse(end).unwrap()),
        bytes: picture,
    }
}
