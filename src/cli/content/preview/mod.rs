//! `stapje content preview`: every card as it will look, with the findings beside it, while the
//! writer types. On this machine alone.

mod page;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header;
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use clap::Args;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use super::Failure;
use super::check::Checked;
use crate::content::{File, Source, SourceError};
use crate::web::loopback_only;
use page::View;

/// Nothing from elsewhere; pictures in tips may come from any https page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    img-src 'self' data: https:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    pack: super::Pack,
    /// The port of the page; 0 for any free one.
    #[arg(long, default_value_t = 4500)]
    port: u16,
}

/// What was looked at last.
struct Looked {
    source: Source,
    files: Vec<File>,
    checked: Checked,
    revision: u64,
}

type Shared = Arc<Mutex<Looked>>;

pub(super) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let source = arguments.pack.source();
    let files = source.files()?;
    let checked = Checked::new(&files);
    let looked = Arc::new(Mutex::new(Looked { source, files, checked, revision: 1 }));
    // Loopback, always: drafts are nobody else's business.
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}. Choose another port with --port.")
    })?;
    say!(
        "The preview is ready: open http://{}/ in a browser. Ctrl-C stops it.",
        listener.local_addr()?
    );
    Ok(crate::web::serve(listener, router(looked), crate::cli::serve::told_to_stop()).await?)
}

fn router(looked: Shared) -> Router {
    Router::new()
        .route("/", get(show))
        .route("/revision", get(revision))
        .route("/demo.css", get(|| async { style(include_str!("../../../demo/page/demo.css")) }))
        .route("/preview.css", get(|| async { style(include_str!("preview.css")) }))
        .route("/preview.js", get(script))
        .layer(from_fn_with_state(POLICY, loopback_only))
        .with_state(looked)
}

impl Looked {
    /// Reads the folder again; a new revision when something changed.
    fn look(&mut self) -> Result<(), SourceError> {
        let files = self.source.files()?;
        if files != self.files {
            self.checked = Checked::new(&files);
            self.files = files;
            self.revision += 1;
        }
        Ok(())
    }
}

/// The page. A folder that cannot be read for a moment, as while an editor saves, is looked at
/// again the next time.
async fn show(State(looked): State<Shared>, Query(view): Query<View>) -> Html<String> {
    let mut looked = looked.lock().await;
    if let Err(error) = looked.look() {
        tracing::warn!("{error}");
    }
    Html(page::page(&looked.checked, &view, looked.revision))
}

async fn revision(State(looked): State<Shared>) -> Json<serde_json::Value> {
    let mut looked = looked.lock().await;
    if let Err(error) = looked.look() {
        tracing::warn!("{error}");
    }
    Json(json!({ "revision": looked.revision }))
}

fn style(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], text).into_response()
}

async fn script() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (kind, include_str!("preview.js")).into_response()
}
