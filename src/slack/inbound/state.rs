//! The state of a form: each field with its value.

use serde_json::Value;

use crate::secret::PrivateText;
use crate::slack::json::text_at;

/// The filled-in fields of a modal, a message or App Home.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FormState(Vec<FormField>);

#[derive(Debug, PartialEq, Eq)]
struct FormField {
    action_id: String,
    value: FieldValue,
}

#[derive(Debug, PartialEq, Eq)]
enum FieldValue {
    /// Typed text, a date, a time, a channel, or the value of the one chosen option.
    One(PrivateText),
    Many(Vec<String>),
}

impl FormState {
    pub(super) fn read(values: Option<&Value>) -> Self {
        let blocks = values.and_then(Value::as_object).into_iter().flat_map(|blocks| blocks.values());
        let fields = blocks.filter_map(Value::as_object).flatten();
        Self(fields.filter_map(|(id, field)| Some(FormField { action_id: id.clone(), value: value(field)? })).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a single-value field; `None` if it is empty.
    pub fn one(&self, action_id: &str) -> Option<&str> {
        self.0.iter().find_map(|field| match &field.value {
            FieldValue::One(text) if field.action_id == action_id => Some(text.reveal()),
            _ => None,
        })
    }

    /// The values of a multi-select field, in its order.
    pub fn many<'s>(&'s self, action_id: &'s str) -> impl Iterator<Item = &'s str> {
        self.0
            .iter()
            .filter(move |field| field.action_id == action_id)
            .filter_map(|field| match &field.value {
                FieldValue::Many(values) => Some(values),
                FieldValue::One(_) => None,
            })
            .flatten()
            .map(String::as_str)
    }
}

fn value(field: &Value) -> Option<FieldValue> {
    if let Some(options) = field.get("selected_options").and_then(Value::as_array) {
        let values = options.iter().filter_map(|option| text_at(option, "/value")).map(str::to_owned);
        return Some(FieldValue::Many(values.collect()));
    }
    if let Some(users) = field.get("selected_users").and_then(Value::as_array) {
        return Some(FieldValue::Many(users.iter().filter_map(Value::as_str).map(str::to_owned).collect()));
    }
    let one = ["/selected_option/value", "/selected_conversation", "/selected_date", "/selected_time", "/value"]
        .into_iter()
        .find_map(|at| text_at(field, at));
    one.map(|text| FieldValue::One(PrivateText::new(text)))
}
