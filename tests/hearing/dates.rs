//! "Pauze tot …": days as people write them. Today is Tuesday 3 March 2026.

use jiff::civil::{Date, date};
use stapje::conversation::{Intent, Until, read_intent};

use super::{read, today};

const DAYS: &[(&str, Date)] = &[
    // A day and a month.
    ("pauze tot 1 mei", date(2026, 5, 1)),
    ("Pauze tot 1 mei.", date(2026, 5, 1)),
    ("pauze tot en met 1 mei", date(2026, 5, 1)),
    ("pauze tot 3 april 2026", date(2026, 4, 3)),
    ("pauze tot 1 januari", date(2027, 1, 1)),
    ("pauze tot 4 mrt", date(2026, 3, 4)),
    ("pauze tot 15 aug", date(2026, 8, 15)),
    ("pause until May 1", date(2026, 5, 1)),
    ("pause until May 1st", date(2026, 5, 1)),
    ("pause until the 1st of May", date(2026, 5, 1)),
    ("pause until 2 January 2027", date(2027, 1, 2)),
    ("vakantie tot 24 augustus", date(2026, 8, 24)),
    ("ik ben op vakantie tot 24 augustus", date(2026, 8, 24)),
    ("pauze tot 20 maart 2027", date(2027, 3, 20)),
    ("ik ben op vakantie van 1 mei tot 15 mei", date(2026, 5, 15)),
    ("vakantie van 3 t/m 10 mei", date(2026, 5, 10)),
    // In figures.
    ("pauze tot 1-5", date(2026, 5, 1)),
    ("pauze tot 1/5", date(2026, 5, 1)),
    ("pauze tot 01-05-2026", date(2026, 5, 1)),
    ("pauze tot 1-5-26", date(2026, 5, 1)),
    ("pauze tot 2026-05-01", date(2026, 5, 1)),
    ("pause until 2026-05-01", date(2026, 5, 1)),
    // After a while.
    ("pauze 1 week", date(2026, 3, 10)),
    ("pauze een week", date(2026, 3, 10)),
    ("2 weken pauze", date(2026, 3, 17)),
    ("pauze voor twee weken", date(2026, 3, 17)),
    ("pauze 10 dagen", date(2026, 3, 13)),
    ("een maand pauze", date(2026, 4, 3)),
    ("pauze tot volgende week", date(2026, 3, 10)),
    ("pauze tot volgende maand", date(2026, 4, 3)),
    ("pause for 3 days", date(2026, 3, 6)),
    ("pause for two weeks", date(2026, 3, 17)),
    ("pause for a month", date(2026, 4, 3)),
    ("1 dag pauze", date(2026, 3, 4)),
    // A weekday.
    ("pauze tot maandag", date(2026, 3, 9)),
    ("pauze tot dinsdag", date(2026, 3, 10)),
    ("pauze tot morgen", date(2026, 3, 4)),
    ("pause until Monday", date(2026, 3, 9)),
    ("pause until tomorrow", date(2026, 3, 4)),
];

/// No day that can be meant: then we ask.
const NO_DAY: &[&str] = &[
    "pauze",
    "pauze tot 31 februari",
    "pauze tot 30-2",
    "pauze tot 2020-01-01",
    "pauze tot 1-1-2020",
    "pauze tot 2099-01-01",
    "pauze tot 1 mei 2029",
    "pauze tot vandaag",
    "pauze tot later",
    "pauze 0 dagen",
    "pauze 99999999999 dagen",
    "pauze 600 dagen",
    "pauze tot 99-99",
    "pauze tot 99-99-9999",
    "pause until whenever",
];

#[test]
fn a_pause_has_the_day_that_was_named() {
    let mut wrong = Vec::new();
    for (typed, day) in DAYS {
        let heard = read(typed);
        if heard != Intent::Pause(Until::Day(*day)) {
            wrong.push(format!("“{typed}” was heard as {heard:?}, not {day}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_pause_without_a_day_that_can_be_meant_has_none() {
    let mut wrong = Vec::new();
    for typed in NO_DAY {
        let heard = read(typed);
        if heard != Intent::Pause(Until::Unsaid) {
            wrong.push(format!("“{typed}” was heard as {heard:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_day_without_a_year_is_the_next_one() {
    for (typed, day) in [("3 maart", date(2027, 3, 3)), ("4 maart", date(2026, 3, 4))] {
        let typed = format!("pauze tot {typed}");
        assert_eq!(read(&typed), Intent::Pause(Until::Day(day)));
    }
    // The next 29 February is two years off: we ask.
    assert_eq!(read("pauze tot 29 februari"), Intent::Pause(Until::Unsaid));
    assert_eq!(
        read_intent("pauze tot 29 februari", date(2027, 6, 1)),
        Intent::Pause(Until::Day(date(2028, 2, 29)))
    );
}

#[test]
fn the_last_day_of_time_is_no_trouble() {
    for typed in ["pauze een week", "pauze tot maandag", "pauze tot morgen", "pauze tot 1 mei"] {
        assert_eq!(read_intent(typed, Date::MAX), Intent::Pause(Until::Unsaid), "{typed}");
    }
    assert!(matches!(read_intent("pauze tot morgen", today()), Intent::Pause(Until::Day(_))));
}
