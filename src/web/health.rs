//! Is it alive, and is it ready?

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::service::Service;
use crate::store::outbox;

const NO_ANSWER: &str = "the database does not answer: look at the disk or the database server";
const NO_KEYS: &str = "no signing keys: the addresses of the cloud cannot be reached from here";

/// The commonest mistake in a new installation: the login service gives a token, and the connector
/// does not accept it.
const REFUSED: &str = "the channel refuses the bot's token (401), which the login service does give: \
    home_tenant must be the tenant of the bot's own registration, app_id its application id, and the \
    bot must have the Teams channel; what is to be sent waits";

/// What it needs to do its work.
pub(super) struct Health {
    /// Why the database does not do its work, if so.
    database: Option<String>,
    signing_keys: bool,
}

impl Health {
    /// How it is now.
    pub(super) async fn of(service: &Service) -> Health {
        let read = match service.store().read().await {
            Ok(mut conn) => outbox::next_at(&mut conn).await.is_ok(),
            Err(_) => false,
        };
        let database = if read {
            let trouble = service.store().trouble(service.now()).await;
            trouble.map(|why| format!("the database takes no changes: {why}"))
        } else {
            Some(NO_ANSWER.to_owned())
        };
        Health { database, signing_keys: service.verifier().is_ready(service.now()) }
    }

    pub(super) fn is_ready(&self) -> bool {
        self.database.is_none() && self.signing_keys
    }

    /// What is in the way, and what to do about it.
    fn reasons(&self) -> Vec<&str> {
        let keys = (!self.signing_keys).then_some(NO_KEYS);
        self.database.as_deref().into_iter().chain(keys).collect()
    }
}

/// The process runs.
pub(super) async fn live() -> StatusCode {
    StatusCode::OK
}

/// It can take messages: the database answers and signing keys are at hand. Each part says so, and
/// so do things that somebody should know of: what cannot be sent waits in the outbox meanwhile.
pub(super) async fn ready(State(service): State<Service>) -> (StatusCode, Json<Value>) {
    let health = Health::of(&service).await;
    let status = if health.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let answer = json!({
        "version": crate::VERSION,
        "cloud": service.verifier().cloud(),
        "content": service.edition().version,
        "database": health.database.is_none(),
        "signing_keys": health.signing_keys,
        "reasons": health.reasons(),
        "warnings": warnings(&service),
    });
    (status, Json(answer))
}

fn warnings(service: &Service) -> Vec<String> {
    let token = service.token_failure().map(|error| error.to_string());
    let refused = service.is_refused().then(|| REFUSED.to_owned());
    let custom = service.verifier().trusts_custom_cloud().then(|| {
        "a cloud of your own: tokens of its issuer are believed, and Microsoft's are not".to_owned()
    });
    let content = service.refused_content();
    let content = content.map(|why| format!("newer content is not live, older is: {why}"));
    custom.into_iter().chain(token).chain(refused).chain(content).collect()
}
