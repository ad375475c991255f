//! A signed request to one of the bot's Slack endpoints, with anything that a test makes wrong about it.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{SIGNING_SECRET, Story, Transport};

#[expect(clippy::disallowed_methods, reason = "Slack signs with real time")]
pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

pub fn sign(secret: &str, at: i64, body: &[u8]) -> String {
    sign_over(secret, &at.to_string(), body)
}

/// As `sign`, with any text in place of the time.
pub fn sign_over(secret: &str, at: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("v0:{at}:").as_bytes());
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    bytes.iter().fold("v0=".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// A body to post as Slack does; a test may change any part.
pub struct SignedRequest<'a> {
    pub path: &'static str,
    pub body: Vec<u8>,
    pub at: i64,
    pub secret: &'a str,
}

impl SignedRequest<'_> {
    pub fn new(path: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { path, body: body.into(), at: now(), secret: SIGNING_SECRET }
    }

    /// An interaction's payload in the form that Slack posts.
    pub fn interaction(payload: &Value) -> Self {
        let body =
            form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish();
        Self::new("/slack/interactions", body)
    }

    /// Sends it. Socket Mode has no path and no signature, so it sends only the body.
    pub async fn send_to(&self, story: &Story) -> Response {
        if story.transport == Transport::Socket {
            let answer = story.slack.sends(self.path, std::str::from_utf8(&self.body).unwrap()).await.unwrap();
            return axum::http::Response::new(answer).into();
        }
        let signature = sign(self.secret, self.at, &self.body);
        Client::new()
            .post(format!("{}{}", story.bot, self.path))
            .header("X-Slack-Request-Timestamp", self.at.to_string())
            .header("X-Slack-Signature", signature)
            .body(self.body.clone())
            .send()
            .await
            .unwrap()
    }
}

/// A button that a member presses in a view of this type (`home` or `modal`). The bot can open nothing with its trigger.
pub fn pressed_by(member: &str, view: &str, action_id: &str) -> Value {
    json!({
        "type": "block_actions", "team": { "id": "T0LOCAL", "domain": "dummyco" }, "user": { "id": member },
        "trigger_id": "never.given", "container": { "type": "view", "view_id": "V1" },
        "view": { "id": "V1", "type": view, "private_metadata": "", "state": { "values": {} } },
        "actions": [{ "type": "button", "action_id": action_id, "block_id": "b", "value": "1", "action_ts": "1.2" }],
    })
}

/// A form that a member submits: its view's id and metadata, and the states of its fields by block and action.
pub fn submitted_by(member: &str, callback_id: &str, (view, metadata): (&str, &str), values: &Value) -> Value {
    json!({
        "type": "view_submission", "team": { "id": "T0LOCAL", "domain": "dummyco" }, "user": { "id": member },
        "view": {
            "id": view, "type": "modal", "callback_id": callback_id, "private_metadata": metadata,
            "state": { "values": values },
        },
    })
}
