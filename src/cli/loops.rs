//! What a running server does by itself: plan, deliver, keep house, look at the content.

use std::time::Duration;

use super::edition::Watch;
use crate::audit::{Deed, note};
use crate::clock::pause;
use crate::service::Service;

const PLAN_EVERY: Duration = Duration::from_secs(20);
/// The bell rings for new replies; this is for retries whose time has come.
const DELIVER_EVERY: Duration = Duration::from_secs(2);
const KEEP_HOUSE_EVERY: Duration = Duration::from_hours(1);
/// Keys are refreshed once a day; this is how soon a start without any is mended.
const KEYS_EVERY: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Starts them all. They run until the program ends; a failure is logged and tried again.
pub(super) fn start(service: &Service, watch: Watch) {
    tokio::spawn(keys(service.clone()));
    tokio::spawn(warm_up(service.clone()));
    tokio::spawn(keep_house(service.clone()));
    tokio::spawn(plan(service.clone()));
    tokio::spawn(deliver(service.clone()));
    tokio::spawn(look(service.clone(), watch));
}

/// Without keys `/ready` says so and nobody may come, so nobody but us would make them be fetched.
async fn keys(service: Service) {
    loop {
        if let Err(error) = service.refresh_keys().await {
            tracing::warn!(%error, "signing keys not refreshed");
        }
        pause(KEYS_EVERY).await;
    }
}

/// Once: a failure is in the log and on `/ready`, and every send tries again.
async fn warm_up(service: Service) {
    if service.warm_up().await.is_ok() {
        tracing::info!("the login service gave a token for the connector");
    }
}

async fn plan(service: Service) {
    loop {
        match service.plan().await {
            Ok(planned) if planned.nudges > 0 => {
                tracing::info!(nudges = planned.nudges, "planned");
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "planning failed"),
        }
        pause(PLAN_EVERY).await;
    }
}

async fn deliver(service: Service) {
    loop {
        if let Err(error) = service.deliver().await {
            tracing::error!(%error, "delivering failed");
            pause(DELIVER_EVERY).await;
        }
        tokio::select! {
            () = service.rung() => {}
            () = pause(DELIVER_EVERY) => {}
        }
    }
}

async fn keep_house(service: Service) {
    loop {
        if let Err(error) = service.keep_house().await {
            tracing::error!(%error, "housekeeping failed");
        }
        pause(KEEP_HOUSE_EVERY).await;
    }
}

async fn look(service: Service, mut watch: Watch) {
    loop {
        pause(LOOK_EVERY).await;
        // Reading files waits for the disk; it must not hold up the turns.
        let looked = tokio::task::spawn_blocking(move || {
            let found = watch.look();
            (watch, found)
        });
        let Ok((same_watch, found)) = looked.await else { return };
        watch = same_watch;
        match found {
            Ok(None) => {}
            Ok(Some(edition)) => {
                tracing::info!(tips = edition.catalog.tips.len(), "new content is live");
                note(Deed {
                    action: "publish",
                    object: "content",
                    result: "done",
                    origin: "content folder",
                    actor: "champion",
                    count: edition.catalog.tips.len() as u64,
                });
                service.publish(edition);
            }
            Err(error) => tracing::error!("the content stays as it was: {error}"),
        }
    }
}
