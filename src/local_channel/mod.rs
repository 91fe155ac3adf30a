//! A small channel on this machine, for the demo, scripts and tests.
//!
//! It stands where Teams stands: it has a signing key, OpenID metadata, a token endpoint and a
//! connector, and speaks HTTP with the bot as Teams does. The bot checks its tokens with the same
//! verifier as Microsoft's. It is strict: what Teams would refuse, split or garble it refuses,
//! and it remembers having done so.

mod connector;
mod dialogs;
mod faults;
mod files;
mod login;
mod people;
mod post;
mod roster;
mod signing;
mod state;
mod teams;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;

pub use faults::{Call, Fault};
pub use people::{Person, PersonError, Profile};
pub use post::PostError;
pub use signing::{SigningError, TokenClaims};
pub use state::{Author, Message};
pub use teams::Team;

use crate::bot_framework::{ClientError, Cloud, CloudError, CustomCloud, http_client};
use crate::clock::Clock;
use faults::Faults;
use signing::Signer;
use state::State;

/// The issuer of the channel's tokens.
pub const ISSUER: &str = "https://channel.stapje.invalid";
/// The scope of the tokens that its connector takes.
const SCOPE: &str = "https://channel.stapje.invalid/.default";

/// A channel on this machine. Cheap to clone; clones are the same channel.
#[derive(Clone)]
pub struct LocalChannel(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    clock: Clock,
    signer: Mutex<Signer>,
    /// Where the channel listens.
    address: SocketAddr,
    app_id: String,
    tenant_id: String,
    /// Where the connector is said to be, when that is not where the channel listens.
    origin: Mutex<Option<String>>,
    /// Where the bot listens.
    bot: Mutex<String>,
    state: Mutex<State>,
    faults: Mutex<Faults>,
}

/// Why the channel cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No signing key could be made.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// No HTTP client could be made.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// Who is at the two ends of the channel.
#[derive(Debug, Clone)]
pub struct Ends {
    /// The bot's application id.
    pub app_id: String,
    /// The tenant that everybody on this channel is in.
    pub tenant_id: String,
}

impl LocalChannel {
    /// A channel that will listen at `address`. Serve [`LocalChannel::router`] there.
    pub fn new(clock: Clock, address: SocketAddr, ends: Ends) -> Result<LocalChannel, StartError> {
        Ok(LocalChannel(Arc::new(Inner {
            http: http_client(crate::USER_AGENT)?,
            clock,
            signer: Mutex::new(Signer::new(1)?),
            address,
            app_id: ends.app_id,
            tenant_id: ends.tenant_id,
            origin: Mutex::default(),
            bot: Mutex::default(),
            state: Mutex::default(),
            faults: Mutex::default(),
        })))
    }

    /// Tells the channel where the bot takes activities.
    pub fn connect(&self, bot: &str) {
        bot.clone_into(&mut lock(&self.0.bot));
    }

    /// The connector is reached through a proxy: at this scheme, host and port.
    pub fn reached_at(&self, origin: &str) {
        *lock(&self.0.origin) = Some(origin.to_owned());
    }

    /// Where the channel listens.
    pub fn address(&self) -> SocketAddr {
        self.0.address
    }

    /// The cloud that a bot on this channel is configured with.
    pub fn cloud(&self) -> Result<Cloud, CloudError> {
        let base = self.base();
        let origin = lock(&self.0.origin).clone();
        let proxy = origin.as_deref().and_then(|origin| origin.split_once("://"));
        let mut service_hosts = vec![self.0.address.to_string()];
        service_hosts.extend(proxy.map(|(_, host)| host.to_owned()));
        Cloud::custom(&CustomCloud {
            issuer: ISSUER,
            openid_metadata: &format!("{base}/openid/metadata"),
            login: &format!("{base}/login/"),
            scope: SCOPE,
            service_hosts: &service_hosts,
        })
    }

    /// The channel's endpoints: OpenID metadata and keys, tokens, the connector.
    pub fn router(&self) -> Router {
        let conversations = connector::router(self.clone()).merge(roster::router(self.clone()));
        let files = files::router(self.clone());
        login::router(self.clone()).merge(files).nest("/connector/v3/conversations", conversations)
    }

    /// The address that the bot sends to.
    pub fn service_url(&self) -> String {
        let origin = lock(&self.0.origin).clone();
        format!("{}/connector/", origin.unwrap_or_else(|| self.base()))
    }

    /// Everybody's messages in one conversation, oldest first.
    pub fn messages(&self, conversation_id: &str) -> Vec<Message> {
        self.state().messages(conversation_id)
    }

    /// What the channel refused because Teams would have, since it started.
    pub fn complaints(&self) -> Vec<String> {
        self.state().complaints.clone()
    }

    /// How many activities the connector took.
    pub fn accepted(&self) -> usize {
        self.state().accepted
    }

    /// Files that people took: name and text.
    pub fn files(&self) -> Vec<(String, String)> {
        let state = self.state();
        let there = state.files.values();
        there.filter_map(|file| Some((file.name.clone(), file.text.clone()?))).collect()
    }

    /// How many tokens were asked for.
    pub fn tokens_issued(&self) -> usize {
        self.state().tokens.len()
    }

    /// How many times the signing keys were fetched.
    pub fn key_fetches(&self) -> usize {
        self.state().key_fetches
    }

    /// Lets the next calls of this kind go wrong, in order.
    pub fn break_next(&self, call: Call, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.0.faults).plan(call, faults);
    }

    /// How many calls are still to go wrong.
    pub fn faults_left(&self) -> usize {
        lock(&self.0.faults).left()
    }

    /// Nothing goes wrong any more.
    pub fn mend(&self) {
        lock(&self.0.faults).clear();
    }

    /// The channel's signer, to make tokens that are as they should be, or not.
    pub fn sign(&self, claims: &TokenClaims) -> Result<String, SigningError> {
        lock(&self.0.signer).token(claims)
    }

    /// Claims as the channel writes them for the bot.
    pub fn claims(&self) -> TokenClaims {
        let signer = lock(&self.0.signer);
        let now = self.0.clock.now();
        TokenClaims::good(&self.0.app_id, &self.service_url(), signer.kid(), now)
    }

    /// Signs with a new key from now on. The old one is gone from the key set.
    pub fn replace_key(&self) -> Result<(), SigningError> {
        *lock(&self.0.signer) = Signer::new(2)?;
        Ok(())
    }

    /// Lets somebody be in a conversation, beside those who installed the bot there.
    pub fn add_member(&self, conversation_id: &str, member_id: &str, object_id: &str) {
        self.state().add_member(conversation_id, member_id, object_id);
    }

    /// The public key as the key set shows it: modulus and exponent.
    pub fn public_key(&self) -> (String, String) {
        lock(&self.0.signer).public_key()
    }

    fn base(&self) -> String {
        format!("http://{}", self.0.address)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0.state)
    }
}

impl std::fmt::Debug for LocalChannel {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_tuple("LocalChannel").field(&self.0.address).finish()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
