//! The server on this machine, and the address that Teams uses.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use serde_json::Value;

use super::fetch::fetch;
use crate::config::Config;
use crate::doctor::facts::{AnswerSeen, EndpointSeen, Said, ServerSeen};

/// Asks `/ready` on this machine.
pub(super) async fn server(http: &reqwest::Client, config: &Config) -> ServerSeen {
    let bind = here(config.bind);
    let fetched = fetch(http.get(format!("http://{bind}/ready"))).await.ok();
    let said = fetched.map(|fetched| {
        let body: Value = serde_json::from_slice(&fetched.body).unwrap_or_default();
        let list = |name: &str| -> Vec<String> {
            let texts = body[name].as_array().into_iter().flatten().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        };
        let is_ours = body["signing_keys"].is_boolean();
        let version = body["version"].as_str().filter(|_| is_ours).map(str::to_owned);
        let (reasons, warnings) = (list("reasons"), list("warnings"));
        Said { status: fetched.status, version, reasons, warnings }
    });
    ServerSeen { address: bind.to_string(), said }
}

/// Whoever listens everywhere can be reached on this machine.
fn here(mut bind: SocketAddr) -> SocketAddr {
    if bind.ip().is_unspecified() {
        let ip =
            if bind.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
        bind.set_ip(ip);
    }
    bind
}

/// Calls the address that Teams uses, as anybody could: without a token.
pub(super) async fn endpoint(http: &reqwest::Client, config: &Config) -> Option<EndpointSeen> {
    let base = config.public_url.as_ref()?;
    let address = format!("{base}/api/messages");
    let request = http
        .post(&address)
        .header("content-type", "application/json")
        .body("{\"type\":\"message\"}");
    let answer = fetch(request).await.map(|fetched| AnswerSeen {
        status: fetched.status,
        empty: fetched.body.is_empty(),
        certificate_until: fetched.certificate_until,
    });
    Some(EndpointSeen { plain: base.starts_with("http:"), address, answer })
}
