//! When a nudge may come: on somebody's own days, in their own window, never too often.

use jiff::civil::{Date, Time, Weekday, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use stapje::learning::holidays::is_netherlands_holiday;
use stapje::learning::rhythm::{
    ASK_AFTER, Days, History, Lately, MOST_PER_WEEK, Rhythm, Slot, Window, gap_days, next_slot,
    spread,
};

use crate::house::trials;

const ZONES: [&str; 5] =
    ["Europe/Amsterdam", "America/Curacao", "Pacific/Apia", "Australia/Lord_Howe", "UTC"];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone")
}

fn workdays(window: (Time, Time)) -> Rhythm {
    Rhythm {
        days: Days::from_bits(0b001_1111),
        window: Window { from: window.0, to: window.1 },
        per_week: 2,
        time_zone: zone("Europe/Amsterdam"),
        paused_until: None,
        stopped: false,
    }
}

fn a_rhythm() -> impl Strategy<Value = Rhythm> {
    let window = (0_i8..23, 0_i8..60, 1_i64..1440).prop_map(|(hour, minute, length)| {
        let from = time(hour, minute, 0, 0);
        let to = from.saturating_add(SignedDuration::from_mins(length));
        Window { from, to }
    });
    let zone_name = prop::sample::select(&ZONES[..]);
    let paused = prop::option::of(0_i32..60);
    (1_u8..128, window, 0_u8..6, zone_name, paused).prop_map(
        |(days, window, per_week, name, ahead)| {
            let pause = |days: i32| {
                date(2026, 3, 1).saturating_add(SignedDuration::from_hours(24 * i64::from(days)))
            };
            Rhythm {
                days: Days::from_bits(days),
                window,
                per_week,
                time_zone: zone(name),
                paused_until: ahead.map(pause),
                stopped: false,
            }
        },
    )
}

/// Some moment in the year of the two clock changes.
fn a_moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..365 * 86_400).prop_map(|seconds| {
        Timestamp::from_second(1_767_225_600 + seconds).expect("a moment in 2026")
    })
}

proptest! {
    #![proptest_config(trials(400))]

    #[test]
    fn a_slot_is_on_a_chosen_day_within_the_window_and_ahead(
        rhythm in a_rhythm(), now in a_moment(), key in "[a-z]{1,8}",
    ) {
        let spread_of = |day| spread(&key, day);
        let slot = next_slot(&rhythm, &History::default(), is_netherlands_holiday, spread_of, now);
        let Some(slot) = slot else {
            prop_assert!(rhythm.per_week == 0, "no slot for {rhythm:?}");
            return Ok(());
        };
        let local = rhythm.time_zone.to_datetime(slot.at);
        prop_assert!(rhythm.days.contains(slot.day.weekday()));
        prop_assert!(!is_netherlands_holiday(slot.day));
        prop_assert!(rhythm.paused_until.is_none_or(|until| slot.day >= until));
        prop_assert!(slot.at >= now && slot.at < slot.lapses_at);
        prop_assert_eq!(local.date(), slot.day);
        let (from, to) = (rhythm.window.from, rhythm.window.to);
        // On the day of a clock change a time that is not there moves on with the clock.
        let hour = SignedDuration::from_hours(1);
        prop_assert!(local.time() >= from, "{local} before {from}");
        prop_assert!(local.time() <= to.saturating_add(hour), "{local} after {to}");
        let again = next_slot(&rhythm, &History::default(), is_netherlands_holiday, spread_of, now);
        prop_assert_eq!(again, Some(slot));
    }

    #[test]
    fn a_year_of_nudges_keeps_the_weekly_maximum_and_the_gaps(
        rhythm in a_rhythm(), start in a_moment(), ignored in 0_u32..=ASK_AFTER,
    ) {
        let mut history = History { ignored, ..History::default() };
        let mut now = start;
        let mut days: Vec<Date> = Vec::new();
        for _ in 0..60 {
            let slot = next_slot(&rhythm, &history, is_netherlands_holiday, |day| spread("k", day), now);
            let Some(slot) = slot else { break };
            history = history.and(slot.at, 40, &rhythm.time_zone);
            days.push(slot.day);
            now = slot.at;
        }
        for pair in days.windows(2) {
            let gap = (pair[1] - pair[0]).get_days();
            prop_assert!(f64::from(gap) >= gap_days(ignored), "{} and {}", pair[0], pair[1]);
        }
        for day in &days {
            let week = day.iso_week_date();
            let in_week = days.iter().filter(|other| {
                (other.iso_week_date().year(), other.iso_week_date().week())
                    == (week.year(), week.week())
            });
            let most = usize::from(rhythm.per_week.min(MOST_PER_WEEK));
            prop_assert!(in_week.count() <= most, "too many in the week of {day}");
        }
    }

    #[test]
    fn a_spread_is_a_share_of_the_window(key in "(?s).{0,40}", days in 0_i64..4000) {
        let day = date(2020, 1, 1).saturating_add(SignedDuration::from_hours(24 * days));
        let share = spread(&key, day);
        prop_assert!((0.0..1.0).contains(&share) && spread(&key, day).to_bits() == share.to_bits());
    }
}

/// The next slot of somebody who never had a nudge.
fn slot(rhythm: &Rhythm, now: &str) -> Option<Slot> {
    let now = now.parse().expect("a moment");
    next_slot(rhythm, &History::default(), |_| false, |_| 0.0, now)
}

#[test]
fn a_window_in_the_hour_that_is_skipped_waits_for_the_next_day() {
    let mut night = workdays((time(2, 0, 0, 0), time(3, 0, 0, 0)));
    night.days = Days::from_bits(0b111_1111);
    let slot = slot(&night, "2026-03-29T00:30:00Z").expect("a slot");
    assert_eq!(slot.day, date(2026, 3, 30));
    assert_eq!(slot.at.to_string(), "2026-03-30T00:00:00Z");
}

#[test]
fn a_window_round_a_clock_change_stays_on_the_clock_of_the_wall() {
    let mut sundays = workdays((time(1, 30, 0, 0), time(4, 0, 0, 0)));
    sundays.days = Days::of(&[Weekday::Sunday]);
    let spring = slot(&sundays, "2026-03-28T12:00:00Z").expect("a slot");
    assert_eq!(spring.at.to_string(), "2026-03-29T00:30:00Z");
    assert_eq!(spring.lapses_at.to_string(), "2026-03-29T02:00:00Z");
    let autumn = slot(&sundays, "2026-10-24T12:00:00Z").expect("a slot");
    assert_eq!(autumn.at.to_string(), "2026-10-24T23:30:00Z");
    assert_eq!(autumn.lapses_at.to_string(), "2026-10-25T03:00:00Z");
}

#[test]
fn the_window_is_at_the_same_time_on_the_wall_before_and_after_a_clock_change() {
    let morning = workdays((time(9, 30, 0, 0), time(11, 30, 0, 0)));
    let winter = slot(&morning, "2026-03-27T08:00:00Z").expect("a slot");
    assert_eq!(winter.at.to_string(), "2026-03-27T08:30:00Z");
    let summer = slot(&morning, "2026-03-28T08:00:00Z").expect("a slot");
    assert_eq!(summer.at.to_string(), "2026-03-30T07:30:00Z");
}

#[test]
fn within_the_window_it_is_now_and_after_it_another_day() {
    let morning = workdays((time(9, 30, 0, 0), time(11, 30, 0, 0)));
    let within = slot(&morning, "2026-03-03T10:00:00Z").expect("a slot");
    assert_eq!(within.at.to_string(), "2026-03-03T10:00:00Z");
    let after = slot(&morning, "2026-03-03T10:30:00Z").expect("a slot");
    assert_eq!(after.day, date(2026, 3, 4));
}

#[test]
fn who_stopped_chose_no_day_or_stays_silent_gets_nothing() {
    let rhythm = workdays((time(9, 30, 0, 0), time(11, 30, 0, 0)));
    let now: Timestamp = "2026-03-03T10:00:00Z".parse().unwrap();
    let next =
        |rhythm: &Rhythm, history: &History| next_slot(rhythm, history, |_| false, |_| 0.0, now);
    let nothing_yet = History::default();
    assert!(next(&rhythm, &nothing_yet).is_some());
    assert_eq!(next(&Rhythm { stopped: true, ..rhythm.clone() }, &nothing_yet), None);
    assert_eq!(next(&Rhythm { days: Days::of(&[]), ..rhythm.clone() }, &nothing_yet), None);
    assert_eq!(next(&Rhythm { per_week: 0, ..rhythm.clone() }, &nothing_yet), None);
    let asked = History { ignored: ASK_AFTER, ..nothing_yet };
    assert!(next(&rhythm, &asked).is_some(), "the question whether to go on");
    assert_eq!(next(&rhythm, &History { ignored: ASK_AFTER + 1, ..nothing_yet }), None);
    assert_eq!(next_slot(&rhythm, &nothing_yet, |_| true, |_| 0.0, now), None, "only holidays");
}

#[test]
fn ignored_nudges_make_the_gap_longer_up_to_four_weeks() {
    let gaps: Vec<f64> = (0..8).map(gap_days).collect();
    assert_eq!(gaps, [2.0, 3.5, 7.0, 14.0, 28.0, 28.0, 28.0, 28.0]);
    assert!(gap_days(u32::MAX) <= 28.0);
}

/// What somebody gets in a week of workdays who answered so, the oldest first.
fn in_a_week_after(answered: &[bool]) -> usize {
    let rhythm = Rhythm { per_week: 3, ..workdays((time(9, 30, 0, 0), time(11, 30, 0, 0))) };
    let lately = answered.iter().fold(Lately::default(), |lately, one| lately.and(*one));
    let mut history = History { lately, ..History::default() };
    let (mut now, end): (Timestamp, Timestamp) =
        ("2026-03-02T00:00:00Z".parse().unwrap(), "2026-03-08T00:00:00Z".parse().unwrap());
    let mut got = 0;
    while let Some(slot) = next_slot(&rhythm, &history, |_| false, |_| 0.0, now)
        && slot.at < end
    {
        got += 1;
        // Nothing of this week changes what is known of the weeks before.
        history = History { lately, ..history.and(slot.at, 40, &rhythm.time_zone) };
        now = slot.at;
    }
    got
}

#[test]
fn whoever_answers_few_gets_fewer() {
    assert_eq!(in_a_week_after(&[]), 3, "nothing is known");
    assert_eq!(in_a_week_after(&[false; 3]), 3, "too little is known");
    assert_eq!(in_a_week_after(&[true; 20]), 3);
    assert_eq!(in_a_week_after(&[true, true, true, false, true, true, true, true]), 3);
    assert_eq!(in_a_week_after(&[true, false, true, false, true, true, true, true]), 2);
    assert_eq!(in_a_week_after(&[false, false, true, false, false, false, true, false]), 1);
    let back = [[false; 8], [true; 8]].concat();
    assert_eq!(in_a_week_after(&back), 3, "what was before the last eight is forgotten");
}

#[test]
fn a_nudge_counts_as_answered_when_the_next_one_finds_nothing_ignored() {
    let at: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
    let mut history = History::default();
    for ignored in [0, 0, 1, 0] {
        history = History { ignored, ..history }.and(at, 40, &TimeZone::UTC);
    }
    // Four nudges: of the fourth nothing is known yet.
    assert_eq!(history.lately, Lately::default().and(true).and(false).and(true));
    let number = history.lately.number();
    assert_eq!(Lately::from_number(number), history.lately);
    assert_eq!(Lately::from_number(0), Lately::default());
}

#[test]
fn colleagues_are_spread_over_the_window() {
    let day = date(2026, 3, 3);
    let shares: Vec<f64> = (0..1000).map(|at| spread(&format!("employee-{at}"), day)).collect();
    for tenth in 0..10 {
        let from = f64::from(tenth) / 10.0;
        let there = shares.iter().filter(|share| (from..from + 0.1).contains(*share)).count();
        assert!((60..140).contains(&there), "{there} of 1000 in the tenth from {from}");
    }
}

#[test]
fn days_are_seven_bits_monday_lowest() {
    let days = Days::of(&[Weekday::Monday, Weekday::Sunday]);
    assert_eq!(days.bits(), 0b100_0001);
    assert_eq!(Days::from_bits(0xff).bits(), 0x7f);
    assert_eq!(days.iter().collect::<Vec<_>>(), [Weekday::Monday, Weekday::Sunday]);
    assert!(Days::from_bits(0x80).is_empty());
}
