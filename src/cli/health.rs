//! `stapje health`: is the bot on this machine ready? For containers, which hold no other program.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::bot_framework::http_client;
use crate::config::Basics;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Ask only whether the process runs.
    #[arg(long)]
    live: bool,
    /// The settings file; the environment goes above it.
    #[arg(long, short, env = "STAPJE_CONFIG")]
    config: Option<PathBuf>,
}

pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let basics = Basics::read(arguments.config.as_deref(), &super::environment)?;
    let path = if arguments.live { "live" } else { "ready" };
    let address = format!("http://{}/{path}", here(basics.bind));
    let answer = http_client(crate::USER_AGENT)?.get(&address).send().await.map_err(|_| {
        format!("nothing answers at {address}. Is `stapje serve` running, with this address?")
    })?;
    let status = answer.status();
    let body = answer.text().await.unwrap_or_default();
    if !status.is_success() {
        return Err(format!("not ready ({status}): {body}").into());
    }
    say!("{}", if body.is_empty() { "alive" } else { &body });
    Ok(())
}

/// Whoever listens everywhere can be reached on this machine.
fn here(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, bind.port())
}
