//! The channel's signing key and the tokens that it signs.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

/// How long a token for the bot is good, in seconds.
const LIFETIME: i64 = 3600;

/// The key could not be made or used.
#[derive(Debug, thiserror::Error)]
#[error("the local channel's signing key: {0}")]
pub struct SigningError(String);

/// Signs tokens with a key that was made for this run.
pub(super) struct Signer {
    key: EncodingKey,
    kid: String,
    modulus: String,
    exponent: String,
}

/// What a token says. Public, so that tests can say it wrongly.
#[derive(Debug, Clone)]
pub struct TokenClaims {
    /// The claims.
    pub claims: Map<String, Value>,
    /// The header's key id.
    pub kid: Option<String>,
}

impl TokenClaims {
    /// Claims that the bot accepts.
    pub(super) fn good(app_id: &str, service_url: &str, kid: &str, now: Timestamp) -> TokenClaims {
        let now = now.as_second();
        let claims = json!({
            "iss": super::ISSUER,
            "aud": app_id,
            "serviceurl": service_url,
            "nbf": now - 300,
            "exp": now + LIFETIME,
        });
        let claims = claims.as_object().cloned().unwrap_or_default();
        TokenClaims { claims, kid: Some(kid.to_owned()) }
    }

    /// The claims with one of them changed; `null` takes it out.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> TokenClaims {
        if value.is_null() {
            self.claims.remove(name);
        } else {
            self.claims.insert(name.to_owned(), value);
        }
        self
    }
}

impl Signer {
    /// A signer with a fresh key; `number` is part of the key's id.
    pub(super) fn new(number: u32) -> Result<Signer, SigningError> {
        let fail = |what: &str| SigningError(what.to_owned());
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| fail("cannot be made"))?;
        let der: Pkcs8V1Der = pair.as_der().map_err(|_| fail("cannot be written"))?;
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(der.as_ref())
        );
        let key = EncodingKey::from_rsa_pem(pem.as_bytes())
            .map_err(|error| SigningError(error.to_string()))?;
        let jwk = Jwk::from_encoding_key(&key, Algorithm::RS256)
            .map_err(|error| SigningError(error.to_string()))?;
        match jwk.algorithm {
            AlgorithmParameters::RSA(rsa) => {
                Ok(Signer { key, kid: format!("local-{number}"), modulus: rsa.n, exponent: rsa.e })
            }
            _ => Err(fail("is not an RSA key")),
        }
    }

    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) fn token(&self, claims: &TokenClaims) -> Result<String, SigningError> {
        let mut header = Header::new(Algorithm::RS256);
        header.kid.clone_from(&claims.kid);
        jsonwebtoken::encode(&header, &claims.claims, &self.key)
            .map_err(|error| SigningError(error.to_string()))
    }

    pub(super) fn public_key(&self) -> (String, String) {
        (self.modulus.clone(), self.exponent.clone())
    }

    /// The key set, as Microsoft publishes theirs: with endorsements.
    pub(super) fn key_set(&self) -> Value {
        json!({ "keys": [{
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "n": self.modulus,
            "e": self.exponent,
            "endorsements": ["msteams"],
        }] })
    }
}
