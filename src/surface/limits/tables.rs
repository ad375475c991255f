//! Slack's published sizes and shapes of blocks and views, as data; those of elements are in `elements`.

use super::Surface::{self, Home, Message, Modal};

/// Which text objects a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    Plain,
    Any,
}

/// What a field may hold.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// A string of 1 to this many UTF-16 units.
    Str(usize),
    /// A string of up to this many UTF-16 units, which may be empty.
    AtMost(usize),
    Word(&'static [&'static str]),
    Flag,
    Number(i64, i64),
    /// One text object of up to this length.
    Text(Flavour, usize),
    /// One element of these types.
    Element(&'static [&'static str]),
    /// From 1 to this many values of one shape.
    List(&'static Shape, usize),
    /// From 1 to this many options with such text.
    Options(Flavour, usize),
    Option(Flavour),
    /// An object with these fields and no others.
    Object(&'static [Rule]),
    Cell,
    /// Recognised but not checked.
    Anything,
}

/// The rule for one field of an object; `.2` says whether Slack requires it.
#[derive(Clone, Copy)]
pub(super) struct Rule(pub &'static str, pub Shape, pub bool);

/// A block or element type: where it's allowed and what it holds.
pub(super) struct Spec {
    pub kind: &'static str,
    pub surfaces: &'static [Surface],
    pub rules: &'static [Rule],
}

/// A type that is allowed on every surface, or on those named before it.
macro_rules! spec {
    ($kind:literal $(, $rule:expr)* $(,)?) => { spec!(ANYWHERE; $kind $(, $rule)*) };
    ($surfaces:expr; $kind:literal $(, $rule:expr)* $(,)?) => {
        Spec { kind: $kind, surfaces: $surfaces, rules: &[$($rule),*] }
    };
}
pub(super) use spec;

use Flavour::{Any, Plain};
use Shape::{Anything, AtMost, Cell, Element, Flag, List, Number, Object, Str, Text, Word};

pub(super) const ANYWHERE: &[Surface] = &[Message, Modal, Home];
const IN_MESSAGES: &[Surface] = &[Message];
pub(super) const MUST: bool = true;
pub(super) const MAY: bool = false;

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
    spec!(
        "section",
        Rule("text", Text(Any, 3000), MAY),
        Rule("fields", List(&Text(Any, 2000), 10), MAY),
        Rule("accessory", Element(IN_SECTION), MAY),
        Rule("expand", Flag, MAY),
    ),
    spec!("header", Rule("text", Text(Plain, 150), MUST), Rule("level", Number(1, 4), MAY)),
    spec!("context", Rule("elements", List(&Element(IN_CONTEXT), 10), MUST)),
    spec!("actions", Rule("elements", List(&Element(IN_ACTIONS), 25), MUST)),
    spec!("divider"),
    spec!(
        "image",
        Rule("image_url", Str(3000), MAY),
        Rule("slack_file", Anything, MAY),
        Rule("alt_text", Str(2000), MUST),
        Rule("title", Text(Plain, 2000), MAY),
    ),
    spec!(
        "input",
        Rule("label", Text(Plain, 2000), MUST),
        Rule("hint", Text(Plain, 2000), MAY),
        Rule("element", Element(IN_INPUT), MUST),
        Rule("optional", Flag, MAY),
        Rule("dispatch_action", Flag, MAY),
    ),
    spec!("rich_text", Rule("elements", Anything, MUST)),
    spec!(IN_MESSAGES; "markdown", Rule("text", Str(12_000), MUST)),
    // <https://docs.slack.dev/reference/block-kit/blocks/table-block>
    spec!(
        IN_MESSAGES; "table",
        Rule("rows", List(&List(&Cell, 20), 100), MUST),
        Rule("column_settings", Anything, MAY),
    ),
    spec!(
        "video",
        Rule("alt_text", Str(2000), MUST),
        Rule("title", Text(Plain, 200), MUST),
        Rule("thumbnail_url", Str(3000), MUST),
        Rule("video_url", Str(3000), MUST),
        Rule("author_name", Str(50), MAY),
        Rule("description", Text(Plain, 200), MAY),
        Rule("provider_icon_url", Str(3000), MAY),
        Rule("provider_name", Str(50), MAY),
        Rule("title_url", Str(3000), MAY),
    ),
];

/// Other blocks that Slack has (<https://docs.slack.dev/reference/block-kit/blocks>), and where they're allowed.
/// Bearings sends none of them, so their content isn't checked.
pub(super) const PASSED_OVER: &[(&str, &[Surface])] = &[
    ("alert", &[Modal]),
    ("card", &[Message]),
    ("carousel", &[Message]),
    ("container", &[Message]),
    ("context_actions", &[Message]),
    ("data_table", &[Message]),
    ("data_visualization", &[Message]),
    ("plan", &[Message]),
    ("task_card", &[Message]),
];

/// The fields of a view (<https://docs.slack.dev/reference/views>). Slack takes empty strings in some of them.
pub(super) const MODAL: &[Rule] = &[
    Rule("type", Anything, MAY),
    Rule("blocks", Anything, MUST),
    Rule("private_metadata", AtMost(3000), MAY),
    Rule("callback_id", AtMost(255), MAY),
    Rule("external_id", AtMost(255), MAY),
    Rule("title", Text(Plain, 24), MUST),
    Rule("submit", Text(Plain, 24), MAY),
    Rule("close", Text(Plain, 24), MAY),
    Rule("clear_on_close", Flag, MAY),
    Rule("notify_on_close", Flag, MAY),
    Rule("submit_disabled", Flag, MAY),
];
/// A Home has the first few only (<https://github.com/slackapi/java-slack-sdk/pull/277>).
pub(super) const HOME: &[Rule] = MODAL.split_at(5).0;

/// A dialog that asks before something is done
/// (<https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object>).
pub(super) const CONFIRM: Shape = Object(&[
    Rule("title", Text(Plain, 100), MUST),
    Rule("text", Text(Any, 300), MUST),
    Rule("confirm", Text(Plain, 30), MUST),
    Rule("deny", Text(Plain, 30), MUST),
    Rule("style", STYLE, MAY),
]);
pub(super) const STYLE: Shape = Word(&["primary", "danger"]);
