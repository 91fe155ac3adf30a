//! Why a nudge came or did not, for the person who asks.

use super::decide::Turn;
use super::schedule;
use crate::learning::NoNudge;

/// What became of the newest nudge, why nothing comes today, and when the next one comes.
pub(super) fn lines(turn: &Turn) -> Vec<String> {
    let words = turn.speaker().words;
    let zone = schedule::zone(turn.edition, &turn.employee);
    let nudged_on = turn.nudge.as_ref().map(|nudge| zone.to_datetime(nudge.at).date());
    let mut lines = Vec::new();
    if let (Some(nudge), Some(day)) = (&turn.nudge, nudged_on) {
        let line = match nudge.state.as_str() {
            "sent" | "ambiguous" => None,
            "planned" | "leased" => Some("why-nudge-waits"),
            "lapsed" => Some("why-nudge-lapsed"),
            _ => Some("why-nudge-failed"),
        };
        let when = words.date(day);
        lines.extend(line.map(|line| words.say_with(line, &[("when", when.into())])));
    }
    // A slot that passed is news only when no nudge came after it.
    let skip = turn.skip.as_ref().filter(|skip| nudged_on.is_none_or(|day| day < skip.day));
    if let Some(skip) = skip {
        let (when, reason) = (words.date(skip.day), words.say(key(skip.reason)));
        let values = [("when", when.into()), ("reason", reason.into())];
        lines.push(words.say_with("why-skipped", &values));
    }
    let why = schedule::why_no_slot_on(turn.edition, &turn.employee, turn.today(), turn.now);
    if let Some(why) = why {
        lines.push(words.say_with("why-not-today", &[("reason", words.say(key(why)).into())]));
    }
    lines.push(turn.next_day().map_or_else(
        || words.say("why-no-next"),
        |when| words.say_with("why-next", &[("when", when.into())]),
    ));
    lines
}

/// The key of a reason in words.
fn key(reason: NoNudge) -> &'static str {
    match reason {
        NoNudge::Stopped => "no-nudge-stopped",
        NoNudge::NoDays => "no-nudge-no-days",
        NoNudge::Silent => "no-nudge-silent",
        NoNudge::Paused => "no-nudge-paused",
        NoNudge::NotTheirDay => "no-nudge-not-your-day",
        NoNudge::DayOff => "no-nudge-day-off",
        NoNudge::TooSoon => "no-nudge-too-soon",
        NoNudge::BackedOff => "no-nudge-backed-off",
        NoNudge::WeekIsFull => "no-nudge-week-is-full",
        NoNudge::WindowOver => "no-nudge-window-over",
        NoNudge::NothingFits => "no-nudge-nothing-fits",
        NoNudge::EnoughMinutes => "no-nudge-enough-minutes",
        NoNudge::Failed => "no-nudge-failed",
    }
}
