//! Ten years of nudges for people with different weeks, in different zones, planned by the real
//! planner on a real database with a clock that also jumps: not one at the wrong moment.

use std::collections::HashMap;

use jiff::civil::{Date, Weekday, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use stapje::clock::{Chance, ManualClock};
use stapje::content::{Source, load};
use stapje::conversation::Edition;
use stapje::learning::Rule;
use stapje::learning::holidays::is_netherlands_holiday;
use stapje::learning::rhythm::{Days, MOST_PER_WEEK, Window};
use stapje::nudges::{mend_clock, plan};
use stapje::store::employees::{self, Employee};
use stapje::store::outbox::Outgoing;
use stapje::store::{EmployeeKey, Store};

use super::{answers, days, deliver, seconds_of, somebody};

/// What the organisation promises in this test: a week with two long cards is full.
const MINUTES: u8 = 2;
/// A day that the plan of this test adds.
const EXTRA: Date = date(2027, 9, 15);

/// When a year of leave is over.
const BACK: Date = date(2028, 1, 10);
const DAY_OFF: Date = date(2027, 6, 16);

/// Name, days, window, nudges a week, zone.
type Week = (&'static str, &'static [Weekday], (i8, i8), u8, &'static str);

const WEEKS: &[Week] = &[
    (
        "full-time",
        &[
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
        ],
        (9, 11),
        3,
        "Europe/Amsterdam",
    ),
    ("two-days", &[Weekday::Monday, Weekday::Tuesday], (13, 15), 2, "Europe/Amsterdam"),
    ("wednesdays", &[Weekday::Wednesday], (8, 9), 2, "America/Curacao"),
    // The window lies round the hour in which the clocks of Europe change.
    ("night-shift", &[Weekday::Saturday, Weekday::Sunday], (2, 3), 2, "Europe/Amsterdam"),
    ("far-away", &[Weekday::Thursday, Weekday::Friday], (16, 17), 1, "Australia/Lord_Howe"),
];

fn edition() -> Edition {
    let mut loaded = load(&Source::BuiltIn.files().expect("built-in content"));
    let catalog = loaded.catalog.as_mut().expect("good content");
    catalog.plan.rhythm.minutes_per_week = MINUTES;
    catalog.plan.holidays.extra = vec![EXTRA];
    Edition::new(loaded.catalog.expect("good content")).expect("all words")
}

fn employee(week: &Week, now: Timestamp) -> Employee {
    let (name, days, (from, to), per_week, zone) = *week;
    Employee {
        time_zone: zone.to_owned(),
        days: Days::of(days),
        window: Window { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) },
        per_week,
        // A year of parental leave, and a day off.
        paused_until: Some(BACK).filter(|_| name == "two-days"),
        days_off: vec![DAY_OFF],
        ..somebody(name, now)
    }
}

/// What somebody got since the clock was last set back: the day and the seconds of each.
type Got = HashMap<String, Vec<(Date, u32)>>;

/// Everything that must be true of a nudge that goes out at `now`.
fn check(nudge: &Outgoing, now: Timestamp, got: &mut Got) {
    let name = nudge.key.employee_id.as_str();
    let (_, days, (from, to), per_week, zone) = WEEKS.iter().find(|week| week.0 == name).unwrap();
    let local = TimeZone::get(zone).unwrap().to_datetime(now);
    let day = local.date();
    assert!(days.contains(&day.weekday()), "{name}: {local} is not one of their days");
    assert!(!is_netherlands_holiday(day) && day != EXTRA, "{name}: {local} is a holiday");
    assert_ne!(day, DAY_OFF, "{name}: a day off");
    assert!(name != "two-days" || day >= BACK, "{name}: {local} is in a pause");
    let hours = time(*from, 0, 0, 0)..time(*to, 0, 0, 0);
    // Where the spring leaves the hour out, the window is an hour later on the wall.
    let later = time(*from + 1, 0, 0, 0)..time(*to + 1, 0, 0, 0);
    let skips = zone.starts_with("Europe") && day.month() == 3 && day.day() > 24;
    let within = hours.contains(&local.time()) || (skips && later.contains(&local.time()));
    assert!(within, "{name}: {local} is outside the window");
    assert!(nudge.lapses_at.is_some_and(|at| at > now), "{name}: {local} had lapsed");
    let seconds = seconds_of(nudge);
    let before = got.entry(name.to_owned()).or_default();
    if let Some((last, _)) = before.last() {
        assert!((day - *last).get_days() >= 2, "{name}: {last} and {day}");
    }
    before.push((day, seconds));
    let week = |day: Date| (day.iso_week_date().year(), day.iso_week_date().week());
    let this_week: Vec<_> = before.iter().filter(|(other, _)| week(*other) == week(day)).collect();
    let most = usize::from((*per_week).min(MOST_PER_WEEK));
    assert!(this_week.len() <= most, "{name}: {this_week:?}");
    let seconds: u32 = this_week.iter().map(|(_, seconds)| seconds).sum();
    assert!(seconds <= u32::from(MINUTES) * 60, "{name}: {seconds} seconds in the week of {day}");
}

#[tokio::test]
async fn ten_years_without_one_at_the_wrong_moment() {
    let folder = tempfile::TempDir::new().unwrap();
    let store = Store::open(&format!("sqlite:{}/s.db", folder.path().display())).await.unwrap();
    let (edition, chance) = (edition(), Chance::seeded(6));
    let start: Timestamp = "2027-01-04T07:00:00Z".parse().unwrap();
    let clock = ManualClock::new(start);
    let mut tx = store.write().await.unwrap();
    for week in WEEKS {
        employees::insert(&mut tx, &employee(week, start)).await.unwrap();
    }
    tx.commit().await.unwrap();
    // Somebody's clock runs ahead for a while and is put right; another time it stands still.
    let mut jumps = vec![
        (date(2029, 5, 2), SignedDuration::from_hours(24 * 45)),
        (date(2031, 8, 20), -SignedDuration::from_hours(24 * 20)),
        (date(2033, 3, 1), SignedDuration::from_hours(24 * 300)),
        (date(2034, 2, 1), -SignedDuration::from_hours(24 * 250)),
    ];
    let (mut got, mut all) = (Got::new(), 0);
    let end: Timestamp = "2037-01-04T07:00:00Z".parse().unwrap();
    while clock.now() < end {
        let now = clock.now();
        plan(&store, &edition, Rule::default(), now, &chance).await.unwrap();
        for nudge in deliver(&store, now).await.0 {
            check(&nudge, now, &mut got);
            all += 1;
            // Now and then somebody is silent for a few weeks.
            let silent = clock.now().as_second() / 86_400 % 400 < 60;
            if !silent {
                answers(&store, &edition, &nudge.key, now + SignedDuration::from_secs(1)).await;
            }
        }
        let next = employees::next_due(&mut store.read().await.unwrap()).await.unwrap();
        let day = TimeZone::UTC.to_datetime(now).date();
        if jumps.first().is_some_and(|(at, _)| day >= *at) {
            let (_, by) = jumps.remove(0);
            clock.set(now + by);
            if by.is_negative() {
                mend_clock(&store, &edition, clock.now()).await.unwrap();
                quiet_week(&store, clock.now()).await;
                got.clear();
            }
        } else {
            // Nobody is due for long when all are silent; then somebody writes.
            let latest = now + days(30);
            clock.set(next.unwrap_or(latest).min(latest).max(now + SignedDuration::from_secs(1)));
            if next.is_none_or(|next| next > latest) {
                for week in WEEKS {
                    let key = EmployeeKey::new("tenant", week.0);
                    answers(&store, &edition, &key, clock.now()).await;
                }
            }
        }
    }
    assert!(all > 1000, "only {all} nudges in ten years");
    assert!(jumps.is_empty(), "{jumps:?}");
}

/// After the clock was set back nobody waits for a time that is far off, and this week is full.
async fn quiet_week(store: &Store, now: Timestamp) {
    let everybody = employees::all(&mut store.read().await.unwrap(), 100).await.unwrap();
    for employee in everybody.iter().filter(|one| one.key.employee_id != "silent") {
        let Some(next) = employee.next_nudge_at else { continue };
        assert!(next - now < days(40), "{:?} waits until {next}", employee.key);
    }
}
