//! Hosts: those of addresses, and those of `validDomains`.

use super::{Look, Purpose, list, names, text, twice};

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
    "localtunnel.me",
    "tunnelmole.net",
    "pagekite.me",
];

/// Hosts that are never anybody's on the internet (RFC 2606, RFC 6761, RFC 6762 and RFC 8375), with
/// the name that Microsoft's own examples use.
const NOBODYS: &[&str] = &[
    "example",
    "example.com",
    "example.net",
    "example.org",
    "test",
    "invalid",
    "localhost",
    "local",
    "internal",
    "home.arpa",
    "contoso.com",
];

/// The most hosts that `validDomains` takes: before and from version 1.28 of the manifest.
const MOST: [usize; 2] = [16, 100];

/// Hosts that many share: of these, every name below would be trusted.
const SHARED: &[&str] = &[
    "azurewebsites.net",
    "azurecontainerapps.io",
    "azurestaticapps.net",
    "cloudapp.azure.com",
    "herokuapp.com",
    "github.io",
    "web.core.windows.net",
    "blob.core.windows.net",
    "azurefd.net",
    "vercel.app",
    "netlify.app",
    "web.app",
    "pages.dev",
    "workers.dev",
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
    let domains = list(look.manifest, "validDomains");
    let early = ["1.25", "1.26", "1.27"].contains(&look.text("/manifestVersion"));
    let most = MOST[usize::from(!early)];
    if look.manifest.get("validDomains").is_some() && !(1..=most).contains(&domains.len()) {
        let what = format!("holds {}; a list of 1 to {most} host names is taken", domains.len());
        faults.push(("how-many", "validDomains".to_owned(), what));
    }
    for domain in twice(names(look.manifest, "validDomains")) {
        let what = format!("`{domain}` stands there twice");
        faults.push(("twice", "validDomains".to_owned(), what));
    }
    for (at, domain) in domains.iter().enumerate() {
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

/// A star stands for one part of a name, not for several.
fn covers(domain: &str, host: &str) -> bool {
    match domain.strip_prefix("*.") {
        Some(parent) => host.split_once('.').is_some_and(|(_, rest)| rest == parent),
        None => domain == host,
    }
}

fn domain_fault(domain: &str, purpose: Purpose) -> Option<String> {
    let allowed = |c: char| c.is_alphanumeric() || ".-*".contains(c);
    if domain.is_empty() || !domain.chars().all(allowed) {
        return Some(format!(
            "is `{domain}`; write a host name alone, without https://, a port or a path"
        ));
    }
    let bare = domain.strip_prefix("*.").unwrap_or(domain).to_lowercase();
    if bare.contains('*') {
        return Some(format!("is `{domain}`; a star can only be the whole first part"));
    }
    if bare == "token.botframework.com" {
        return Some(format!(
            "`{domain}` is for cards to sign in with, which Stapje does not have"
        ));
    }
    if SHARED.contains(&bare.as_str()) {
        return Some(format!(
            "`{domain}` trusts everybody who has a site there; name your own host"
        ));
    }
    if MICROSOFTS.contains(&bare.as_str()) {
        return Some(format!("`{domain}` is Microsoft's own and need not be listed"));
    }
    host_fault(&bare, purpose)
}
