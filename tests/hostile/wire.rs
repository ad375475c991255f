//! Bytes to the bot and back, without a client that would prevent nonsense.

use std::collections::HashSet;
use std::future::pending;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::SIGNING_SECRET;
use crate::support::signed_request::{now, sign, sign_over};

/// A request without an answer by then gets none; the bot itself gives up earlier.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// How a request is signed.
#[derive(Clone)]
pub enum Signed {
    /// As Slack does.
    Rightly,
    Not,
    /// With another secret.
    Wrongly,
    /// As Slack does, this many seconds from now.
    Away(i64),
    /// As Slack does, over this text in place of the time.
    Over(&'static str),
    /// With whole header lines made from the right time and signature.
    Lines(fn(i64, &str) -> String),
}

/// How a request marks the end of its body.
#[derive(Clone)]
pub enum Framing {
    Length,
    /// With a wrong length.
    LengthOf(&'static str),
    /// As chunks, which the body has to contain.
    Chunked,
    /// With its length, but byte by byte, with this many milliseconds between bytes.
    Slowly(u64),
}

/// A request that may break any rule.
#[derive(Clone)]
pub struct WireRequest {
    pub method: &'static str,
    pub path: String,
    /// Additional header lines, with their line ends.
    pub lines: Vec<u8>,
    pub body: Vec<u8>,
    pub signed: Signed,
    pub framing: Framing,
}

impl WireRequest {
    pub fn new(path: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            method: "POST",
            path: path.to_owned(),
            lines: Vec::new(),
            body: body.into(),
            signed: Signed::Rightly,
            framing: Framing::Length,
        }
    }

    /// The head and the pieces of the body.
    fn bytes(&self, at: i64) -> (Vec<u8>, Vec<Vec<u8>>) {
        let mut head = format!("{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", self.method, self.path);
        head += &self.signature(at);
        let end = match self.framing {
            Framing::Length | Framing::Slowly(_) => format!("Content-Length: {}\r\n", self.body.len()),
            Framing::LengthOf(said) => format!("Content-Length: {said}\r\n"),
            Framing::Chunked => "Transfer-Encoding: chunked\r\n".to_owned(),
        };
        head += &end;
        let mut head = head.into_bytes();
        head.extend(&self.lines);
        head.extend(b"\r\n");
        let pieces = match self.framing {
            Framing::Slowly(_) => self.body.iter().map(|byte| vec![*byte]).collect(),
            _ => vec![self.body.clone()],
        };
        (head, pieces)
    }

    fn signature(&self, at: i64) -> String {
        let headers = |time: &str, signature: &str| {
            format!("X-Slack-Request-Timestamp: {time}\r\nX-Slack-Signature: {signature}\r\n")
        };
        let right = |at: i64| sign(SIGNING_SECRET, at, &self.body);
        match &self.signed {
            Signed::Rightly => headers(&at.to_string(), &right(at)),
            Signed::Not => String::new(),
            Signed::Wrongly => headers(&at.to_string(), &sign("another0secret0another0secret", at, &self.body)),
            Signed::Away(seconds) => headers(&(now() + seconds).to_string(), &right(now() + seconds)),
            Signed::Over(time) => headers(time, &sign_over(SIGNING_SECRET, time, &self.body)),
            Signed::Lines(lines) => lines(at, &right(at)),
        }
    }
}

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub struct WireAnswer {
    /// The status of each answer on this connection.
    pub statuses: Vec<u16>,
    pub body: String,
}

impl WireAnswer {
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        // A client that sends `Expect` first gets this line, which is no answer yet.
        let text = text.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n").unwrap_or(&text);
        let statuses = text.lines().filter_map(|line| line.strip_prefix("HTTP/1.")).filter_map(|rest| {
            let status = rest.split(' ').nth(1)?;
            status.parse().ok()
        });
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
        Self { statuses: statuses.collect(), body }
    }
}

/// Signs no body twice for the same time, because the second would be a replay.
#[derive(Default)]
pub struct Sender {
    used: HashSet<(i64, u64)>,
}

impl Sender {
    /// A time for which this body wasn't signed before. There are nine minutes of them.
    pub fn time_for(&mut self, request: &WireRequest) -> i64 {
        if request.method != "POST" || !matches!(request.signed, Signed::Rightly) {
            return now();
        }
        let mut hasher = DefaultHasher::new();
        request.body.hash(&mut hasher);
        let (body, mut at) = (hasher.finish(), now() + 4 * 60);
        while !self.used.insert((at, body)) {
            at -= 1;
        }
        at
    }
}

/// What the bot answers to a request signed at this time.
pub async fn send(address: &str, request: &WireRequest, at: i64) -> WireAnswer {
    let (head, pieces) = request.bytes(at);
    let pause =
        if let Framing::Slowly(pause) = request.framing { Duration::from_millis(pause) } else { Duration::ZERO };
    exchange(address, [vec![head], pieces].concat(), pause).await
}

/// What the bot answers to these bytes.
pub async fn send_raw(address: &str, bytes: &[u8]) -> WireAnswer {
    exchange(address, vec![bytes.to_vec()], Duration::ZERO).await
}

async fn exchange(address: &str, pieces: Vec<Vec<u8>>, pause: Duration) -> WireAnswer {
    let address = address.trim_start_matches("http://");
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut from, mut to) = stream.into_split();
    let writing = tokio::spawn(async move {
        for piece in pieces {
            // The bot closes the connection when it has read enough.
            if to.write_all(&piece).await.is_err() {
                break;
            }
            if !pause.is_zero() {
                // This only waits.
                let _ = timeout(pause, pending::<()>()).await;
            }
        }
        to
    });
    let mut bytes = Vec::new();
    // A reset after the answer is an end, too.
    let read = timeout(ANSWER_TIMEOUT, from.read_to_end(&mut bytes)).await;
    writing.abort();
    assert!(read.is_ok(), "no end of the answer after {ANSWER_TIMEOUT:?}: {}", String::from_utf8_lossy(&bytes));
    WireAnswer::read(&bytes)
}
