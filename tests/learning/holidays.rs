//! Dutch holidays, against the calendar.

use jiff::civil::{Date, Weekday, date};
use stapje::learning::holidays::{easter_sunday, is_netherlands_holiday, netherlands};

#[test]
fn easter_is_where_the_calendar_has_it() {
    for (year, month, day) in [
        (1583, 4, 10),
        (1818, 3, 22), // the earliest there is
        (1943, 4, 25), // the latest there is
        (2000, 4, 23),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2028, 4, 16),
        (2029, 4, 1),
        (2030, 4, 21),
        (2038, 4, 25),
    ] {
        assert_eq!(easter_sunday(year), date(year, month, day));
    }
}

#[test]
fn every_easter_is_a_sunday_between_22_march_and_25_april() {
    for year in 1583..=9998 {
        let easter = easter_sunday(year);
        assert_eq!(easter.weekday(), Weekday::Sunday, "{easter}");
        assert!(date(year, 3, 22) <= easter && easter <= date(year, 4, 25), "{easter}");
    }
}

#[test]
fn the_holidays_of_some_years_are_complete() {
    let on = |year, days: &[(i8, i8)]| -> Vec<Date> {
        days.iter().map(|(month, day)| date(year, *month, *day)).collect()
    };
    let cases = [
        (2024, [(1, 1), (4, 1), (4, 27), (5, 5), (5, 9), (5, 20), (12, 25), (12, 26)]),
        (2025, [(1, 1), (4, 21), (4, 26), (5, 5), (5, 29), (6, 9), (12, 25), (12, 26)]),
        (2026, [(1, 1), (4, 6), (4, 27), (5, 5), (5, 14), (5, 25), (12, 25), (12, 26)]),
        (2027, [(1, 1), (3, 29), (4, 27), (5, 5), (5, 6), (5, 17), (12, 25), (12, 26)]),
        (2031, [(1, 1), (4, 14), (4, 26), (5, 5), (5, 22), (6, 2), (12, 25), (12, 26)]),
    ];
    for (year, days) in cases {
        assert_eq!(netherlands(year), on(year, &days));
    }
}

#[test]
fn kings_day_is_never_on_a_sunday() {
    for year in 1583..=9998 {
        let (saturday, day) = (date(year, 4, 26), date(year, 4, 27));
        let moved = day.weekday() == Weekday::Sunday;
        // Easter Monday may fall on either day, as in 2011 and 2038.
        let easter_monday = easter_sunday(year).tomorrow().unwrap();
        if day != easter_monday {
            assert_eq!(is_netherlands_holiday(day), !moved, "{day}");
        }
        if saturday != easter_monday {
            assert_eq!(is_netherlands_holiday(saturday), moved, "{saturday}");
        }
    }
}

#[test]
fn years_beyond_the_calendar_have_no_holidays() {
    for year in [-9999, 0, 1582, 9999] {
        assert_eq!(netherlands(year), Vec::<Date>::new());
        assert!(!is_netherlands_holiday(date(year, 1, 1)));
    }
}
