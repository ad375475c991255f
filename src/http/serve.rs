//! Takes connections: so many at once, and none whose other end does not say what it wants.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// A connection without a whole request's head for this long is closed. Proxies keep an idle one for a minute, and must not
/// lose a request to a connection that is being closed.
const PATIENCE: Duration = Duration::from_secs(75);
/// Slack sends a few requests a second, and a proxy keeps some connections for them; whoever comes on top of these waits
/// in the system's queue.
const MOST_CONNECTIONS: usize = 1_024;
/// A request's head. Slack's are under two kilobytes, whatever a proxy adds.
const LARGEST_HEAD: usize = 64 * 1024;

/// Answers from this router until `stopped`, and then until what it began is answered.
pub async fn serve(listener: TcpListener, router: Router, stopped: impl Future<Output = ()>) {
    serve_with(PATIENCE, listener, router, stopped).await;
}

async fn serve_with(patience: Duration, mut listener: TcpListener, router: Router, stopped: impl Future<Output = ()>) {
    let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
    http.http1().timer(TokioTimer::new()).header_read_timeout(patience).max_buf_size(LARGEST_HEAD);
    let (places, open) = (Arc::new(Semaphore::new(MOST_CONNECTIONS)), GracefulShutdown::new());
    let mut stopped = pin!(stopped);
    loop {
        // Closed by nobody, so there is always a place in the end.
        let accepted = async { (places.clone().acquire_owned().await, Listener::accept(&mut listener).await) };
        let (place, (stream, _)) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stopped => break,
        };
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let answered = open.watch(connection.into_owned());
        tokio::spawn(async move {
            // Whoever breaks a connection off, or speaks no HTTP, has had their answer from the library.
            let _ = answered.await;
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::oneshot;

    /// What comes back for these bytes, until the other end closes.
    async fn answered(bytes: &[u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (_stays, stop) = oneshot::channel::<()>();
        let router = Router::new().route("/", get(async || "here"));
        let stopped = async { drop(stop.await) };
        let serving = tokio::spawn(serve_with(Duration::from_millis(100), listener, router, stopped));
        stream.write_all(bytes).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        serving.abort();
        answer
    }

    #[tokio::test]
    async fn whoever_does_not_say_what_they_want_is_let_go() {
        for silent in ["", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
            let answer = answered(silent.as_bytes()).await;
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
        }
        let answer = answered(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("here"), "{answer}");
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
        let serving = tokio::spawn(serve_with(PATIENCE, listener, Router::new().route("/", get(slow)), stopped));
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
