//! The server itself: HTTP/1.1 with limits that a slow or greedy client cannot talk us out of.

use std::io;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};

use super::places::Places;
use crate::clock::pause;

/// The request line and headers must be there within this time.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// The most bytes of a request line and headers together.
const LARGEST_HEAD: usize = 64 * 1024;
/// The most header lines.
const MOST_HEADERS: usize = 64;
/// After the signal to stop, turns in hand have this long to end.
const STOP_WITHIN: Duration = Duration::from_secs(10);
/// The longest pause after a connection could not be taken, such as when the machine has no more
/// files.
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
    let places = Places::of_this_process();
    tokio::pin!(stop);
    loop {
        // Somebody knocks first: as long as nobody does, nobody has to go.
        let accepted = async {
            let (stream, _) = listener.accept().await?;
            Ok::<_, io::Error>((stream, places.take().await))
        };
        let (stream, place) = tokio::select! {
            () = &mut stop => break,
            accepted = accepted => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    places.make_room();
                    tokio::select! {
                        () = places.changed() => {}
                        () = pause(AFTER_FAILURE) => {}
                    }
                    continue;
                }
            },
        };
        let (inside, at) = (TowerToHyperService::new(router.clone()), place.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let (in_hand, answer) = (at.begin(), inside.call(request));
            async move {
                let answer = answer.await;
                drop(in_hand);
                answer
            }
        });
        let connection = open.watch(http.serve_connection(ready(stream), service));
        tokio::spawn(async move {
            // In this order: an answer that is there goes out, and a head that is whole counts,
            // before the connection is asked whether it has to go.
            tokio::select! {
                biased;
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                },
                gone = place.has_to_go() => say(gone),
            }
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

/// Says now and then that there is a crowd at the door: a line for each of them would fill the disk.
fn say(gone: u64) {
    if gone.is_power_of_two() || gone.is_multiple_of(10_000) {
        tracing::warn!(gone, "all places are taken, connections without a request make room");
    }
}
