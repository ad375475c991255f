//! Two identical bots, reached over Socket Mode and over HTTP: measures how long an acknowledgement takes either way,
//! and how long until a request is answered again after every connection breaks. Run by `benches/socket.sh`.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement prints, and stops where it cannot go on")]

use std::future::pending;
use std::path::Path;
use std::time::{Duration, Instant};

use axum::serve::ListenerExt;
use bearings::app::{self, Running};
use bearings::clock::Clock;
use bearings::config::{Config, Options, Secrets, SlackOptions};
use bearings::sandbox::{Sandbox, Setup};
use bearings::secret::Secret;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{interval, timeout};

const TOKEN: &str = "xoxb-obviously-fake";
const APP_TOKEN: &str = "xapp-obviously-fake";
const SECRET: &str = "0bv10us1yfakes1gn1ngsecret";
const COMMAND: &str = "team_id=T0LOCAL&user_id=U01ANA&channel_id=C01GENERAL&command=%2Fframework&text=level+3+mastery";
/// 50 requests a second for each of the two bots.
const PACE: Duration = Duration::from_millis(10);
/// A connection that lasted longer than this doesn't count as one of several failures in a row.
const SILENCE: Duration = Duration::from_secs(1);

/// A workspace, and a bot that it reaches in one of the two ways.
struct BenchBot {
    slack: Sandbox,
    running: Running,
    _directory: TempDir,
}

impl BenchBot {
    async fn begin(over_socket: bool) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let manifest = std::fs::read_to_string(root.join("manifest.yml")).expect("the manifest");
        let clock = Clock::system();
        let setup = Setup { manifest: &manifest, bot_token: TOKEN, signing_secret: SECRET, clock: clock.clone() };
        let slack = Sandbox::new(setup).expect("a workspace");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        slack.listening_at(&address);
        if over_socket {
            slack.makes_app_token(APP_TOKEN, &["connections:write"]);
            slack.switches_socket_mode_on();
        }
        // The sandbox sends at once (no Nagle delay), so that its own waiting isn't measured.
        let listener = listener.tap_io(|connection| connection.set_nodelay(true).expect("a connection"));
        let router = slack.router();
        tokio::spawn(async move { axum::serve(listener, router).await.expect("a workspace") });
        let directory = tempfile::tempdir().expect("a directory");
        let config = Config::check(&Options {
            secrets: Secrets {
                bot_token: Some(Secret::from(TOKEN)),
                app_token: over_socket.then(|| Secret::from(APP_TOKEN)),
                signing_secret: (!over_socket).then(|| Secret::from(SECRET)),
            },
            slack: SlackOptions { api_url: format!("{address}/api").into(), ..SlackOptions::default() },
            database_url: format!("sqlite://{}", directory.path().join("bearings.db").display()).into(),
            listen: "127.0.0.1:0".into(),
            framework_dir: root.join("framework").into(),
            ..Options::default()
        });
        let config = Config { socket_silence: SILENCE, ..config.expect("good settings") };
        let running = app::start(config, clock).await.expect("a start");
        slack.connect(&format!("http://{}", running.address));
        Self { slack, running, _directory: directory }
    }

    async fn is_connected(&self) {
        assert!(self.slack.waits_until_connections(|now| now.up == 2).await, "the bot does not connect");
    }
}

fn number(name: &str, otherwise: u32) -> u32 {
    #[expect(clippy::disallowed_methods, reason = "a measurement is set by its environment")]
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[tokio::main]
async fn main() {
    let (seconds, breaks) = (number("SECONDS_EACH", 30), number("BREAKS", 30));
    let _logging = bearings::telemetry::start(Some("error"), bearings::telemetry::Format::Human);
    let (socket, http) = (BenchBot::begin(true).await, BenchBot::begin(false).await);
    socket.is_connected().await;
    println!("{:<44} {:>6} {:>8} {:>8} {:>8}", "milliseconds", "count", "p50", "p99", "max");
    let [over_socket, over_http] = steady([&socket.slack, &http.slack], seconds * 50).await;
    let median = row("acknowledged over Socket Mode, 50 a second", over_socket);
    let bare = row("acknowledged over HTTP, 50 a second", over_http);
    println!("median, Socket Mode to HTTP: {:.2}", median / bare);
    row("every connection broken, until answered", breaks_of(&socket, breaks).await);
    socket.running.stop().await;
    http.running.stop().await;
}

/// Sends the same command to both in turn, even if the answers fall behind.
async fn steady(workspaces: [&Sandbox; 2], count: u32) -> [Vec<Duration>; 2] {
    let mut going = [JoinSet::new(), JoinSet::new()];
    let mut ticks = interval(PACE);
    for nth in 0..count {
        // Two identical requests within a second would be taken for a replay.
        let body = format!("{COMMAND}&trigger_id={nth}");
        for (workspace, going) in workspaces.iter().zip(&mut going) {
            ticks.tick().await;
            let (workspace, body) = ((*workspace).clone(), body.clone());
            going.spawn(async move {
                let began = Instant::now();
                let answer = workspace.sends("/slack/commands", &body).await.expect("an answer");
                assert!(answer.contains("Uses appropriate design patterns"), "{answer}");
                began.elapsed()
            });
        }
    }
    let [socket, http] = going;
    [socket.join_all().await, http.join_all().await]
}

/// Breaks every connection and repeats a request until it is answered; returns how long each break lasted.
async fn breaks_of(socket: &BenchBot, count: u32) -> Vec<Duration> {
    let mut took = Vec::new();
    for _ in 0..count {
        socket.is_connected().await;
        // Only connections that have lasted a while are broken.
        let _ = timeout(SILENCE + SILENCE / 2, pending::<()>()).await;
        let began = Instant::now();
        socket.slack.cuts_connections();
        while socket.slack.sends("/slack/commands", COMMAND).await.is_err() {
            yield_now().await;
        }
        took.push(began.elapsed());
    }
    took
}

/// Prints a line, and returns the median in milliseconds.
fn row(what: &str, mut took: Vec<Duration>) -> f64 {
    took.sort_unstable();
    let at = |percent: usize| {
        let index = (took.len() * percent / 100).min(took.len().saturating_sub(1));
        took.get(index).expect("something measured").as_secs_f64() * 1_000.0
    };
    println!("{what:<44} {:>6} {:>8.2} {:>8.2} {:>8.2}", took.len(), at(50), at(99), at(100));
    at(50)
}
