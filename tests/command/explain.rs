//! `stapje explain`: what comes next for somebody, and why.

use super::run;

#[test]
fn it_shows_what_comes_next_with_its_reason_in_both_languages_and_the_scores() {
    let ran = run(&["explain", "iris", "--days", "3"]);
    assert!(ran.ok, "{}", ran.errors);
    assert!(ran.out.contains("Iris van Dam after 3 days"), "{}", ran.out);
    for part in [
        "Next: ",
        "  nl: ",
        "  en: ",
        "worth  knows  lands recall",
        "new",
        "All together: ",
        "0 follows from them",
    ] {
        assert!(ran.out.contains(part), "{part:?} is not in {}", ran.out);
    }
    let same = run(&["explain", "iris", "--days", "3"]);
    assert_eq!(ran.out, same.out, "the same every time");
}

#[test]
fn somebody_who_is_not_there_is_answered_with_who_is() {
    let ran = run(&["explain", "piet"]);
    assert!(!ran.ok && ran.errors.contains("sanne"), "{}", ran.errors);
}

#[test]
fn a_small_simulation_prints_tables_or_json() {
    let small = ["simulate", "--people", "4", "--seeds", "1", "--truth", "two-store"];
    let ran = run(&small);
    assert!(ran.ok && ran.out.contains("## Goals"), "{} {}", ran.out, ran.errors);
    let json = run(&[&small[..], &["--json"]].concat());
    assert!(serde_json::from_str::<serde_json::Value>(&json.out).is_ok_and(|runs| runs.is_array()));
    let wrong = run(&["simulate", "--seeds", "8-1"]);
    assert!(!wrong.ok && wrong.errors.contains("--seeds takes"), "{}", wrong.errors);
}
