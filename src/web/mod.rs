//! The HTTP side of the bot: activities in, health out.

mod health;
mod messages;
mod server;

use axum::Router;
use axum::routing::{get, post};

use crate::service::Service;

pub use server::serve;

/// The bot's endpoints.
pub fn router(service: Service) -> Router {
    Router::new()
        .route("/api/messages", post(messages::receive).fallback(messages::wrong_method))
        .route("/live", get(health::live))
        .route("/ready", get(health::ready))
        .with_state(service)
}
