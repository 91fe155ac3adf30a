//! `stapje serve`: the bot for Microsoft Teams.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;
use tokio::signal;
use tokio::task::{JoinHandle, spawn_blocking};

use super::edition::{EditionError, Watch, published};
use super::loops::Looks;
use super::{Failure, loops, runtime_sparing};
use crate::audit::{Deed, note};
use crate::bot_framework::auth::{Verifier, VerifierSettings};
use crate::bot_framework::{Connector, TokenSource, http_client};
use crate::clock::{Chance, Clock, pause};
use crate::config::Config;
use crate::content::Source;
use crate::conversation::Edition;
use crate::service::{Parts, Service};
use crate::store::{CheckError, Store};
use crate::web::{self, Public};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A settings file; the environment goes above it. docs/INSTALL.md describes every setting.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let config = Config::read(arguments.config.as_deref(), &super::environment)?;
    // SQLite writes on a thread of its own, and that is a third of the work. On its core another thread
    // would mostly wait to be woken.
    let cores = usize::from(config.database.starts_with("sqlite:"));
    runtime_sparing(cores)?.block_on(start(config))?;
    Ok(ExitCode::SUCCESS)
}

async fn start(config: Config) -> Result<(), Failure> {
    // Settings that name content go above what was published.
    let content = match config.content {
        // Reading it takes as long as opening the database: both go on at the same time.
        Source::BuiltIn => Content::BuiltIn(spawn_blocking(|| Watch::open(Source::BuiltIn))),
        named => Content::Named(Box::new(Watch::open(named)?)),
    };
    // So does reading the certificates that the system trusts.
    let http = spawn_blocking(|| http_client(crate::USER_AGENT));
    let listener = listen(config.bind).await?;
    if config.cloud.is_custom() {
        tracing::warn!(
            issuer = config.cloud.issuer,
            "a cloud of your own: tokens of this issuer are believed, and Microsoft's are not"
        );
    }
    if !config.bind.ip().is_loopback() {
        tracing::warn!(address = %config.bind, "listening beyond this machine in plain HTTP: put a proxy with TLS in front");
    }
    let store = Store::open(&config.database).await?;
    store.check().await?;
    let (edition, looks) = match content {
        Content::Named(named) => (named.1, Looks::At(named.0)),
        Content::BuiltIn(built_in) => published_or(built_in, &store).await?,
    };
    let http = http.await??;
    let app_id = config.credentials.app_id.clone();
    let tokens = TokenSource::new(http.clone(), &config.cloud, config.credentials);
    let settings = VerifierSettings { app_id, tenants: config.tenants };
    let verifier = Verifier::new(http.clone(), &config.cloud, settings);
    let service = Service::new(Parts {
        store,
        edition,
        clock: Clock::System,
        chance: Chance::system(),
        rule: config.rule,
        retention: config.retention,
        connector: Connector::new(http.clone(), &config.cloud, tokens),
        verifier: verifier.and_entra(&http, &config.cloud, &config.entra),
    });
    if let Some(address) = config.metrics_bind {
        let listener = listen(address).await?;
        tracing::info!(%address, "figures for operators at /metrics");
        let router = web::metrics_router(service.clone());
        tokio::spawn(web::serve(listener, router, std::future::pending()));
    }
    let public = Public { security_contact: config.security_contact.map(Into::into) };
    serve(service, looks, listener, public).await
}

type Opened = Result<(Watch, Edition), EditionError>;

/// Where the content comes from.
enum Content {
    /// From where the settings say.
    Named(Box<(Watch, Edition)>),
    /// From the database, or else from the program.
    BuiltIn(JoinHandle<Opened>),
}

/// The newest published version, else what is built in until one is published.
async fn published_or(
    built_in: JoinHandle<Opened>,
    store: &Store,
) -> Result<(Edition, Looks), Failure> {
    let Some((version, edition)) = published(store, None).await? else {
        let (_, edition) = built_in.await??;
        return Ok((edition, Looks::For(None)));
    };
    tracing::info!(version, tips = edition.catalog.tips.len(), "published content is live");
    Ok((edition, Looks::For(Some(version))))
}

/// What is on its way to the channel has this long to end after the turns in hand have ended. With
/// the time that those have it stays below what service managers wait.
const SENDS_END_WITHIN: Duration = Duration::from_secs(5);
/// What waited for the start goes before reading all of a large database.
const LOOK_THROUGH_AFTER: Duration = Duration::from_secs(2);

/// Serves until the program is told to stop or its database is found to be damaged, and then finishes
/// the turns in hand and what is on its way. What is left is free for another process at once.
pub(super) async fn serve(
    service: Service,
    looks: Looks,
    listener: TcpListener,
    public: Public,
) -> Result<(), Failure> {
    let address = listener.local_addr()?;
    tracing::info!(%address, version = crate::VERSION, "Stapje is ready");
    run_of_server("start");
    let others = loops::start(&service, looks);
    let router = web::public_router(service.clone(), public);
    let mut damage = None;
    let until = async {
        tokio::select! {
            () = told_to_stop() => {}
            found = damaged(service.store()) => damage = Some(found),
        }
    };
    web::serve(listener, router, until).await?;
    drop(others);
    match service.stop(SENDS_END_WITHIN).await {
        Ok(left) => tracing::info!(left.untried, left.on_their_way, "let go"),
        Err(error) => tracing::error!(%error, "leases run out by themselves"),
    }
    service.store().close().await;
    run_of_server("stop");
    tracing::info!("stopped");
    damage.map_or(Ok(()), |damage| Err(damage.into()))
}

/// Ends when the database turns out to be damaged.
async fn damaged(store: &Store) -> CheckError {
    pause(LOOK_THROUGH_AFTER).await;
    match store.check_the_rest().await {
        Err(damage @ CheckError::Damaged(_)) => damage,
        Ok(()) => std::future::pending().await,
        Err(error) => {
            tracing::warn!(%error, "not looked through");
            std::future::pending().await
        }
    }
}

fn run_of_server(action: &str) {
    let (object, result) = ("server", "done");
    note(Deed { action, object, result, origin: "command line", actor: "operator", count: 1 });
}

/// Takes the port, or says how to find another.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}. Stop the program that has it, or choose another address with STAPJE_BIND.").into()
    })
}

/// Ctrl-C, or the polite signal of a service manager.
pub(super) async fn told_to_stop() {
    let interrupted = async {
        let _ = signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) else {
            return interrupted.await;
        };
        tokio::select! {
            () = interrupted => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
