//! A certificate as a credential: signing the assertion that stands in for a secret.
//!
//! The form of the assertion is that of "Microsoft identity platform application authentication
//! certificate credentials": PS256, `x5t#S256`, a life of minutes.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use pem::Pem;
use secrecy::SecretString;
use serde::Serialize;

/// How long an assertion is good, in seconds.
const LIFETIME: i64 = 300;

/// A certificate with its private key. The key cannot be printed.
#[derive(Clone)]
pub struct Certificate {
    key: EncodingKey,
    /// The SHA-256 of the certificate's DER, in base64url.
    thumbprint: String,
    expires_at: Option<Timestamp>,
}

/// Why a certificate cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not PEM at all.
    #[error("it is not a PEM file. Export the certificate and its private key as PEM")]
    NotPem,
    /// There is no private key.
    #[error(
        "it holds no private key (-----BEGIN PRIVATE KEY-----). Put the key and the certificate in one file"
    )]
    NoKey,
    /// The private key has a password.
    #[error(
        "its private key has a password. Remove that with `openssl pkey -in OLD -out NEW`, and guard the file instead"
    )]
    Encrypted,
    /// The private key is not an RSA key.
    #[error(
        "its private key is not an RSA key of at least 2048 bits, the only kind that Entra takes"
    )]
    NotRsa,
    /// There is no certificate.
    #[error(
        "it holds no certificate (-----BEGIN CERTIFICATE-----). Put the key and the certificate in one file"
    )]
    NoCertificate,
    /// Key and certificate do not belong together.
    #[error("its private key does not belong to its certificate")]
    Mismatch,
}

/// The assertion could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("the assertion cannot be signed with the certificate's key")]
pub(in crate::bot_framework) struct NotSigned;

#[derive(Serialize)]
struct Assertion<'a> {
    aud: &'a str,
    iss: &'a str,
    sub: &'a str,
    jti: String,
    nbf: i64,
    iat: i64,
    exp: i64,
}

impl Certificate {
    /// Reads a PEM text with an RSA private key and its certificate, in any order. Other
    /// certificates, such as those of the issuer, are passed over.
    pub fn from_pem(text: &str) -> Result<Certificate, CertificateError> {
        let blocks = pem::parse_many(text).map_err(|_| CertificateError::NotPem)?;
        if blocks.is_empty() {
            return Err(CertificateError::NotPem);
        }
        let (key, public) = private_key(&blocks)?;
        let certificates: Vec<_> =
            blocks.iter().filter(|block| block.tag() == "CERTIFICATE").collect();
        if certificates.is_empty() {
            return Err(CertificateError::NoCertificate);
        }
        // A certificate holds its public key in the same form, byte for byte (RFC 5280 4.1.2.7,
        // RFC 3279 2.3.1).
        let own = certificates.into_iter().find(|certificate| {
            certificate.contents().windows(public.len()).any(|part| part == public)
        });
        let own = own.ok_or(CertificateError::Mismatch)?;
        let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, own.contents()));
        Ok(Certificate { key, thumbprint, expires_at: certificate_expires(own.contents()) })
    }

    /// When it expires, if that can be read.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// The SHA-256 thumbprint in base64url, as `x5t#S256` carries it.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// An assertion for the token endpoint, good for five minutes and for one use.
    pub(in crate::bot_framework) fn assertion(
        &self,
        app_id: &str,
        endpoint: &str,
        now: Timestamp,
    ) -> Result<SecretString, NotSigned> {
        let mut header = Header::new(Algorithm::PS256);
        header.x5t_s256 = Some(self.thumbprint.clone());
        let now = now.as_second();
        let assertion = Assertion {
            aud: endpoint,
            iss: app_id,
            sub: app_id,
            jti: unique().ok_or(NotSigned)?,
            nbf: now,
            iat: now,
            exp: now + LIFETIME,
        };
        let signed = jsonwebtoken::encode(&header, &assertion, &self.key).map_err(|_| NotSigned)?;
        Ok(signed.into())
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Certificate").field("thumbprint", &self.thumbprint).finish_non_exhaustive()
    }
}

/// When the certificate with this DER expires, if it is one.
pub fn certificate_expires(der: &[u8]) -> Option<Timestamp> {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
    Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()
}

/// The private key, and its public half as DER.
fn private_key(blocks: &[Pem]) -> Result<(EncodingKey, Vec<u8>), CertificateError> {
    let block = blocks.iter().find(|block| block.tag().ends_with("PRIVATE KEY"));
    let block = block.ok_or(CertificateError::NoKey)?;
    let encrypted = block.tag() == "ENCRYPTED PRIVATE KEY"
        || block.headers().get("Proc-Type").is_some_and(|value| value.contains("ENCRYPTED"));
    if encrypted {
        return Err(CertificateError::Encrypted);
    }
    let pair = match block.tag() {
        "PRIVATE KEY" => KeyPair::from_pkcs8(block.contents()),
        "RSA PRIVATE KEY" => KeyPair::from_der(block.contents()),
        _ => return Err(CertificateError::NotRsa),
    };
    let public = pair.map_err(|_| CertificateError::NotRsa)?.public_key().as_ref().to_vec();
    let key = EncodingKey::from_rsa_pem(pem::encode(block).as_bytes());
    Ok((key.map_err(|_| CertificateError::NotRsa)?, public))
}

/// A name that no other assertion has, in the form of a GUID. It decides nothing, so it does not
/// come from the caller; like the signature's salt it comes from the system.
fn unique() -> Option<String> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).ok()?;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    Some(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
}
