//! Days on which nobody gets a nudge: national holidays, computed.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// The paid days off of Dutch municipalities: Nieuwjaarsdag, tweede paasdag, Koningsdag,
/// Bevrijdingsdag (every year since 2024), Hemelvaartsdag, tweede pinksterdag and both
/// days of Kerstmis (Cao Gemeenten, article 6.6). The Sundays among the Christian feasts are
/// left out: a Sunday is nobody's working day here.
///
/// Years outside 1583 to 9998 have no holidays.
pub fn netherlands(year: i16) -> Vec<Date> {
    if !(1583..=9998).contains(&year) {
        return Vec::new();
    }
    let easter = easter_sunday(year);
    let after_easter = |days: i64| easter.saturating_add(days.days());
    vec![
        date(year, 1, 1),
        after_easter(1),
        kings_day(year),
        date(year, 5, 5),
        after_easter(39),
        after_easter(50),
        date(year, 12, 25),
        date(year, 12, 26),
    ]
}

/// Is this a day off in [`netherlands`]?
pub fn is_netherlands_holiday(day: Date) -> bool {
    netherlands(day.year()).contains(&day)
}

/// 27 April, or the Saturday before when that is a Sunday.
fn kings_day(year: i16) -> Date {
    let day = date(year, 4, 27);
    if day.weekday() == Weekday::Sunday { date(year, 4, 26) } else { day }
}

/// Easter Sunday in the Gregorian calendar: the "anonymous" computus, as printed by
/// Meeus, *Astronomical Algorithms* (1991), chapter 8.
#[expect(clippy::many_single_char_names, reason = "the names of the published algorithm")]
pub fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    #[expect(clippy::cast_possible_truncation, reason = "month 3 or 4, day 1 to 31")]
    let (month, day) = ((n / 31) as i8, (n % 31 + 1) as i8);
    date(year, month, day)
}
