//! `stapje manifest package`: a zip that Teams takes.

use std::io::{Cursor, Read};

use serde_json::Value;
use tempfile::TempDir;
use zip::ZipArchive;

use super::{Ran, run, stapje};

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

fn package(folder: &TempDir, name: &str) -> Vec<u8> {
    let path = folder.path().join(name);
    let ran = Ran::from(stapje(&GOOD).arg("--output").arg(&path).output().unwrap());
    assert!(ran.ok, "{ran:?}");
    std::fs::read(path).unwrap()
}

#[test]
fn the_package_holds_manifest_icons_and_dutch_with_nothing_left_blank() {
    let folder = TempDir::new().unwrap();
    let bytes = package(&folder, "a.zip");
    assert_eq!(bytes, package(&folder, "b.zip"), "the same values make the same bytes");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<_> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["manifest.json", "nl.json", "color.png", "outline.png"]);
    let mut text = String::new();
    zip.by_name("manifest.json").unwrap().read_to_string(&mut text).unwrap();
    assert!(!text.contains("{{"), "{text}");
    let manifest: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["bots"][0]["botId"], "11111111-2222-4333-8444-555566667777");
    assert_eq!(manifest["developer"]["name"], "Gemeente \"Voorbeeld\"");
}

#[test]
fn values_that_teams_would_refuse_are_refused_first() {
    let with = |name: &str, value: &str| {
        let mut arguments = GOOD.to_vec();
        match arguments.iter().position(|argument| *argument == name) {
            Some(at) => arguments[at + 1] = value,
            None => arguments.extend([name, value]),
        }
        let ran = run(&arguments);
        assert!(!ran.ok, "{ran:?}");
        ran.errors
    };
    assert!(with("--bot-id", "abc").contains("the bot id is not an id such as"));
    assert!(with("--website", "http://plain.example").contains("starts with https://"));
    assert!(with("--app-version", "0.9.0").contains("a version such as 1.0.0"));
    assert!(with("--developer", &"x".repeat(33)).contains("1 to 32 characters"));
}
