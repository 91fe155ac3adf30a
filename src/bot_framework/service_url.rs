//! Where a conversation lives: the address that every answer, and our token, is sent to.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use url::{Host, Url};

/// A service URL that was checked: it has no user info, query or fragment, and is https,
/// or http on a loopback host.
///
/// Two are equal when they are the same address: scheme and host ignore case, and one slash at
/// the end does not count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ServiceUrl {
    /// Scheme, host, port and path, without a slash at the end.
    base: String,
    host: String,
}

/// Why a service URL is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServiceUrlError {
    /// Not a URL at all.
    #[error("the service URL cannot be read as a URL")]
    Unreadable,
    /// Neither https nor http on loopback.
    #[error("the service URL is not https")]
    NotHttps,
    /// It is written in a roundabout way: a port that goes without saying, dots or escapes that
    /// mean something else, letters that are not ASCII, too few or too many slashes.
    #[error("the service URL is not written plainly")]
    Disguised,
    /// It carries user info, a query or a fragment.
    #[error("the service URL carries more than scheme, host, port and path")]
    Decorated,
    /// Its host is not on the list of hosts that we trust.
    #[error("the host of the service URL is not on the list of trusted hosts")]
    ForeignHost,
}

impl ServiceUrl {
    /// Reads and checks a service URL; the host must be one of `hosts`, compared exactly.
    ///
    /// A trusted host is a bare host name for https on the default port, or `host:port`.
    /// Plain http is accepted on loopback hosts only.
    pub fn trusted(text: &str, hosts: &[String]) -> Result<ServiceUrl, ServiceUrlError> {
        Self::parse(text)?.if_on(hosts)
    }

    /// The same, if its host is one of these.
    pub(super) fn if_on(self, hosts: &[String]) -> Result<ServiceUrl, ServiceUrlError> {
        if self.is_on(hosts) { Ok(self) } else { Err(ServiceUrlError::ForeignHost) }
    }

    /// Is its host one of these? Compared exactly; never by ending, for others may have names
    /// under the same domain.
    pub fn is_on(&self, hosts: &[String]) -> bool {
        hosts.iter().any(|host| host.eq_ignore_ascii_case(&self.host))
    }

    /// Reads a service URL without asking whether its host is trusted.
    pub fn parse(text: &str) -> Result<ServiceUrl, ServiceUrlError> {
        // The parser forgives spaces, tabs and backslashes; a sender we trust never writes them.
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(ServiceUrlError::Unreadable);
        }
        let url = Url::parse(text).map_err(|_| ServiceUrlError::Unreadable)?;
        let plain_loopback = url.scheme() == "http" && is_loopback(&url);
        if url.scheme() != "https" && !plain_loopback {
            return Err(ServiceUrlError::NotHttps);
        }
        let decorated = !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some()
            || text.contains('@');
        if decorated {
            return Err(ServiceUrlError::Decorated);
        }
        let name = url.host_str().ok_or(ServiceUrlError::Unreadable)?;
        let host = match url.port() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        };
        // The parser reads many spellings as one address. A sender we trust uses the plain one;
        // another is somebody who tries to have two readers see two addresses.
        let origin = format!("{}://{host}", url.scheme());
        let rest = text.get(origin.len()..).filter(|_| {
            text.get(..origin.len()).is_some_and(|written| written.eq_ignore_ascii_case(&origin))
        });
        if rest.is_none_or(|rest| rest != url.path() && !rest.is_empty()) {
            return Err(ServiceUrlError::Disguised);
        }
        let path = url.path().strip_suffix('/').unwrap_or(url.path());
        Ok(ServiceUrl { base: format!("{}://{host}{path}", url.scheme()), host })
    }

    /// The address without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Is it https? Else it is plain http on this machine.
    pub fn is_https(&self) -> bool {
        self.base.starts_with("https:")
    }

    /// The host, with its port unless it is the default one.
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// Reads service URLs for who is given the same one again and again: the last is remembered, as it was
/// written and as what it was read.
#[derive(Debug, Default)]
pub(super) struct LastUrl(Mutex<Option<(String, ServiceUrl)>>);

impl LastUrl {
    /// As [`ServiceUrl::parse`].
    pub(super) fn parse(&self, text: &str) -> Result<ServiceUrl, ServiceUrlError> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, url)) = last.as_ref().filter(|(written, _)| written == text) {
            return Ok(url.clone());
        }
        let url = ServiceUrl::parse(text)?;
        *last = Some((text.to_owned(), url.clone()));
        Ok(url)
    }
}

impl fmt::Display for ServiceUrl {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.base)
    }
}

/// Does this URL stay on the machine?
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
