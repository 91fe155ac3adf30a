//! A year of one part-time employee, day by day, with the reason of every nudge and of every day
//! without one. The page is part of the documentation (`docs/YEAR.md`) and made here, by the real
//! planner, outbox and channel, so that it stays true: `UPDATE_DOCS=1` writes it again.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use stapje::bot_framework::card::Card;
use stapje::conversation::why_no_slot_on;
use stapje::learning::NoNudge;
use stapje::local_channel::{Author, Call, Fault, Message};
use stapje::store::employees::{self, Employee};
use stapje::store::{EmployeeKey, outbox, skips};

use crate::world::{Someone, World, edition, plan_of};

const PLACE: &str = "docs/YEAR.md";
const FIRST: Date = date(2026, 11, 2);
const LAST: Date = date(2027, 10, 31);
/// A day that the organisation adds to the national holidays.
const BRIDGE: Date = date(2027, 5, 7);
/// Sanne reads no card in these weeks.
const AWAY: (Date, Date) = (date(2027, 2, 22), date(2027, 5, 20));
/// The bot is down on these two days.
const DOWN: [Date; 2] = [date(2027, 1, 12), date(2027, 1, 13)];
/// The channel takes nothing from the bot on this day.
const THROTTLED: Date = date(2027, 6, 9);

const HEAD: &str = "# A year of Sanne

Sanne works at the front desk on Monday, Tuesday, Wednesday and Friday. She wants at most two cards a
week, from 13:00 to 14:30. This is her whole year with Stapje, day by day: each card, and for each day without one
the reason. The planner, the outbox and the channel are the real ones; only the clock is pushed. The
page is written by a test (`tests/year.rs`).

What happens to her besides: a holiday at Christmas and one in summer, a day off, three months in which
she is too busy to read any card, two days on which the bot is down, an afternoon on which Teams takes
nothing from it, and two weeks in which she wants nothing.

## Legend

| In the calendar | It means |
|---|---|
| **card** | a card came, and she reacted |
| **card?** | a card came, and she did not react |
| *lapsed* | a card was ready and could not be sent in her window; it does not come later |
";

/// What a reason is called in the calendar, and what it means.
const REASONS: &[(NoNudge, &str, &str)] = &[
    (NoNudge::NotTheirDay, "·", "not one of her days"),
    (NoNudge::TooSoon, "soon", "the last card was less than two days ago"),
    (NoNudge::WeekIsFull, "full", "the week has had its two cards"),
    (
        NoNudge::EnoughMinutes,
        "minutes",
        "one more would take longer than the promised minutes a week",
    ),
    (NoNudge::DayOff, "off", "a public holiday, a day that the plan adds, or a day off of her own"),
    (NoNudge::Paused, "pause", "she asked for a pause"),
    (NoNudge::Stopped, "stop", "she said “stop”"),
    (NoNudge::BackedOff, "rest", "she ignored the last ones, so there is more time between two"),
    (
        NoNudge::Silent,
        "silent",
        "she did not answer the question whether to go on: nothing until she writes",
    ),
    (NoNudge::WindowOver, "missed", "the bot was down until her window was over"),
    (NoNudge::NothingFits, "none", "there was nothing that fitted her"),
];

/// What she does on a day before any card comes.
fn wishes(day: Date) -> Option<&'static str> {
    let wishes = [
        (date(2026, 12, 18), "pauze tot 4 januari"),
        (date(2027, 1, 26), "vrij op 1 februari"),
        (AWAY.1, "hallo"),
        (date(2027, 7, 16), "pauze tot 16 augustus"),
        (date(2027, 9, 7), "stop"),
        (date(2027, 9, 21), "verder"),
    ];
    wishes.into_iter().find(|(on, _)| *on == day).map(|(_, text)| text)
}

/// What a day came to.
struct Entry {
    day: Date,
    cell: String,
}

#[tokio::test]
async fn the_year_in_the_documentation_is_true() {
    let world = World::on_sqlite().await;
    let mut edition = edition();
    plan_of(&mut edition).holidays.extra = vec![BRIDGE];
    world.demo.service.publish(edition);
    let sanne = world.sanne();
    sanne.starts_saying("Met hulp").await;
    set_up(&sanne).await;
    let (mut entries, mut cards) = (Vec::new(), Vec::new());
    let mut day = FIRST;
    while day <= LAST {
        let (cell, came) = live(&world, &sanne, day).await;
        entries.push(Entry { day, cell });
        cards.extend(came);
        day = day.tomorrow().unwrap();
    }
    let page = page(&entries, &cards);
    let place = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(PLACE);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&place, &page).expect("the page is written");
    }
    let written = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(written == page, "{PLACE} is not true any more; run the tests with UPDATE_DOCS=1");
}

/// Her days, her window, two cards a week.
async fn set_up(sanne: &Someone<'_>) {
    sanne.says("instellingen").await;
    let wanted = [("days", "1,2,3,5"), ("window", "13:00-14:30"), ("per_week", "2")];
    sanne.taps_with("Bewaar", &wanted).await;
}

/// Lives one day. What stands in the calendar, and the line of the card that came.
async fn live(world: &World, sanne: &Someone<'_>, day: Date) -> (String, Option<String>) {
    until(world, day, 11).await;
    if let Some(text) = wishes(day) {
        sanne.says(text).await;
    }
    let before = sanne.messages().len();
    let why = why_not(world, sanne, day).await;
    until(world, day, 12).await;
    if DOWN.contains(&day) {
        world.bot_sleeps(SignedDuration::from_hours(4)).await;
    }
    if day == THROTTLED {
        let busy = std::iter::repeat_n(Fault::throttled(Some(600)), 20);
        world.demo.channel.break_next(Call::Send, busy);
    }
    until(world, day, 17).await;
    world.demo.channel.mend();
    let came: Vec<Message> = sanne.messages().split_off(before);
    match (came.iter().find(|message| message.notified.is_some()), why) {
        (Some(card), _) => {
            let reacts = !(AWAY.0..AWAY.1).contains(&day);
            let reaction =
                if reacts { react(world, sanne, &card.id, &title(card)).await } else { None };
            let cell = if reaction.is_some() { "**card**" } else { "**card?**" };
            (cell.to_owned(), Some(line(card, reaction.as_deref())))
        }
        (None, Some(reason)) => (name(reason).to_owned(), None),
        (None, None) => (without(world, sanne, day).await, None),
    }
}

/// Time goes by until this hour of the day.
async fn until(world: &World, day: Date, hour: i8) {
    let to = crate::world::at(day.at(hour, 0, 0, 0));
    let by = to.duration_since(world.demo.clock.now());
    if by.is_positive() {
        world.time_passes(by).await;
    }
}

async fn employee(world: &World, sanne: &Someone<'_>) -> Employee {
    let mut conn = world.demo.service.store().read().await.unwrap();
    employees::find(&mut conn, &key(world, sanne)).await.unwrap().unwrap()
}

fn key(world: &World, sanne: &Someone<'_>) -> EmployeeKey {
    EmployeeKey::new(world.demo.tenant_id(), sanne.cast.person.object_id())
}

/// Why no card can come on this day, as it stands before her window.
async fn why_not(world: &World, sanne: &Someone<'_>, day: Date) -> Option<NoNudge> {
    let employee = employee(world, sanne).await;
    why_no_slot_on(&world.demo.service.edition(), &employee, day, world.demo.clock.now())
}

/// A card could have come and did not: it lapsed, or its slot was passed over.
async fn without(world: &World, sanne: &Someone<'_>, day: Date) -> String {
    let mut conn = world.demo.service.store().read().await.unwrap();
    let key = key(world, sanne);
    let last = outbox::last_nudge(&mut conn, &key).await.unwrap();
    let planned_on = |at| zone().to_datetime(at).date();
    if let Some(last) = last.filter(|last| planned_on(last.at) == day) {
        assert_eq!(last.state, "lapsed", "{day}");
        return "*lapsed*".to_owned();
    }
    let skip = skips::newest(&mut conn, &key).await.unwrap().filter(|skip| skip.day == day);
    name(skip.unwrap_or_else(|| panic!("no reason for {day}")).reason).to_owned()
}

fn name(reason: NoNudge) -> &'static str {
    let known = REASONS.iter().find(|(known, _, _)| *known == reason);
    known.unwrap_or_else(|| panic!("{reason:?} has no place in the legend")).1
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

/// She reacts as she would. What became of the card, in a few words.
async fn react(world: &World, sanne: &Someone<'_>, card: &str, before: &str) -> Option<String> {
    let edition = world.demo.service.edition();
    let mut reacted = sanne.cast.reacts(&edition).await.unwrap();
    world.settles().await;
    // A card of another kind has a button to go on with.
    for button in ["Zo doorgaan", "Nog eentje?"] {
        if !reacted && newest_has(sanne, button) {
            sanne.taps(button).await;
            reacted = true;
        }
    }
    let now = sanne.messages().into_iter().find(|message| message.id == card)?;
    reacted.then(|| became(&now, before))
}

/// The title that a card has now; where it is the same, what stands below it.
fn became(now: &Message, before: &str) -> String {
    let title = title(now);
    if title != before {
        return title;
    }
    let text = text(now);
    let below = text.lines().nth(1).unwrap_or_default();
    below.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
}

fn newest_has(sanne: &Someone<'_>, button: &str) -> bool {
    let newest = sanne.messages().pop().and_then(|message| Card::read(message.card.as_ref()?).ok());
    newest.is_some_and(|card| card.all_actions().iter().any(|action| action.title() == button))
}

fn text(message: &Message) -> String {
    assert_eq!(message.author, Author::Bot);
    message.card.as_ref().map(|card| Card::read(card).unwrap().text()).unwrap_or_default()
}

fn title(message: &Message) -> String {
    text(message).lines().next().unwrap_or_default().trim_start_matches("# ").to_owned()
}

/// A card in the list below the calendar: when, what, why, and what came of it.
fn line(message: &Message, became: Option<&str>) -> String {
    let when = zone().to_datetime(message.at).strftime("%a %-d %b %Y %H:%M");
    let text = text(message);
    let why = text.lines().find_map(|line| line.strip_prefix("**Waarom jij dit krijgt.** "));
    let became = became.unwrap_or("no reaction");
    format!(
        "| {when} | {} | {} | {became} |\n",
        title(message),
        why.unwrap_or("for everybody, or about how often")
    )
}

fn page(entries: &[Entry], cards: &[String]) -> String {
    assert_eq!(entries.len(), usize::try_from((LAST - FIRST).get_days()).unwrap() + 1);
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries {
        *numbers.entry(&entry.cell).or_default() += 1;
    }
    let mut page = HEAD.to_owned();
    for (_, name, meaning) in REASONS.iter().filter(|(_, name, _)| numbers.contains_key(name)) {
        writeln!(page, "| {name} | {meaning} |").unwrap();
    }
    page += "\n## The calendar\n\n| Week of | Mon | Tue | Wed | Thu | Fri | Sat | Sun |\n";
    page += "|---|---|---|---|---|---|---|---|\n";
    for week in entries.chunks(7) {
        let cells: Vec<&str> = week.iter().map(|entry| entry.cell.as_str()).collect();
        let monday = week[0].day.strftime("%-d %b %Y");
        writeln!(page, "| {monday} | {} |", cells.join(" | ")).unwrap();
    }
    page += "\n## In numbers\n\n| In the calendar | Days |\n|---|---|\n";
    for (name, number) in &numbers {
        writeln!(page, "| {name} | {number} |").unwrap();
    }
    page += "\n## Every card\n\n| When | Card | Why she got it | What came of it |\n";
    page += "|---|---|---|---|\n";
    page += &cards.concat();
    page
}
