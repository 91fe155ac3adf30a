//! One person's installation, and Graph.

use crate::doctor::facts::{GraphSeen, UserSeen};
use crate::doctor::line::Line;
use crate::doctor::rules::people as rules;
use crate::graph::GraphError;
use crate::store::employees::Reach;

pub(super) fn user(seen: &UserSeen) -> Line {
    let rule = match seen {
        UserSeen::NotAnId(what) => return Line::new(&rules::NOT_AN_ID, what.as_str()),
        UserSeen::Failed(what) => return Line::new(&rules::FAILED, what.as_str()),
        UserSeen::Unasked => &rules::UNASKED,
        UserSeen::NoDatabase => &rules::NO_DATABASE,
        UserSeen::NotMet { in_teams: None } => &rules::NOT_MET,
        UserSeen::NotMet { in_teams: Some(false) } => &rules::NOT_INSTALLED,
        UserSeen::NotMet { in_teams: Some(true) } => &rules::NOT_HEARD,
        UserSeen::Met { reach: Reach::Uninstalled, .. } => &rules::UNINSTALLED,
        UserSeen::Met { reach: Reach::Blocked, .. } => &rules::BLOCKED,
        UserSeen::Met { reach: Reach::DisabledByAdmin, .. } => &rules::DISABLED,
        UserSeen::Met { conversation: false, .. } => &rules::NO_CONVERSATION,
        UserSeen::Met { trusted: false, .. } => &rules::FOREIGN_HOST,
        UserSeen::Met { reach: Reach::Reachable, .. } => &rules::INSTALLED,
    };
    Line::new(rule, "")
}

/// Graph in each tenant; `package` is the version of the app package here.
pub(super) fn graphs(seen: &[(String, GraphSeen)], package: Option<&str>) -> Vec<Line> {
    match seen {
        [] => vec![Line::new(&rules::GRAPH_OFF, "")],
        [(_, only)] => vec![graph(only, package)],
        several => several.iter().map(|(tenant, seen)| of(tenant, graph(seen, package))).collect(),
    }
}

/// The line, said of one tenant of several.
fn of(tenant: &str, mut line: Line) -> Line {
    let saw = if line.saw.is_empty() { "" } else { ": " };
    line.saw = format!("tenant {tenant}{saw}{}", line.saw);
    if line.state == rules::GRAPH_MISSING.name {
        line.next += &format!(
            ". For a tenant that is not the bot's own: add them, and an admin there opens https://LOGIN-HOST/{tenant}/adminconsent?client_id=APP-ID"
        );
    }
    line
}

fn graph(seen: &GraphSeen, package: Option<&str>) -> Line {
    let (missing, beyond, app) = match seen {
        GraphSeen::Failed(error) => return failed(error),
        GraphSeen::Asked { missing, beyond, app } => (missing, beyond, app),
    };
    if !missing.is_empty() {
        let told: Vec<_> =
            missing.iter().map(|one| format!("{} ({})", one.name, one.why)).collect();
        let ids: Vec<_> = missing.iter().map(|one| format!("{}=Role", one.id)).collect();
        let mut line = Line::new(&rules::GRAPH_MISSING, told.join(", "));
        line.next = line.next.replace("ROLES", &ids.join(" "));
        return line;
    }
    let version = match app {
        Some(Err(error)) => return failed(error),
        Some(Ok(None)) => return Line::new(&rules::NOT_IN_CATALOG, ""),
        Some(Ok(Some(app))) => app.version.as_deref(),
        None => None,
    };
    match (version, package) {
        (Some(there), Some(here)) if there != here => {
            Line::new(&rules::OTHER_VERSION, format!("{there} there, {here} here"))
        }
        _ if !beyond.is_empty() => Line::new(&rules::GRAPH_MORE, beyond.join(", ")),
        _ => Line::new(&rules::GRAPH_READY, ""),
    }
}

fn failed(error: &GraphError) -> Line {
    let rule = match error {
        GraphError::NoToken(_) => &rules::GRAPH_NO_TOKEN,
        _ => &rules::GRAPH_FAILED,
    };
    Line::new(rule, error.to_string())
}
