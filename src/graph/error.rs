//! What Graph refuses, and what to do about it.

use std::fmt;

use serde::Deserialize;

use crate::bot_framework::TokenError;

/// Why Graph did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// There is no token for it.
    #[error("no token for Graph: {0}")]
    NoToken(#[from] TokenError),
    /// It refuses (403).
    #[error("{0}")]
    Denied(Denial),
    /// There is no such thing (404).
    #[error("Graph does not know it (404 {0})")]
    NotFound(String),
    /// It is there already (409).
    #[error("it is there already")]
    There,
    /// It asked for patience again and again (429, 503, 504).
    #[error("Graph asked for patience again and again; run the same command again later")]
    Busy,
    /// It cannot be reached.
    #[error("Graph cannot be reached ({0}): open outbound HTTPS to its host")]
    Unreachable(String),
    /// Its answer cannot be read.
    #[error("an answer of Graph cannot be read")]
    Unreadable,
    /// The next page is somewhere else. Our token does not go there.
    #[error("Graph names a next page on another host, which is not followed")]
    ForeignPage,
    /// Another status.
    #[error("Graph answered {status} {code}")]
    Other {
        /// The status.
        status: u16,
        /// Its own code.
        code: String,
    },
}

/// Why Graph refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denial {
    /// The person may not use the app.
    BlockedForPerson,
    /// The package does not say that the app and the caller belong together.
    NotOurApp,
    /// A permission is missing.
    NoPermission,
    /// The package asks for permissions of its own, to which somebody has to consent.
    NeedsConsent,
    /// Another reason, by its code.
    Unknown(String),
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Denial::BlockedForPerson => {
                "the person may not use the app (403): Teams admin center > Manage apps > Stapje > Users and groups, or the app permission policy"
            }
            Denial::NotOurApp => {
                "the app in the catalog does not name the bot in webApplicationInfo (403): upload the package of `stapje manifest package` with the bot's own id"
            }
            Denial::NoPermission => {
                "a permission is missing (403): `stapje graph check` names it with the command to type"
            }
            Denial::NeedsConsent => {
                "the package asks for resource-specific consent (403): give the bot TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All, or take that out of the package"
            }
            Denial::Unknown(code) => return write!(f, "Graph refuses (403 {code})"),
        })
    }
}

impl GraphError {
    /// Is it the same for everybody, so that going on is of no use?
    pub fn is_for_all(&self) -> bool {
        match self {
            GraphError::Denied(denial) => {
                !matches!(denial, Denial::BlockedForPerson | Denial::Unknown(_))
            }
            GraphError::NotFound(_) | GraphError::There | GraphError::Other { .. } => false,
            _ => true,
        }
    }
}

#[derive(Deserialize, Default)]
struct Body {
    #[serde(default)]
    error: Inner,
}

#[derive(Deserialize, Default)]
struct Inner {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

/// The error in an answer. Of its text only what we know is taken over, and its code as a word.
pub(super) fn of(status: u16, body: &[u8]) -> GraphError {
    let Body { error: Inner { code, message } } = serde_json::from_slice(body).unwrap_or_default();
    let code: String =
        code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect();
    match status {
        403 => GraphError::Denied(denial(code, &message.to_lowercase())),
        404 => GraphError::NotFound(code),
        409 => GraphError::There,
        status => GraphError::Other { status, code },
    }
}

/// Sources of the sentences: issues of microsoftgraph/microsoft-graph-docs (16666, 18708),
/// MicrosoftDocs/msteams-docs (6820) and OfficeDev/microsoft-teams-apps-company-communicator (1537).
fn denial(code: String, message: &str) -> Denial {
    let says = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if says(&["permission policy", "app is blocked"]) {
        Denial::BlockedForPerson
    } else if says(&["not allowed to manage"]) {
        Denial::NotOurApp
    } else if says(&["consent"]) {
        Denial::NeedsConsent
    } else if code == "Authorization_RequestDenied"
        || says(&["missing role permission", "missing scope permission", "insufficient privileges"])
    {
        Denial::NoPermission
    } else {
        Denial::Unknown(code)
    }
}
