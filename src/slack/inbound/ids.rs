//! Slack's ids of who and where, and nothing that only stands in their place.

use std::borrow::Cow;

use serde_json::Value;

use crate::domain::ids::{MemberId, WorkspaceId};
use crate::slack::inbound::{Malformed, text_at};

/// An installation for a whole organisation has no team.
pub(super) fn workspace(payload: &Value, team: &str, enterprise: &str) -> Result<WorkspaceId, Malformed> {
    let id = text_at(payload, team).or_else(|| text_at(payload, enterprise));
    id.filter(|id| is_id(id)).map(WorkspaceId::new).ok_or(Malformed::Missing("team"))
}

/// Slack's ids are a dozen letters and digits. They are kept, logged and sent on, so nothing else is taken for one.
fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The same of a form's field.
pub(super) fn of_form<'f>(field: Option<Cow<'f, str>>, name: &'static str) -> Result<Cow<'f, str>, Malformed> {
    field.filter(|id| is_id(id)).ok_or(Malformed::Missing(name))
}

/// Who somebody is.
pub(super) fn member(value: &Value, pointer: &str, name: &'static str) -> Result<MemberId, Malformed> {
    text_at(value, pointer).and_then(MemberId::parse).ok_or(Malformed::Missing(name))
}

pub(super) fn id<'v>(value: &'v Value, pointer: &str, name: &'static str) -> Result<&'v str, Malformed> {
    text_at(value, pointer).filter(|id| is_id(id)).ok_or(Malformed::Missing(name))
}
