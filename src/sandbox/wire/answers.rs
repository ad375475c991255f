//! Reads the app's answers, and what it posts to a response URL.

use serde_json::{Map, Value};

use crate::domain::ids::MemberId;
use crate::sandbox::json::{list_of, str_of};
use crate::sandbox::world::{Author, Post, ResponseUrl, World};
use crate::surface::limits::{self, Surface};

/// The app's answer to a `view_submission`.
#[derive(Debug, PartialEq)]
pub enum Submitted {
    /// An empty 200: the view closes.
    Close,
    /// Errors under input blocks, by `block_id`.
    Errors(Map<String, Value>),
    Update(Value),
    Push(Value),
    Clear,
}

/// Reads the answer to a submitted modal; an error says what the app did wrong.
pub fn submitted(answer: &str) -> Result<Submitted, String> {
    if answer.trim().is_empty() {
        return Ok(Submitted::Close);
    }
    let answer: Value =
        serde_json::from_str(answer).map_err(|error| format!("a view_submission's answer is not JSON: {error}"))?;
    let view = || answer.get("view").cloned().ok_or_else(|| "response_action without a view".to_owned());
    match str_of(&answer, "response_action") {
        "clear" => Ok(Submitted::Clear),
        "update" => Ok(Submitted::Update(view()?)),
        "push" => Ok(Submitted::Push(view()?)),
        "errors" => match answer.get("errors").and_then(Value::as_object) {
            Some(errors) if !errors.is_empty() => Ok(Submitted::Errors(errors.clone())),
            _ => Err("response_action errors without errors".to_owned()),
        },
        // Slack also closes the view on any other object, but no app means that.
        other => Err(format!("unknown response_action “{other}”")),
    }
}

/// Lists a payload's breaches in one sentence; `None` if there are none.
pub fn breaches(surface: Surface, payload: &Value, what: &str) -> Option<String> {
    let breaches = limits::check(surface, payload);
    let listed = breaches.iter().map(|breach| format!("{}: {}", breach.path, breach.rule)).collect::<Vec<_>>();
    (!listed.is_empty()).then(|| format!("{what}: {}", listed.join("; ")))
}

/// Reads a slash command's answer as a message: JSON, or plain words.
pub fn message(answer: &str) -> Result<Option<Value>, String> {
    let answer = answer.trim();
    if answer.is_empty() {
        return Ok(None);
    }
    if !answer.starts_with('{') {
        return Ok(Some(serde_json::json!({ "text": answer })));
    }
    serde_json::from_str(answer).map(Some).map_err(|error| format!("a slash command's answer is not JSON: {error}"))
}

/// Applies a message for a response URL to the world; an error has Slack's code, and `detail` says more.
pub fn respond(world: &mut World, url: &ResponseUrl, message: &Value) -> Result<(), Refused> {
    let flag = |name: &str| message.get(name) == Some(&Value::Bool(true));
    let replaces = flag("replace_original");
    let deletes = flag("delete_original");
    if (replaces || deletes) && url.source.is_none() {
        return Err(Refused::new(
            "no_original",
            "replace_original or delete_original on a slash command's response_url",
        ));
    }
    if let (true, Some(ts)) = (deletes, &url.source) {
        world.erase(&url.channel, ts);
        return Ok(());
    }
    let (text, blocks) = (str_of(message, "text").to_owned(), list_of(message, "blocks").to_vec());
    if text.is_empty() && blocks.is_empty() {
        return Err(Refused::new("no_text", "a message without text and blocks"));
    }
    if let Some(breaches) = breaches(Surface::Message, message, "a message for a response_url") {
        return Err(Refused::new("invalid_blocks", &breaches));
    }
    if let (true, Some(ts)) = (replaces, &url.source) {
        if !world.rewrite(&url.channel, ts, text, blocks) {
            return Err(Refused::new("message_not_found", "replace_original of a message that is gone"));
        }
        return Ok(());
    }
    world.post(Post {
        text,
        blocks,
        only_for: only_for(message, &url.member)?,
        thread_ts: message.get("thread_ts").and_then(Value::as_str).map(str::to_owned),
        ..Post::new(url.channel.clone(), Author::App)
    });
    Ok(())
}

/// Who alone may see an answer: the person who asked, unless it says otherwise.
pub fn only_for(message: &Value, asker: &MemberId) -> Result<Option<MemberId>, Refused> {
    match str_of(message, "response_type") {
        "" | "ephemeral" => Ok(Some(asker.clone())),
        "in_channel" => Ok(None),
        other => Err(Refused::new("invalid_arguments", &format!("unknown response_type “{other}”"))),
    }
}

/// Slack's error code, and what went wrong in words.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    pub code: &'static str,
    pub detail: String,
}

impl Refused {
    fn new(code: &'static str, detail: &str) -> Self {
        Self { code, detail: detail.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn answers_to_a_submission() {
        let errors = json!({"b": "too short"}).as_object().unwrap().clone();
        let cases = [
            ("", Ok(Submitted::Close)),
            (r#"{"response_action":"clear"}"#, Ok(Submitted::Clear)),
            (r#"{"response_action":"errors","errors":{"b":"too short"}}"#, Ok(Submitted::Errors(errors))),
            (
                r#"{"response_action":"update","view":{"type":"modal"}}"#,
                Ok(Submitted::Update(json!({"type": "modal"}))),
            ),
            (r#"{"response_action":"push"}"#, Err("response_action without a view".to_owned())),
            (r#"{"response_action":"errors","errors":{}}"#, Err("response_action errors without errors".to_owned())),
            ("{}", Err("unknown response_action “”".to_owned())),
        ];
        for (answer, expected) in cases {
            assert_eq!(submitted(answer), expected, "{answer}");
        }
        assert!(submitted("ok").unwrap_err().contains("not JSON"));
    }
}
