//! Days as people write them: "tot 1 mei", "2 weken", "until Monday".

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The most days that a pause may last.
const LONGEST_DAYS: i64 = 400;

const MONTHS: [&[&str]; 12] = [
    &["januari", "january", "jan"],
    &["februari", "february", "feb"],
    &["maart", "march", "mrt", "mar"],
    &["april", "apr"],
    &["mei", "may"],
    &["juni", "june", "jun"],
    &["juli", "july", "jul"],
    &["augustus", "august", "aug"],
    &["september", "sept", "sep"],
    &["oktober", "october", "okt", "oct"],
    &["november", "nov"],
    &["december", "dec"],
];

const WEEKDAYS: [&[&str]; 7] = [
    &["maandag", "monday"],
    &["dinsdag", "tuesday"],
    &["woensdag", "wednesday"],
    &["donderdag", "thursday"],
    &["vrijdag", "friday"],
    &["zaterdag", "saturday"],
    &["zondag", "sunday"],
];

/// The day that a text names, after `today`; `None` when it names none, or one too far off.
/// `text` is in lower case, words with one space between.
pub(super) fn read(text: &str, today: Date) -> Option<Date> {
    let words: Vec<&str> = text.split(' ').collect();
    // "Van 1 mei tot 15 mei": the second.
    let until = words.iter().rposition(|word| ["tot", "until", "till", "t/m"].contains(word));
    let after = until.and_then(|at| named(&words[at + 1..], today));
    let day = after.or_else(|| named(&words, today))?;
    let ahead = (day - today).get_days();
    (1..=LONGEST_DAYS).contains(&i64::from(ahead)).then_some(day)
}

fn named(words: &[&str], today: Date) -> Option<Date> {
    as_written(words)
        .or_else(|| day_and_month(words, today))
        .or_else(|| after_a_while(words, today))
        .or_else(|| weekday(words, today))
}

/// `2026-05-01`, `1-5-2026`, `1/5/26`.
fn as_written(words: &[&str]) -> Option<Date> {
    words.iter().find_map(|word| {
        if let Ok(day) = word.parse::<Date>() {
            return Some(day);
        }
        let parts: Vec<i16> =
            word.split(['-', '/']).map(str::parse).collect::<Result<_, _>>().ok()?;
        let [day, month, year] = parts.as_slice() else { return None };
        let century = if (0..100).contains(year) { 2000 } else { 0 };
        Date::new(*year + century, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()
    })
}

/// "1 mei", "May 1", "1-5": the next time that this day comes, or the one of the year given.
fn day_and_month(words: &[&str], today: Date) -> Option<Date> {
    let (day, month) = words
        .iter()
        .enumerate()
        .find_map(|(at, word)| {
            let month = position(&MONTHS, word)? + 1;
            let number = |at: usize| words.get(at).and_then(|word| day_number(word));
            // "The 1st of May" has a word in between.
            let back = if at > 1 && words[at - 1] == "of" { 2 } else { 1 };
            let day = at.checked_sub(back).and_then(number).or_else(|| number(at + 1))?;
            Some((day, i8::try_from(month).ok()?))
        })
        .or_else(|| {
            words.iter().find_map(|word| {
                let (day, month) = word.split_once(['-', '/'])?;
                Some((day.parse().ok()?, month.parse().ok()?))
            })
        })?;
    let mut numbers = words.iter().filter_map(|word| word.parse::<i16>().ok());
    if let Some(year) = numbers.find(|number| (2000..2100).contains(number)) {
        return Date::new(year, month, day).ok();
    }
    let this_year = Date::new(today.year(), month, day).ok();
    let next_year = || Date::new(today.year() + 1, month, day).ok();
    this_year.filter(|date| *date > today).or_else(next_year)
}

/// "2 weken", "een maand", "3 days".
fn after_a_while(words: &[&str], today: Date) -> Option<Date> {
    let unit = words.iter().position(|word| {
        [
            "dag", "dagen", "day", "days", "week", "weken", "weeks", "maand", "maanden", "month",
            "months",
        ]
        .contains(word)
    })?;
    let before = unit.checked_sub(1).map(|at| words[at]);
    let number = match before.map(|word| (word, count(word))) {
        Some((_, Some(number))) => number,
        // A number that cannot be meant is not "one".
        Some((word, None)) if word.starts_with(|c: char| c.is_ascii_digit()) => return None,
        _ => 1,
    };
    let span = match words[unit] {
        "dag" | "dagen" | "day" | "days" => number.days(),
        "week" | "weken" | "weeks" => number.weeks(),
        _ => number.months(),
    };
    today.checked_add(span).ok()
}

/// "Maandag": the next one. "Morgen" counts too.
fn weekday(words: &[&str], today: Date) -> Option<Date> {
    if words.iter().any(|word| ["morgen", "tomorrow"].contains(word)) {
        return today.tomorrow().ok();
    }
    let at = words.iter().find_map(|word| position(&WEEKDAYS, word))?;
    let weekday = Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()?;
    today.nth_weekday(1, weekday).ok()
}

/// Is this a word of a day: a number, or the name of a month or a weekday?
pub(super) fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || ["morgen", "tomorrow"].contains(&word)
        || position(&MONTHS, word).is_some()
        || position(&WEEKDAYS, word).is_some()
}

fn position(names: &[&[&str]], word: &str) -> Option<usize> {
    names.iter().position(|variants| variants.contains(&word))
}

fn day_number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn count(word: &str) -> Option<i64> {
    const NUMBERS: [&[&str]; 6] = [
        &["een", "one", "a"],
        &["twee", "two"],
        &["drie", "three"],
        &["vier", "four"],
        &["vijf", "five"],
        &["zes", "six"],
    ];
    let spelled = || position(&NUMBERS, word).and_then(|at| i64::try_from(at + 1).ok());
    word.parse().ok().filter(|number| (1..=60).contains(number)).or_else(spelled)
}
