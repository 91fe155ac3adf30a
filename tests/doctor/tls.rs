//! The certificate of the address that Teams uses: good, nearly over, over, of another host, signed
//! by nobody. The program is told to trust an authority that was made for the test.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use stapje::clock::Clock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::fake::{Fake, SECRET};
use crate::command::{Ran, stapje};

/// A certificate for `name`, good between these days from now, counted from the next midnight.
fn params(name: &str, from: i64, to: i64) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let midnight = |days: i64| {
        let at = Clock::System.now() + SignedDuration::from_hours(24 * (days + 1));
        let date = TimeZone::UTC.to_datetime(at).date();
        let part = |number: i8| u8::try_from(number).expect("a day");
        date_time_ymd(date.year().into(), part(date.month()), part(date.day()))
    };
    (params.not_before, params.not_after) = (midnight(from), midnight(to));
    params
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut own = params("authority", -400, 400);
    own.distinguished_name.push(DnType::CommonName, "An authority");
    own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(own, KeyPair::generate().expect("a key")).expect("an authority")
}

/// A server that answers 401 to whatever comes, behind this certificate.
async fn serve(certificate: CertificateDer<'static>, key: &KeyPair) -> SocketAddr {
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(
        tokio_rustls::rustls::crypto::aws_lc_rs::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .expect("versions")
    .with_no_client_auth()
    .with_single_cert(vec![certificate], key)
    .expect("a certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Whoever does not trust the certificate hangs up here.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let answer =
                b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    address
}

/// What the program says of an address with this certificate: the two states and the text.
async fn examined(fake: &Fake, address: SocketAddr, trusted: &str) -> (String, String, String) {
    let public = format!("public_url = \"{}\"", fake.url(""));
    fake.change(&public, &format!("public_url = \"https://localhost:{}\"", address.port()));
    let trust = fake.folder.path().join("authority.pem");
    std::fs::write(&trust, trusted).unwrap();
    let config = fake.config();
    let ran = tokio::task::spawn_blocking(move || {
        let mut command =
            stapje(&["doctor", "--json", "--only", "endpoint", "--only", "certificate"]);
        command.arg("--config").arg(config).env("STAPJE_APP_SECRET", SECRET);
        command.env("SSL_CERT_FILE", trust);
        Ran::from(command.output().unwrap())
    });
    let ran = ran.await.unwrap();
    let said: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let lines = said["lines"].as_array().expect("lines").clone();
    let state = |at: usize| lines[at]["state"].as_str().expect("a state").to_owned();
    (state(0), state(1), ran.out)
}

#[tokio::test]
async fn every_kind_of_certificate_is_told_apart() {
    let (fake, authority) = (Fake::start().await, authority());
    let key = KeyPair::generate().unwrap();
    for (name, from, to, endpoint, certificate) in [
        ("localhost", -10, 80, "closed-to-strangers", "good"),
        ("localhost", -80, 5, "closed-to-strangers", "soon"),
        ("localhost", -80, -2, "not-trusted", "over"),
        ("localhost", 2, 80, "not-trusted", "from-later"),
        ("example.org", -10, 80, "not-trusted", "other-name"),
    ] {
        let signed = params(name, from, to).signed_by(&key, &authority).unwrap();
        let address = serve(signed.der().clone(), &key).await;
        let (first, second, text) = examined(&fake, address, &authority.pem()).await;
        assert_eq!((&*first, &*second), (endpoint, certificate), "{text}");
        if certificate == "good" {
            assert!(text.contains("another 80 days"), "{text}");
        }
    }
    let alone = params("localhost", -10, 80).self_signed(&key).unwrap();
    let address = serve(alone.der().clone(), &key).await;
    let (_, certificate, text) = examined(&fake, address, &authority.pem()).await;
    assert_eq!(certificate, "no-chain", "{text}");
}
