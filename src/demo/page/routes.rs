//! The page's routes. Everything that changes something is JSON, which a page of another
//! origin cannot send without being asked first; and only loopback names are answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ZONE;
use super::panel::panel;
use crate::bot_framework::card::Card;
use crate::demo::{Cast, Demo};
use crate::local_channel::{Author, Message, PersonError};
use crate::store::StoreError;
use crate::web::loopback_only;

type Shared = Arc<Demo>;

/// Nothing from elsewhere; pictures in tips may come from any https page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    img-src 'self' data: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page and its parts.
pub fn router(demo: Shared) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/demo.css", get(style))
        .route("/demo.js", get(script))
        .route("/people/{id}", get(look))
        .route("/people/{id}/installs", post(installs))
        .route("/people/{id}/uninstalls", post(uninstalls))
        .route("/people/{id}/says", post(says))
        .route("/people/{id}/presses", post(presses))
        .route("/people/{id}/reacts", post(reacts))
        .route("/clock", post(push))
        .layer(from_fn_with_state(POLICY, loopback_only))
        .with_state(demo)
}

#[derive(Deserialize)]
struct PageQuery {
    lang: Option<String>,
}

#[derive(Template)]
#[template(path = "demo/page/page.html")]
struct Page {
    nl: bool,
    people: Vec<PersonLine>,
}

struct PersonLine {
    id: String,
    name: String,
    initials: String,
    about: &'static str,
}

async fn page(State(demo): State<Shared>, Query(query): Query<PageQuery>) -> Response {
    let nl = query.lang.as_deref() != Some("en");
    let line = |cast: &Cast| {
        let profile = cast.person.profile();
        let initials = profile.name.split(' ').filter_map(|part| part.chars().next());
        PersonLine {
            id: profile.id.clone(),
            name: profile.name.clone(),
            initials: initials.filter(|letter| letter.is_uppercase()).take(2).collect(),
            about: cast.about[usize::from(!nl)],
        }
    };
    let people = demo.cast.iter().map(line).collect();
    html(&Page { nl, people })
}

async fn style() -> Response {
    let kind = (header::CONTENT_TYPE, "text/css; charset=utf-8");
    ([kind], include_str!("demo.css")).into_response()
}

async fn script() -> Response {
    let kind = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind], include_str!("demo.js")).into_response()
}

/// What the page shows of one person.
#[derive(Serialize)]
struct View {
    chat: String,
    panel: String,
    clock: String,
    installed: bool,
    /// How many messages everybody got from the bot so far.
    received: BTreeMap<String, usize>,
    /// Something to say in passing, such as the toast of the last press.
    passing: Option<String>,
}

#[derive(Template)]
#[template(path = "demo/page/chat.html")]
struct Chat {
    nl: bool,
    name: String,
    days: Vec<Day>,
}

struct Day {
    date: String,
    messages: Vec<Line>,
}

struct Line {
    id: String,
    mine: bool,
    time: String,
    text: String,
    card: Option<String>,
    notified: bool,
}

/// Something that the page asked for could not be done.
struct Problem(StatusCode, String);

async fn look(
    State(demo): State<Shared>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Json<View>, Problem> {
    view(&demo, &id, &query, None).await
}

async fn installs(
    State(demo): State<Shared>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
    Json(()): Json<()>,
) -> Result<Json<View>, Problem> {
    find(&demo, &id)?.person.installs().await?;
    demo.settle().await?;
    view(&demo, &id, &query, None).await
}

async fn uninstalls(
    State(demo): State<Shared>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
    Json(()): Json<()>,
) -> Result<Json<View>, Problem> {
    find(&demo, &id)?.person.uninstalls().await?;
    demo.settle().await?;
    view(&demo, &id, &query, None).await
}

#[derive(Deserialize)]
struct Said {
    text: String,
}

async fn says(
    State(demo): State<Shared>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
    Json(said): Json<Said>,
) -> Result<Json<View>, Problem> {
    let text = said.text.trim();
    if !text.is_empty() {
        find(&demo, &id)?.person.says(text).await?;
        demo.settle().await?;
    }
    view(&demo, &id, &query, None).await
}

#[derive(Deserialize)]
struct Pressed {
    message: String,
    action: usize,
    #[serde(default)]
    inputs: Vec<(String, String)>,
}

async fn presses(
    State(demo): State<Shared>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
    Json(pressed): Json<Pressed>,
) -> Result<Json<View>, Problem> {
    let inputs: Vec<(&str, &str)> =
        pressed.inputs.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
    let person = &find(&demo, &id)?.person;
    let answer = person.presses(&pressed.message, pressed.action, &inputs).await?;
    let passing = answer.body.and_then(|body| body["value"].as_str().map(str::to_owned));
    demo.settle().await?;
    view(&demo, &id, &query, passing).await
}

async fn reacts(
    State(demo): State<Shared>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
    Json(()): Json<()>,
) -> Result<Json<View>, Problem> {
    let edition = demo.service.edition();
    let cast = find(&demo, &id)?;
    let reacted = cast.reacts(&edition).await?;
    demo.settle().await?;
    let name = &cast.person.profile().name;
    let passing = (!reacted).then(|| match query.lang.as_deref() {
        Some("en") => format!("{name} does nothing now."),
        _ => format!("{name} doet nu niets."),
    });
    view(&demo, &id, &query, passing).await
}

#[derive(Deserialize)]
struct Push {
    by: By,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum By {
    Hour,
    Morning,
    Week,
}

async fn push(State(demo): State<Shared>, Json(push): Json<Push>) -> Result<StatusCode, Problem> {
    match push.by {
        By::Hour => demo.advance(SignedDuration::from_hours(1)).await?,
        By::Morning => demo.next_morning().await?,
        By::Week => demo.advance(SignedDuration::from_hours(7 * 24)).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn view(
    demo: &Demo,
    id: &str,
    query: &PageQuery,
    passing: Option<String>,
) -> Result<Json<View>, Problem> {
    let nl = query.lang.as_deref() != Some("en");
    let cast = find(demo, id)?;
    let messages = cast.person.messages();
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let edition = demo.service.edition();
    let words = edition.language(if nl { "nl" } else { "en" }).1;
    let date = |at: Timestamp| words.date(zone.to_datetime(at).date());
    let mut days: Vec<Day> = Vec::new();
    for message in &messages {
        let day = date(message.at);
        if days.last().is_none_or(|last| last.date != day) {
            days.push(Day { date: day, messages: Vec::new() });
        }
        if let Some(last) = days.last_mut() {
            last.messages.push(line(message, &zone));
        }
    }
    let name = cast.person.profile().name.clone();
    let chat = Chat { nl, name, days };
    let (panel, installed) = panel(demo, cast, nl).await?;
    let now = demo.clock.now();
    Ok(Json(View {
        chat: chat.render().map_err(|_| Problem::ours())?,
        panel,
        clock: format!("{}, {}", date(now), clock(now, &zone)),
        installed,
        received: demo.cast.iter().map(received).collect(),
        passing,
    }))
}

/// How many messages somebody got from the bot.
fn received(cast: &Cast) -> (String, usize) {
    let messages = cast.person.messages();
    let from_bot = messages.iter().filter(|message| message.author == Author::Bot).count();
    (cast.person.profile().id.clone(), from_bot)
}

fn line(message: &Message, zone: &TimeZone) -> Line {
    let card = message.card.as_ref().and_then(|card| Card::read(card).ok());
    Line {
        id: message.id.clone(),
        mine: message.author == Author::Person,
        time: clock(message.at, zone),
        text: message.text.clone(),
        card: card.map(|card| card.html(&format!("card-{}", message.id))),
        notified: message.notified.is_some(),
    }
}

fn clock(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%H:%M").to_string()
}

fn find<'a>(demo: &'a Demo, id: &str) -> Result<&'a Cast, Problem> {
    demo.person(id).ok_or_else(|| Problem(StatusCode::NOT_FOUND, "nobody by that name".to_owned()))
}

fn html(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl Problem {
    fn ours() -> Problem {
        Problem(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be drawn".to_owned())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

impl From<PersonError> for Problem {
    fn from(error: PersonError) -> Problem {
        Problem(StatusCode::CONFLICT, error.to_string())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        tracing::error!(%error, "the demo's database failed");
        Problem(StatusCode::INTERNAL_SERVER_ERROR, "the demo's database failed".to_owned())
    }
}
