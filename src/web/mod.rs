//! The HTTP side of the bot: activities in, health and figures out.

mod health;
mod loopback;
mod messages;
mod metrics;
mod outside;
mod places;
mod server;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::service::Service;

pub use loopback::loopback_only;
pub use metrics::metrics_router;
pub use outside::Public;
pub use server::serve;

/// The bot's endpoints.
pub fn router(service: Service) -> Router {
    public_router(service, Public::default())
}

/// The bot's endpoints, with what is said to anybody who asks.
pub fn public_router(service: Service, public: Public) -> Router {
    let told = service.clone();
    let security_txt = move || std::future::ready(outside::security_txt(&told, &public));
    Router::new()
        .route("/api/messages", post(messages::receive).fallback(messages::wrong_method))
        .route("/live", get(health::live))
        .route("/ready", get(health::ready))
        .route("/.well-known/security.txt", get(security_txt))
        .layer(from_fn_with_state(service.clone(), outside::wrap))
        .with_state(service)
}
