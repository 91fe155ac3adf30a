//! The server, the address that Teams uses, the app package.

use jiff::{SignedDuration, Timestamp};

use super::login::days;
use crate::doctor::facts::{
    AnswerSeen, CertificateTrouble, EndpointSeen, PackageSeen, Said, ServerSeen, Trouble,
};
use crate::doctor::line::Line;
use crate::doctor::rules::way_in as rules;

/// A certificate of a web server is renewed by a program a month before its end, so a fortnight
/// before it something is amiss.
const SOON: SignedDuration = SignedDuration::from_hours(24 * 14);

pub(super) fn server(seen: &ServerSeen) -> Line {
    let address = &seen.address;
    match &seen.said {
        None => Line::new(&rules::NOT_RUNNING, address.as_str()),
        Some(Said { version: None, status, .. }) => {
            Line::new(&rules::STRANGER, format!("{address}, status {status}"))
        }
        Some(Said { reasons, .. }) if !reasons.is_empty() => {
            Line::new(&rules::NOT_READY, reasons.join("; "))
        }
        Some(Said { warnings, .. }) if !warnings.is_empty() => {
            Line::new(&rules::READY_BUT, warnings.join("; "))
        }
        Some(Said { version, .. }) => {
            let version = version.as_deref().unwrap_or_default();
            Line::new(&rules::READY, format!("{address}, version {version}"))
        }
    }
}

pub(super) fn endpoint(seen: Option<&EndpointSeen>, now: Timestamp) -> Vec<Line> {
    let Some(seen) = seen else {
        let unseen = Line::new(&rules::NO_CERTIFICATE, "");
        return vec![Line::new(&rules::ADDRESS_UNKNOWN, ""), unseen];
    };
    vec![answer(seen), certificate(seen, now)]
}

fn answer(seen: &EndpointSeen) -> Line {
    let address = &seen.address;
    let answer = match &seen.answer {
        Ok(answer) => answer,
        Err(Trouble::NoName) => return Line::new(&rules::NO_NAME, address.as_str()),
        Err(Trouble::NoConnection(detail)) => {
            return Line::new(&rules::NO_CONNECTION, format!("{address}, {detail}"));
        }
        Err(Trouble::Slow) => {
            return Line::new(&rules::NO_CONNECTION, format!("{address}, no answer in time"));
        }
        Err(Trouble::Certificate(_)) => return Line::new(&rules::NOT_TRUSTED, address.as_str()),
    };
    let AnswerSeen { status, empty, .. } = answer;
    let rule = match status {
        401 if *empty => return Line::new(&rules::NOBODY_IN, address.as_str()),
        401 | 403 | 407 => &rules::LOGIN_IN_FRONT,
        200..=299 => &rules::LETS_IN,
        300..=399 => &rules::MOVED,
        404 | 410 => &rules::NOT_THERE,
        405 | 411 | 413 => &rules::NO_POST,
        502..=504 => &rules::NOTHING_BEHIND,
        _ => &rules::ODD,
    };
    Line::new(rule, format!("{address}, status {status}"))
}

fn certificate(seen: &EndpointSeen, now: Timestamp) -> Line {
    let until = match &seen.answer {
        _ if seen.plain => return Line::new(&rules::PLAIN, ""),
        Ok(answer) => answer.certificate_until,
        Err(Trouble::Certificate(trouble)) => {
            return match trouble {
                CertificateTrouble::Expired => Line::new(&rules::RENEW_NOW, ""),
                CertificateTrouble::NotYet => Line::new(&rules::FROM_LATER, ""),
                CertificateTrouble::OtherName => Line::new(&rules::OTHER_NAME, ""),
                CertificateTrouble::Unknown => Line::new(&rules::NO_CHAIN, ""),
                CertificateTrouble::Other(what) => Line::new(&rules::BAD, what.as_str()),
            };
        }
        Err(_) => None,
    };
    let Some(until) = until else { return Line::new(&rules::NO_CERTIFICATE, "") };
    let left = until.duration_since(now);
    let rule = match left {
        left if left <= SignedDuration::ZERO => &rules::RENEW_NOW,
        left if left < SOON => &rules::RENEW_SOON,
        _ => &rules::CERTIFIED,
    };
    Line::new(rule, days(left))
}

pub(super) fn package(seen: &PackageSeen) -> Line {
    let read = match seen {
        PackageSeen::None => return Line::new(&rules::NO_PACKAGE, ""),
        PackageSeen::Unreadable(why) => return Line::new(&rules::NOT_A_PACKAGE, why.as_str()),
        PackageSeen::Read(read) => read,
    };
    let version = format!("version {}", read.version);
    if !read.other_bot.is_empty() {
        return Line::new(&rules::OTHER_BOT, read.other_bot.join(", "));
    }
    if let Some(first) = read.faults.first() {
        let more = match read.faults.len() {
            1 => String::new(),
            number => format!(" (and {} more)", number - 1),
        };
        return Line::new(&rules::FAULTS, format!("{first}{more}"));
    }
    if let Some(host) = &read.lacks_host {
        return Line::new(&rules::OTHER_HOST, host.as_str());
    }
    let rule = match read {
        read if read.for_developers => &rules::FOR_DEVELOPERS,
        read if read.differs => &rules::DIFFERS,
        _ => &rules::FITS,
    };
    Line::new(rule, version)
}
