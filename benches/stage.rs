//! The other side of `benches/http.sh`: a bare handler to compare with, requests signed ahead, and a stopwatch.
//!
//! `stage bare PORT BYTES`, `stage size ADDRESS`, `stage sign COUNT FILE`, `stage first ADDRESS COMMAND…`

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a tool that prints what it measured, or stops")]

mod sign;

use std::io::{BufWriter, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bearings::secret::Secret;
use bearings::slack::{SIGNATURE, Signatures, TIMESTAMP};
use bytes::Bytes;
use sign::{SECRET, sign};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["bare", port, bytes] => bare(port, bytes.parse().expect("a number of bytes")),
        ["size", address] => println!("{}", ask(address).expect("an answer").len()),
        ["sign", count, file] => sign_ahead(count.parse().expect("a number of requests"), file),
        ["first", address, command @ ..] => first_answer(address, command),
        _ => println!("stage bare PORT BYTES | size ADDRESS | sign COUNT FILE | first ADDRESS COMMAND…"),
    }
}

/// The least that a slash command's handler can do: verify, parse the form, answer with as many bytes as the bot does.
fn bare(port: &str, bytes: usize) {
    let state = (Arc::new(Signatures::new(&Secret::from(SECRET))), "x".repeat(bytes));
    let router = Router::new().route("/slack/commands", post(handler)).with_state(state);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await.expect("a free port");
        axum::serve(listener, router).await.expect("an answer");
    });
}

async fn handler(
    State((signatures, answer)): State<(Arc<Signatures>, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if signatures.verify(&body, header(TIMESTAMP), header(SIGNATURE)).is_err() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    if form.is_empty() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    ([(header::CONTENT_TYPE, "application/json")], answer).into_response()
}

/// A whole HTTP request for `/framework level 3 mastery`; every number makes a different one.
fn request(number: usize) -> String {
    let body = format!(
        "token=x&team_id=T0001&team_domain=example&channel_id=C2147483705&channel_name=test&user_id=U2147483697&user_name=steve\
         &command=%2Fframework&text=level+3+mastery&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1234%2F{number}\
         &trigger_id=13345224609.738474920.{number}&api_app_id=A123456"
    );
    let (at, signature) = sign(&body);
    let length = body.len();
    format!(
        "POST /slack/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n{TIMESTAMP}: {at}\r\n{SIGNATURE}: {signature}\r\n\r\n{body}"
    )
}

/// Writes requests one after the other, each after its length, for `wrk.lua` to read.
fn sign_ahead(count: usize, file: &str) {
    let mut out = BufWriter::new(std::fs::File::create(file).expect("a file to write"));
    for number in 0..count {
        let request = request(number);
        writeln!(out, "{}", request.len()).expect("room on the disk");
        out.write_all(request.as_bytes()).expect("room on the disk");
    }
}

/// Asks once and returns the body of the answer; none if the server isn't listening yet.
fn ask(address: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let request = request(std::process::id() as usize).replacen("Host:", "Connection: close\r\nHost:", 1);
    stream.write_all(request.as_bytes()).expect("a connection");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
    assert!(head.starts_with("HTTP/1.1 200"), "refused: {head}");
    Some(body.to_owned())
}

/// Starts the bot and asks until it answers; prints how many milliseconds that took.
fn first_answer(address: &str, command: &[&str]) {
    let (program, arguments) = command.split_first().expect("a command");
    let started = Instant::now();
    let mut bot = Command::new(program).args(arguments).stdout(Stdio::null()).spawn().expect("the bot starts");
    while ask(address).is_none() && started.elapsed() < Duration::from_secs(10) {
        std::thread::yield_now();
    }
    let took = started.elapsed();
    bot.kill().expect("the bot ends");
    bot.wait().expect("the bot ends");
    println!("{:.1}", took.as_secs_f64() * 1_000.0);
}
