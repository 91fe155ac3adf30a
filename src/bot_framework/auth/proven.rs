//! Tokens that were verified before. Microsoft uses one for about an hour, so that most requests
//! carry a token whose signature was checked already.
//!
//! What is kept is a hash of the token, what it proves, and the key that proved it. A token found
//! here saves the signature; every other check is made again: its times, and whether its key is
//! still in the key set. Only tokens that passed every check are kept, so strangers cannot fill
//! this.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;

use super::issuer::Issuer;
use super::keys::SigningKey;
use super::token::Times;

/// The most tokens kept. Each tenant and region has one or two at a time.
const MOST: usize = 1024;

/// A token's hash.
type Hash = [u8; 32];

/// What a token proves before the body is read.
#[derive(Debug, Clone)]
pub struct Proof {
    pub(super) signer: Signer,
    /// The service URL that was signed. Entra's tokens have none.
    pub(super) service_url: Option<String>,
}

/// What kind of issuer signed a token.
#[derive(Debug, Clone)]
pub(super) enum Signer {
    /// The Bot Framework, with a key that these channels may use.
    BotFramework { endorsements: Arc<[String]> },
    /// A tenant of Entra.
    Entra,
    /// Nobody.
    #[cfg(feature = "playground")]
    Nobody,
}

/// What was found out about a token.
pub(super) struct Proven {
    pub(super) proof: Proof,
    pub(super) issuer: Arc<Issuer>,
    pub(super) times: Times,
    /// The id of the key that signed it, and the key.
    pub(super) kid: String,
    pub(super) key: SigningKey,
}

/// The tokens that were verified before.
#[derive(Default)]
pub(super) struct ProvenTokens(Mutex<HashMap<Hash, Arc<Proven>>>);

impl ProvenTokens {
    /// What was found out about this token, if it was seen.
    pub(super) fn find(&self, token: &str) -> Option<Arc<Proven>> {
        self.lock().get(&hash(token)).cloned()
    }

    /// Keeps a token that passed every check. When there are too many, those that expired go
    /// first, and else all: they come back at the price of one signature each.
    pub(super) fn keep(&self, token: &str, proven: Proven, now: Timestamp) {
        let mut tokens = self.lock();
        if tokens.len() >= MOST {
            tokens.retain(|_, kept| kept.times.check(now).is_ok());
        }
        if tokens.len() >= MOST {
            tokens.clear();
        }
        tokens.insert(hash(token), Arc::new(proven));
    }

    /// Forgets a token that does not count any more.
    pub(super) fn forget(&self, token: &str) {
        self.lock().remove(&hash(token));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Hash, Arc<Proven>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(token: &str) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}
