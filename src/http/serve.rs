//! Accepts connections: a limited number, none that keeps us waiting, and always one more for a new request.

use std::future::pending;
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::HttpBody;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};

use crate::http::body::RequestBody;
use crate::http::connections::{ConnectionSlot, Connections, Deadlines, Progress};
use crate::http::deadlines::DeadlineStream;

/// The largest request head. Slack's are under two kilobytes, whatever a proxy adds.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// How long nothing is accepted after the system had no room for a connection and none of ours could be evicted.
const ACCEPT_RETRY_PAUSE: Duration = Duration::from_millis(500);

#[derive(Clone, Copy, Debug)]
pub(super) struct ConnectionLimits {
    pub(super) deadlines: Deadlines,
    pub(super) connections: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            deadlines: Deadlines {
                first_byte: Duration::from_secs(10),
                head: Duration::from_secs(10),
                // Proxies keep an idle connection for a minute and must not lose a request to one that we're closing.
                idle: Duration::from_secs(75),
                write: Duration::from_secs(10),
            },
            // Slack sends a few requests a second, and a proxy keeps some connections open for them. This is half of
            // the 1,024 files that a process may usually have open.
            connections: 512,
        }
    }
}

/// Serves this router until `stopped`, then until every request in progress is answered.
pub async fn serve(listener: TcpListener, router: Router, stopped: impl Future<Output = ()>) {
    serve_within(ConnectionLimits::default(), listener, router, stopped).await;
}

async fn serve_within(
    limits: ConnectionLimits,
    listener: TcpListener,
    router: Router,
    stopped: impl Future<Output = ()>,
) {
    let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
    // hyper's deadline for a head counts from the end of the previous request.
    let idle = limits.deadlines.idle;
    http.http1().timer(TokioTimer::new()).header_read_timeout(idle).max_buf_size(MAX_HEAD_BYTES);
    let (connections, open) = (Connections::new(limits.connections), GracefulShutdown::new());
    let mut stopped = pin!(stopped);
    for number in 0.. {
        let accepted = async {
            let stream = accept(&listener, &connections).await;
            connections.place(number).await.map(|place| (stream, place))
        };
        let (stream, place) = tokio::select! {
            Some(accepted) = accepted => accepted,
            () = &mut stopped => break,
        };
        let stream = DeadlineStream::new(stream, limits.deadlines, place.progress.clone());
        let connection = http.serve_connection(TokioIo::new(stream), requests(&router, &place.progress));
        let answered = open.watch(connection.into_owned());
        tokio::spawn(hold_until_ended(place, async {
            // A client that breaks off or doesn't speak HTTP has had its answer from hyper.
            let _ = answered.await;
        }));
    }
    drop(listener);
    open.shutdown().await;
}

/// The next connection. If the system has no room for it, one of ours is evicted.
async fn accept(listener: &TcpListener, connections: &Connections) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(what = "connection", %error, "cannot accept");
                connections.evict_longest_waiting();
                #[expect(clippy::disallowed_methods, reason = "can't learn when the system has room again")]
                tokio::time::sleep(ACCEPT_RETRY_PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

/// Keeps a connection's slot until the connection ends or is evicted.
async fn hold_until_ended(place: ConnectionSlot, ended: impl Future<Output = ()>) {
    tokio::select! {
        () = ended => {}
        () = place.progress.evicted() => {}
    }
}

/// The service for one connection's requests, which records how far each one is.
fn requests(
    router: &Router,
    progress: &Arc<Progress>,
) -> impl Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send + 'static,
> + use<> {
    let (router, progress) = (TowerToHyperService::new(router.clone()), progress.clone());
    service_fn(move |request: Request<Incoming>| {
        let (router, progress) = (router.clone(), progress.clone());
        async move {
            let is_whole = request.body().is_end_stream();
            if !progress.head_received() || is_whole && !progress.request_received() {
                // The connection is evicted and ends before this could be answered.
                pending::<()>().await;
            }
            let request = request.map(|body| RequestBody::new(body, progress.clone()));
            let answer = router.call(request).await;
            progress.answered();
            answer
        }
    })
}

#[cfg(test)]
mod tests;
