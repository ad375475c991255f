//! Slack's published sizes and shapes of blocks and elements, as data.

use super::Surface::{self, Home, Message, Modal};

/// Which text objects a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    Plain,
    Any,
}

/// What may stand in a field.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// A string of 1 to this many UTF-16 units.
    Str(usize),
    /// One of these words.
    Word(&'static [&'static str]),
    Flag,
    Number(i64, i64),
    /// One text object.
    Text(Flavour, usize),
    /// A list of up to so many text objects, each up to so long.
    Texts(usize, usize),
    /// One element of these types.
    Element(&'static [&'static str]),
    /// From 1 to so many elements of these types.
    Elements(&'static [&'static str], usize),
    /// From 1 to so many options with such text.
    Options(Flavour, usize),
    Option(Flavour),
    Groups,
    Confirm,
    /// Recognised and passed over.
    Anything,
}

/// One field of a block or element; `.2` says whether Slack insists on it.
pub(super) struct Field(pub &'static str, pub Shape, pub bool);

/// A block or element type: where it may stand and what it holds.
pub(super) struct Spec {
    pub kind: &'static str,
    pub surfaces: &'static [Surface],
    pub fields: &'static [Field],
}

use Flavour::{Any, Plain};
use Shape::{
    Anything, Confirm, Element, Elements, Flag, Groups, Number, Option as OneOption, Options, Str, Text, Texts, Word,
};

const ANYWHERE: &[Surface] = &[Message, Modal, Home];
const MUST: bool = true;
const MAY: bool = false;

const SELECTS: [&str; 10] = [
    "static_select",
    "multi_static_select",
    "external_select",
    "multi_external_select",
    "users_select",
    "multi_users_select",
    "conversations_select",
    "multi_conversations_select",
    "channels_select",
    "multi_channels_select",
];

/// Joins the selects with what else a block takes; Slack lists them together everywhere.
macro_rules! selects_and {
    ($($other:literal),* $(,)?) => {{
        let [a, b, c, d, e, f, g, h, i, j] = SELECTS;
        &[a, b, c, d, e, f, g, h, i, j, $($other),*]
    }};
}

const IN_ACTIONS: &[&str] =
    selects_and!["button", "checkboxes", "datepicker", "datetimepicker", "overflow", "radio_buttons", "timepicker"];
const IN_SECTION: &[&str] =
    selects_and!["button", "checkboxes", "datepicker", "image", "overflow", "radio_buttons", "timepicker"];
const IN_INPUT: &[&str] = selects_and![
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "email_text_input",
    "number_input",
    "plain_text_input",
    "radio_buttons",
    "timepicker",
    "url_text_input",
];
const IN_CONTEXT: &[&str] = &["image", "plain_text", "mrkdwn"];

pub(super) const BLOCKS: &[Spec] = &[
    Spec {
        kind: "section",
        surfaces: ANYWHERE,
        fields: &[
            Field("text", Text(Any, 3000), MAY),
            Field("fields", Texts(10, 2000), MAY),
            Field("accessory", Element(IN_SECTION), MAY),
            Field("expand", Flag, MAY),
        ],
    },
    Spec {
        kind: "header",
        surfaces: ANYWHERE,
        fields: &[Field("text", Text(Plain, 150), MUST), Field("level", Number(1, 4), MAY)],
    },
    Spec { kind: "context", surfaces: ANYWHERE, fields: &[Field("elements", Elements(IN_CONTEXT, 10), MUST)] },
    Spec { kind: "actions", surfaces: ANYWHERE, fields: &[Field("elements", Elements(IN_ACTIONS, 25), MUST)] },
    Spec { kind: "divider", surfaces: ANYWHERE, fields: &[] },
    Spec {
        kind: "image",
        surfaces: ANYWHERE,
        fields: &[
            Field("image_url", Str(3000), MAY),
            Field("slack_file", Anything, MAY),
            Field("alt_text", Str(2000), MUST),
            Field("title", Text(Plain, 2000), MAY),
        ],
    },
    Spec {
        kind: "input",
        surfaces: ANYWHERE,
        fields: &[
            Field("label", Text(Plain, 2000), MUST),
            Field("hint", Text(Plain, 2000), MAY),
            Field("element", Element(IN_INPUT), MUST),
            Field("optional", Flag, MAY),
            Field("dispatch_action", Flag, MAY),
        ],
    },
    Spec { kind: "rich_text", surfaces: ANYWHERE, fields: &[Field("elements", Anything, MUST)] },
    Spec { kind: "markdown", surfaces: &[Message], fields: &[Field("text", Str(12_000), MUST)] },
];

const PLACEHOLDER: Field = Field("placeholder", Text(Plain, 150), MAY);
const CONFIRM: Field = Field("confirm", Confirm, MAY);
const FOCUS: Field = Field("focus_on_load", Flag, MAY);
const MOST: Field = Field("max_selected_items", Number(1, 100), MAY);

macro_rules! element {
    ($kind:literal, $($field:expr),* $(,)?) => {
        Spec { kind: $kind, surfaces: ANYWHERE, fields: &[$($field),*] }
    };
}

pub(super) const ELEMENTS: &[Spec] = &[
    element!(
        "button",
        Field("text", Text(Plain, 75), MUST),
        Field("url", Str(3000), MAY),
        Field("value", Str(2000), MAY),
        Field("style", Word(&["primary", "danger"]), MAY),
        Field("accessibility_label", Str(75), MAY),
        CONFIRM,
    ),
    element!("overflow", Field("options", Options(Plain, 5), MUST), CONFIRM),
    element!(
        "static_select",
        Field("options", Options(Plain, 100), MAY),
        Field("option_groups", Groups, MAY),
        Field("initial_option", OneOption(Plain), MAY),
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    element!(
        "multi_static_select",
        Field("options", Options(Plain, 100), MAY),
        Field("option_groups", Groups, MAY),
        Field("initial_options", Options(Plain, 100), MAY),
        MOST,
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    element!(
        "external_select",
        Field("initial_option", OneOption(Plain), MAY),
        Field("min_query_length", Number(0, 100), MAY),
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    element!(
        "multi_external_select",
        Field("initial_options", Options(Plain, 100), MAY),
        Field("min_query_length", Number(0, 100), MAY),
        MOST,
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    element!("users_select", Field("initial_user", Str(255), MAY), PLACEHOLDER, CONFIRM, FOCUS),
    element!("multi_users_select", Field("initial_users", Anything, MAY), MOST, PLACEHOLDER, CONFIRM, FOCUS),
    element!(
        "conversations_select",
        Field("initial_conversation", Str(255), MAY),
        Field("default_to_current_conversation", Flag, MAY),
        Field("response_url_enabled", Flag, MAY),
        Field("filter", Anything, MAY),
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    element!(
        "multi_conversations_select",
        Field("initial_conversations", Anything, MAY),
        Field("default_to_current_conversation", Flag, MAY),
        Field("filter", Anything, MAY),
        MOST,
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    element!(
        "channels_select",
        Field("initial_channel", Str(255), MAY),
        Field("response_url_enabled", Flag, MAY),
        PLACEHOLDER,
        CONFIRM,
        FOCUS
    ),
    element!("multi_channels_select", Field("initial_channels", Anything, MAY), MOST, PLACEHOLDER, CONFIRM, FOCUS),
    element!("datepicker", Field("initial_date", Str(10), MAY), PLACEHOLDER, CONFIRM, FOCUS),
    element!(
        "timepicker",
        Field("initial_time", Str(5), MAY),
        Field("timezone", Str(255), MAY),
        PLACEHOLDER,
        CONFIRM,
        FOCUS
    ),
    element!("datetimepicker", Field("initial_date_time", Number(1_000_000_000, 9_999_999_999), MAY), CONFIRM, FOCUS),
    element!(
        "plain_text_input",
        Field("initial_value", Str(3000), MAY),
        Field("multiline", Flag, MAY),
        Field("min_length", Number(0, 3000), MAY),
        Field("max_length", Number(1, 3000), MAY),
        Field("dispatch_action_config", Anything, MAY),
        PLACEHOLDER,
        FOCUS,
    ),
    element!(
        "url_text_input",
        Field("initial_value", Str(3000), MAY),
        Field("dispatch_action_config", Anything, MAY),
        PLACEHOLDER,
        FOCUS
    ),
    element!("email_text_input", Field("initial_value", Str(3000), MAY), PLACEHOLDER, FOCUS),
    element!(
        "number_input",
        Field("is_decimal_allowed", Flag, MUST),
        Field("initial_value", Str(3000), MAY),
        Field("min_value", Str(255), MAY),
        Field("max_value", Str(255), MAY),
        PLACEHOLDER,
        FOCUS
    ),
    element!(
        "checkboxes",
        Field("options", Options(Any, 10), MUST),
        Field("initial_options", Options(Any, 10), MAY),
        CONFIRM,
        FOCUS
    ),
    element!(
        "radio_buttons",
        Field("options", Options(Any, 10), MUST),
        Field("initial_option", OneOption(Any), MAY),
        CONFIRM,
        FOCUS
    ),
    element!(
        "image",
        Field("image_url", Str(3000), MAY),
        Field("slack_file", Anything, MAY),
        Field("alt_text", Str(2000), MUST)
    ),
];
