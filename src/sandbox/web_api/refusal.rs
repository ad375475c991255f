//! Slack's refusals: an error code with what Slack says beside it.

use serde_json::{Value, json};

use crate::sandbox::world::{TriggerRefusal, ViewRefusal};
use crate::surface::limits::{self, Surface};

/// A refused call.
#[derive(Debug)]
pub struct ApiRefusal {
    pub code: String,
    /// Further fields of the answer.
    pub extra: Vec<(&'static str, Value)>,
    pub retry_after: Option<u64>,
    /// Whether a correct app never gets this; other refusals depend on the state of the workspace.
    pub is_mistake: bool,
    detail: String,
}

impl std::fmt::Display for ApiRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}

impl ApiRefusal {
    /// A refusal that depends on the state of the workspace: a correct app gets it too.
    pub fn fact(code: impl Into<String>) -> Self {
        Self { code: code.into(), extra: Vec::new(), retry_after: None, is_mistake: false, detail: String::new() }
    }

    /// The app's own mistake.
    pub fn mistake(code: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let extra = match code {
            "invalid_arguments" => vec![("response_metadata", json!({"messages": [format!("[ERROR] {detail}")]}))],
            _ => Vec::new(),
        };
        Self { is_mistake: true, detail, extra, ..Self::fact(code) }
    }

    /// The token lacks a scope.
    pub fn scope(needed: &str, provided: &str) -> Self {
        let extra = vec![("needed", needed.into()), ("provided", provided.into())];
        Self { extra, ..Self::mistake("missing_scope", format!("needs {needed}")) }
    }

    /// The same refusal, where a correct app gets it too.
    pub fn into_fact(self) -> Self {
        Self { is_mistake: false, ..self }
    }

    /// Too many calls.
    pub fn rate_limited(seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::fact("ratelimited") }
    }

    /// Checks blocks or a view. Slack has its own error code for each kind of surface.
    pub fn check(surface: Surface, payload: &Value) -> Result<(), Self> {
        let breaches = limits::check(surface, payload);
        let lines: Vec<String> = breaches.iter().map(|breach| format!("{}: {}", breach.path, breach.rule)).collect();
        let Some(first) = lines.first() else { return Ok(()) };
        let code = match surface {
            _ if first.contains("msg_blocks_too_long") => "msg_blocks_too_long",
            _ if first.contains("view_too_large") => "view_too_large",
            Surface::Message | Surface::PostedMessage => "invalid_blocks",
            Surface::Modal | Surface::Home => "invalid_arguments",
        };
        let messages: Vec<String> = lines.iter().map(|line| format!("[ERROR] {line}")).collect();
        let mut extra = vec![("response_metadata", json!({"messages": messages}))];
        if code == "invalid_blocks" {
            extra.push(("errors", json!(lines)));
        }
        Err(Self { extra, ..Self::mistake(code, lines.join("; ")) })
    }
}

impl From<TriggerRefusal> for ApiRefusal {
    fn from(refusal: TriggerRefusal) -> Self {
        let code = match refusal {
            TriggerRefusal::Invalid => "invalid_trigger_id",
            TriggerRefusal::Expired => "expired_trigger_id",
            TriggerRefusal::Exchanged => "exchanged_trigger_id",
        };
        Self::mistake(code, "")
    }
}

impl From<ViewRefusal> for ApiRefusal {
    fn from(refusal: ViewRefusal) -> Self {
        match refusal {
            ViewRefusal::NotFound => Self::fact("not_found"),
            ViewRefusal::HashConflict => Self::fact("hash_conflict"),
            ViewRefusal::PushLimitReached => Self::mistake("push_limit_reached", "three views are open"),
            ViewRefusal::DuplicateExternalId => Self::mistake("duplicate_external_id", ""),
        }
    }
}
