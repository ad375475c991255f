//! Connections with tests of their deadlines and limits: over real sockets, with short times.

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
