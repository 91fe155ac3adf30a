//! A certificate as a credential: the assertion that it signs, and files that are no use.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use rcgen::CertificateParams;
use serde_json::Value;
use stapje::bot_framework::{
    Authority, Certificate, CertificateError, Credential, Credentials, TokenSource,
};

use super::login::Login;

const APP: &str = "11111111-2222-4333-8444-555566667777";
const TENANT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeffff0000";

/// A key and a certificate that were made for this test.
pub(crate) struct Pair {
    pub(crate) key: String,
    pub(crate) certificate: String,
    der: Vec<u8>,
    public: Vec<u8>,
}

impl Pair {
    pub(crate) fn new() -> Pair {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
        let der: aws_lc_rs::encoding::Pkcs8V1Der = pair.as_der().expect("a key");
        let key = pem::encode(&pem::Pem::new("PRIVATE KEY", der.as_ref()));
        let signer = rcgen::KeyPair::from_pem(&key).expect("a key");
        let params = CertificateParams::new(vec!["stapje.example.org".to_owned()]).expect("names");
        let certificate = params.self_signed(&signer).expect("a certificate");
        Pair {
            key,
            certificate: certificate.pem(),
            der: certificate.der().to_vec(),
            public: pair.public_key().as_ref().to_vec(),
        }
    }

    pub(crate) fn file(&self) -> String {
        format!("{}{}", self.key, self.certificate)
    }
}

fn source(login: &Login, certificate: Certificate) -> TokenSource {
    login.source(Credentials {
        app_id: APP.to_owned(),
        authority: Authority::Tenant(TENANT.to_owned()),
        credential: Credential::Certificate(certificate),
    })
}

fn read(text: &str) -> Result<Certificate, CertificateError> {
    Certificate::from_pem(text)
}

#[tokio::test]
async fn the_assertion_is_the_one_that_entra_asks_for() {
    let (login, pair) = (Login::start().await, Pair::new());
    let source = source(&login, read(&pair.file()).expect("a certificate"));
    let now: Timestamp = "2026-11-02T08:00:00Z".parse().expect("a moment");
    source.token(now).await.expect("a token");
    // A day later another one is asked for, with another assertion.
    source.token(now + jiff::SignedDuration::from_hours(24)).await.expect("a token");
    let asked = login.asked();
    let path = format!("/login/{TENANT}/oauth2/v2.0/token");
    let mut ids = Vec::new();
    for (day, asked) in asked.iter().enumerate() {
        assert_eq!(asked.path, path);
        assert_eq!(asked.field("client_secret"), "");
        assert_eq!(
            asked.field("client_assertion_type"),
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        let assertion = asked.field("client_assertion");
        let header = jsonwebtoken::decode_header(assertion).expect("a header");
        assert_eq!((header.alg, header.typ.as_deref()), (Algorithm::PS256, Some("JWT")));
        let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, &pair.der));
        assert_eq!(header.x5t_s256, Some(thumbprint));
        let mut validation = Validation::new(Algorithm::PS256);
        validation.validate_exp = false;
        validation.set_audience(&[login.url(&path)]);
        validation.set_issuer(&[APP]);
        let key = DecodingKey::from_rsa_der(&pair.public);
        let claims = jsonwebtoken::decode::<Value>(assertion, &key, &validation);
        let claims = claims.expect("signed with the certificate's key").claims;
        let at = now.as_second() + 86_400 * i64::try_from(day).expect("a day");
        assert_eq!(claims["sub"], APP);
        assert_eq!((&claims["nbf"], &claims["iat"]), (&at.into(), &at.into()));
        assert_eq!(claims["exp"], at + 300);
        ids.push(claims["jti"].as_str().expect("an id").to_owned());
    }
    assert_eq!(ids.len(), 2);
    assert!(ids[0] != ids[1] && ids[0].len() == 36, "{ids:?}");
}

#[test]
fn key_and_certificate_are_found_in_any_order_and_among_others() {
    let (own, issuers) = (Pair::new(), Pair::new());
    let thumbprint = |text: &str| read(text).expect("a certificate").thumbprint().to_owned();
    let expected = thumbprint(&own.file());
    let turned = format!("{}{}", own.certificate, own.key);
    assert_eq!(thumbprint(&turned), expected);
    let chain = format!("{}{}{}", issuers.certificate, own.certificate, own.key);
    assert_eq!(thumbprint(&chain), expected, "the one that belongs to the key");
}

#[test]
fn a_file_that_is_no_use_says_why() {
    let (own, other) = (Pair::new(), Pair::new());
    let error = |text: &str| read(text).expect_err("no use");
    assert_eq!(error(""), CertificateError::NotPem);
    assert_eq!(error("\u{30}\u{82}binary"), CertificateError::NotPem);
    assert_eq!(error(&own.certificate), CertificateError::NoKey);
    assert_eq!(error(&own.key), CertificateError::NoCertificate);
    let mixed = format!("{}{}", own.key, other.certificate);
    assert_eq!(error(&mixed), CertificateError::Mismatch);
    let renamed = own.file().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    assert_eq!(error(&renamed), CertificateError::Encrypted);
    let renamed = own.file().replace("PRIVATE KEY", "EC PRIVATE KEY");
    assert_eq!(error(&renamed), CertificateError::NotRsa);
    let elliptic = rcgen::KeyPair::generate().expect("a key").serialize_pem();
    assert_eq!(error(&format!("{elliptic}{}", own.certificate)), CertificateError::NotRsa);
}

#[test]
fn a_certificate_cannot_be_printed() {
    let pair = Pair::new();
    let certificate = read(&pair.file()).expect("a certificate");
    let text = format!("{certificate:?}");
    assert!(text.contains(certificate.thumbprint()), "{text}");
    assert!(text.len() < 100, "{text}");
}
