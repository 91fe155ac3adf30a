//! Who we are when we ask for a token, and how we prove it.

mod certificate;
mod identity;

use std::path::PathBuf;

use secrecy::SecretString;

pub use certificate::{Certificate, CertificateError, certificate_expires};
pub use identity::{IdentityError, ManagedIdentity};

/// The bot's own credentials. Nothing secret in them can be printed.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The bot's Entra application (client) id, as a bare GUID.
    pub app_id: String,
    /// Who gives out the bot's tokens.
    pub authority: Authority,
    /// How the bot proves that it is itself.
    pub credential: Credential,
}

/// Who gives out the bot's tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// The tenant in which the bot is registered, by id. For every bot made since August 2025.
    Tenant(String),
    /// The Bot Framework's own tenant, for bots of the multi-tenant type. A token of another
    /// authority is given out all the same, and refused by the connector.
    MultiTenant,
}

/// How the bot proves that it is itself.
#[derive(Debug, Clone)]
pub enum Credential {
    /// A client secret.
    Secret(SecretString),
    /// A certificate: a short-lived assertion is signed with its key.
    Certificate(Certificate),
    /// The machine's own identity in Azure; its client id is the bot's.
    ManagedIdentity(ManagedIdentity),
    /// A token that another issuer gave us, which the app registration trusts.
    Federated(FederatedToken),
}

/// Where the token of a federated credential comes from.
#[derive(Debug, Clone)]
pub enum FederatedToken {
    /// A file that is kept up to date by somebody else, such as Kubernetes. Read at every use.
    File(PathBuf),
    /// A managed identity, which need not be the bot's own.
    Identity(ManagedIdentity),
}

impl Credential {
    /// What kind it is, in words.
    pub fn name(&self) -> &'static str {
        match self {
            Credential::Secret(_) => "client secret",
            Credential::Certificate(_) => "certificate",
            Credential::ManagedIdentity(_) => "managed identity",
            Credential::Federated(FederatedToken::File(_)) => "federated, from a file",
            Credential::Federated(FederatedToken::Identity(_)) => "federated, from an identity",
        }
    }
}

impl Credentials {
    /// Credentials with a client secret, in the tenant where the bot is registered.
    pub fn with_secret(
        app_id: impl Into<String>,
        tenant: impl Into<String>,
        secret: SecretString,
    ) -> Credentials {
        Credentials {
            app_id: app_id.into(),
            authority: Authority::Tenant(tenant.into()),
            credential: Credential::Secret(secret),
        }
    }
}
