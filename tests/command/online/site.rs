//! A small piece of the web on this machine: every https host, behind a proxy, with certificates
//! of an authority of its own. The program finds it through `HTTPS_PROXY` and `SSL_CERT_FILE`, as
//! it would in an organisation that has both.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ServerConfig, version::TLS13};

/// The hosts that the certificate is for.
const HOSTS: [&str; 3] =
    ["support.microsoft.com", "onedrive.cloud.microsoft", "pictures.microsoft.com"];

/// What is said to a question.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) status: u16,
    pub(super) location: &'static str,
    pub(super) body: Vec<u8>,
}

/// The pages by method, host and path; what is not there is 404.
pub(super) type Pages = BTreeMap<&'static str, Page>;

pub(super) struct Site {
    pub(super) proxy: String,
    pub(super) authority: PathBuf,
    asked: Arc<Mutex<Vec<String>>>,
    _folder: TempDir,
}

impl Site {
    pub(super) async fn start(pages: Pages) -> Site {
        let folder = TempDir::new().unwrap();
        let authority = folder.path().join("authority.pem");
        let (pem, acceptor) = certificates();
        std::fs::write(&authority, pem).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (pages, log) = (Arc::new(pages), asked.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever goes away in the middle of it is no failure of this site.
                tokio::spawn(connect(stream, acceptor.clone(), pages.clone(), log.clone()));
            }
        });
        Site { proxy, authority, asked, _folder: folder }
    }

    /// What was asked, such as `HEAD support.microsoft.com/share`.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// An authority, and what serves with a certificate of it.
fn certificates() -> (String, TlsAcceptor) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(HOSTS.map(str::to_owned)).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    (pem, TlsAcceptor::from(Arc::new(config)))
}

/// `CONNECT host:443`, and then that host.
async fn connect(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    pages: Arc<Pages>,
    log: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let line = head(&mut stream).await?;
    let host = line.split([' ', ':']).nth(1).unwrap_or_default().to_owned();
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    let mut stream = BufReader::new(acceptor.accept(stream).await?);
    loop {
        let line = head(&mut stream).await?;
        let mut parts = line.split(' ');
        let (Some(method), Some(path)) = (parts.next(), parts.next()) else { return Ok(()) };
        let question = format!("{method} {host}{path}");
        let page = pages.get(question.as_str());
        let any = format!("* {host}{path}");
        let page = page.or_else(|| pages.get(any.as_str())).cloned();
        let page = page.unwrap_or(Page { status: 404, location: "", body: Vec::new() });
        log.lock().unwrap().push(question.clone());
        let location = match page.location {
            "" => String::new(),
            to => format!("location: {to}\r\n"),
        };
        let Page { status, body, .. } = page;
        let length = body.len();
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n{location}\r\n");
        stream.write_all(answer.as_bytes()).await?;
        if method != "HEAD" {
            stream.write_all(&body).await?;
        }
        stream.flush().await?;
    }
}

/// The first line of a request, with the rest of its head read.
async fn head(
    stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
) -> std::io::Result<String> {
    let mut first = String::new();
    stream.read_line(&mut first).await?;
    let mut line = String::new();
    while !first.is_empty() && stream.read_line(&mut line).await? > 2 {
        line.clear();
    }
    Ok(first.trim().to_owned())
}
