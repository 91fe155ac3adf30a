//! `GET /metrics`, on a listener of its own: how the service does, for Prometheus. Nothing in it is
//! about one person, and no label grows with the number of people.

use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::health::Health;
use crate::service::Service;
use crate::store::{StoreError, employees, outbox};

/// The text format that Prometheus and its kin read.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What people chose is counted from so many people up, as everywhere: fewer could be known.
const LEAST: i64 = 10;
/// States that somebody chose.
const CHOICES: [&str; 2] = ["blocked", "uninstalled"];

type Labels = Vec<(&'static str, String)>;
type Gauges = Family<Labels, Gauge>;

/// The endpoints for operators.
pub fn metrics_router(service: Service) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(service)
}

async fn metrics(
    State(service): State<Service>,
) -> Result<([(HeaderName, &'static str); 1], String), StatusCode> {
    let text = text(&service).await.map_err(|error| {
        tracing::error!(%error, "the metrics cannot be collected");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text))
}

async fn text(service: &Service) -> Result<String, StoreError> {
    let mut registry = Registry::with_prefix("stapje");
    service.figures().register(&mut registry);
    about(service, &mut registry);
    refused(service, &mut registry);
    sent(service, &mut registry);
    waiting(service, &mut registry).await?;
    learned(service, &mut registry);
    let ready = Health::of(service).await.is_ready();
    gauge(&mut registry, "ready", "1 when it can do its work").set(i64::from(ready));
    let waits: Counter = Counter::default();
    waits.inc_by(service.limiter_waits());
    registry.register("limiter_waits", "Sends that waited for a limit", waits);
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = encode(&mut text, &registry);
    Ok(text)
}

fn about(service: &Service, registry: &mut Registry) {
    let edition = service.edition();
    let build =
        Info::new(vec![("version", env!("CARGO_PKG_VERSION")), ("build", env!("STAPJE_BUILD"))]);
    registry.register("build", "Which program this is", build);
    let content = Info::new(vec![("version", edition.version.clone())]);
    registry.register("content", "Which content is live", content);
    let tips = gauge(registry, "content_tips", "Tips that are live");
    tips.set(edition.catalog.tips.len().try_into().unwrap_or(i64::MAX));
}

fn refused(service: &Service, registry: &mut Registry) {
    let refused: Family<Labels, Counter> = Family::default();
    for (reason, count) in service.rejections().snapshot() {
        refused.get_or_create(&vec![("reason", reason.to_owned())]).inc_by(count);
    }
    registry.register("requests_refused", "Requests not let in, by reason", refused);
}

/// Attempts to send, of which nothing is ever taken away: whoever is erased was sent something all
/// the same.
fn sent(service: &Service, registry: &mut Registry) {
    let sends: Family<Labels, Counter> = Family::default();
    for (of, count) in service.sends() {
        let shown = (of.outcome.to_owned(), i64::try_from(count).unwrap_or(i64::MAX));
        if may_be_shown(&shown) {
            let labels = vec![("purpose", of.purpose.to_owned()), ("outcome", shown.0)];
            sends.get_or_create(&labels).inc_by(count);
        }
    }
    registry.register("sends", "Attempts to send, by what they were for and how they ended", sends);
}

async fn waiting(service: &Service, registry: &mut Registry) -> Result<(), StoreError> {
    let mut conn = service.store().read().await?;
    let states = gauges(registry, "outbox", "Things in the outbox, by state");
    for (state, count) in outbox::counts(&mut conn).await?.into_iter().filter(may_be_shown) {
        states.get_or_create(&vec![("state", state)]).set(count);
    }
    let age: Gauge = Gauge::default();
    registry.register_with_unit(
        "outbox_oldest",
        "Age of what waits longest to be sent",
        Unit::Seconds,
        age.clone(),
    );
    let oldest = outbox::oldest(&mut conn).await?;
    age.set(
        oldest.map_or(0, |at: jiff::Timestamp| service.now().duration_since(at).as_secs().max(0)),
    );
    let people = gauges(registry, "employees", "People known, by whether they can be reached");
    for (reach, count) in employees::counts(&mut conn).await?.into_iter().filter(may_be_shown) {
        people.get_or_create(&vec![("reach", reach)]).set(count);
    }
    Ok(())
}

/// What all people have taught together, where enough people did. Organisations are numbered.
fn learned(service: &Service, registry: &mut Registry) {
    let answers = gauges(registry, "learned_answers", "Answers that estimates for all stand on");
    let items = gauges(registry, "learned_items", "Tips whose difficulty follows from answers");
    let numbers: Family<Labels, Gauge<f64, AtomicU64>> = Family::default();
    registry.register(
        "learned",
        "Numbers of recall that is read as people answer, and where a newcomer starts, in logits",
        numbers.clone(),
    );
    let all = service.learned();
    let enough = all.values().filter(|learned| learned.has_enough_people());
    for (number, learned) in (1..).zip(enough) {
        let label = |name, what: &str| -> Labels {
            vec![("organisation", i32::to_string(&number)), (name, what.to_owned())]
        };
        let first = learned.items.values().map(|sum| i64::from(sum.answers)).sum();
        answers.get_or_create(&label("about", "items")).set(first);
        answers.get_or_create(&label("about", "reviews")).set(learned.recalls.count().into());
        let weigh = learned.items.values().filter(|sum| sum.weighs()).count();
        let organisation = vec![("organisation", number.to_string())];
        items.get_or_create(&organisation).set(weigh.try_into().unwrap_or(i64::MAX));
        let recall = learned.recall();
        let start = learned.levels.average();
        for (name, value) in
            [("recall_shift", recall.shift), ("recall_slope", recall.slope), ("start", start)]
        {
            numbers.get_or_create(&label("number", name)).set(value);
        }
    }
}

fn may_be_shown((name, count): &(String, i64)) -> bool {
    *count >= LEAST || !CHOICES.contains(&name.as_str())
}

fn gauge(registry: &mut Registry, name: &str, help: &str) -> Gauge {
    let gauge: Gauge = Gauge::default();
    registry.register(name, help, gauge.clone());
    gauge
}

fn gauges(registry: &mut Registry, name: &str, help: &str) -> Gauges {
    let gauges = Gauges::default();
    registry.register(name, help, gauges.clone());
    gauges
}
