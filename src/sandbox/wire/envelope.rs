//! Puts what is posted over HTTP into Socket Mode's envelopes, and builds what Slack says before and after.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::AppRequest;
use crate::sandbox::json::str_of;
use crate::slack::inbound::RequestKind;

/// A request as one text frame.
pub fn of(request: &AppRequest, id: &str) -> Value {
    let form: Map<String, Value> = form_urlencoded::parse(request.body.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
        .collect();
    let json = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    let (kind, payload) = match RequestKind::at(request.path) {
        Some(RequestKind::Command) => ("slash_commands", Value::Object(form)),
        Some(RequestKind::Interaction) => {
            ("interactive", json(form.get("payload").and_then(Value::as_str).unwrap_or_default()))
        }
        Some(RequestKind::Event) | None => ("events_api", json(&request.body)),
    };
    let takes_answer =
        kind == "slash_commands" || matches!(str_of(&payload, "type"), "view_submission" | "block_suggestion");
    let (attempt, reason) = request.retry.unwrap_or((0, ""));
    json!({
        "type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": takes_answer,
        "retry_attempt": attempt, "retry_reason": reason,
    })
}

/// The envelope id of an acknowledgement, and its answer as HTTP carries it.
pub fn answer(acknowledgement: &str) -> Option<(String, String)> {
    let acknowledgement: Value = serde_json::from_str(acknowledgement).ok()?;
    let id = acknowledgement.get("envelope_id")?.as_str()?.to_owned();
    let answer = acknowledgement.get("payload").map(Value::to_string).unwrap_or_default();
    Some((id, answer))
}

/// The first frame of a connection.
pub fn greeting() -> String {
    json!({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0LOCAL"}}).to_string()
}

/// The last frame, or one that announces it.
pub fn farewell(reason: &str) -> String {
    json!({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}).to_string()
}
