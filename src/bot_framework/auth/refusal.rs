//! Why a request is refused, for our log and counters. The caller sees the status only.

/// The check that failed. The order is that of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// No `Authorization` header, or more than one, or not `Bearer` and one token.
    #[error("no bearer token")]
    NoToken,
    /// The token is not a JWT with an RS256 header and a key id.
    #[error("not an RS256 token")]
    BadToken,
    /// The issuer is not in the table.
    #[error("another issuer")]
    BadIssuer,
    /// The signing keys cannot be fetched and none are kept.
    #[error("signing keys are not available")]
    NoKeys,
    /// No key with that id, even after a refresh.
    #[error("unknown signing key")]
    UnknownKey,
    /// The signature does not match.
    #[error("bad signature")]
    BadSignature,
    /// Expired, or without an expiry.
    #[error("expired")]
    Expired,
    /// Not valid yet.
    #[error("not valid yet")]
    NotYetValid,
    /// Meant for another bot.
    #[error("another audience")]
    BadAudience,
    /// An Entra token whose tenant is not that of its issuer.
    #[error("the token's tenant is not its issuer's")]
    TenantMismatch,
    /// An Entra token that is a person's, or of an application that is not named in the settings.
    #[error("another caller")]
    BadCaller,
    /// The service URL is missing, or not the one that was signed.
    #[error("service URL not proven")]
    BadServiceUrl,
    /// Another channel, or one for which the signing key is not endorsed.
    #[error("channel not endorsed")]
    NotEndorsed,
    /// The service URL is not on a trusted host.
    #[error("service URL on a foreign host")]
    ForeignHost,
    /// The tenant is not on the allow-list. Answered as if all were well: the sender is
    /// genuine, and repeating the request would not help.
    #[error("tenant not allowed")]
    ForeignTenant,
    /// The activity is meant for another bot.
    #[error("another recipient")]
    BadRecipient,
}

impl Refusal {
    /// Every refusal, in the order of the checks.
    pub const ALL: [Refusal; 16] = [
        Refusal::NoToken,
        Refusal::BadToken,
        Refusal::BadIssuer,
        Refusal::NoKeys,
        Refusal::UnknownKey,
        Refusal::BadSignature,
        Refusal::Expired,
        Refusal::NotYetValid,
        Refusal::BadAudience,
        Refusal::TenantMismatch,
        Refusal::BadCaller,
        Refusal::BadServiceUrl,
        Refusal::NotEndorsed,
        Refusal::ForeignHost,
        Refusal::ForeignTenant,
        Refusal::BadRecipient,
    ];

    /// The HTTP status that the caller gets, with an empty body.
    pub fn status(self) -> u16 {
        match self {
            Refusal::NoToken
            | Refusal::BadToken
            | Refusal::BadIssuer
            | Refusal::UnknownKey
            | Refusal::BadSignature
            | Refusal::Expired
            | Refusal::NotYetValid
            | Refusal::BadAudience
            | Refusal::TenantMismatch
            | Refusal::BadCaller => 401,
            Refusal::BadServiceUrl
            | Refusal::NotEndorsed
            | Refusal::ForeignHost
            | Refusal::BadRecipient => 403,
            Refusal::NoKeys => 503,
            Refusal::ForeignTenant => 200,
        }
    }

    /// A stable name for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Refusal::NoToken => "no_token",
            Refusal::BadToken => "bad_token",
            Refusal::BadIssuer => "bad_issuer",
            Refusal::NoKeys => "no_keys",
            Refusal::UnknownKey => "unknown_key",
            Refusal::BadSignature => "bad_signature",
            Refusal::Expired => "expired",
            Refusal::NotYetValid => "not_yet_valid",
            Refusal::BadAudience => "bad_audience",
            Refusal::TenantMismatch => "tenant_mismatch",
            Refusal::BadCaller => "bad_caller",
            Refusal::BadServiceUrl => "bad_service_url",
            Refusal::NotEndorsed => "not_endorsed",
            Refusal::ForeignHost => "foreign_host",
            Refusal::ForeignTenant => "foreign_tenant",
            Refusal::BadRecipient => "bad_recipient",
        }
    }
}
