//! Requests over HTTP.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::BudgetBot;

pub async fn long_head(bot: Arc<BudgetBot>) -> String {
    let header = format!("X-Long: {}\r\n", "x".repeat(140_000));
    asks(&bot, format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{header}\r\n").as_bytes()).await
}

pub async fn long_body(bot: Arc<BudgetBot>) -> String {
    let head = "POST /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1048577\r\n\r\n";
    asks(&bot, &[head.as_bytes(), &vec![b'x'; 1_048_577]].concat()).await
}

pub async fn no_byte(bot: Arc<BudgetBot>) -> String {
    asks(&bot, b"").await + "closed"
}

pub async fn half_a_head(bot: Arc<BudgetBot>) -> String {
    asks(&bot, b"GET /healthz HTTP/1.1\r\nX-Slow: ").await + "closed"
}

pub async fn half_a_body(bot: Arc<BudgetBot>) -> String {
    asks(&bot, b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf").await
}

/// Sends requests without reading any answer, until the bot closes the connection.
pub async fn never_reads(bot: Arc<BudgetBot>) -> String {
    let socket = TcpSocket::new_v4().unwrap();
    // The fewer bytes the kernel buffers, the sooner the bot has to wait to send an answer.
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(bot.process.address.trim_start_matches("http://").parse().unwrap()).await.unwrap();
    let many = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000);
    while stream.write_all(&many).await.is_ok() {}
    "closed".to_owned()
}

/// Asks a bot whose connections are all taken.
pub async fn many_connections() -> String {
    let bot = BudgetBot::start(&[]).await;
    let held = join_all((0..700).map(|_| connect(&bot))).await;
    let answer = asks(&bot, b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    drop(held);
    answer
}

async fn connect(bot: &BudgetBot) -> TcpStream {
    TcpStream::connect(bot.process.address.trim_start_matches("http://")).await.unwrap()
}

/// What the bot answers to these bytes, until it closes the connection.
async fn asks(bot: &BudgetBot, bytes: &[u8]) -> String {
    let mut stream = connect(bot).await;
    // The bot may refuse and close the connection before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}
