//! The server itself: HTTP/1.1 with limits that a slow or greedy client cannot talk us out of.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::clock::pause;

/// The request line and headers must be there within this time.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// The most bytes of a request line and headers together.
const LARGEST_HEAD: usize = 64 * 1024;
/// The most header lines.
const MOST_HEADERS: usize = 64;
/// The most connections at a time; more wait in the system's queue.
const MOST_CONNECTIONS: usize = 1024;
/// After the signal to stop, turns in hand have this long to end.
const STOP_WITHIN: Duration = Duration::from_secs(10);
/// The pause after a connection could not be taken, such as when the machine has no more files.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

/// Serves `router` until `stop` is there, and then lets the requests in hand end.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS);
    let open = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    tokio::pin!(stop);
    loop {
        let accepted = async {
            let place = room.clone().acquire_owned().await.map_err(io::Error::other)?;
            listener.accept().await.map(|(stream, _)| (stream, place))
        };
        let (stream, place) = tokio::select! {
            () = &mut stop => break,
            accepted = accepted => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    pause(AFTER_FAILURE).await;
                    continue;
                }
            },
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = open.watch(http.serve_connection(ready(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    tokio::select! {
        () = open.shutdown() => {}
        () = pause(STOP_WITHIN) => tracing::warn!("stopped before every request had ended"),
    }
    Ok(())
}

/// Small answers go out at once.
fn ready(stream: TcpStream) -> TokioIo<TcpStream> {
    // A stream that does not take the option is merely a little slower.
    let _ = stream.set_nodelay(true);
    TokioIo::new(stream)
}
