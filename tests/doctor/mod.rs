//! `stapje doctor`: every state of every line, from facts and against fake services, and the page of
//! documentation that is written from the same rules.

mod command;
pub(crate) mod fake;
mod services;
mod states;
mod tls;

use stapje::doctor::{CHECKS, all_rules, page};

use crate::house::project;

const PLACE: &str = "docs/DOCTOR.md";

#[test]
fn the_documentation_says_what_the_program_says() {
    let page = page();
    let place = project().join(PLACE);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&place, &page).expect("the page is written");
    }
    let there = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(there == page, "{PLACE} is not what the rules say: run the tests with UPDATE_DOCS=1");
}

#[test]
fn every_line_has_a_good_state_and_every_other_state_a_next_step() {
    use stapje::doctor::Light;
    let rules = all_rules();
    for check in CHECKS {
        let of_check: Vec<_> = rules.iter().filter(|rule| rule.check == *check).collect();
        let good = of_check.iter().any(|rule| matches!(rule.light, Light::Green | Light::Off));
        assert!(good, "{check} is never good");
        let mut names: Vec<_> = of_check.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), of_check.len(), "two states of {check} have one name");
    }
    for rule in rules {
        let needs = matches!(rule.light, Light::Yellow | Light::Red);
        assert!(!needs || !rule.next.is_empty(), "{} {} has no next step", rule.check, rule.name);
        assert!(!rule.means.ends_with('.'), "{} {}", rule.check, rule.name);
        assert!(!rule.next.ends_with('.'), "{} {}", rule.check, rule.name);
    }
}
