//! Reads the fields of payloads, and rejects anything but an id where Slack puts one.

use std::borrow::Cow;

use serde_json::Value;

use crate::domain::ids::{MemberId, SlackTeamId};
use crate::slack::inbound::{Inbound, Malformed, TriggerId};
use crate::slack::json::{id_at, is_id, text_at};

pub(super) fn required(value: &Value, pointer: &str, name: &'static str) -> Result<String, Malformed> {
    text_at(value, pointer).map(str::to_owned).ok_or(Malformed::Missing(name))
}

/// The text at this pointer; empty if there is none.
pub(super) fn text_or_empty(value: &Value, pointer: &str) -> String {
    text_at(value, pointer).unwrap_or_default().to_owned()
}

pub(super) fn trigger(payload: &Value) -> TriggerId {
    TriggerId(text_or_empty(payload, "/trigger_id"))
}

pub(super) fn id<'v>(value: &'v Value, pointer: &str, name: &'static str) -> Result<&'v str, Malformed> {
    id_at(value, pointer).ok_or(Malformed::Missing(name))
}

pub(super) fn member(value: &Value, pointer: &str, name: &'static str) -> Result<MemberId, Malformed> {
    text_at(value, pointer).and_then(MemberId::parse).ok_or(Malformed::Missing(name))
}

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

/// The workspace or organisation in a form's field, if Slack names one.
pub(super) fn team_of_form(field: Option<Cow<'_, str>>) -> Result<Option<SlackTeamId>, Malformed> {
    match field {
        None => Ok(None),
        Some(id) if is_id(&id) => Ok(Some(SlackTeamId::new(id))),
        Some(_) => Err(Malformed::Missing("team_id")),
    }
}

/// The value of a form's field. Nothing else of the form is decoded.
pub(super) fn form_field<'b>(form: &'b [u8], name: &str) -> Option<Cow<'b, str>> {
    let is_it = |field: &&[u8]| field.split(|byte| *byte == b'=').next() == Some(name.as_bytes());
    let field = form.split(|byte| *byte == b'&').find(is_it)?;
    form_urlencoded::parse(field).next().map(|(_, value)| value)
}

/// Undoes Slack's escaping of these three characters in what people type.
pub(super) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// A request of this kind, which we don't know.
pub(super) fn unknown<By>(kind: Option<&str>) -> Inbound<By> {
    // The name goes into the log, so it has to look like one of Slack's own.
    let is_name = |kind: &&str| kind.len() <= 60 && kind.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    Inbound::Unknown { kind: kind.filter(is_name).unwrap_or("unnamed").to_owned() }
}
