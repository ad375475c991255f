//! Shortcuts for the JSON that apps send and get: what is missing reads as empty.

use serde_json::Value;

/// The string in a field, or an empty one.
pub fn str_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The words of the text object in a field.
pub fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).map(|text| str_of(text, "text")).unwrap_or_default()
}

/// The list in a field, or an empty one.
pub fn list_of<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Whether a field is `true`.
pub fn flag(value: &Value, name: &str) -> bool {
    value.get(name) == Some(&Value::Bool(true))
}

/// Sets a field of an object.
pub fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(map) = object.as_object_mut() {
        map.insert(name.to_owned(), value.into());
    }
}

/// Sets all fields of `more` in an object.
pub fn add(object: &mut Value, more: Value) {
    if let (Some(map), Value::Object(more)) = (object.as_object_mut(), more) {
        map.extend(more);
    }
}

/// Removes a field of an object.
pub fn unset(object: &mut Value, name: &str) {
    if let Some(map) = object.as_object_mut() {
        map.remove(name);
    }
}
