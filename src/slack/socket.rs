//! Socket Mode connections: the address that Slack gives, frames in, acknowledgements out.
//!
//! slack-morphism has a transport for this. We don't use it because it logs every frame at TRACE, including what people
//! wrote, waits for each answer before it reads the next frame, and its tasks neither end in time nor can be awaited.
//! We use tokio-tungstenite, which it builds on, directly.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{SinkExt, StreamExt};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use url::Url;

use crate::secret::{ExposeSecret, Secret};
use crate::slack::error::SlackError;
use crate::slack::transport::{Stream, Transport, Unreachable};
use crate::slack::web_api::WebApi;
use crate::telemetry::numbers;

/// The scope that an app-level token needs to open connections.
pub const SOCKET_SCOPE: &str = "connections:write";

const OPEN: &str = "apps.connections.open";
/// Larger than any frame of Slack's.
const LARGEST_FRAME: usize = 1024 * 1024;
/// Most frames fit.
const USUAL_FRAME: usize = 8 * 1024;

/// The address for one connection, valid once and for a short time. It contains a ticket, so it is never printed.
pub struct SocketAddress {
    url: Secret,
    transport: Transport,
}

#[derive(Deserialize)]
struct Opened {
    url: String,
}

impl WebApi {
    /// Asks for a Socket Mode address. That takes an app-level token, so the [`WebApi`] must have been made with one. An
    /// unencrypted address is accepted only from a Slack on this machine.
    pub async fn open_connection(&self) -> Result<SocketAddress, SlackError> {
        let Opened { url } = self.ask(OPEN, &json!({})).await?;
        let is_fit = Url::parse(&url).is_ok_and(|url| match url.scheme() {
            "wss" => true,
            "ws" => self.is_here(&url),
            _ => false,
        });
        if !is_fit {
            return Err(SlackError::NotSlack { call: OPEN }.counted());
        }
        Ok(SocketAddress { url: Secret::from(url), transport: self.transport.clone() })
    }
}

impl std::fmt::Debug for SocketAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SocketAddress")
    }
}

pub struct Connection(WebSocketStream<TokioIo<Stream>>);

pub enum SocketFrame {
    Text(String),
    /// Any other frame, such as a pong: Slack is still there.
    Other,
}

/// A connection that failed or broke. The library's error may contain the ticket, so it is dropped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SocketFault {
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// The other end does not speak Slack's protocol, or the connection ended.
    #[error("the connection broke")]
    Broken,
}

impl SocketAddress {
    /// Connects. It has no timeout of its own.
    pub async fn connect(&self) -> Result<Connection, SocketFault> {
        let limits = WebSocketConfig::default()
            .max_message_size(Some(LARGEST_FRAME))
            .max_frame_size(Some(LARGEST_FRAME))
            .read_buffer_size(USUAL_FRAME)
            .write_buffer_size(USUAL_FRAME);
        let url = self.url.expose_secret();
        // `ws` becomes `http` and `wss` becomes `https`: the transport decides by the scheme whether to use TLS.
        let to = Url::parse(&url.replacen("ws", "http", 1)).map_err(|_| SocketFault::Broken)?;
        let stream = TokioIo::new(self.transport.open(&to).await?);
        // Boxed, because this future is too large to be part of its caller's.
        let connected = Box::pin(client_async_with_config(url, stream, Some(limits))).await;
        connected.map(|(stream, _)| Connection(stream)).map_err(|_| SocketFault::Broken)
    }
}

impl Connection {
    /// The next frame; `None` when the connection is over. Cancel-safe.
    pub async fn next(&mut self) -> Option<SocketFrame> {
        match self.0.next().await?.ok()? {
            Message::Text(text) => Some(SocketFrame::Text(text.as_str().to_owned())),
            Message::Close(_) => None,
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Some(SocketFrame::Other),
        }
    }

    pub async fn say(&mut self, frame: String) -> Result<(), SocketFault> {
        self.0.send(Message::Text(frame.into())).await.map_err(|_| SocketFault::Broken)
    }

    /// Sends a ping, which Slack answers with a pong.
    pub async fn ping(&mut self) -> Result<(), SocketFault> {
        self.0.send(Message::Ping(Vec::new().into())).await.map_err(|_| SocketFault::Broken)
    }

    pub async fn close(mut self) {
        // The connection may be over already.
        let _ = self.0.close(None).await;
    }
}

/// The number of open connections. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct OpenConnections(Arc<AtomicUsize>);

/// Counts as an open connection until it is dropped.
pub struct OpenConnection(OpenConnections);

impl OpenConnections {
    #[must_use]
    pub fn add(&self) -> OpenConnection {
        self.0.fetch_add(1, Ordering::Relaxed);
        numbers::connected();
        OpenConnection(self.clone())
    }

    pub fn is_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
        numbers::disconnected();
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;

    use super::*;
    use crate::config::SlackEndpoint;

    fn address(text: String) -> SocketAddress {
        let endpoint = SlackEndpoint::at(Url::parse("http://127.0.0.1:4000/api").unwrap());
        SocketAddress { url: Secret::from(text), transport: Transport::new(&endpoint).unwrap() }
    }

    #[tokio::test]
    async fn neither_a_wrong_certificate_nor_nonsense_is_a_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let talking = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                stream.write_all(b"whispered").await.unwrap();
            }
        });
        for scheme in ["ws", "wss"] {
            let connected = address(format!("{scheme}://127.0.0.1:{port}/link/?ticket=whispered")).connect().await;
            let fault = connected.err().unwrap();
            let is_tls = matches!(fault, SocketFault::Unreachable(Unreachable::NoTls { .. }));
            assert!(if scheme == "wss" { is_tls } else { fault == SocketFault::Broken }, "{scheme}: {fault}");
        }
        talking.abort();
    }

    #[tokio::test]
    async fn a_frame_is_not_read_further_than_the_longest_of_slacks() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        // A text frame of 3 GB, and one in ever more fragments.
        let announced = vec![0x81, 127, 0, 0, 0, 0, 0xC0, 0, 0, 0];
        let mut fragments = vec![0x01, 126, 0xFF, 0xFF];
        fragments.extend(vec![b'x'; 0xFFFF]);
        for _ in 0..40 {
            fragments.extend([0x00, 126, 0xFF, 0xFF]);
            fragments.extend(vec![b'x'; 0xFFFF]);
        }
        for frames in [announced, fragments] {
            let address = address(format!("ws://127.0.0.1:{port}/link/?ticket=whispered"));
            let talking = async {
                let (stream, _) = listener.accept().await.unwrap();
                let mut slack = tokio_tungstenite::accept_async(stream).await.unwrap();
                // The other end may hang up before all of it is written.
                let _ = slack.get_mut().write_all(&frames).await;
                slack
            };
            let listening = async {
                let mut connection = address.connect().await.unwrap();
                connection.next().await.is_none()
            };
            let (_slack, is_over) = tokio::join!(talking, listening);
            assert!(is_over);
        }
    }

    #[test]
    fn a_ticket_is_not_printed() {
        let address = address("wss://wss-primary.slack.com/link/?ticket=whispered".into());
        assert!(!format!("{address:?} {:?}", SocketFault::Broken).contains("whispered"));
    }

    #[test]
    fn what_is_up_is_counted() {
        let live = OpenConnections::default();
        let (one, other) = (live.add(), live.add());
        drop(one);
        assert!(live.is_up());
        drop(other);
        assert!(!live.is_up());
    }
}
