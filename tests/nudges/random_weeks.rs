//! Ten years of weeks that nobody thought of: days, windows, zones, pauses and answers by chance, a
//! bot that is busy or down, and a clock that jumps. Whatever happens, none comes at a wrong moment.
//!
//! `STAPJE_DECADES=100 cargo test random_weeks -- --nocapture` lives more of them, and says how many.

use std::collections::HashMap;

use jiff::civil::{Date, Time, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use stapje::clock::Chance;
use stapje::conversation::{Edition, per_week, schedule_next};
use stapje::learning::Rule;
use stapje::learning::holidays::is_netherlands_holiday;
use stapje::learning::rhythm::{Days, MOST_PER_WEEK, Window};
use stapje::nudges::{mend_clock, plan};
use stapje::store::employees::{self, Employee};
use stapje::store::outbox::Outgoing;
use stapje::store::{EmployeeKey, Store};

use super::{answers, database, days, deliver, seconds_of, somebody};
use crate::world::{edition, plan_of};

const PEOPLE: usize = 3;

/// Clocks that change by an hour, by half of one, in the other half of the year, and never.
const ZONES: [&str; 8] = [
    "Europe/Amsterdam",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "America/Curacao",
    "UTC",
];

/// Chance, in the numbers that are wanted here.
struct Dice(Chance);

impl Dice {
    /// From 0 up to `below`.
    fn upto(&self, below: i64) -> i64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "small numbers"
        )]
        let number = (self.0.share() * below as f64) as i64;
        number.min(below - 1)
    }

    fn one_in(&self, number: i64) -> bool {
        self.upto(number) == 0
    }

    fn small(&self, from: u8, to: u8) -> u8 {
        from + u8::try_from(self.upto(i64::from(to - from) + 1)).unwrap()
    }

    /// Sometimes in the hour in which clocks change.
    fn window(&self) -> Window {
        let hour = if self.one_in(4) { self.small(1, 3) } else { self.small(0, 21) };
        let from =
            time(i8::try_from(hour).unwrap(), 15 * i8::try_from(self.upto(4)).unwrap(), 0, 0);
        let length = SignedDuration::from_mins(15 * (1 + self.upto(9)));
        Window { from, to: from.saturating_add(length) }
    }

    fn days(&self) -> Days {
        Days::from_bits(self.small(1, 127))
    }
}

/// One decade, with all that is the same for everybody in it.
struct Decade {
    seed: u64,
    dice: Dice,
    edition: Edition,
    store: Store,
    /// When each person got what, and how long it takes to read, since the clock was set back.
    got: HashMap<String, Vec<(Timestamp, u32)>>,
    nudges: usize,
    lapsed: u64,
}

#[tokio::test]
async fn decades_of_random_weeks_without_one_at_the_wrong_moment() {
    let wanted = std::env::var("STAPJE_DECADES").ok().and_then(|number| number.parse().ok());
    let wanted: u64 = wanted.unwrap_or(1);
    let (mut nudges, mut lapsed) = (0, 0);
    for seed in 0..wanted {
        let (store, _folder) = database().await;
        let dice = Dice(Chance::seeded(seed));
        let edition = of_chance(&dice);
        let mut decade =
            Decade { seed, dice, edition, store, got: HashMap::new(), nudges: 0, lapsed: 0 };
        decade.pass().await;
        assert!(decade.nudges > 300, "only {} nudges in decade {seed}", decade.nudges);
        (nudges, lapsed) = (nudges + decade.nudges, lapsed + decade.lapsed);
    }
    println!("{wanted} decades of {PEOPLE} people: {nudges} nudges, {lapsed} lapsed, none wrong");
}

/// An organisation with a maximum, a promise and holidays of its own.
fn of_chance(dice: &Dice) -> Edition {
    let mut edition = edition();
    let plan = plan_of(&mut edition);
    plan.rhythm.most_nudges_per_week = dice.small(1, MOST_PER_WEEK);
    plan.rhythm.minutes_per_week = dice.small(2, 5);
    plan.holidays.extra =
        (0..20).map(|_| date(2027, 1, 1).saturating_add(dice.upto(3650).days())).collect();
    edition
}

impl Decade {
    async fn pass(&mut self) {
        let start: Timestamp = "2027-01-04T07:00:00Z".parse().unwrap();
        let end = start + days(3653);
        let mut tx = self.store.write().await.unwrap();
        for number in 0..PEOPLE {
            employees::insert(&mut tx, &self.person(number, start)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut now = start;
        while now < end {
            now = self.one_round(now).await;
        }
    }

    fn person(&self, number: usize, now: Timestamp) -> Employee {
        let dice = &self.dice;
        let zone = ZONES[usize::try_from(dice.upto(8)).unwrap()];
        Employee {
            time_zone: zone.to_owned(),
            days: dice.days(),
            window: dice.window(),
            per_week: dice.small(1, MOST_PER_WEEK),
            ..somebody(&format!("{number}"), now)
        }
    }

    /// Plans, delivers, lets people react, and says when to look again.
    async fn one_round(&mut self, mut now: Timestamp) -> Timestamp {
        plan(&self.store, &self.edition, Rule::default(), now, &self.dice.0).await.unwrap();
        if self.dice.one_in(20) {
            // It is busy, or down, before it sends.
            now += SignedDuration::from_mins(self.dice.upto(300));
        }
        let (taken, lapsed) = deliver(&self.store, now).await;
        self.lapsed += lapsed;
        for nudge in taken {
            let key = nudge.key.clone();
            let employee = self.find(&key).await;
            self.check(&employee, &nudge, now);
            self.nudges += 1;
            if !self.dice.one_in(3) {
                let later = now + SignedDuration::from_secs(1 + self.dice.upto(3600));
                answers(&self.store, &self.edition, &key, later).await;
            }
        }
        if self.dice.one_in(10) {
            self.somebody_changes(now).await;
        }
        if self.dice.one_in(200) { self.clock_jumps(now).await } else { self.next(now).await }
    }

    /// The next moment at which there is something to do. When all are silent, somebody writes.
    async fn next(&self, now: Timestamp) -> Timestamp {
        let next = employees::next_due(&mut self.store.read().await.unwrap()).await.unwrap();
        let latest = now + days(30);
        let then = next.unwrap_or(latest).min(latest).max(now + SignedDuration::from_secs(1));
        if next.is_none_or(|next| next > latest) {
            for number in 0..PEOPLE {
                let key = EmployeeKey::new("tenant", number.to_string());
                answers(&self.store, &self.edition, &key, then).await;
            }
        }
        then
    }

    async fn clock_jumps(&mut self, now: Timestamp) -> Timestamp {
        let by = SignedDuration::from_hours(2 + self.dice.upto(24 * 60));
        if self.dice.one_in(2) {
            return now + by;
        }
        let then = now - by;
        mend_clock(&self.store, &self.edition, then).await.unwrap();
        self.got.clear();
        then
    }

    /// As in a turn: what they want changes, and when the planner looks at them next.
    async fn somebody_changes(&self, now: Timestamp) {
        let dice = &self.dice;
        let key = EmployeeKey::new("tenant", dice.upto(3).to_string());
        let mut employee = self.find(&key).await;
        let today = zone(&employee).to_datetime(now).date();
        let soon = today.saturating_add((1 + dice.upto(40)).days());
        // Whoever stopped begins again before anything else.
        match if employee.stopped_at.take().is_some() { 6 } else { dice.upto(6) } {
            0 => employee.days = dice.days(),
            1 => employee.window = dice.window(),
            2 => employee.per_week = dice.small(1, MOST_PER_WEEK),
            3 => employee.paused_until = Some(soon),
            4 => employee.days_off.push(soon),
            5 => employee.stopped_at = Some(now),
            _ => {}
        }
        schedule_next(&self.edition, &mut employee, now);
        let mut tx = self.store.write().await.unwrap();
        employees::update(&mut tx, &employee).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn find(&self, key: &EmployeeKey) -> Employee {
        employees::find(&mut self.store.read().await.unwrap(), key).await.unwrap().unwrap()
    }

    /// Everything that must be true of a nudge that goes out at `now`.
    fn check(&mut self, employee: &Employee, nudge: &Outgoing, now: Timestamp) {
        let (plan, zone) = (&self.edition.catalog.plan, zone(employee));
        let local = zone.to_datetime(now);
        let day = local.date();
        let who = format!("decade {}, person {}, {local}", self.seed, employee.key.employee_id);
        assert!(employee.stopped_at.is_none(), "{who}: stopped");
        assert!(employee.days.contains(day.weekday()), "{who}: not one of their days");
        assert!(!is_netherlands_holiday(day), "{who}: a holiday");
        assert!(!plan.holidays.extra.contains(&day), "{who}: a holiday of the plan");
        assert!(!employee.days_off.contains(&day), "{who}: a day off");
        assert!(employee.paused_until.is_none_or(|until| day >= until), "{who}: paused");
        assert!(is_within(&employee.window, &zone, day, local.time()), "{who}: outside the window");
        assert!(nudge.lapses_at.is_some_and(|at| at > now), "{who}: it had lapsed");
        let before = self.got.entry(employee.key.employee_id.clone()).or_default();
        let day_of = |at: Timestamp| zone.to_datetime(at).date();
        if let Some((last, _)) = before.last() {
            assert!((day - day_of(*last)).get_days() >= 2, "{who}: too soon after {last}");
        }
        before.push((now, seconds_of(nudge)));
        let week = |day: Date| (day.iso_week_date().year(), day.iso_week_date().week());
        let this_week: Vec<_> =
            before.iter().filter(|(at, _)| week(day_of(*at)) == week(day)).collect();
        let most = usize::from(per_week(&self.edition, employee));
        assert!(this_week.len() <= most, "{who}: {this_week:?}, and at most {most}");
        let seconds: u32 = this_week.iter().map(|(_, seconds)| seconds).sum();
        let minutes = plan.rhythm.minutes_per_week;
        assert!(
            seconds <= u32::from(minutes) * 60,
            "{who}: {seconds} seconds of {minutes} minutes"
        );
    }
}

fn zone(employee: &Employee) -> TimeZone {
    TimeZone::get(&employee.time_zone).unwrap()
}

/// On the day on which the clock changes, the ends of a window may move by as much as it does.
fn is_within(window: &Window, zone: &TimeZone, day: Date, at: Time) -> bool {
    let midnight = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap();
    let offset = |day: Date| zone.to_offset(midnight(day)).seconds();
    let change = i64::from(offset(day.tomorrow().unwrap()) - offset(day)).abs();
    let slack = SignedDuration::from_secs(change);
    (window.from.saturating_sub(slack)..window.to.saturating_add(slack)).contains(&at)
}
