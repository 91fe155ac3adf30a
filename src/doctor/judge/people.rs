//! One person's installation, and Graph.

use crate::doctor::facts::UserSeen;
use crate::doctor::line::Line;
use crate::doctor::rules::people as rules;
use crate::store::employees::Reach;

pub(super) fn user(seen: &UserSeen) -> Line {
    let rule = match seen {
        UserSeen::NotAnId(what) => return Line::new(&rules::NOT_AN_ID, what.as_str()),
        UserSeen::Failed(what) => return Line::new(&rules::FAILED, what.as_str()),
        UserSeen::Unasked => &rules::UNASKED,
        UserSeen::NoDatabase => &rules::NO_DATABASE,
        UserSeen::NotMet => &rules::NOT_MET,
        UserSeen::Met { reach: Reach::Uninstalled, .. } => &rules::UNINSTALLED,
        UserSeen::Met { reach: Reach::Blocked, .. } => &rules::BLOCKED,
        UserSeen::Met { reach: Reach::DisabledByAdmin, .. } => &rules::DISABLED,
        UserSeen::Met { conversation: false, .. } => &rules::NO_CONVERSATION,
        UserSeen::Met { trusted: false, .. } => &rules::FOREIGN_HOST,
        UserSeen::Met { reach: Reach::Reachable, .. } => &rules::INSTALLED,
    };
    Line::new(rule, "")
}

pub(super) fn graph() -> Line {
    Line::new(&rules::GRAPH_OFF, "")
}
