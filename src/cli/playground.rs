//! `stapje playground`: the bot for Microsoft 365 Agents Playground, which sends no token.
//!
//! Only in development builds with the `playground` feature, only on this machine, and never
//! beside real credentials.

use std::net::{Ipv4Addr, SocketAddr};

use clap::Args;

use super::Failure;
use super::edition::Watch;
use super::loops::Looks;
use super::serve::{listen, serve};
use crate::bot_framework::auth::{Verifier, VerifierSettings};
use crate::bot_framework::{Cloud, Connector, http_client};
use crate::clock::{Chance, Clock};
use crate::content::Source;
use crate::learning::Rule;
use crate::service::{Parts, Service};
use crate::store::Store;
use crate::store::retention::Retention;
use crate::web::Public;

/// Settings that belong to a real bot.
const CREDENTIALS: [&str; 7] = [
    "STAPJE_APP_ID",
    "STAPJE_APP_SECRET",
    "STAPJE_APP_SECRET_FILE",
    "STAPJE_APP_CERTIFICATE_FILE",
    "STAPJE_MANAGED_IDENTITY",
    "STAPJE_FEDERATED_TOKEN_FILE",
    "STAPJE_FEDERATED_IDENTITY",
];

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The port where the playground looks for the bot.
    #[arg(long, default_value_t = 3978)]
    port: u16,
    /// The port of the playground itself, where answers go.
    #[arg(long, default_value_t = 56150)]
    playground_port: u16,
}

pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    if let Some(name) = CREDENTIALS.into_iter().find(|name| std::env::var_os(name).is_some()) {
        return Err(format!("{name} is set. The playground believes everybody, so it does not start beside real credentials: unset it first.").into());
    }
    tell!("*** PLAYGROUND: no authentication. For development on this machine only. ***");
    let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port))).await?;
    let (watch, edition) = Watch::open(Source::BuiltIn)?;
    let chance = Chance::system();
    let folder = std::env::temp_dir().join(format!("stapje-playground-{}", chance.nonce()));
    std::fs::create_dir_all(&folder)?;
    let store = Store::open(&format!("sqlite:{}", folder.join("stapje.db").display())).await?;
    let http = http_client(crate::USER_AGENT)?;
    let settings = VerifierSettings { app_id: "playground".to_owned(), tenants: Vec::new() };
    let port = arguments.playground_port;
    let hosts = vec![format!("localhost:{port}"), format!("127.0.0.1:{port}")];
    let service = Service::new(Parts {
        store,
        edition,
        clock: Clock::System,
        chance,
        rule: Rule::default(),
        retention: Retention::default(),
        connector: Connector::without_token(http.clone(), "28:playground", hosts),
        verifier: Verifier::unauthenticated(http, &Cloud::public(), settings),
    });
    serve(service, Looks::At(watch), listener, Public::default()).await?;
    // Left-over files in the temporary folder do no harm; the system clears it.
    let _ = std::fs::remove_dir_all(&folder);
    Ok(())
}
