//! A Slack workspace on this machine that the bot of a test reaches over HTTP, or Socket Mode with `STORIES_OVER=socket`.

use bearings::clock::Clock;
use bearings::sandbox::{Sandbox, Setup};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub const TOKEN: &str = "xoxb-obviously-fake-token";
pub const SIGNING_SECRET: &str = "0bv10us1yfakes1gn1ngsecret";
pub const APP_TOKEN: &str = "xapp-obviously-fake-token";
/// The secret part of a Socket Mode address.
pub const TICKET: &str = "not-to-be-logged";

/// How Slack reaches the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Http,
    Socket,
    /// During a move between the two: over connections while Socket Mode is on, and over HTTP while it's off.
    Both,
}

impl Transport {
    /// The transport of this run of the stories.
    #[expect(clippy::disallowed_methods, reason = "only the harness knows of it")]
    pub fn of_this_run() -> Self {
        let said = std::env::var("STORIES_OVER").unwrap_or_else(|_| "http".to_owned());
        assert!(["http", "socket"].contains(&said.as_str()), "STORIES_OVER is {said}: write http or socket");
        if said == "socket" { Self::Socket } else { Self::Http }
    }
}

/// Creates a workspace with an app of this manifest, and serves it; returns its address, too.
pub async fn serve(manifest: &str, clock: Clock, transport: Transport) -> (Sandbox, String, JoinHandle<()>) {
    let setup = Setup { manifest, bot_token: TOKEN, signing_secret: SIGNING_SECRET, clock };
    let slack = Sandbox::new(setup).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    slack.listening_at(&address);
    if transport != Transport::Http {
        slack.makes_app_token(APP_TOKEN, &["connections:write"]);
        slack.switches_socket_mode_on();
    }
    let router = slack.router();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (slack, address, serving)
}
