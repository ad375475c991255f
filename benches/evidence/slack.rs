//! A fake Slack: it answers "ok" to every call, and notes when an awaited call arrives.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::routing::any;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

#[derive(Clone, Default)]
pub struct Slack(Arc<Mutex<Calls>>);

/// How the fake Slack behaves.
#[derive(Clone, Copy, Default)]
pub enum Mood {
    #[default]
    Answers,
    /// Takes every call and never answers.
    Hangs,
}

#[derive(Default)]
struct Calls {
    /// By the trigger that opens a modal, or the id of the modal that is changed.
    awaited: HashMap<String, oneshot::Sender<Instant>>,
    last_opened: Bytes,
    mood: Mood,
    /// Calls that got no answer.
    left: usize,
}

/// What a call is about: the trigger or the view that it names.
#[derive(Deserialize)]
struct About {
    trigger_id: Option<String>,
    view_id: Option<String>,
}

impl Slack {
    /// Starts listening; also returns the address of its Web API.
    pub async fn begin() -> (Self, String) {
        let slack = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}/api", listener.local_addr().expect("an address"));
        let router = Router::new().route("/api/{method}", any(answer)).with_state(slack.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.expect("an answer") });
        (slack, address)
    }

    /// Resolves to the time at which the call about this arrives.
    pub fn expect(&self, about: &str) -> oneshot::Receiver<Instant> {
        let (came, coming) = oneshot::channel();
        self.calls().awaited.insert(about.to_owned(), came);
        coming
    }

    /// The modal opened last, as the bot drew it.
    pub fn last_opened(&self) -> Value {
        let mut call: Value = serde_json::from_slice(&self.calls().last_opened).expect("a modal");
        call.get_mut("view").expect("a modal").take()
    }

    /// Changes how it behaves from now on.
    pub fn turns(&self, mood: Mood) {
        self.calls().mood = mood;
    }

    /// The number of calls that got no answer so far.
    pub fn left_without_answer(&self) -> usize {
        self.calls().left
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.0.lock().expect("no panic while noting a call")
    }
}

async fn answer(
    State(slack): State<Slack>,
    Path(method): Path<String>,
    body: Bytes,
) -> ([(HeaderName, &'static str); 1], &'static str) {
    let now = Instant::now();
    let hangs = {
        let mut calls = slack.calls();
        let hangs = matches!(calls.mood, Mood::Hangs);
        calls.left += usize::from(hangs);
        hangs
    };
    if hangs {
        std::future::pending::<()>().await;
    }
    if method == "views.open" || method == "views.update" {
        let About { trigger_id, view_id } = serde_json::from_slice(&body).expect("a call with JSON");
        let about = trigger_id.or(view_id).expect("what the call is about");
        let mut calls = slack.calls();
        if let Some(came) = calls.awaited.remove(&about) {
            // The receiver may have given up.
            let _ = came.send(now);
        }
        if method == "views.open" {
            calls.last_opened = body;
        }
    }
    let json = [(CONTENT_TYPE, "application/json")];
    match method.as_str() {
        "auth.test" => (json, r#"{"ok":true,"team_id":"T0001","user_id":"U0BOT","bot_id":"B0BOT"}"#),
        "users.info" => (json, r#"{"ok":true,"user":{"id":"U1","tz":"Europe/Lisbon"}}"#),
        _ => (json, r#"{"ok":true}"#),
    }
}
