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
                #[expect(clippy::disallowed_methods, reason = "nothing tells when the system has room again")]
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
mod tests {
    use super::*;
    use axum::routing::{get, post};
    use bytes::Bytes;
    use std::net::SocketAddr;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::task::JoinSet;
    use tokio::time::timeout;

    const ASKS: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    /// Answered with more than any system buffers for a connection.
    const ASKS_FOR_MUCH: &[u8] = b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n";
    const SENDS_HALF: &[u8] = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf";
    /// The most that a test waits for something that hangs.
    const HANGS: Duration = Duration::from_secs(20);

    /// Limits that no test reaches unless it lowers them.
    fn limits() -> ConnectionLimits {
        let long = Duration::from_hours(1);
        ConnectionLimits {
            deadlines: Deadlines { first_byte: long, head: long, idle: long, write: long },
            connections: 100,
        }
    }

    async fn serving(limits: ConnectionLimits) -> (SocketAddr, JoinSet<()>) {
        serving_until(limits, pending()).await
    }

    /// Serves until `stopped`, or until the test ends.
    async fn serving_until(
        limits: ConnectionLimits,
        stopped: impl Future<Output = ()> + Send + 'static,
    ) -> (SocketAddr, JoinSet<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let whole = async |body: Bytes| body;
        let router = Router::new()
            .route("/", get(async || "here"))
            .route("/", post(whole))
            .route("/much", get(async || vec![b'x'; 16 * 1024 * 1024]));
        let mut serving = JoinSet::new();
        serving.spawn(serve_within(limits, listener, router, stopped));
        (address, serving)
    }

    async fn connects(address: SocketAddr, says: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(says).await.unwrap();
        stream
    }

    /// What arrives until the other end closes.
    async fn reads(mut stream: TcpStream) -> String {
        let mut answer = Vec::new();
        // A reset is an end too.
        let _ = timeout(HANGS, stream.read_to_end(&mut answer)).await.expect("it stays open");
        String::from_utf8(answer).unwrap()
    }

    /// Which part, its deadline, what is sent, and whether an answer comes first.
    type Case = (&'static str, fn(&mut Deadlines) -> &mut Duration, &'static [u8], bool);

    #[tokio::test]
    async fn each_part_of_a_request_has_its_deadline() {
        let short = Duration::from_millis(50);
        let cases: [Case; 4] = [
            ("the first byte", |of| &mut of.first_byte, b"", false),
            ("the whole head", |of| &mut of.head, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", false),
            ("the next request", |of| &mut of.idle, ASKS, true),
            ("the next head", |of| &mut of.head, b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET", true),
        ];
        for (what, deadline, says, is_answered) in cases {
            let mut limits = limits();
            *deadline(&mut limits.deadlines) = short;
            let (address, _serving) = serving(limits).await;
            let mut stream = connects(address, says).await;
            if what == "the next head" {
                // For bytes that arrive with the previous request, time counts from the first byte after it.
                let mut answer = [0; 15];
                stream.read_exact(&mut answer).await.unwrap();
                stream.write_all(b" /").await.unwrap();
            }
            let answer = reads(stream).await;
            assert_eq!(answer.ends_with("here"), is_answered, "{what}: {answer}");
        }
    }

    #[tokio::test]
    async fn an_answer_that_nobody_reads_is_given_up() {
        let mut limits = limits();
        limits.deadlines.write = Duration::from_millis(50);
        let (stop, stopped) = oneshot::channel::<()>();
        let (address, mut serving) = serving_until(limits, async { drop(stopped.await) }).await;
        let mut hardly_reads = connects(address, ASKS_FOR_MUCH).await;
        let mut answer = [0; 15];
        hardly_reads.read_exact(&mut answer).await.unwrap();
        // Stopping waits for every answer that's on its way.
        stop.send(()).unwrap();
        timeout(HANGS, serving.join_next()).await.expect("it is still being written").unwrap().unwrap();
    }

    #[tokio::test]
    async fn whoever_only_holds_connections_open_shuts_nobody_out() {
        let kinds: [(&str, &[u8]); 5] = [
            ("silent", b""),
            ("half a head", b"GET / HT"),
            ("half a body", SENDS_HALF),
            ("idle", ASKS),
            ("never reading", ASKS_FOR_MUCH),
        ];
        for (kind, says) in kinds {
            let (address, _serving) = serving(ConnectionLimits { connections: 4, ..limits() }).await;
            let mut held = Vec::new();
            for _ in 0..12 {
                let mut stream = connects(address, says).await;
                if kind == "idle" {
                    let mut answer = [0; 15];
                    stream.read_exact(&mut answer).await.unwrap();
                }
                held.push(stream);
            }
            let mut asks = connects(address, ASKS).await;
            let mut answer = [0; 15];
            let answered = timeout(HANGS, asks.read_exact(&mut answer)).await;
            answered.unwrap_or_else(|_| panic!("{kind}: shut out")).unwrap();
            assert_eq!(&answer, b"HTTP/1.1 200 OK", "{kind}");
        }
    }

    #[tokio::test]
    async fn a_stop_waits_for_what_it_answers_and_not_for_who_is_silent() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (begun, is_begun) = oneshot::channel();
        let (finish, is_finished) = oneshot::channel::<()>();
        let waits = Arc::new(tokio::sync::Mutex::new(Some((begun, is_finished))));
        let slow = async move || {
            let (begun, is_finished) = waits.lock().await.take().unwrap();
            begun.send(()).unwrap();
            is_finished.await.unwrap();
            "done"
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async { drop(stopped.await) };
        let serving = tokio::spawn(serve_within(limits(), listener, Router::new().route("/", get(slow)), stopped));
        let _silent = TcpStream::connect(address).await.unwrap();
        let mut asks = TcpStream::connect(address).await.unwrap();
        asks.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        is_begun.await.unwrap();
        stop.send(()).unwrap();
        finish.send(()).unwrap();
        let mut answer = String::new();
        asks.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("done"), "{answer}");
        serving.await.unwrap();
    }
}
