//! What the sandbox's own tests share: a manifest, a clock, and a tiny app to talk to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use chrono::DateTime;
use serde_json::{Value, json};
use strum::VariantArray;
use url::form_urlencoded;

use super::world::World;
use super::{Sandbox, Setup, manifest, wire};
use crate::clock::Clock;
use crate::slack::inbound::RequestKind;

pub const MANIFEST: &str = r#"
display_information:
  name: Bearings
  description: What is expected at this level?
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false}
  bot_user: {display_name: bearings, always_online: true}
  slash_commands:
    - {command: /framework, description: Look up a level, usage_hint: "level 3 mastery", url: "https://bearings.example/slack/commands"}
  shortcuts:
    - {name: Save as evidence, type: message, callback_id: save, description: Keep this}
    - {name: Log evidence, type: global, callback_id: log, description: Write it down}
oauth_config:
  scopes:
    bot: [commands, "chat:write", "users:read", "im:history"]
settings:
  event_subscriptions: {request_url: "https://bearings.example/slack/events", bot_events: [app_home_opened, message.im, user_change]}
  interactivity: {is_enabled: true, request_url: "https://bearings.example/slack/interactions", message_menu_options_url: "https://bearings.example/slack/interactions"}
"#;

/// Thursday 5 November 2026, 10:00 UTC.
pub fn clock() -> Clock {
    Clock::still(DateTime::from_timestamp(1_793_872_800, 0).unwrap())
}

pub fn world(clock: &Clock) -> World {
    World::new(manifest::install(MANIFEST).unwrap(), clock.clone())
}

fn sandbox(manifest: &str) -> Sandbox {
    Sandbox::new(Setup { manifest, bot_token: "xoxb-local", signing_secret: "secret", clock: clock() }).unwrap()
}

/// An app that gives the answers that it is told to, and remembers its requests.
#[derive(Clone, Default)]
pub struct FakeApp {
    pub asked: Arc<Mutex<Vec<Value>>>,
    answers: Arc<Mutex<Vec<(u16, String)>>>,
    is_late: Arc<AtomicBool>,
}

impl FakeApp {
    /// Queues JSON as the answer to a request; without any left, the app answers with an empty 200.
    pub fn will_answer(&self, answer: &Value) {
        self.will_say(200, &answer.to_string());
    }

    pub fn will_say(&self, status: u16, body: &str) {
        self.answers.lock().unwrap().insert(0, (status, body.to_owned()));
    }

    /// Never answers the next request.
    pub fn will_be_late(&self) {
        self.is_late.store(true, Ordering::SeqCst);
    }

    /// The newest request: a form as an object, or the payload in it.
    pub fn last(&self) -> Value {
        self.asked.lock().unwrap().last().cloned().unwrap_or_default()
    }
}

async fn answer(State(app): State<FakeApp>, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    let timestamp = headers["x-slack-request-timestamp"].to_str().unwrap();
    assert_eq!(headers["x-slack-signature"].to_str().unwrap(), wire::sign("secret", timestamp, &body));
    let asked = serde_json::from_str(&body).unwrap_or_else(|_| {
        let form: serde_json::Map<String, Value> =
            form_urlencoded::parse(body.as_bytes()).map(|(name, value)| (name.into_owned(), json!(value))).collect();
        form.get("payload")
            .map_or_else(|| json!(form), |payload| serde_json::from_str(payload.as_str().unwrap()).unwrap())
    });
    app.asked.lock().unwrap().push(asked);
    if app.is_late.swap(false, Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    let (status, body) = app.answers.lock().unwrap().pop().unwrap_or((200, String::new()));
    (StatusCode::from_u16(status).unwrap(), body).into_response()
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    base
}

/// A workspace and an app that can reach each other, and the workspace's address.
pub async fn connected() -> (Sandbox, FakeApp, String) {
    connected_as(MANIFEST).await
}

/// Like `connected`, with another manifest.
pub async fn connected_as(manifest: &str) -> (Sandbox, FakeApp, String) {
    let (sandbox, app) = (sandbox(manifest), FakeApp::default());
    let kinds = RequestKind::VARIANTS.iter();
    let router = kinds.fold(Router::new(), |router, kind| router.route(kind.path(), post(answer)));
    sandbox.connect(&serve(router.with_state(app.clone())).await);
    let base = serve(sandbox.router()).await;
    sandbox.listening_at(&base);
    (sandbox, app, base)
}

/// Calls a Web API method with JSON and the right token.
pub async fn call(base: &str, method: &str, body: &Value) -> Value {
    post_json(&format!("{base}/api/{method}"), body).await.1
}

/// Posts JSON with the right token; returns the status and the answer.
pub async fn post_json(url: &str, body: &Value) -> (u16, Value) {
    let request = reqwest::Client::new().post(url).header("content-type", "application/json");
    let response = request.header("authorization", "Bearer xoxb-local").body(body.to_string()).send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

pub fn plain(text: &str) -> Value {
    json!({"type": "plain_text", "text": text})
}

pub fn button(label: &str, id: &str) -> Value {
    json!({"type": "button", "text": plain(label), "action_id": id, "value": "v"})
}

pub fn options(texts: &[&str]) -> Value {
    texts.iter().map(|text| json!({"text": plain(text), "value": text.to_lowercase()})).collect()
}

pub fn select(placeholder: &str, id: &str, texts: &[&str]) -> Value {
    json!({"type": "static_select", "placeholder": plain(placeholder), "action_id": id, "options": options(texts)})
}

pub fn actions(elements: &[Value]) -> Value {
    json!({"type": "actions", "block_id": "row", "elements": elements})
}

pub fn input(id: &str, label: &str, element: &Value) -> Value {
    let mut element = element.clone();
    element["action_id"] = "a".into();
    json!({"type": "input", "block_id": id, "label": plain(label), "element": element})
}

pub fn modal(title: &str, blocks: &[Value]) -> Value {
    json!({"type": "modal", "callback_id": "cb", "private_metadata": "m", "title": plain(title), "submit": plain("Save"),
           "close": plain("Cancel"), "notify_on_close": true, "blocks": blocks})
}

/// The last lines of a screen.
pub fn newest(screen: &str, count: usize) -> String {
    let lines: Vec<&str> = screen.lines().collect();
    lines[lines.len() - count..].join("\n")
}
