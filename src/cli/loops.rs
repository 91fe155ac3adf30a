//! What a running server does by itself: plan, deliver, keep house, look at the content.

use std::time::Duration;

use tokio::task::JoinSet;

use super::edition::{EditionError, Watch, published};
use crate::audit::{Deed, note};
use crate::clock::pause;
use crate::conversation::Edition;
use crate::service::Service;

const PLAN_EVERY: Duration = Duration::from_secs(20);
/// The bell rings for new replies; this is for retries whose time has come.
const DELIVER_EVERY: Duration = Duration::from_secs(2);
const KEEP_HOUSE_EVERY: Duration = Duration::from_hours(1);
/// What waited for the start goes first: in a large database housekeeping takes a moment.
const KEEP_HOUSE_AFTER: Duration = Duration::from_secs(5);
/// Keys are refreshed once a day; this is how soon a start without any is mended.
const KEYS_EVERY: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Asking for the newest version's number costs next to nothing.
const ASK_EVERY: Duration = Duration::from_secs(3);

/// Starts them all; a failure is logged and tried again. Delivering runs until the program ends,
/// the others until what is returned is dropped.
pub(super) fn start(service: &Service, looks: Looks) -> JoinSet<()> {
    tokio::spawn(deliver(service.clone()));
    let mut others = JoinSet::new();
    others.spawn(keys(service.clone()));
    others.spawn(warm_up(service.clone()));
    others.spawn(keep_house(service.clone()));
    others.spawn(plan(service.clone()));
    others.spawn(look(service.clone(), looks));
    others
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
        let again_at = match service.deliver().await {
            Ok(delivered) => delivered.again_at,
            Err(error) => {
                tracing::error!(%error, "delivering failed");
                pause(DELIVER_EVERY).await;
                None
            }
        };
        // A limit of the channel lets the next ones go earlier than that.
        let wait = again_at.map(|at| at.duration_since(service.now()));
        let wait = wait.map_or(DELIVER_EVERY, |wait| wait.unsigned_abs().min(DELIVER_EVERY));
        tokio::select! {
            () = service.rung() => {}
            () = pause(wait) => {}
        }
    }
}

async fn keep_house(service: Service) {
    pause(KEEP_HOUSE_AFTER).await;
    loop {
        if let Err(error) = service.keep_house().await {
            tracing::error!(%error, "housekeeping failed");
        }
        pause(KEEP_HOUSE_EVERY).await;
    }
}

/// Where changed content comes from.
#[derive(Debug)]
pub(super) enum Looks {
    /// Folders, which are read again and again.
    At(Watch),
    /// Published versions after this one.
    For(Option<i64>),
}

async fn look(service: Service, looks: Looks) {
    match looks {
        Looks::At(watch) => at_folders(service, watch).await,
        Looks::For(version) => for_versions(service, version).await,
    }
}

async fn at_folders(service: Service, mut watch: Watch) {
    loop {
        pause(LOOK_EVERY).await;
        // Reading files waits for the disk; it must not hold up the turns.
        let looked = tokio::task::spawn_blocking(move || {
            let found = watch.look();
            (watch, found)
        });
        let (same_watch, found) = match looked.await {
            Ok(looked) => looked,
            Err(error) => {
                tracing::error!(%error, "changed content is not noticed any more; start Stapje again");
                return;
            }
        };
        watch = same_watch;
        show(&service, found);
    }
}

async fn for_versions(service: Service, mut seen: Option<i64>) {
    let mut told = None;
    loop {
        pause(ASK_EVERY).await;
        match published(service.store(), seen).await {
            Ok(found) => {
                seen = found.as_ref().map(|(version, _)| *version).or(seen);
                show(&service, Ok(found.map(|(_, edition)| edition)));
            }
            // The same trouble is told once.
            Err(error) if told.as_deref() == Some(error.brief().as_str()) => {}
            Err(error) => {
                told = Some(error.brief());
                show(&service, Err(error));
            }
        }
    }
}

/// Makes new content live, or says why what is live stays.
fn show(service: &Service, found: Result<Option<Edition>, EditionError>) {
    match found {
        Ok(None) => {}
        Ok(Some(edition)) => {
            tracing::info!(tips = edition.catalog.tips.len(), "new content is live");
            note(Deed {
                action: "publish",
                object: "content",
                result: "done",
                origin: "content",
                actor: "champion",
                count: edition.catalog.tips.len() as u64,
            });
            service.publish(edition);
        }
        Err(error) => {
            tracing::error!("the content stays as it was: {error}");
            service.content_refused(error.brief());
        }
    }
}
