//! Why settings cannot be used: one line each, with the place and the way to mend it.

use std::path::PathBuf;

use crate::bot_framework::{CertificateError, CloudError, IdentityError};

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that cannot be read.
    #[error("cannot read {}: {error}. Check the path and that this program may read it.", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file that is not right.
    #[error("{}:{line}:{column}: {what}. Mend the line; `stapje config init -` shows every setting.", path.display())]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// Which column, from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// Settings without which the server does not start.
    #[error("missing: {}. Set {} in the settings file or the environment; secrets only in STAPJE_APP_SECRET or in files that the settings name. Without them nobody could prove to be Teams, so Stapje does not start. To try it without any: `stapje demo`.", .0.join(", "), if .0.len() == 1 { "it" } else { "them" })]
    Missing(Vec<&'static str>),
    /// More than one way for the bot to prove that it is itself.
    #[error("{} are both set: a bot has one credential. Keep one of them.", .0.join(" and "))]
    SeveralCredentials(Vec<&'static str>),
    /// A certificate that cannot be used.
    #[error("the certificate in {}: {error}.", path.display())]
    Certificate {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        error: CertificateError,
    },
    /// Managed identities cannot be used here.
    #[error("managed identity: {0}")]
    Identity(#[from] IdentityError),
    /// A value that cannot be used.
    #[error("{name} is not {wanted}: {text}")]
    Unusable {
        /// Which setting.
        name: &'static str,
        /// What it should be.
        wanted: &'static str,
        /// What it says.
        text: String,
    },
    /// Entra issuers without callers, or the other way round.
    #[error(
        "entra_issuers and entra_callers go together: any application of a tenant can get a token for this bot, so name the tenants and the applications that may use one. The log names both of a token that is refused."
    )]
    HalfEntra,
    /// It is not clear whose people are meant.
    #[error("name the tenant with --tenant: the settings name none or more than one")]
    WhichTenant,
    /// A cloud that cannot be used.
    #[error("cloud: {0}")]
    Cloud(#[from] CloudError),
}
