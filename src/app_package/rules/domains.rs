//! Hosts: those of addresses, and those of `validDomains`.

use super::{Look, Purpose, list, text};

/// Services that lead to somebody's own machine: fine while developing, refused for use.
const TUNNELS: &[&str] = &[
    "ngrok.io",
    "ngrok.app",
    "ngrok.dev",
    "ngrok-free.app",
    "ngrok-free.dev",
    "devtunnels.ms",
    "tunnels.api.visualstudio.com",
    "trycloudflare.com",
    "loca.lt",
    "localhost.run",
    "serveo.net",
    "lhr.life",
];

/// Hosts that are never anybody's (RFC 2606 and RFC 6761).
const NOBODYS: &[&str] =
    &["example", "example.com", "example.net", "example.org", "test", "invalid", "localhost"];

/// Hosts that many share: of these, every name below would be trusted.
const SHARED: &[&str] = &[
    "azurewebsites.net",
    "azurecontainerapps.io",
    "azurestaticapps.net",
    "cloudapp.azure.com",
    "herokuapp.com",
    "github.io",
    "web.core.windows.net",
    "onmicrosoft.com",
    "sharepoint.com",
];

/// Hosts that Teams knows by itself.
const MICROSOFTS: &[&str] =
    &["teams.microsoft.com", "login.microsoftonline.com", "microsoft.com", "office.com"];

fn is_or_below(host: &str, domains: &[&str]) -> bool {
    domains.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Why a host cannot be that of an address in a manifest.
pub(super) fn host_fault(host: &str, purpose: Purpose) -> Option<String> {
    let host = host.trim_end_matches('.').to_lowercase();
    if purpose == Purpose::Development {
        return None;
    }
    let name = host.trim_start_matches('[').trim_end_matches(']');
    if name.parse::<std::net::IpAddr>().is_ok() || is_or_below(&host, NOBODYS) {
        return Some(format!("`{host}` is no host that people can reach; use your own"));
    }
    if !host.contains('.') {
        return Some(format!("`{host}` is no public host name"));
    }
    is_or_below(&host, TUNNELS).then(|| {
        format!("`{host}` is a tunnel to somebody's machine. While developing, use --dev.")
    })
}

pub(super) fn check(look: &mut Look) {
    let mut faults = Vec::new();
    for (at, domain) in list(look.manifest, "validDomains").iter().enumerate() {
        let place = format!("validDomains[{at}]");
        let Some(domain) = domain.as_str() else {
            faults.push(("domain", place, "must be a host name".to_owned()));
            continue;
        };
        if let Some(what) = domain_fault(domain, look.purpose) {
            faults.push(("domain", place, what));
        }
    }
    for (at, tab) in list(look.manifest, "staticTabs").iter().enumerate() {
        let url = url::Url::parse(text(tab, "contentUrl"));
        let Some(host) = url.ok().and_then(|url| url.host_str().map(str::to_lowercase)) else {
            continue;
        };
        let listed = list(look.manifest, "validDomains").iter().filter_map(|it| it.as_str());
        if !listed.into_iter().any(|domain| covers(&domain.to_lowercase(), &host)) {
            let what = format!("`{host}` is not in validDomains, so the tab would stay empty");
            faults.push(("domain", format!("staticTabs[{at}].contentUrl"), what));
        }
    }
    for (rule, place, what) in faults {
        look.fault(rule, place, what);
    }
}

fn covers(domain: &str, host: &str) -> bool {
    match domain.strip_prefix("*.") {
        Some(parent) => is_or_below(host, &[parent]) && host != parent,
        None => domain == host,
    }
}

fn domain_fault(domain: &str, purpose: Purpose) -> Option<String> {
    if domain.contains(['/', ':', '?', ' ']) {
        return Some(format!("is `{domain}`; write a host name alone, without https:// or a path"));
    }
    let bare = domain.strip_prefix("*.").unwrap_or(domain).to_lowercase();
    if bare.contains('*') {
        return Some(format!("is `{domain}`; a star can only be the whole first part"));
    }
    if domain.starts_with("*.") && SHARED.contains(&bare.as_str()) {
        return Some(format!(
            "`{domain}` trusts everybody who has a site there; name your own host"
        ));
    }
    if MICROSOFTS.contains(&bare.as_str()) {
        return Some(format!("`{domain}` is Microsoft's own and need not be listed"));
    }
    host_fault(&bare, purpose)
}
