//! Reading a bearer token: its header, its signature, its claims.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

use super::refusal::Refusal;
use crate::bot_framework::seldom::printable;

/// The longest token that is looked at, in bytes. Microsoft's are about 1.5 KB.
const LONGEST: usize = 16 * 1024;
/// Clocks may differ by this many seconds; all of Microsoft's SDKs allow as much.
const LEEWAY: i64 = 300;

/// The claims that we read. Nothing in them counts before the signature is verified.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Claims {
    /// Issuer.
    pub(super) iss: Option<Value>,
    /// Audience. An array is refused: a token for us names us alone.
    pub(super) aud: Option<Value>,
    /// Expiry, in seconds since 1970.
    pub(super) exp: Option<Value>,
    /// Not before, in seconds since 1970.
    pub(super) nbf: Option<Value>,
    /// The service URL, in lower case as Microsoft writes this claim.
    pub(super) serviceurl: Option<String>,
    /// Entra: the tenant.
    pub(super) tid: Option<Value>,
    /// Entra, version 2: the application that asked for the token.
    azp: Option<Value>,
    /// Entra, version 1: the same.
    appid: Option<Value>,
    /// Entra: what a person allowed the application to do for them.
    pub(super) scp: Option<Value>,
}

/// What a token says of itself, with nothing verified. Its issuer says which keys to try, and it
/// may be shown in the log, cleaned; it is good for nothing else.
pub(super) struct Unverified {
    pub(super) kid: String,
    claims: Claims,
}

impl Unverified {
    /// Reads a token that claims to be signed with RS256.
    pub(super) fn read(token: &str) -> Result<Unverified, Refusal> {
        let kid = key_id(token)?;
        let mut parts = token.split('.');
        let (Some(_), Some(payload), Some(_), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Refusal::BadToken);
        };
        let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| Refusal::BadToken)?;
        let claims = serde_json::from_slice(&payload).map_err(|_| Refusal::BadToken)?;
        Ok(Unverified { kid, claims })
    }

    /// The issuer that it names.
    pub(super) fn issuer(&self) -> Option<&str> {
        Claims::text(self.claims.iss.as_ref())
    }

    /// Says in the log what was refused, so that an operator sees another kind of token coming
    /// before it matters. `unsaid` tokens were refused for the same reason without a line.
    pub(super) fn log_refused(&self, refusal: Refusal, unsaid: u64) {
        let shown = |claim: Option<&Value>| match claim {
            None => "none".to_owned(),
            Some(Value::String(text)) => printable(text),
            Some(other) => printable(&other.to_string()),
        };
        tracing::warn!(
            reason = refusal.name(),
            unsaid,
            iss = shown(self.claims.iss.as_ref()),
            aud = shown(self.claims.aud.as_ref()),
            caller = printable(self.claims.caller().unwrap_or("none")),
            kid = printable(&self.kid),
            "a well-formed token was refused"
        );
    }
}

/// When a token counts, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    expires: i64,
    not_before: Option<i64>,
}

impl Times {
    /// Does it count at `now`?
    pub(super) fn check(self, now: Timestamp) -> Result<(), Refusal> {
        let now = now.as_second();
        if now >= self.expires.saturating_add(LEEWAY) {
            return Err(Refusal::Expired);
        }
        if self.not_before.is_some_and(|from| now < from.saturating_sub(LEEWAY)) {
            return Err(Refusal::NotYetValid);
        }
        Ok(())
    }
}

/// The token in an `Authorization` header: `Bearer`, one space, one token.
pub(super) fn bearer(header: &str) -> Result<&str, Refusal> {
    let (scheme, token) = header.split_once(' ').ok_or(Refusal::NoToken)?;
    let whole = !token.is_empty() && !token.contains(' ') && token.len() <= LONGEST;
    if scheme.eq_ignore_ascii_case("bearer") && whole { Ok(token) } else { Err(Refusal::NoToken) }
}

/// The key id of a token that claims to be signed with RS256.
fn key_id(token: &str) -> Result<String, Refusal> {
    // `none` is not an algorithm that the library knows: it fails here.
    let header = jsonwebtoken::decode_header(token).map_err(|_| Refusal::BadToken)?;
    if header.alg != Algorithm::RS256 {
        return Err(Refusal::BadToken);
    }
    header.kid.filter(|kid| !kid.is_empty()).ok_or(Refusal::BadToken)
}

/// The claims of a token that `key` signed. Claims are checked by the caller, who has the time.
pub(super) fn verified_claims(token: &str, key: &DecodingKey) -> Result<Claims, Refusal> {
    let mut only_signature = Validation::new(Algorithm::RS256);
    only_signature.required_spec_claims.clear();
    only_signature.validate_exp = false;
    only_signature.validate_nbf = false;
    only_signature.validate_aud = false;
    jsonwebtoken::decode(token, key, &only_signature).map(|data| data.claims).map_err(|error| {
        match error.kind() {
            ErrorKind::InvalidSignature => Refusal::BadSignature,
            _ => Refusal::BadToken,
        }
    })
}

impl Claims {
    /// When the token counts: `exp` must be there, `nbf` must be right when it is there.
    pub(super) fn times(&self) -> Result<Times, Refusal> {
        let expires = Claims::seconds(self.exp.as_ref()).ok_or(Refusal::Expired)?;
        let not_before = match &self.nbf {
            None => None,
            nbf => Some(Claims::seconds(nbf.as_ref()).ok_or(Refusal::NotYetValid)?),
        };
        Ok(Times { expires, not_before })
    }

    /// The application that asked for an Entra token.
    pub(super) fn caller(&self) -> Option<&str> {
        Claims::text(self.azp.as_ref().or(self.appid.as_ref()))
    }

    /// A claim that must be one plain string.
    pub(super) fn text(claim: Option<&Value>) -> Option<&str> {
        claim.and_then(Value::as_str)
    }

    /// A claim that must be a number of seconds.
    fn seconds(claim: Option<&Value>) -> Option<i64> {
        claim.and_then(|value| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "fractions of seconds do not count"
            )]
            value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
        })
    }
}
