//! A managed identity: Azure gives tokens to whatever runs on the machine, without a secret.
//!
//! Two ways to ask, both plain HTTP that never leaves the machine's own network: the instance
//! metadata service of virtual machines ("How to use managed identities … on an Azure VM to
//! acquire an access token") and the local endpoint of App Service, Functions and Container Apps
//! ("REST endpoint reference" under managed identities in App Service).

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use crate::bot_framework::service_url::is_loopback;

/// The instance metadata service, the same on every Azure machine.
const IMDS: &str = "http://169.254.169.254/";
const IMDS_PATH: &str = "/metadata/identity/oauth2/token";
const IMDS_VERSION: &str = "2018-02-01";
const APP_SERVICE_VERSION: &str = "2019-08-01";

/// A managed identity, by its client id.
#[derive(Debug, Clone)]
pub struct ManagedIdentity {
    client_id: String,
    endpoint: Endpoint,
}

#[derive(Debug, Clone)]
enum Endpoint {
    Imds(Url),
    AppService { url: Url, header: SecretString },
}

/// Why managed identities cannot be used here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// An address that is not one.
    #[error("{name} is not a URL: {text}")]
    Unreadable {
        /// The environment variable.
        name: &'static str,
        /// What it said.
        text: String,
    },
    /// Plain http to another machine.
    #[error("{name} must be https, or http on this machine or its link-local network: {text}")]
    Elsewhere {
        /// The environment variable.
        name: &'static str,
        /// What it said.
        text: String,
    },
    /// Half of what App Service sets.
    #[error("IDENTITY_ENDPOINT is set and IDENTITY_HEADER is not; App Service sets both")]
    NoHeader,
}

impl ManagedIdentity {
    /// The identity with this client id, reached the way that the environment says: App Service
    /// and its kin set `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`; everywhere else it is the
    /// instance metadata service, for which `AZURE_POD_IDENTITY_AUTHORITY_HOST` may name another
    /// host, as in Microsoft's own libraries.
    pub fn from_env(
        client_id: impl Into<String>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<ManagedIdentity, IdentityError> {
        let get = |name: &str| env(name).filter(|value| !value.trim().is_empty());
        let endpoint = if let Some(url) = get("IDENTITY_ENDPOINT") {
            let header = get("IDENTITY_HEADER").ok_or(IdentityError::NoHeader)?;
            Endpoint::AppService { url: near("IDENTITY_ENDPOINT", &url)?, header: header.into() }
        } else {
            let name = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
            let host = get(name).unwrap_or_else(|| IMDS.to_owned());
            let mut url = near(name, &host)?;
            url.set_path(IMDS_PATH);
            Endpoint::Imds(url)
        };
        Ok(ManagedIdentity { client_id: client_id.into(), endpoint })
    }

    /// The request for a token for `resource`.
    pub(in crate::bot_framework) fn request(
        &self,
        http: &reqwest::Client,
        resource: &str,
    ) -> RequestBuilder {
        let (url, version, name, value) = match &self.endpoint {
            Endpoint::Imds(url) => (url, IMDS_VERSION, "metadata", "true"),
            Endpoint::AppService { url, header } => {
                (url, APP_SERVICE_VERSION, "x-identity-header", header.expose_secret())
            }
        };
        let mut url = url.clone();
        url.query_pairs_mut()
            .append_pair("api-version", version)
            .append_pair("resource", resource)
            .append_pair("client_id", &self.client_id);
        http.get(url).header(name, value)
    }
}

/// An address to which plain http may go, because nobody sits in between.
fn near(name: &'static str, text: &str) -> Result<Url, IdentityError> {
    let url =
        Url::parse(text).map_err(|_| IdentityError::Unreadable { name, text: text.to_owned() })?;
    let link_local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_link_local(),
        Some(Host::Ipv6(address)) => address.is_unicast_link_local(),
        _ => false,
    };
    let near = url.scheme() == "http" && (is_loopback(&url) || link_local);
    if near || url.scheme() == "https" {
        Ok(url)
    } else {
        Err(IdentityError::Elsewhere { name, text: text.to_owned() })
    }
}
