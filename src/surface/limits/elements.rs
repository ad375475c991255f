//! Slack's published sizes and shapes of block elements, as data.

use super::tables::Flavour::{Any, Plain};
use super::tables::Shape::{Anything, Flag, List, Number, Object, Option as OneOption, Options, Str, Text, Word};
use super::tables::{ANYWHERE, CONFIRM as CONFIRMATION, MAY, MUST, Rule, STYLE, Shape, Spec, spec};

const IDS: Shape = List(&Str(255), usize::MAX);
const GROUPS: Shape =
    List(&Object(&[Rule("label", Text(Plain, 75), MUST), Rule("options", Options(Plain, 100), MUST)]), 100);
const PLACEHOLDER: Rule = Rule("placeholder", Text(Plain, 150), MAY);
const CONFIRM: Rule = Rule("confirm", CONFIRMATION, MAY);
const FOCUS: Rule = Rule("focus_on_load", Flag, MAY);
/// <https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object>
const DISPATCH: Rule = Rule(
    "dispatch_action_config",
    Object(&[Rule("trigger_actions_on", List(&Word(&["on_enter_pressed", "on_character_entered"]), 2), MAY)]),
    MAY,
);
/// <https://docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object>
const FILTER: Rule = Rule(
    "filter",
    Object(&[
        Rule("include", List(&Word(&["im", "mpim", "private", "public"]), 4), MAY),
        Rule("exclude_external_shared_channels", Flag, MAY),
        Rule("exclude_bot_users", Flag, MAY),
    ]),
    MAY,
);
const MAX_SELECTED: Rule = Rule("max_selected_items", Number(1, 100), MAY);

pub(super) const ELEMENTS: &[Spec] = &[
    spec!(
        "button",
        Rule("text", Text(Plain, 75), MUST),
        Rule("url", Str(3000), MAY),
        Rule("value", Str(2000), MAY),
        Rule("style", STYLE, MAY),
        Rule("accessibility_label", Str(75), MAY),
        CONFIRM,
    ),
    spec!("overflow", Rule("options", Options(Plain, 5), MUST), CONFIRM),
    spec!(
        "static_select",
        Rule("options", Options(Plain, 100), MAY),
        Rule("option_groups", GROUPS, MAY),
        Rule("initial_option", OneOption(Plain), MAY),
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    spec!(
        "multi_static_select",
        Rule("options", Options(Plain, 100), MAY),
        Rule("option_groups", GROUPS, MAY),
        Rule("initial_options", Options(Plain, 100), MAY),
        MAX_SELECTED,
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    spec!(
        "external_select",
        Rule("initial_option", OneOption(Plain), MAY),
        Rule("min_query_length", Number(0, 100), MAY),
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    spec!(
        "multi_external_select",
        Rule("initial_options", Options(Plain, 100), MAY),
        Rule("min_query_length", Number(0, 100), MAY),
        MAX_SELECTED,
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    spec!("users_select", Rule("initial_user", Str(255), MAY), PLACEHOLDER, CONFIRM, FOCUS),
    spec!("multi_users_select", Rule("initial_users", IDS, MAY), MAX_SELECTED, PLACEHOLDER, CONFIRM, FOCUS),
    spec!(
        "conversations_select",
        Rule("initial_conversation", Str(255), MAY),
        Rule("default_to_current_conversation", Flag, MAY),
        Rule("response_url_enabled", Flag, MAY),
        FILTER,
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    spec!(
        "multi_conversations_select",
        Rule("initial_conversations", IDS, MAY),
        Rule("default_to_current_conversation", Flag, MAY),
        FILTER,
        MAX_SELECTED,
        PLACEHOLDER,
        CONFIRM,
        FOCUS,
    ),
    spec!(
        "channels_select",
        Rule("initial_channel", Str(255), MAY),
        Rule("response_url_enabled", Flag, MAY),
        PLACEHOLDER,
        CONFIRM,
        FOCUS
    ),
    spec!("multi_channels_select", Rule("initial_channels", IDS, MAY), MAX_SELECTED, PLACEHOLDER, CONFIRM, FOCUS),
    spec!("datepicker", Rule("initial_date", Str(10), MAY), PLACEHOLDER, CONFIRM, FOCUS),
    spec!(
        "timepicker",
        Rule("initial_time", Str(5), MAY),
        Rule("timezone", Str(255), MAY),
        PLACEHOLDER,
        CONFIRM,
        FOCUS
    ),
    spec!("datetimepicker", Rule("initial_date_time", Number(1_000_000_000, 9_999_999_999), MAY), CONFIRM, FOCUS),
    spec!(
        "plain_text_input",
        Rule("initial_value", Str(3000), MAY),
        Rule("multiline", Flag, MAY),
        Rule("min_length", Number(0, 3000), MAY),
        Rule("max_length", Number(1, 3000), MAY),
        DISPATCH,
        PLACEHOLDER,
        FOCUS,
    ),
    spec!("url_text_input", Rule("initial_value", Str(3000), MAY), DISPATCH, PLACEHOLDER, FOCUS),
    spec!("email_text_input", Rule("initial_value", Str(3000), MAY), PLACEHOLDER, FOCUS),
    spec!(
        "number_input",
        Rule("is_decimal_allowed", Flag, MUST),
        Rule("initial_value", Str(3000), MAY),
        Rule("min_value", Str(255), MAY),
        Rule("max_value", Str(255), MAY),
        PLACEHOLDER,
        FOCUS
    ),
    spec!(
        "checkboxes",
        Rule("options", Options(Any, 10), MUST),
        Rule("initial_options", Options(Any, 10), MAY),
        CONFIRM,
        FOCUS
    ),
    spec!(
        "radio_buttons",
        Rule("options", Options(Any, 10), MUST),
        Rule("initial_option", OneOption(Any), MAY),
        CONFIRM,
        FOCUS
    ),
    spec!(
        "image",
        Rule("image_url", Str(3000), MAY),
        Rule("slack_file", Anything, MAY),
        Rule("alt_text", Str(2000), MUST)
    ),
];
