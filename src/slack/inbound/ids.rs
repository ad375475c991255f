//! Reads Slack's ids and rejects anything else in their place.

use std::borrow::Cow;

use serde_json::Value;

use crate::domain::ids::{MemberId, SlackTeamId};
use crate::slack::inbound::{Malformed, text_at};

/// The workspace or organisation at this pointer, if Slack names one. A value that is not an id is an error and does
/// not count as missing.
pub(super) fn team(payload: &Value, pointer: &str) -> Result<Option<SlackTeamId>, Malformed> {
    match payload.pointer(pointer) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) if id.is_empty() => Ok(None),
        Some(Value::String(id)) if is_id(id) => Ok(Some(SlackTeamId::new(id.as_str()))),
        Some(_) => Err(Malformed::Missing("team")),
    }
}

/// Slack's ids are about a dozen letters and digits. We store, log and send them on, so nothing else is accepted.
pub(in crate::slack) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The member id at this pointer.
pub(super) fn member(value: &Value, pointer: &str, name: &'static str) -> Result<MemberId, Malformed> {
    text_at(value, pointer).and_then(MemberId::parse).ok_or(Malformed::Missing(name))
}

/// The workspace or organisation in a form's field, if Slack names one.
pub(super) fn team_of_form(field: Option<Cow<'_, str>>) -> Result<Option<SlackTeamId>, Malformed> {
    match field {
        None => Ok(None),
        Some(id) if is_id(&id) => Ok(Some(SlackTeamId::new(id))),
        Some(_) => Err(Malformed::Missing("team_id")),
    }
}

pub(super) fn id<'v>(value: &'v Value, pointer: &str, name: &'static str) -> Result<&'v str, Malformed> {
    text_at(value, pointer).filter(|id| is_id(id)).ok_or(Malformed::Missing(name))
}
