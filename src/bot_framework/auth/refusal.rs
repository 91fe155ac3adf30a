//! Why a request is refused, for our log and counters. The caller sees the status only.

/// The check that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// No `Authorization` header, or more than one, or not `Bearer` and one token.
    #[error("no bearer token")]
    NoToken,
    /// The token is not a JWT with an RS256 header and a key id.
    #[error("not an RS256 token")]
    BadToken,
    /// The issuer is not the cloud's.
    #[error("another issuer")]
    BadIssuer,
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
    /// The signing keys cannot be fetched and none are kept.
    #[error("signing keys are not available")]
    NoKeys,
    /// The service URL is missing, not the one that was signed, or not on a trusted host.
    #[error("service URL not proven")]
    BadServiceUrl,
    /// The key is not endorsed for the activity's channel.
    #[error("channel not endorsed")]
    NotEndorsed,
    /// The activity is meant for another bot.
    #[error("another recipient")]
    BadRecipient,
    /// The tenant is not on the allow-list. Answered as if all were well: the sender is
    /// genuine, and repeating the request would not help.
    #[error("tenant not allowed")]
    ForeignTenant,
}

impl Refusal {
    /// Every refusal, in the order of the checks.
    pub const ALL: [Refusal; 13] = [
        Refusal::NoToken,
        Refusal::BadToken,
        Refusal::BadIssuer,
        Refusal::NoKeys,
        Refusal::UnknownKey,
        Refusal::BadSignature,
        Refusal::Expired,
        Refusal::NotYetValid,
        Refusal::BadAudience,
        Refusal::BadServiceUrl,
        Refusal::NotEndorsed,
        Refusal::BadRecipient,
        Refusal::ForeignTenant,
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
            | Refusal::BadAudience => 401,
            Refusal::BadServiceUrl | Refusal::NotEndorsed | Refusal::BadRecipient => 403,
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
            Refusal::UnknownKey => "unknown_key",
            Refusal::BadSignature => "bad_signature",
            Refusal::Expired => "expired",
            Refusal::NotYetValid => "not_yet_valid",
            Refusal::BadAudience => "bad_audience",
            Refusal::NoKeys => "no_keys",
            Refusal::BadServiceUrl => "bad_service_url",
            Refusal::NotEndorsed => "not_endorsed",
            Refusal::BadRecipient => "bad_recipient",
            Refusal::ForeignTenant => "foreign_tenant",
        }
    }
}
