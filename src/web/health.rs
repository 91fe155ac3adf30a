//! Is it alive, and is it ready?

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::service::Service;
use crate::store::outbox;

/// The process runs.
pub(super) async fn live() -> StatusCode {
    StatusCode::OK
}

/// It can take messages: the database answers and signing keys are at hand. Each part says so, and
/// so do things that somebody should know of: what cannot be sent waits in the outbox meanwhile.
pub(super) async fn ready(State(service): State<Service>) -> (StatusCode, Json<Value>) {
    let database = match service.store().read().await {
        Ok(mut conn) => outbox::next_at(&mut conn).await.is_ok(),
        Err(_) => false,
    };
    let keys = service.verifier().is_ready(service.now());
    let status = if database && keys { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let answer = json!({
        "version": crate::VERSION,
        "cloud": service.verifier().cloud(),
        "database": database,
        "signing_keys": keys,
        "warnings": warnings(&service),
    });
    (status, Json(answer))
}

fn warnings(service: &Service) -> Vec<String> {
    let token = service.token_failure().map(|error| error.to_string());
    let custom = service.verifier().trusts_custom_cloud().then(|| {
        "a cloud of your own: tokens of its issuer are believed, and Microsoft's are not".to_owned()
    });
    let content = service.refused_content();
    let content = content.map(|why| format!("newer content is not live, older is: {why}"));
    custom.into_iter().chain(token).chain(content).collect()
}
