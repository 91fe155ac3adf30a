//! A request, and what came of it.

use std::error::Error;

use jiff::Timestamp;

use crate::bot_framework::{certificate_expires, read_up_to};
use crate::doctor::facts::{CertificateTrouble, Trouble};

/// The most that is read of an answer.
const MOST: usize = 512 * 1024;

/// An answer.
pub(super) struct Fetched {
    pub(super) status: u16,
    /// What the other side's clock showed.
    pub(super) date: Option<Timestamp>,
    /// When the certificate of the other side expires.
    pub(super) certificate_until: Option<Timestamp>,
    pub(super) body: Vec<u8>,
}

/// Sends a request.
pub(super) async fn fetch(request: reqwest::RequestBuilder) -> Result<Fetched, Trouble> {
    let mut response = request.send().await.map_err(|error| trouble(&error))?;
    let date = response.headers().get("date").and_then(|value| value.to_str().ok());
    let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    let certificate = response.extensions().get::<reqwest::tls::TlsInfo>();
    let certificate = certificate.and_then(reqwest::tls::TlsInfo::peer_certificate);
    let mut fetched = Fetched {
        status: response.status().as_u16(),
        date: date.map(|date| date.timestamp()),
        certificate_until: certificate.and_then(certificate_expires),
        body: Vec::new(),
    };
    let read = read_up_to(&mut response, MOST, &mut fetched.body).await;
    read.map_err(|error| trouble(&error))?;
    Ok(fetched)
}

/// The innermost cause is the one that helps; it never holds what was sent.
fn trouble(error: &reqwest::Error) -> Trouble {
    if error.is_timeout() {
        return Trouble::Slow;
    }
    let mut cause: &dyn Error = error;
    let mut name = false;
    while let Some(deeper) = cause.source() {
        cause = deeper;
        name |= cause.to_string().contains("dns error");
    }
    let text = cause.to_string();
    let small = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    if name {
        Trouble::NoName
    } else if has(&["certificate"]) {
        // The words of rustls, which has no other way to reach us through the client.
        Trouble::Certificate(if has(&["expired"]) {
            CertificateTrouble::Expired
        } else if has(&["not valid yet", "notvalidyet"]) {
            CertificateTrouble::NotYet
        } else if has(&["not valid for name", "notvalidforname"]) {
            CertificateTrouble::OtherName
        } else if has(&["unknownissuer", "unknown issuer", "causedasendentity", "self-signed"]) {
            CertificateTrouble::Unknown
        } else {
            CertificateTrouble::Other(text)
        })
    } else {
        Trouble::NoConnection(text)
    }
}
