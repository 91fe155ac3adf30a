//! Whatever is typed: something is heard, and it is the same each time.

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use stapje::conversation::{Intent, Until, read_intent};

use super::today;
use crate::house::trials;

/// Heard as it is; a pause has a day that is ahead and not far off.
fn heard(text: &str, today: Date) -> Intent {
    let intent = read_intent(text, today);
    if let Intent::Pause(Until::Day(day)) = intent {
        assert!(day > today && day <= today.saturating_add(400.days()), "{text}: {day}");
    }
    if let Intent::Search(words) = &intent {
        assert!(!words.trim().is_empty(), "{text}: nothing to look for");
    }
    assert_eq!(intent, read_intent(text, today));
    intent
}

fn pieces() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "pauze",
        "tot",
        "stop",
        "tip",
        "1",
        "31",
        "99999999999999999999",
        "-",
        "/",
        "-5",
        "1-5",
        "1/5/26",
        "2026-13-45",
        "mei",
        "may",
        "februari",
        "week",
        "maanden",
        "maandag",
        "een",
        "zes",
        "60",
        "0",
        "wie ben je",
        "é",
        "🙂",
        "\u{0}",
        "\u{202e}",
        "İ",
        "ß",
        "  ",
        "\n",
        "1st",
        "½",
        "٣",
    ])
}

proptest! {
    #![proptest_config(trials(1000))]

    #[test]
    fn any_text_is_heard(text in "(?s).{0,120}") {
        heard(&text, today());
    }

    #[test]
    fn any_row_of_familiar_words_is_heard(
        pieces in prop::collection::vec(pieces(), 0..8),
        separator in prop::sample::select(vec!["", " ", "-", "/"]),
    ) {
        heard(&pieces.join(separator), today());
    }

    #[test]
    fn a_pause_is_heard_on_any_day(
        pieces in prop::collection::vec(pieces(), 0..5),
        (year, month, day) in (-9999_i16..=9999, 1_i8..=12, 1_i8..=28),
    ) {
        heard(&format!("pauze {}", pieces.join(" ")), Date::new(year, month, day).unwrap());
    }

    #[test]
    fn capitals_and_marks_change_nothing(text in "[a-z ]{0,40}") {
        let loud = format!("  {}!?", text.to_uppercase());
        prop_assert_eq!(heard(&loud, today()), heard(&text, today()));
    }
}
