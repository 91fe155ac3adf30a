//! Starting the demo, and moving its clock.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tokio::net::TcpListener;

use super::page;
use super::people::{Cast, cast};
use crate::bot_framework::auth::{Verifier, VerifierSettings};
use crate::bot_framework::{CloudError, Connector, Credentials, TokenSource};
use crate::clock::{Chance, Clock, ManualClock};
use crate::conversation::Edition;
use crate::learning::Rule;
use crate::local_channel::{Ends, LocalChannel, StartError};
use crate::nudges::next_post;
use crate::service::{Parts, Service};
use crate::store::retention::Retention;
use crate::store::{OpenError, Store, StoreError, employees, outbox};
use crate::web;

/// The demo's bot.
const APP_ID: &str = "5d1c7f0a-1111-4222-8333-944455566677";
/// The demo's tenant.
const TENANT_ID: &str = "2c4f6a80-aaaa-4bbb-8ccc-9ddd0eeeffff";
/// The most rounds of planning and delivering that one push of the clock may take.
const MOST_ROUNDS: usize = 20_000;

/// How long a moment in the demo may last.
const SETTLE_WITHIN: SignedDuration = SignedDuration::from_secs(5);

/// How to start.
#[derive(Debug)]
pub struct Options {
    /// What is live.
    pub edition: Edition,
    /// How new items are put in order.
    pub rule: Rule,
    /// The port of the chat page; 0 for any free one.
    pub port: u16,
    /// A folder for the database; a temporary database without one.
    pub data: Option<PathBuf>,
    /// What the clock shows at first.
    pub start: Timestamp,
    /// Chance that repeats itself, from this seed.
    pub seed: Option<u64>,
    /// Another database than the demo's own.
    pub database: Option<String>,
    /// What the bot calls others with.
    pub http: reqwest::Client,
    /// Where the channel's connector is reached, when there is a proxy before it.
    pub proxy: Option<String>,
}

/// The running demo.
#[derive(Debug)]
pub struct Demo {
    /// The bot.
    pub service: Service,
    /// The channel.
    pub channel: LocalChannel,
    /// The clock.
    pub clock: ManualClock,
    /// The people.
    pub cast: Vec<Cast>,
    /// Where the chat page is.
    pub address: SocketAddr,
    /// Where the bot takes activities.
    pub bot_address: SocketAddr,
    listener: Option<TcpListener>,
    temporary: Option<PathBuf>,
}

/// Why the demo cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The port is taken.
    #[error(
        "port {port} is in use: {error}. Stop the other program, or choose another port with --port."
    )]
    Port {
        /// The port.
        port: u16,
        /// What the system said.
        error: std::io::Error,
    },
    /// The folder cannot be used.
    #[error("cannot use the folder {}: {error}. Choose one where you may write with --data.", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The channel cannot start.
    #[error(transparent)]
    Channel(#[from] StartError),
    /// The channel's addresses are not right.
    #[error(transparent)]
    Cloud(#[from] CloudError),
    /// The HTTP client cannot start.
    #[error(transparent)]
    Client(#[from] crate::bot_framework::ClientError),
    /// The server stopped.
    #[error("the server stopped: {0}")]
    Server(std::io::Error),
}

impl Demo {
    /// Starts the bot and the channel. The page is served by [`Demo::serve`].
    pub async fn start(options: Options) -> Result<Demo, DemoError> {
        let clock = ManualClock::new(options.start);
        let page = bind(options.port).await?;
        let channel_listener = bind(0).await?;
        let bot_listener = bind(0).await?;
        let address = |listener: &TcpListener| listener.local_addr().map_err(DemoError::Server);
        let (page_address, channel_address) = (address(&page)?, address(&channel_listener)?);
        let bot_address = address(&bot_listener)?;

        let ends = Ends { app_id: APP_ID.to_owned(), tenant_id: TENANT_ID.to_owned() };
        let channel = LocalChannel::new(Clock::Manual(clock.clone()), channel_address, ends)?;
        channel.connect(&format!("http://{bot_address}/api/messages"));
        if let Some(origin) = &options.proxy {
            channel.reached_at(origin);
        }
        let chance = options.seed.map_or_else(Chance::system, Chance::seeded);
        let (url, temporary) = database(&options, &chance)?;
        let store = Store::open(&url).await?;
        let service = bot(&channel, &clock, store, chance, options)?;
        serve_in_background(channel_listener, channel.router());
        tokio::spawn(web::serve(
            bot_listener,
            web::router(service.clone()),
            std::future::pending(),
        ));
        let cast = cast(&channel);
        let listener = Some(page);
        Ok(Demo {
            service,
            channel,
            clock,
            cast,
            address: page_address,
            bot_address,
            listener,
            temporary,
        })
    }

    /// The person with this short name.
    pub fn person(&self, id: &str) -> Option<&Cast> {
        self.cast.iter().find(|cast| cast.person.profile().id == id)
    }

    /// The tenant that everybody in the demo is in.
    pub fn tenant_id(&self) -> &'static str {
        TENANT_ID
    }

    /// Plans and delivers until there is nothing left to do at this moment. When sending has to
    /// wait for a few seconds, such as for a limit of the channel, they pass.
    pub async fn settle(&self) -> Result<(), StoreError> {
        for _ in 0..MOST_ROUNDS {
            let planned = self.service.plan().await?;
            let delivered = self.service.deliver().await?;
            let done = planned.nudges + planned.posts + planned.passed + delivered.attempts;
            if done == 0 && !self.waits(delivered.again_at).await? {
                break;
            }
        }
        Ok(())
    }

    /// Is something to be sent within seconds? Then they pass.
    async fn waits(&self, for_a_limit: Option<Timestamp>) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let soon = now.saturating_add(SETTLE_WITHIN).unwrap_or(Timestamp::MAX);
        let mut conn = self.service.store().read().await?;
        let next = outbox::next_at(&mut conn).await?.into_iter().chain(for_a_limit);
        let next = next.filter(|at| *at > now && *at <= soon).min();
        if let Some(at) = next {
            self.clock.move_to(at);
        }
        Ok(next.is_some())
    }

    /// Moves the clock on, stopping wherever there is something to do.
    pub async fn advance(&self, by: SignedDuration) -> Result<(), StoreError> {
        let to = self.clock.now().saturating_add(by).unwrap_or(Timestamp::MAX);
        for _ in 0..MOST_ROUNDS {
            let next = self.next_thing().await?.filter(|at| *at < to).unwrap_or(to);
            self.clock.move_to(next);
            self.settle().await?;
            if self.clock.now() >= to {
                break;
            }
            // Something that stays due must not hold the clock.
            self.clock.advance(SignedDuration::from_secs(1));
        }
        Ok(())
    }

    /// Moves the clock to the next working day at nine.
    pub async fn next_morning(&self) -> Result<(), StoreError> {
        self.advance(page::until_next_morning(self.clock.now())).await
    }

    /// Serves the chat page until the program is told to stop.
    pub async fn serve(mut self) -> Result<(), DemoError> {
        let Some(listener) = self.listener.take() else { return Ok(()) };
        let router = page::router(std::sync::Arc::new(self));
        axum::serve(listener, router)
            .with_graceful_shutdown(async {
                let _ = tokio::signal::ctrl_c().await;
            })
            .await
            .map_err(DemoError::Server)
    }

    /// When there is something to do next.
    async fn next_thing(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut conn = self.service.store().read().await?;
        let due = employees::next_due(&mut conn).await?;
        let waiting = outbox::next_at(&mut conn).await?;
        let post = next_post(&self.service.edition().catalog.plan, self.clock.now());
        Ok(due.into_iter().chain(waiting).chain(post).min())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if let Some(folder) = &self.temporary {
            // Left-over files in the temporary folder do no harm; the system clears it.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

async fn bind(port: u16) -> Result<TcpListener, DemoError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| DemoError::Port { port, error })
}

fn serve_in_background(listener: TcpListener, router: axum::Router) {
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "a server of the demo stopped");
        }
    });
}

/// The database's address, and the folder to clear afterwards.
fn database(options: &Options, chance: &Chance) -> Result<(String, Option<PathBuf>), DemoError> {
    if let Some(url) = &options.database {
        return Ok((url.clone(), None));
    }
    let (folder, temporary) = match &options.data {
        Some(folder) => (folder.clone(), false),
        None => (
            std::env::temp_dir().join(format!(
                "stapje-demo-{}-{}",
                std::process::id(),
                chance.nonce()
            )),
            true,
        ),
    };
    let fail = |error| DemoError::Folder { path: folder.clone(), error };
    std::fs::create_dir_all(&folder).map_err(fail)?;
    let url = format!("sqlite:{}", folder.join("stapje.db").display());
    Ok((url, temporary.then_some(folder)))
}

fn bot(
    channel: &LocalChannel,
    clock: &ManualClock,
    store: Store,
    chance: Chance,
    options: Options,
) -> Result<Service, DemoError> {
    let cloud = channel.cloud()?;
    let http = options.http;
    let credentials =
        Credentials::with_secret(APP_ID, TENANT_ID, SecretString::from(chance.nonce()));
    let tokens = TokenSource::new(http.clone(), &cloud, credentials);
    let settings =
        VerifierSettings { app_id: APP_ID.to_owned(), tenants: vec![TENANT_ID.to_owned()] };
    Ok(Service::new(Parts {
        store,
        edition: options.edition,
        clock: Clock::Manual(clock.clone()),
        chance,
        rule: options.rule,
        retention: Retention::default(),
        connector: Connector::new(http.clone(), &cloud, tokens),
        verifier: Verifier::new(http, &cloud, settings),
    }))
}
