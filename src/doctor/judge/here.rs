//! Settings, database, content.

use super::count;
use crate::doctor::facts::{ContentSeen, Found, SettingsSeen, TenantsSeen};
use crate::doctor::line::Line;
use crate::doctor::rules::here as rules;
use crate::store::inspect::{Look, LookError};

/// Below this the disk is nearly full.
const LITTLE: u64 = 1 << 30;
/// Below this it is as good as full.
const NEARLY_NOTHING: u64 = 100 << 20;

pub(super) fn settings(seen: &Result<SettingsSeen, String>) -> Line {
    match seen {
        Err(error) => Line::new(&rules::UNUSABLE, error.as_str()),
        Ok(seen) => {
            let rule = if seen.own_cloud { &rules::OWN_CLOUD } else { &rules::COMPLETE };
            Line::new(rule, format!("cloud {}, credential {}", seen.cloud, seen.credential))
        }
    }
}

pub(super) fn tenants(seen: TenantsSeen) -> Vec<Line> {
    let number = count(seen.number, "tenant");
    let rule = if seen.multi_tenant {
        &rules::MULTI_TENANT
    } else if seen.home == Some(false) {
        &rules::HOME_LEFT_OUT
    } else if seen.home == Some(true) && seen.number > 1 {
        &rules::SHARED
    } else {
        &rules::ALLOWED
    };
    vec![Line::new(rule, number)]
}

pub(super) fn database(seen: &Result<Look, LookError>) -> Vec<Line> {
    let seen = match seen {
        Ok(seen) => seen,
        Err(error) => {
            // SQLite says so in these words, and a folder in those of the system.
            let words = ["readonly", "read-only", "cannot be written", "permission denied"];
            let what = error.what.to_lowercase();
            let read_only = words.iter().any(|word| what.contains(word));
            let rule = if read_only { &rules::READ_ONLY } else { &rules::CLOSED };
            let unseen = [&rules::UNSEEN, &rules::ROOM_UNSEEN].map(|rule| Line::new(rule, ""));
            return [Line::new(rule, error.to_string())].into_iter().chain(unseen).collect();
        }
    };
    let state = match seen.wal {
        _ if !seen.exists => Line::new(&rules::NOT_YET, ""),
        Some(false) => Line::new(&rules::NOT_WAL, ""),
        Some(true) => Line::new(&rules::WRITABLE, "SQLite in WAL mode"),
        None => Line::new(&rules::WRITABLE, "PostgreSQL"),
    };
    vec![state, migrations(seen), disk(seen.free)]
}

fn migrations(seen: &Look) -> Line {
    match (seen.newer, seen.missing) {
        (Some(migration), _) => Line::new(&rules::AHEAD, format!("migration {migration}")),
        (None, 0) => Line::new(&rules::CURRENT, ""),
        (None, _) if !seen.exists => Line::new(&rules::FIRST_START, ""),
        (None, missing) => {
            Line::new(&rules::BEHIND, format!("{} to come", count(missing, "migration")))
        }
    }
}

fn disk(free: Option<u64>) -> Line {
    let Some(free) = free else { return Line::new(&rules::ROOM_UNSEEN, "") };
    let rule = match free {
        free if free < NEARLY_NOTHING => &rules::NO_ROOM,
        free if free < LITTLE => &rules::LITTLE_ROOM,
        _ => &rules::ROOM,
    };
    let left =
        if free < LITTLE { format!("{} MiB", free >> 20) } else { format!("{} GiB", free >> 30) };
    Line::new(rule, format!("{left} free"))
}

pub(super) fn content(seen: &ContentSeen) -> Vec<Line> {
    let from = &seen.from;
    let found = match &seen.found {
        Ok(found) => found,
        Err(error) => {
            let content = Line::new(&rules::UNREADABLE, error.as_str());
            return vec![content, Line::new(&rules::NO_CONTENT, "")];
        }
    };
    let Found { tips, errors, warnings, first, languages } = found;
    let Some(tips) = tips else {
        let first = first.as_deref().map_or(String::new(), |first| format!(", the first: {first}"));
        let what = format!("{} ({from}){first}", count(*errors, "mistake"));
        return vec![Line::new(&rules::BROKEN, what), Line::new(&rules::NO_CONTENT, "")];
    };
    let content = if *warnings > 0 {
        let what = format!("{} and {} ({from})", count(*tips, "tip"), count(*warnings, "warning"));
        Line::new(&rules::WARNINGS, what)
    } else {
        Line::new(&rules::READY_TO_GO, format!("{} ({from})", count(*tips, "tip")))
    };
    let languages = match languages {
        Some(Ok(names)) => Line::new(&rules::ALL_WORDS, names.join(", ")),
        Some(Err(what)) => Line::new(&rules::WORDS_MISSING, what.as_str()),
        None => Line::new(&rules::NO_CONTENT, ""),
    };
    vec![content, languages]
}
