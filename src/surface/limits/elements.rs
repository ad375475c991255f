//! Slack's published sizes and shapes of block elements, as data.

use super::tables::Flavour::{Any, Plain};
use super::tables::Shape::{
    Anything, Confirm, Flag, Groups, Number, Object, Option as OneOption, Options, Str, Strings, Text, Word, Words,
};
use super::tables::{ANYWHERE, Field, MAY, MUST, Spec};

const PLACEHOLDER: Field = Field("placeholder", Text(Plain, 150), MAY);
const CONFIRM: Field = Field("confirm", Confirm, MAY);
const FOCUS: Field = Field("focus_on_load", Flag, MAY);
/// <https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object>
const DISPATCH: Field = Field(
    "dispatch_action_config",
    Object(&[Field("trigger_actions_on", Words(&["on_enter_pressed", "on_character_entered"], 2), MAY)]),
    MAY,
);
/// <https://docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object>
const FILTER: Field = Field(
    "filter",
    Object(&[
        Field("include", Words(&["im", "mpim", "private", "public"], 4), MAY),
        Field("exclude_external_shared_channels", Flag, MAY),
        Field("exclude_bot_users", Flag, MAY),
    ]),
    MAY,
);
const MAX_SELECTED: Field = Field("max_selected_items", Number(1, 100), MAY);

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
        MAX_SELECTED,
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
        MAX_SELECTED,
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    element!("users_select", Field("initial_user", Str(255), MAY), PLACEHOLDER, CONFIRM, FOCUS),
    element!("multi_users_select", Field("initial_users", Strings, MAY), MAX_SELECTED, PLACEHOLDER, CONFIRM, FOCUS),
    element!(
        "conversations_select",
        Field("initial_conversation", Str(255), MAY),
        Field("default_to_current_conversation", Flag, MAY),
        Field("response_url_enabled", Flag, MAY),
        FILTER,
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    element!(
        "multi_conversations_select",
        Field("initial_conversations", Strings, MAY),
        Field("default_to_current_conversation", Flag, MAY),
        FILTER,
        MAX_SELECTED,
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
    element!(
        "multi_channels_select",
        Field("initial_channels", Strings, MAY),
        MAX_SELECTED,
        PLACEHOLDER,
        CONFIRM,
        FOCUS
    ),
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
        DISPATCH,
        PLACEHOLDER,
        FOCUS,
    ),
    element!("url_text_input", Field("initial_value", Str(3000), MAY), DISPATCH, PLACEHOLDER, FOCUS),
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
