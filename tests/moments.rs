//! Organisation-wide moments on the two days of the year that have no 24 hours.

use std::str::FromStr;

use chrono::TimeZone as _;
use cron::Schedule;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use stapje::content::Moment;
use stapje::nudges::moments::{instant, latest, occurrences};

/// Half past two every night.
const AT_NIGHT: &str = "0 30 2 * * *";

fn amsterdam() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

/// How often the schedule comes between two civil times, by our way.
fn ours(from: DateTime, until: DateTime) -> Vec<String> {
    let schedule = Schedule::from_str(AT_NIGHT).unwrap();
    let times = occurrences(&schedule, from).take_while(|time| *time < until);
    times.map(|time| instant(time, &amsterdam()).unwrap().to_string()).collect()
}

/// The same, by the `cron` crate alone on the zone.
fn cron_alone(from: (i32, u32, u32), until: (i32, u32, u32)) -> Vec<String> {
    let zone = chrono_tz::Europe::Amsterdam;
    let midnight = |(year, month, day)| zone.with_ymd_and_hms(year, month, day, 0, 0, 0).unwrap();
    let schedule = Schedule::from_str(AT_NIGHT).unwrap();
    let times = schedule.after(&midnight(from)).take_while(|time| *time < midnight(until));
    times.map(|time| time.to_utc().to_rfc3339()).collect()
}

#[test]
fn in_spring_the_missing_half_past_two_comes_once() {
    let times = ours(date(2026, 3, 28).at(0, 0, 0, 0), date(2026, 3, 31).at(0, 0, 0, 0));
    assert_eq!(times, ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]);
    let alone = cron_alone((2026, 3, 28), (2026, 3, 31));
    assert_eq!(alone.len(), 2, "the crate alone skips the night: {alone:?}");
}

#[test]
fn in_autumn_the_double_half_past_two_comes_once() {
    let times = ours(date(2026, 10, 24).at(0, 0, 0, 0), date(2026, 10, 27).at(0, 0, 0, 0));
    assert_eq!(times, ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
    let alone = cron_alone((2026, 10, 24), (2026, 10, 27));
    assert_eq!(alone.len(), 4, "the crate alone comes twice: {alone:?}");
}

#[test]
fn a_moment_counts_from_its_instant_until_its_days_are_over() {
    let moments = [Moment { id: "why".to_owned(), when: "0 30 9 1 * *".to_owned(), valid_days: 5 }];
    let find = |text: &str| latest(&moments, &amsterdam(), text.parse().unwrap());
    assert_eq!(find("2026-12-01T08:29:59Z"), None);
    let first = find("2026-12-01T08:30:00Z").unwrap();
    assert_eq!(first.at.to_string(), "2026-12-01T08:30:00Z");
    assert_eq!(find("2026-12-06T08:29:00Z").unwrap().key, first.key);
    assert_eq!(find("2026-12-06T08:31:00Z"), None);
    // In the repeated hour of autumn, and after it, it is the same occurrence.
    let night = [Moment { id: "x".to_owned(), when: AT_NIGHT.to_owned(), valid_days: 1 }];
    let at = |text: &str| latest(&night, &amsterdam(), text.parse().unwrap()).unwrap().key;
    assert_eq!(at("2026-10-25T00:31:00Z"), at("2026-10-25T01:31:00Z"));
}
