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

/// It can do its work: the database answers and signing keys are at hand. Each part says so.
pub(super) async fn ready(State(service): State<Service>) -> (StatusCode, Json<Value>) {
    let database = match service.store().read().await {
        Ok(mut conn) => outbox::next_at(&mut conn).await.is_ok(),
        Err(_) => false,
    };
    let keys = service.verifier().is_ready(service.now());
    let status = if database && keys { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let answer = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "cloud": service.verifier().cloud(),
        "database": database,
        "signing_keys": keys,
    });
    (status, Json(answer))
}
