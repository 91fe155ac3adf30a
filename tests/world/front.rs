//! A proxy before the channel, as there is one before Teams: reached by a name, over TLS. The name
//! and the certificate can fail.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use stapje::bot_framework::{TimeLimits, client_builder};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::World;

/// The proxy's name.
const NAME: &str = "localhost";

/// A certificate that the proxy can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// One that the bot trusts.
    Good,
    /// One that nobody vouches for.
    Strange,
    /// One of which the time is over.
    Old,
}

const ALL: [Shown; 3] = [Shown::Good, Shown::Strange, Shown::Old];

/// A proxy before the channel. Cheap to clone; clones are the same proxy.
#[derive(Clone)]
pub(crate) struct Front(Arc<Inner>);

struct Inner {
    origin: String,
    trusted: Vec<reqwest::Certificate>,
    acceptors: Vec<TlsAcceptor>,
    shown: Mutex<Shown>,
    /// Where the channel listens.
    channel: Mutex<Option<SocketAddr>>,
    /// So many look-ups of the name fail.
    failing: AtomicUsize,
}

impl Front {
    /// A world with a proxy before its channel.
    pub(crate) async fn world() -> (World, Front) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (ders, acceptors): (Vec<_>, Vec<_>) = ALL.into_iter().map(made).unzip();
        let trusted = |number: usize| reqwest::Certificate::from_der(&ders[number]).expect("one");
        let front = Front(Arc::new(Inner {
            origin: format!("https://{NAME}:{port}"),
            trusted: vec![trusted(0), trusted(2)],
            acceptors,
            shown: Mutex::new(Shown::Good),
            channel: Mutex::default(),
            failing: AtomicUsize::new(0),
        }));
        let world = World::with(|options| {
            options.http = front.client();
            options.proxy = Some(front.0.origin.clone());
        })
        .await;
        *front.0.channel.lock().expect("an address") = Some(world.demo.channel.address());
        let serving = front.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().pass(stream));
            }
        });
        (world, front)
    }

    /// The next look-ups of its name fail.
    pub(crate) fn is_not_found(&self, times: usize) {
        self.0.failing.store(times, Ordering::SeqCst);
    }

    /// It shows this certificate from now on.
    pub(crate) fn shows(&self, shown: Shown) {
        *self.0.shown.lock().expect("a certificate") = shown;
    }

    /// A client that knows the proxy's name and certificate, and opens a connection for each call.
    fn client(&self) -> reqwest::Client {
        client_builder(
            stapje::USER_AGENT,
            TimeLimits { total: Duration::from_secs(10), ..TimeLimits::default() },
        )
        .pool_max_idle_per_host(0)
        .tls_certs_only(self.0.trusted.clone())
        .dns_resolver(Arc::new(self.clone()))
        .build()
        .expect("a client")
    }

    async fn pass(self, stream: TcpStream) -> io::Result<()> {
        let shown = *self.0.shown.lock().expect("a certificate");
        let channel = self.0.channel.lock().expect("an address").expect("a channel");
        let mut inside = self.0.acceptors[shown as usize].accept(stream).await?;
        let mut outside = TcpStream::connect(channel).await?;
        tokio::io::copy_bidirectional(&mut inside, &mut outside).await?;
        Ok(())
    }
}

impl Resolve for Front {
    fn resolve(&self, _name: Name) -> Resolving {
        let fewer = |left: usize| left.checked_sub(1);
        let fails = self.0.failing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer).is_ok();
        Box::pin(async move {
            if fails {
                return Err("there is no such name".into());
            }
            let addresses: Addrs = Box::new(std::iter::once(SocketAddr::from(([127, 0, 0, 1], 0))));
            Ok(addresses)
        })
    }
}

/// A certificate of its own making, and what shows it.
fn made(shown: Shown) -> (Vec<u8>, TlsAcceptor) {
    let mut params = CertificateParams::new(vec![NAME.to_owned()]).expect("a name");
    if shown == Shown::Old {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    }
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate").der().to_vec();
    let secret = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let chain = vec![CertificateDer::from(certificate.clone())];
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .expect("a certificate with its key");
    (certificate, TlsAcceptor::from(Arc::new(config)))
}
