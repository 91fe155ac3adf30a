//! Figures about delivery that may be shown: no figure points to a person.
//!
//! What the network and we ourselves did is shown as it is. What people chose (they blocked the
//! bot, took it away, paused, stopped) is shown from ten people up. Where fewer are left out, what
//! was sent is rounded down to tens, so that nobody can subtract.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::learning::NoNudge;
use crate::store::outbox::Figure;

/// A figure about what people chose is shown from so many people up.
pub const LEAST: i64 = 10;

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The campaign or moment; empty for all other nudges.
    pub campaign: String,
    /// The state's name, or `not_planned` for slots that passed.
    pub state: String,
    /// The reason's code; empty without one.
    pub reason: String,
    /// How many; `None` where a figure could point to a person.
    pub number: Option<i64>,
    /// Was it rounded down to tens?
    pub rounded: bool,
}

/// What may be shown of these figures.
pub fn shown(figures: &[Figure], skipped: &[(String, i64)]) -> Vec<Line> {
    let mut campaigns: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
    for figure in figures {
        campaigns.entry(&figure.campaign).or_default().push(figure);
    }
    let mut lines: Vec<Line> = campaigns.into_values().flat_map(|of_one| lines(&of_one)).collect();
    lines.extend(skipped.iter().map(|(reason, number)| Line {
        campaign: String::new(),
        state: "not_planned".to_owned(),
        reason: reason.clone(),
        number: (*number >= LEAST || !is_a_choice("", reason)).then_some(*number),
        rounded: false,
    }));
    lines
}

fn lines(figures: &[&Figure]) -> Vec<Line> {
    let hidden =
        |figure: &Figure| figure.number < LEAST && is_a_choice(&figure.state, &figure.reason);
    let any_hidden = figures.iter().any(|figure| hidden(figure));
    let line = |figure: &&Figure| {
        let rounded = any_hidden && figure.state == "sent";
        let number = if rounded { figure.number / LEAST * LEAST } else { figure.number };
        Line {
            campaign: figure.campaign.clone(),
            state: figure.state.clone(),
            reason: figure.reason.clone(),
            number: (!hidden(figure)).then_some(number),
            rounded,
        }
    };
    figures.iter().map(line).collect()
}

/// Does this say what somebody chose, and not what a machine did?
fn is_a_choice(state: &str, reason: &str) -> bool {
    let reasons =
        ["stopped", "paused", "uninstalled", "silent", "backed_off", "no_days", "day_off"];
    let ours = [NoNudge::Failed.code(), NoNudge::WindowOver.code()];
    ["blocked", "uninstalled"].contains(&state)
        || reasons.contains(&reason)
        || (state.is_empty() && !ours.contains(&reason))
}

/// What a reason means, and what to do about it.
pub const REASONS: &[(&str, &str)] = &[
    (
        "throttled",
        "The channel asked for patience. Nothing to do: it is sent when the wait is over.",
    ),
    ("limit", "Our own limit, below the channel's. Nothing to do: it is sent when there is room."),
    ("token_renewed", "The channel refused the token. A fresh one is tried; nothing to do."),
    ("elsewhere", "The conversation lives at another address, which is used from now on."),
    ("conflict", "The channel was busy with the same conversation. It is sent again in seconds."),
    ("unreachable", "The channel cannot be reached. Check the network, DNS and certificates."),
    ("no_token", "The login service gave no token. Check the network; see the log for its error."),
    ("unauthorised", "The channel refuses our credentials. Check app id, secret and home tenant."),
    ("too_many_attempts", "Given up after many attempts. Find the cause in the log, then `retry`."),
    ("gone", "The conversation does not exist any more. It comes back when the person writes."),
    (
        "not_sendable",
        "We made something that cannot be sent. Please report it; the log has the row.",
    ),
    ("no_answer", "The channel did not answer: it may have arrived. A nudge is not sent twice."),
    ("interrupted", "The program ended twice while sending: it may have arrived."),
    ("window_over", "The person's window was over before it could be sent. Nothing piles up."),
    ("campaign_stopped", "Somebody stopped the campaign."),
    ("blocked", "The person blocked the bot. We are silent until they write."),
    ("uninstalled", "The app is not installed for the person. We wait until it is."),
    ("disabled_by_admin", "An admin blocked the app. Allow it in the Teams admin center."),
    ("stopped", "The person said “stop”."),
    ("paused", "The person has a pause."),
    ("no_days", "The person chose no days."),
    ("silent", "The person did not answer the question whether to go on."),
    ("backed_off", "The person ignored some, so there is more time between two."),
    ("too_soon", "The last nudge was less than two days ago."),
    ("week_is_full", "The week has had its nudges."),
    ("not_their_day", "Not one of the person's days."),
    ("day_off", "A holiday, or a day off."),
    ("nothing_fits", "No tip fitted. More tips at that level would help."),
    ("enough_minutes", "One more would take longer than the promised minutes a week."),
    ("failed", "What is stored of the person cannot be read. Please report it; see the log."),
    (
        "status_…",
        "The channel answered with this status. 400 and 413 are our mistake: please report.",
    ),
];
