//! When the next nudge may come: a person's own days and window, never too often.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::NoNudge;

/// The most nudges a week that anyone can choose.
pub const MOST_PER_WEEK: u8 = 3;
/// Days between two nudges, at least.
const MIN_GAP_DAYS: f64 = 2.0;
/// After this many ignored nudges in a row the gap grows: with the first one.
const BACK_OFF_FROM: u32 = 1;
/// The first grown gap, in days; it doubles with each further ignored nudge, three times.
const BACK_OFF_DAYS: f64 = 3.5;
/// After this many ignored nudges in a row we ask once whether to go on.
pub const ASK_AFTER: u32 = 5;
/// A time further ahead than this was written by a clock that has been set back since; less may
/// come from another machine.
pub const AHEAD: SignedDuration = SignedDuration::from_hours(1);
/// How far ahead a slot is looked for.
const HORIZON_DAYS: i64 = 400;

/// The weekdays on which someone works and wants nudges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(u8);

impl Days {
    /// Exactly these days.
    pub fn of(days: &[Weekday]) -> Days {
        Days(days.iter().fold(0, |bits, day| bits | Self::bit(*day)))
    }

    /// From seven bits, Monday lowest. Bits beyond are dropped.
    pub fn from_bits(bits: u8) -> Days {
        Days(bits & 0x7f)
    }

    /// Seven bits, Monday lowest.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Is this one of the days?
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & Self::bit(day) != 0
    }

    /// No day at all?
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The days, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Weekday::Monday.cycle_forward().take(7).filter(move |day| self.contains(*day))
    }

    fn bit(day: Weekday) -> u8 {
        1 << day.to_monday_zero_offset()
    }
}

/// One stretch of a day, on the clock of the person's own zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first moment.
    pub from: Time,
    /// The last moment; later than [`Window::from`].
    pub to: Time,
}

/// When someone wants nudges.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// On these weekdays.
    pub days: Days,
    /// In this window.
    pub window: Window,
    /// At most this many in a calendar week, Monday to Sunday.
    pub per_week: u8,
    /// The zone of the person's clock.
    pub time_zone: TimeZone,
    /// No nudge before this day.
    pub paused_until: Option<Date>,
    /// "Stop": no nudges at all.
    pub stopped: bool,
}

/// What came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct History {
    /// When the last nudge was due.
    pub last: Option<Timestamp>,
    /// How many there were in the calendar week of [`History::last`].
    pub in_week: u8,
    /// How long those of that week take to read, in seconds.
    pub seconds: u32,
    /// How many were ignored in a row.
    pub ignored: u32,
    /// Which were answered, before the last.
    pub lately: Lately,
}

/// Which of the last eight nudges were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lately(u16);

/// So many nudges say something of the pace that suits somebody.
const ENOUGH_NUDGES: u32 = 4;
/// Whoever answers fewer of them than this share gets two a week at most.
const THREE_A_WEEK: f64 = 0.8;
/// Whoever answers fewer than this gets one.
const TWO_A_WEEK: f64 = 0.3;

impl Default for Lately {
    fn default() -> Self {
        Lately(1)
    }
}

impl Lately {
    /// From the number under which it is stored: see [`Lately::number`].
    pub fn from_number(number: u16) -> Lately {
        Lately(number.clamp(1, 0x1ff))
    }

    /// A one, and after it a bit for each nudge, the newest lowest: was it answered?
    pub fn number(self) -> u16 {
        self.0
    }

    /// With one more nudge; the ninth pushes the first one out.
    #[must_use]
    pub fn and(self, answered: bool) -> Lately {
        let all = (self.0 << 1) | u16::from(answered);
        Lately(if all > 0x1ff { (all & 0xff) | 0x100 } else { all })
    }

    /// How many a week these have room for.
    pub fn per_week(self) -> u8 {
        let nudges = self.0.ilog2();
        let answered = f64::from(self.0.count_ones() - 1) / f64::from(nudges.max(1));
        match answered {
            _ if nudges < ENOUGH_NUDGES => MOST_PER_WEEK,
            share if share < TWO_A_WEEK => 1,
            share if share < THREE_A_WEEK => 2,
            _ => MOST_PER_WEEK,
        }
    }
}

/// What a nudge may be, after what came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The next step, or another card.
    Step,
    /// The friendly question whether to go on.
    StillThere,
    /// They were asked, and that was ignored as well: nothing until they write.
    Silence,
}

impl History {
    /// What the next nudge may be.
    pub fn next(&self) -> Next {
        match self.ignored.cmp(&ASK_AFTER) {
            std::cmp::Ordering::Less => Next::Step,
            std::cmp::Ordering::Equal => Next::StillThere,
            std::cmp::Ordering::Greater => Next::Silence,
        }
    }
}

/// A moment for one nudge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The day, in the person's zone.
    pub day: Date,
    /// Not before.
    pub at: Timestamp,
    /// Not at or after: the nudge lapses.
    pub lapses_at: Timestamp,
}

/// The next slot, or `None` when there is none: stopped, no days chosen, a long silence, or
/// nothing within a year.
///
/// `spread` says for a day where in the window this person's moment lies, 0 to 1, so that an
/// office is not pinged in the same second. `is_day_off` knows holidays.
pub fn next_slot(
    rhythm: &Rhythm,
    history: &History,
    is_day_off: impl Fn(Date) -> bool,
    spread: impl Fn(Date) -> f64,
    now: Timestamp,
) -> Option<Slot> {
    if no_slot_at_all(rhythm, history).is_some() {
        return None;
    }
    let today = rhythm.time_zone.to_datetime(now).date();
    let first = rhythm.paused_until.map_or(today, |until| until.max(today));
    let mut day = first;
    for _ in 0..HORIZON_DAYS {
        if no_slot_on(rhythm, history, &is_day_off, day).is_none()
            && let Some(slot) = slot_on(rhythm, day, spread(day), now)
        {
            return Some(slot);
        }
        day = day.tomorrow().ok()?;
    }
    None
}

/// Why there is no slot on `day` any more at `now`; `None` when there is one.
pub fn why_not(
    rhythm: &Rhythm,
    history: &History,
    is_day_off: impl Fn(Date) -> bool,
    day: Date,
    now: Timestamp,
) -> Option<NoNudge> {
    let over = || slot_on(rhythm, day, 0.0, now).is_none().then_some(NoNudge::WindowOver);
    no_slot_at_all(rhythm, history)
        .or_else(|| no_slot_on(rhythm, history, &is_day_off, day))
        .or_else(over)
}

/// The days between two nudges after `ignored` unanswered ones in a row.
pub fn gap_days(ignored: u32) -> f64 {
    match ignored.checked_sub(BACK_OFF_FROM) {
        None => MIN_GAP_DAYS,
        Some(beyond) => BACK_OFF_DAYS * f64::from(1_u32 << beyond.min(3)),
    }
}

/// Where in the window a person's moment lies on a day: stable, and different from person
/// to person and from day to day.
pub fn spread(key: &str, day: Date) -> f64 {
    let ordinal = u64::try_from(i32::from(day.year()) * 400 + i32::from(day.day_of_year()));
    share_of(key, ordinal.unwrap_or(0))
}

/// A share, 0 to 1, that looks like chance and is always the same for the same key and number:
/// FNV-1a over both.
pub(super) fn share_of(key: &str, number: u64) -> f64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in key.bytes().chain(number.to_le_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // FNV's low bits mix best after a final fold; 16 bits are finer than a second in any window.
    let folded = (hash ^ (hash >> 32)) & 0xffff;
    f64::from(u32::try_from(folded).unwrap_or(0)) / 65_536.0
}

fn no_slot_at_all(rhythm: &Rhythm, history: &History) -> Option<NoNudge> {
    if rhythm.stopped {
        return Some(NoNudge::Stopped);
    }
    if rhythm.days.is_empty() {
        return Some(NoNudge::NoDays);
    }
    (history.ignored > ASK_AFTER).then_some(NoNudge::Silent)
}

fn no_slot_on(
    rhythm: &Rhythm,
    history: &History,
    is_day_off: &impl Fn(Date) -> bool,
    day: Date,
) -> Option<NoNudge> {
    if rhythm.paused_until.is_some_and(|until| day < until) {
        return Some(NoNudge::Paused);
    }
    if !rhythm.days.contains(day.weekday()) {
        return Some(NoNudge::NotTheirDay);
    }
    if is_day_off(day) {
        return Some(NoNudge::DayOff);
    }
    let (most, pace) = (rhythm.per_week.min(MOST_PER_WEEK), history.lately.per_week());
    let Some(last) = history.last else { return (most == 0).then_some(NoNudge::WeekIsFull) };
    let last_day = rhythm.time_zone.to_datetime(last).date();
    let since = f64::from((day - last_day).get_days());
    if since < MIN_GAP_DAYS {
        return Some(NoNudge::TooSoon);
    }
    if since < gap_days(history.ignored) {
        return Some(NoNudge::BackedOff);
    }
    let used = if same_week(day, last_day) { history.in_week } else { 0 };
    match used {
        _ if used >= most => Some(NoNudge::WeekIsFull),
        _ if used >= pace => Some(NoNudge::BackedOff),
        _ => None,
    }
}

/// The same week, Monday to Sunday?
fn same_week(a: Date, b: Date) -> bool {
    let week = |day: Date| (day.iso_week_date().year(), day.iso_week_date().week());
    week(a) == week(b)
}

impl History {
    /// The history with one more nudge, due at `at`, that takes `seconds` to read.
    #[must_use]
    pub fn and(self, at: Timestamp, seconds: u32, zone: &TimeZone) -> History {
        let same = self.is_in_week_of(at, zone);
        History {
            last: Some(at),
            in_week: if same { self.in_week.saturating_add(1) } else { 1 },
            seconds: if same { self.seconds.saturating_add(seconds) } else { seconds },
            ignored: self.ignored,
            lately: match self.last {
                Some(_) => self.lately.and(self.ignored == 0),
                None => self.lately,
            },
        }
    }

    /// Does one more nudge at `at` keep the promise of at most so many minutes a week?
    pub fn keeps_promise(&self, at: Timestamp, seconds: u32, minutes: u8, zone: &TimeZone) -> bool {
        let used = if self.is_in_week_of(at, zone) { self.seconds } else { 0 };
        used.saturating_add(seconds) <= u32::from(minutes) * 60
    }

    /// The history as it can be at `now`. What lies ahead of it was written by a clock that has
    /// been set back since: it counts as today's, and this week has had enough.
    #[must_use]
    pub fn by(self, now: Timestamp) -> History {
        match self.last {
            Some(last) if last.duration_since(now) > AHEAD => {
                History { last: Some(now), in_week: MOST_PER_WEEK, seconds: u32::MAX, ..self }
            }
            _ => self,
        }
    }

    fn is_in_week_of(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let day = |at| zone.to_datetime(at).date();
        self.last.is_some_and(|last| same_week(day(last), day(at)))
    }
}

/// The slot on `day`, unless its window is over. Inside the window the slot is now at the latest.
fn slot_on(rhythm: &Rhythm, day: Date, spread: f64, now: Timestamp) -> Option<Slot> {
    let moment = |time: Time| {
        // "Compatible": a time in the spring gap moves forward, in the autumn fold it is the first.
        let at = day.to_datetime(time);
        rhythm.time_zone.to_timestamp(at).ok()
    };
    let (from, to) = (moment(rhythm.window.from)?, moment(rhythm.window.to)?);
    if now >= to || from >= to {
        return None;
    }
    let length = to.duration_since(from).as_secs();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a window is shorter than a day and spread is below 1"
    )]
    let offset = (length as f64 * spread.clamp(0.0, 0.999) * 0.9) as i64;
    let at = from.saturating_add(offset.seconds()).ok()?.max(now);
    Some(Slot { day, at, lapses_at: to })
}
