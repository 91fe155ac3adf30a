//! `stapje plan check`, and the map of the library.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::{Ran, run, stapje};

/// Runs without a terminal: what the plan does not say stays open.
fn checked(arguments: &[&str]) -> Ran {
    let mut command = stapje(arguments);
    command.stdin(std::process::Stdio::null());
    Ran::from(command.output().expect("the program starts"))
}

fn answer(report: &Value, factor: &str) -> String {
    let factors = report["factors"].as_array().expect("factors");
    let found = factors.iter().find(|it| it["factor"] == factor).expect("the factor");
    found["answer"].as_str().expect("an answer").to_owned()
}

#[test]
fn twelve_factors_are_answered_from_the_plan_or_stay_open() {
    let ran = checked(&["plan", "check", "--json"]);
    assert!(ran.ok, "{ran:?}");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["factors"].as_array().unwrap().len(), 12);
    assert_eq!(answer(&report, "why"), "yes");
    assert_eq!(answer(&report, "ways"), "yes");
    assert_eq!(answer(&report, "managers"), "partly", "nobody wrote down that they were heard");
    assert_eq!(answer(&report, "time"), "yes");
    assert_eq!(answer(&report, "resistance"), "open");
    assert!(report["first"].is_string());
}

/// The plan that we ship says all that a plan can say. `UPDATE_DOCS=1` writes the answers again.
#[test]
fn the_answers_for_the_shipped_plan_stand_in_the_documentation() {
    let ran = checked(&["plan", "check", "content"]);
    assert!(ran.ok, "{ran:?}");
    assert_eq!(ran.out.matches("[x]").count(), 10, "{}", ran.out);
    assert_eq!(ran.out.matches("[~]").count(), 1, "{}", ran.out);
    assert_eq!(ran.out.matches("[ ]").count(), 1, "{}", ran.out);
    let place = crate::house::project().join("docs/PLAN.md");
    let page = fs::read_to_string(&place).unwrap();
    let mark = "<!-- self-check -->\n";
    let (head, rest) = page.split_once(mark).expect("a mark");
    let (old, tail) = rest.split_once(mark).expect("a second mark");
    let new = format!("```text\n$ stapje plan check content\n{}```\n", ran.out);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&place, format!("{head}{mark}{new}{mark}{tail}")).unwrap();
    } else {
        assert!(old == new, "docs/PLAN.md is not true any more; run with UPDATE_DOCS=1\n{new}");
    }
}

#[test]
fn what_the_plan_does_not_say_can_be_told_in_a_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("answers.yaml");
    fs::write(&path, "managers: yes\nresistance: partly\nways: no\n").unwrap();
    let path = path.to_str().unwrap();
    let ran = checked(&["plan", "check", "--json", "--answers", path]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer(&report, "managers"), "yes");
    assert_eq!(answer(&report, "resistance"), "partly");
    assert_eq!(answer(&report, "ways"), "no", "somebody may know more than is written down");
    assert_eq!(report["first"], "ways");
    fs::write(path, "managres: yes\n").unwrap();
    let ran = checked(&["plan", "check", "--answers", path]);
    assert!(!ran.ok && ran.errors.contains("managers: yes"), "{ran:?}");
}

#[test]
fn the_result_is_there_in_both_languages_as_text_and_as_a_page() {
    let folder = TempDir::new().unwrap();
    for (language, words) in [("nl", "Doe dit eerst"), ("en", "Do this first")] {
        let ran = checked(&["plan", "check", "--language", language]);
        assert!(ran.ok && ran.out.contains(words), "{ran:?}");
        let page = folder.path().join(format!("{language}.html"));
        let arguments = ["plan", "check", "--language", language, "--html", page.to_str().unwrap()];
        assert!(checked(&arguments).ok);
        let html = fs::read_to_string(page).unwrap();
        assert!(html.contains(&format!("<html lang=\"{language}\">")) && html.contains(words));
        assert_eq!(html.matches("<th scope=\"row\">").count(), 12);
    }
    assert!(checked(&["plan", "check", "--language", "de"]).errors.contains("--language nl or en"));
}

#[test]
fn the_map_shows_every_tip_and_is_the_one_in_the_documentation() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("map.svg");
    let ran = run(&["content", "map", "--svg", path.to_str().unwrap()]);
    assert!(ran.ok, "{ran:?}");
    let svg = fs::read_to_string(&path).unwrap();
    assert!(svg.starts_with("<svg") && svg.matches("<rect").count() > 20);
    let place = crate::house::project().join("docs/images/library.svg");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&place, &svg).unwrap();
    }
    let told = "docs/images/library.svg is old; run the tests with UPDATE_DOCS=1";
    assert!(fs::read_to_string(&place).unwrap_or_default() == svg, "{told}");
}
