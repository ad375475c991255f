//! Finds what a person can use in Block Kit JSON, and builds the state that Slack sends for it.

use serde_json::{Value, json};

use super::json::{flag, list_of, str_of, text_of};

/// Slack waits for this many characters unless the element says otherwise.
const LEAST_QUERY: usize = 3;

/// One interactive element, with the block that it is in.
#[derive(Clone, Copy, Debug)]
pub struct Control<'a> {
    pub block: &'a Value,
    pub element: &'a Value,
}

/// All controls in some blocks, in reading order.
pub fn controls(blocks: &[Value]) -> Vec<Control<'_>> {
    let of_block = |block| -> Vec<Control<'_>> {
        let elements = match str_of(block, "type") {
            "section" => block.get("accessory").into_iter().collect(),
            "input" => block.get("element").into_iter().collect(),
            "actions" => list_of(block, "elements").iter().collect(),
            _ => Vec::new(),
        };
        elements
            .into_iter()
            .filter(|element| str_of(element, "type") != "image")
            .map(|element| Control { block, element })
            .collect()
    };
    blocks.iter().flat_map(of_block).collect()
}

/// Finds a control by its two ids.
pub fn find<'a>(blocks: &'a [Value], block_id: &str, action_id: &str) -> Option<Control<'a>> {
    controls(blocks).into_iter().find(|control| control.block_id() == block_id && control.action_id() == action_id)
}

/// The field of Slack's state that holds an element's value, and the kind of value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StateField {
    Text(&'static str),
    Option,
    Options,
    Words(&'static str),
}

impl<'a> Control<'a> {
    /// The element's type.
    pub fn kind(&self) -> &'a str {
        str_of(self.element, "type")
    }

    /// The block's id, unique in its message or view.
    pub fn block_id(&self) -> &'a str {
        str_of(self.block, "block_id")
    }

    /// The element's id, unique in its block.
    pub fn action_id(&self) -> &'a str {
        str_of(self.element, "action_id")
    }

    /// Whether it is in an input block, and so waits for the form's submit button.
    pub fn is_input(&self) -> bool {
        str_of(self.block, "type") == "input"
    }

    /// Whether it is a text field.
    pub fn is_text(&self) -> bool {
        self.kind().ends_with("_input")
    }

    /// Whether Enter starts a new line in it.
    pub fn is_multiline(&self) -> bool {
        flag(self.element, "multiline")
    }

    /// Whether choosing or typing tells the app at once.
    pub fn dispatches(&self) -> bool {
        let is_asked = flag(self.block, "dispatch_action");
        !self.is_input() || is_asked && (!self.is_text() || self.is_triggered_by("on_character_entered"))
    }

    /// Whether Enter in this field tells the app.
    pub fn dispatches_on_enter(&self) -> bool {
        self.is_text()
            && !self.is_multiline()
            && flag(self.block, "dispatch_action")
            && self.is_triggered_by("on_enter_pressed")
    }

    /// Whether the field tells the app on this trigger; Slack waits for Enter unless the app says otherwise.
    fn is_triggered_by(&self, what: &str) -> bool {
        let config = self.element.get("dispatch_action_config");
        let given = config.map(|config| list_of(config, "trigger_actions_on")).unwrap_or_default();
        if given.is_empty() { what == "on_enter_pressed" } else { given.iter().any(|each| each == what) }
    }

    /// What a reader would call it: an input's label, or else its own words.
    pub fn name(&self) -> &'a str {
        let own = match self.kind() {
            "button" => text_of(self.element, "text"),
            "overflow" => "More actions",
            _ => text_of(self.element, "placeholder"),
        };
        let label = text_of(self.block, "label");
        if self.is_input() && !label.is_empty() { label } else { own }
    }

    /// Whether a person would mean this control by these words.
    pub fn is_called(&self, words: &str) -> bool {
        [self.name(), text_of(self.element, "placeholder"), text_of(self.block, "label"), text_of(self.block, "text")]
            .iter()
            .any(|name| !name.is_empty() && name.trim() == words.trim())
    }

    /// Whether the app is asked for the options while the user types.
    pub fn is_external(&self) -> bool {
        matches!(self.kind(), "external_select" | "multi_external_select")
    }

    /// Whether several options may be chosen.
    pub fn is_multi(&self) -> bool {
        self.kind().starts_with("multi_") || self.kind() == "checkboxes"
    }

    /// How many characters a search needs before the app is asked.
    pub fn least_query(&self) -> usize {
        let given = self.element.get("min_query_length").and_then(Value::as_u64);
        given.and_then(|least| usize::try_from(least).ok()).unwrap_or(LEAST_QUERY)
    }

    /// The options that the app gave with the element, including those in groups.
    pub fn options(&self) -> Vec<&'a Value> {
        all_options(self.element)
    }

    fn holds(&self) -> Option<StateField> {
        Some(match self.kind() {
            "plain_text_input" | "url_text_input" | "email_text_input" | "number_input" => StateField::Text("value"),
            "datepicker" => StateField::Text("selected_date"),
            "timepicker" => StateField::Text("selected_time"),
            "users_select" => StateField::Text("selected_user"),
            "conversations_select" => StateField::Text("selected_conversation"),
            "channels_select" => StateField::Text("selected_channel"),
            "multi_users_select" => StateField::Words("selected_users"),
            "multi_conversations_select" => StateField::Words("selected_conversations"),
            "multi_channels_select" => StateField::Words("selected_channels"),
            "static_select" | "external_select" | "radio_buttons" => StateField::Option,
            "multi_static_select" | "multi_external_select" | "checkboxes" => StateField::Options,
            _ => return None,
        })
    }

    /// The state before the user touches it; buttons and menus have none.
    pub fn initial(&self) -> Option<Value> {
        let given = |name: &str| self.element.get(name).cloned();
        let (key, value) = match self.holds()? {
            StateField::Option => ("selected_option", given("initial_option").unwrap_or(Value::Null)),
            StateField::Options => ("selected_options", given("initial_options").unwrap_or_else(|| json!([]))),
            StateField::Words(key) => {
                (key, given(&key.replacen("selected", "initial", 1)).unwrap_or_else(|| json!([])))
            }
            StateField::Text("value") => ("value", given("initial_value").unwrap_or(Value::Null)),
            StateField::Text(key) => (key, given(&key.replacen("selected", "initial", 1)).unwrap_or(Value::Null)),
        };
        Some(json!({ "type": self.kind(), key: value }))
    }

    /// What remains of a state once the app has redrawn this control: everything except options that are gone. None if
    /// the state is of another kind of control, or the only chosen option is gone.
    pub fn left_of(&self, state: &Value) -> Option<Value> {
        let holds = self.holds().filter(|_| str_of(state, "type") == self.kind())?;
        if self.is_external() || !matches!(holds, StateField::Option | StateField::Options) {
            return Some(state.clone());
        }
        let before: Vec<String> = chosen(state).into_iter().map(str::to_owned).collect();
        let left = self.filled(&before, &[])?;
        let is_gone = holds == StateField::Option && !before.is_empty() && chosen(&left).is_empty();
        (!is_gone).then_some(left)
    }

    /// The state after the user gave these values; `also` holds options that aren't in the element itself.
    pub fn filled(&self, given: &[String], also: &[Value]) -> Option<Value> {
        let first = given.iter().find(|text| !text.is_empty());
        let option = |value: &String| {
            self.options().into_iter().chain(also).find(|option| str_of(option, "value") == value).map(bare_option)
        };
        let (key, value) = match self.holds()? {
            StateField::Text(key) => (key, first.map_or(Value::Null, |text| text.as_str().into())),
            StateField::Words(key) => (key, json!(given.iter().filter(|word| !word.is_empty()).collect::<Vec<_>>())),
            StateField::Option => ("selected_option", first.and_then(option).unwrap_or(Value::Null)),
            StateField::Options => ("selected_options", json!(given.iter().filter_map(option).collect::<Vec<_>>())),
        };
        Some(json!({ "type": self.kind(), key: value }))
    }
}

/// The options of an element or of an answer to a search, including those in groups.
pub fn all_options(holder: &Value) -> Vec<&Value> {
    let grouped = list_of(holder, "option_groups").iter().flat_map(|group| list_of(group, "options"));
    list_of(holder, "options").iter().chain(grouped).collect()
}

/// An option as Slack sends it back: without its `url`.
fn bare_option(option: &Value) -> Value {
    let mut bare = option.clone();
    if let Some(map) = bare.as_object_mut() {
        map.remove("url");
    }
    bare
}

/// The values of the chosen options in a state, or the chosen ids; for text, the text itself.
pub fn chosen(state: &Value) -> Vec<&str> {
    let Some(map) = state.as_object() else { return Vec::new() };
    let held = map.iter().filter(|(key, _)| *key != "type").map(|(_, value)| value);
    held.flat_map(|value| match value {
        Value::String(text) => vec![text.as_str()],
        Value::Array(list) => list.iter().map(|item| item.as_str().unwrap_or_else(|| str_of(item, "value"))).collect(),
        option @ Value::Object(_) => vec![str_of(option, "value")],
        _ => Vec::new(),
    })
    .collect()
}

/// The chosen options themselves, for states that hold options.
pub fn chosen_options(state: &Value) -> Vec<&Value> {
    let one = state.get("selected_option").filter(|option| option.is_object());
    one.into_iter().chain(list_of(state, "selected_options")).collect()
}
