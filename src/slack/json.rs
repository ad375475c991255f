//! Reads single fields of Slack's JSON. A field that is missing or of another type counts as absent and costs us none
//! of the others, which deriving `Deserialize` for the whole object would not allow.

use serde_json::Value;

pub(super) fn text_at<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer)?.as_str()
}

pub(super) fn id_at<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    text_at(value, pointer).filter(|id| is_id(id))
}

pub(super) fn is_set(object: &Value, flag: &str) -> bool {
    object.get(flag).and_then(Value::as_bool).unwrap_or_default()
}

/// Slack's ids are about a dozen letters and digits. We store, log and send them on, so nothing else is accepted.
pub(super) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
