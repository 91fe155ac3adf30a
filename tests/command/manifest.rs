//! `stapje manifest package` and `check`: a zip that Teams takes.

use std::io::{Cursor, Read};
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use zip::ZipArchive;

use super::{Ran, stapje};

const GOOD: [&str; 12] = [
    "manifest",
    "package",
    "--bot-id",
    "11111111-2222-4333-8444-555566667777",
    "--developer",
    "Gemeente \"Voorbeeld\"",
    "--website",
    "https://stapje.voorbeeld.nl/",
    "--privacy",
    "https://stapje.voorbeeld.nl/privacy",
    "--terms",
    "https://stapje.voorbeeld.nl/voorwaarden",
];

/// Runs it in `folder` with one argument changed and more added.
fn package(folder: &TempDir, changed: &[(&str, &str)], more: &[&str]) -> Ran {
    let mut arguments = GOOD.to_vec();
    for (name, value) in changed {
        match arguments.iter().position(|argument| argument == name) {
            Some(at) => arguments[at + 1] = value,
            None => arguments.extend([*name, *value]),
        }
    }
    arguments.extend(more);
    Ran::from(stapje(&arguments).current_dir(folder.path()).output().unwrap())
}

fn manifest(path: &Path) -> Value {
    let mut zip = ZipArchive::new(Cursor::new(std::fs::read(path).unwrap())).unwrap();
    let mut text = String::new();
    zip.by_name("manifest.json").unwrap().read_to_string(&mut text).unwrap();
    assert!(!text.contains("{{"), "{text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn teams_can_add_it_only_when_that_is_asked_for() {
    let folder = TempDir::new().unwrap();
    for (more, scopes) in [(&[][..], &["personal"][..]), (&["--teams"], &["personal", "team"])] {
        let ran = package(&folder, &[("--output", "a.zip")], more);
        assert!(ran.ok, "{ran:?}");
        let manifest = manifest(&folder.path().join("a.zip"));
        assert_eq!(manifest["bots"][0]["scopes"], serde_json::json!(scopes));
        assert_eq!(
            manifest["bots"][0]["commandLists"][0]["scopes"],
            serde_json::json!(["personal"])
        );
    }
}

#[test]
fn the_package_holds_manifest_icons_and_dutch_with_nothing_left_blank() {
    let folder = TempDir::new().unwrap();
    assert!(package(&folder, &[("--output", "a.zip")], &[]).ok);
    assert!(package(&folder, &[("--output", "b.zip")], &[]).ok);
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("a.zip"), read("b.zip"), "the same values make the same bytes");
    let zip = ZipArchive::new(Cursor::new(read("a.zip"))).unwrap();
    let names: Vec<_> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["manifest.json", "nl.json", "color.png", "outline.png"]);
    let manifest = manifest(&folder.path().join("a.zip"));
    assert_eq!(manifest["bots"][0]["botId"], "11111111-2222-4333-8444-555566667777");
    assert_eq!(manifest["developer"]["name"], "Gemeente \"Voorbeeld\"");
}

#[test]
fn an_app_with_an_id_of_its_own_names_the_application_of_its_bot() {
    let folder = TempDir::new().unwrap();
    let id = "aaaaaaaa-0000-4000-8000-000000000001";
    assert!(package(&folder, &[("--app-id", id)], &[]).ok);
    let manifest = manifest(&folder.path().join("stapje.zip"));
    assert_eq!(manifest["id"], id);
    assert_eq!(manifest["webApplicationInfo"]["id"], manifest["bots"][0]["botId"]);
}

#[test]
fn values_that_teams_would_refuse_are_refused_all_at_once_with_their_arguments() {
    let folder = TempDir::new().unwrap();
    let long = "x".repeat(33);
    let changed = [
        ("--bot-id", "abc"),
        ("--website", "http://stapje.voorbeeld.nl/"),
        ("--privacy", "https://stapje.ngrok.io/"),
        ("--terms", "https://example.com/"),
        ("--app-version", "0.9.0"),
        ("--developer", long.as_str()),
    ];
    let ran = package(&folder, &changed, &[]);
    assert!(!ran.ok && !folder.path().join("stapje.zip").exists(), "{ran:?}");
    for (place, argument) in [
        ("bots[0].botId: is `abc`", "--bot-id"),
        ("developer.websiteUrl: is `http://stapje.voorbeeld.nl/`", "--website"),
        ("developer.privacyUrl: `stapje.ngrok.io` is a tunnel", "--privacy"),
        ("developer.termsOfUseUrl: `example.com` is no host", "--terms"),
        ("version: is `0.9.0`", "--app-version"),
        ("developer.name: has 33 characters", "--developer"),
    ] {
        let line = ran.errors.lines().find(|line| line.contains(place));
        assert!(line.is_some_and(|line| line.ends_with(argument)), "{place}: {}", ran.errors);
    }
}

#[test]
fn the_version_rises_by_itself_when_something_changed_and_not_otherwise() {
    let folder = TempDir::new().unwrap();
    let version = || manifest(&folder.path().join("stapje.zip"))["version"].clone();
    assert!(package(&folder, &[], &[]).out.contains("version 1.0.0"));
    assert!(package(&folder, &[], &[]).out.contains("nothing changed"));
    assert_eq!(version(), "1.0.0");
    let other = ("--developer", "Gemeente Anders");
    assert!(package(&folder, &[other], &[]).ok);
    assert_eq!(version(), "1.0.1");
    let low = package(&folder, &[("--app-version", "1.0.1")], &[]);
    assert!(!low.ok && low.errors.contains("Use --app-version 1.0.2"), "{low:?}");
    assert!(package(&folder, &[("--app-version", "2.0.0")], &[]).ok);
    assert_eq!(version(), "2.0.0");
    let elsewhere = [("--output", "new.zip"), ("--after", "stapje.zip"), other];
    assert!(package(&folder, &elsewhere, &[]).out.contains("version 2.0.1"));
}

#[test]
fn a_file_that_is_something_else_is_not_written_over() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("stapje.zip"), "a letter").unwrap();
    let ran = package(&folder, &[], &[]);
    assert!(!ran.ok && ran.errors.contains("stapje.zip is no app package"), "{ran:?}");
    assert_eq!(std::fs::read(folder.path().join("stapje.zip")).unwrap(), b"a letter");
}

#[test]
fn a_manifest_can_be_looked_at_first_and_a_developer_may_use_a_tunnel() {
    let folder = TempDir::new().unwrap();
    let printed =
        package(&folder, &[("--website", "https://mine.ngrok.io/")], &["--dev", "--print"]);
    assert!(printed.ok && !folder.path().join("stapje.zip").exists(), "{printed:?}");
    let manifest: Value = serde_json::from_str(&printed.out).unwrap();
    assert_eq!(manifest["name"]["short"], "Stapje (dev)");
}

#[test]
fn a_package_that_was_changed_by_hand_can_be_checked() {
    let folder = TempDir::new().unwrap();
    assert!(package(&folder, &[], &[]).ok);
    let check = || {
        let mut command = stapje(&["manifest", "check", "stapje.zip"]);
        Ran::from(command.current_dir(folder.path()).output().unwrap())
    };
    assert!(check().out.contains("stapje.zip is right"));
    let path = folder.path().join("stapje.zip");
    let mut package = stapje::app_package::Package::read(&std::fs::read(&path).unwrap()).unwrap();
    package.files.retain(|(name, _)| name != "nl.json");
    std::fs::write(&path, package.zip().unwrap()).unwrap();
    let ran = check();
    assert!(!ran.ok && ran.errors.contains("names `nl.json`, which is not in"), "{ran:?}");
}
