//! The bot's credential and token, the issuer's keys, the clock.

use jiff::{SignedDuration, Timestamp};

use super::count;
use crate::bot_framework::TokenError;
use crate::doctor::facts::{
    ExpirySeen, IssuerSeen, KeysSeen, MetadataSeen, Proof, TokenSeen, Trouble,
};
use crate::doctor::line::Line;
use crate::doctor::rules::{aadsts, login as rules};

/// A credential that ends within this time is worth a look: somebody must plan the work.
const SOON: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Clocks may differ by so much without anybody noticing.
const FINE: SignedDuration = SignedDuration::from_secs(60);
/// Beyond this tokens are refused: the leeway of the verifier, and of Microsoft's.
const TOO_MUCH: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn expiry(seen: ExpirySeen, now: Timestamp) -> Line {
    let (until, [soon, over]) = match seen {
        ExpirySeen::Endless => return Line::new(&rules::ENDLESS, ""),
        ExpirySeen::Secret(None) => return Line::new(&rules::SECRET_UNKNOWN, ""),
        ExpirySeen::Certificate(None) => return Line::new(&rules::CERTIFICATE_UNKNOWN, ""),
        ExpirySeen::Secret(Some(until)) => (until, [&rules::SECRET_SOON, &rules::SECRET_OVER]),
        ExpirySeen::Certificate(Some(until)) => {
            (until, [&rules::CERTIFICATE_SOON, &rules::CERTIFICATE_OVER])
        }
    };
    let left = until.duration_since(now);
    let rule = match left {
        left if left <= SignedDuration::ZERO => over,
        left if left < SOON => soon,
        _ => &rules::LASTS,
    };
    Line::new(rule, days(left))
}

/// How long something lasts, or since when it does not.
pub(super) fn days(left: SignedDuration) -> String {
    let days = left.as_hours() / 24;
    if days == 0 {
        "less than a day".to_owned()
    } else if left <= SignedDuration::ZERO {
        format!("{} ago", count(-days, "day"))
    } else {
        format!("another {}", count(days, "day"))
    }
}

pub(super) fn token(seen: &TokenSeen) -> Line {
    match &seen.got {
        Ok(()) => Line::new(&rules::GIVEN, ""),
        Err(TokenError::Refused { code }) => {
            let known = aadsts::of(code);
            let identity = (seen.proof == Proof::Identity).then_some(&rules::IDENTITY_REFUSED);
            Line::new(known.or(identity).unwrap_or(&rules::REFUSED), code.as_str())
        }
        Err(TokenError::Unavailable { detail, .. }) => {
            if detail.starts_with("status ") {
                return Line::new(&rules::LOGIN_BUSY, detail.as_str());
            }
            match seen.proof {
                Proof::File if seen.login.is_none() => Line::new(&rules::FILE, detail.as_str()),
                Proof::Identity if seen.login.is_none() => Line::new(&rules::IDENTITY_AWAY, ""),
                _ => {
                    let why = seen.login.as_ref().map_or_else(|| detail.clone(), told);
                    Line::new(&rules::LOGIN_AWAY, why)
                }
            }
        }
    }
}

/// Why there was no exchange, in words.
fn told(trouble: &Trouble) -> String {
    match trouble {
        Trouble::NoName => "its name is not known in DNS".to_owned(),
        Trouble::NoConnection(detail) => detail.clone(),
        Trouble::Slow => "no answer in time".to_owned(),
        Trouble::Certificate(_) => {
            "its certificate is not trusted here: a proxy that opens TLS may stand in between"
                .to_owned()
        }
    }
}

pub(super) fn issuers(seen: &[IssuerSeen]) -> Vec<Line> {
    let issuers = seen.iter().map(issuer);
    issuers.chain(seen.iter().map(keys)).collect()
}

fn issuer(seen: &IssuerSeen) -> Line {
    let IssuerSeen { name, host, .. } = seen;
    match &seen.metadata {
        Err(trouble) => Line::new(&rules::ISSUER_AWAY, format!("{host}, {}", told(trouble))),
        Ok(MetadataSeen { issuer: None, status, .. }) => {
            Line::new(&rules::ISSUER_STRANGE, format!("{host}, status {status}"))
        }
        Ok(MetadataSeen { issuer: Some(issuer), .. }) if issuer != name => {
            Line::new(&rules::ISSUER_OTHER, format!("{issuer}, and {name} is expected"))
        }
        Ok(MetadataSeen { keys_elsewhere: Some(elsewhere), .. }) => {
            Line::new(&rules::KEYS_ELSEWHERE, format!("{elsewhere}, and {host} is expected"))
        }
        Ok(_) => Line::new(&rules::ANSWERS, host.as_str()),
    }
}

fn keys(seen: &IssuerSeen) -> Line {
    match &seen.keys {
        None => Line::new(&rules::KEYS_UNSEEN, ""),
        Some(Err(trouble)) => {
            Line::new(&rules::KEYS_AWAY, format!("{}, {}", seen.host, told(trouble)))
        }
        Some(Ok(KeysSeen { status, usable: 0, .. })) => {
            Line::new(&rules::NO_KEYS, format!("{}, status {status}", seen.host))
        }
        Some(Ok(KeysSeen { usable, for_teams: 0, .. })) if seen.endorsed => {
            Line::new(&rules::NOT_FOR_TEAMS, count(*usable, "key"))
        }
        Some(Ok(KeysSeen { usable, for_teams, .. })) => {
            let endorsed =
                if seen.endorsed { format!(", {for_teams} for Teams") } else { String::new() };
            Line::new(&rules::ENOUGH_KEYS, count(*usable, "key") + &endorsed)
        }
    }
}

/// How far this machine's clock is ahead.
pub(super) fn clock(ahead: Option<SignedDuration>) -> Line {
    let Some(ahead) = ahead else { return Line::new(&rules::TIMELESS, "") };
    let rule = match ahead.abs() {
        apart if apart > TOO_MUCH => &rules::OFF,
        apart if apart > FINE => &rules::A_LITTLE_OFF,
        _ => return Line::new(&rules::ON_TIME, ""),
    };
    let way = if ahead.is_negative() { "behind" } else { "ahead" };
    Line::new(rule, format!("{} {way}", count(ahead.abs().as_secs(), "second")))
}
