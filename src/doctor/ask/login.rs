//! Microsoft's side, or that of a cloud of one's own.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::ahead;
use super::fetch::{Fetched, fetch};
use crate::bot_framework::{Credential, FederatedToken, TokenError, TokenSource};
use crate::clock::Clock;
use crate::config::Config;
use crate::doctor::facts::{IssuerSeen, KeysSeen, MetadataSeen, Proof, TokenSeen, Trouble};

/// Asks for the bot's token, and throws it away.
pub(super) async fn token(http: &reqwest::Client, config: &Config, now: Timestamp) -> TokenSeen {
    let source = TokenSource::new(http.clone(), &config.cloud, config.credentials.clone());
    let got = source.token(now).await.map(drop);
    let proof = match &config.credentials.credential {
        Credential::Secret(_) | Credential::Certificate(_) => Proof::Own,
        Credential::ManagedIdentity(_) | Credential::Federated(FederatedToken::Identity(_)) => {
            Proof::Identity
        }
        Credential::Federated(FederatedToken::File(_)) => Proof::File,
    };
    let asks_login = !matches!(config.credentials.credential, Credential::ManagedIdentity(_));
    let login = match &got {
        // Why, in more words than the answer has: is it the way there?
        Err(TokenError::Unavailable { .. }) if asks_login => {
            fetch(http.get(config.cloud.login.clone())).await.err()
        }
        _ => None,
    };
    TokenSeen { proof, got, login }
}

/// Asks every issuer for metadata and keys, and holds this machine's clock against the first one's.
pub(super) async fn issuers(
    http: &reqwest::Client,
    config: &Config,
    clock: &Clock,
) -> (Vec<IssuerSeen>, Option<SignedDuration>) {
    let cloud = &config.cloud;
    let (first, apart) = issuer(http, &cloud.issuer, &cloud.openid_metadata, true, clock).await;
    let mut seen = vec![first];
    for entra in config.entra.tenants.iter().flat_map(|tenant| cloud.entra_issuers(tenant)) {
        seen.push(issuer(http, &entra.issuer, &entra.openid_metadata, false, clock).await.0);
    }
    (seen, apart)
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: Url,
}

async fn issuer(
    http: &reqwest::Client,
    name: &str,
    address: &Url,
    endorsed: bool,
    clock: &Clock,
) -> (IssuerSeen, Option<SignedDuration>) {
    let host = address.host_str().unwrap_or_default().to_owned();
    let mut seen = IssuerSeen {
        name: name.to_owned(),
        host,
        endorsed,
        metadata: Err(Trouble::Slow),
        keys: None,
    };
    let fetched = match fetch(http.get(address.clone())).await {
        Ok(fetched) => fetched,
        Err(trouble) => {
            seen.metadata = Err(trouble);
            return (seen, None);
        }
    };
    let apart = fetched.date.map(|theirs| ahead(clock.now(), theirs));
    let metadata: Option<Metadata> = serde_json::from_slice(&fetched.body).ok();
    let metadata = metadata.filter(|_| fetched.status == 200);
    let keys_at = metadata.as_ref().map(|metadata| metadata.jwks_uri.clone());
    let pinned = keys_at.as_ref().filter(|at| is_beside(at, address));
    seen.metadata = Ok(MetadataSeen {
        status: fetched.status,
        issuer: metadata.map(|metadata| metadata.issuer),
        keys_elsewhere: keys_at
            .as_ref()
            .filter(|_| pinned.is_none())
            .map(|at| at.host_str().unwrap_or_default().to_owned()),
    });
    if let Some(at) = pinned {
        seen.keys = Some(fetch(http.get(at.clone())).await.map(|fetched| keys(&fetched)));
    }
    (seen, apart)
}

/// The rule of the verifier: keys lie where the metadata lies.
fn is_beside(keys: &Url, metadata: &Url) -> bool {
    keys.scheme() == metadata.scheme()
        && keys.host_str() == metadata.host_str()
        && keys.port_or_known_default() == metadata.port_or_known_default()
}

fn keys(fetched: &Fetched) -> KeysSeen {
    let body: Value = serde_json::from_slice(&fetched.body).unwrap_or_default();
    let usable = |key: &&Value| {
        key["kty"] == "RSA" && ["kid", "n", "e"].iter().all(|part| key[part].is_string())
    };
    let keys: Vec<&Value> = body["keys"].as_array().into_iter().flatten().filter(usable).collect();
    let for_teams = |key: &&&Value| {
        key["endorsements"].as_array().is_some_and(|all| all.iter().any(|one| one == "msteams"))
    };
    let counted = if fetched.status == 200 { keys.len() } else { 0 };
    KeysSeen {
        status: fetched.status,
        usable: counted,
        for_teams: keys.iter().filter(for_teams).count().min(counted),
    }
}
