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
    /// One of these words.
    Word(&'static [&'static str]),
    Flag,
    Number(i64, i64),
    /// One text object of up to this length.
    Text(Flavour, usize),
    /// A list of up to this many text objects, each of up to this length.
    Texts(usize, usize),
    /// One element of these types.
    Element(&'static [&'static str]),
    /// From 1 to this many elements of these types.
    Elements(&'static [&'static str], usize),
    /// From 1 to this many options with such text.
    Options(Flavour, usize),
    Option(Flavour),
    Groups,
    Confirm,
    /// Up to this many of these words.
    Words(&'static [&'static str], usize),
    /// Strings of up to 255 characters, such as ids.
    Strings,
    /// An object with these fields and no others.
    Object(&'static [Field]),
    /// A table's rows: up to this many, each with up to this many cells.
    Rows(usize, usize),
    /// Recognised but not checked.
    Anything,
}

/// One field of a block or element; `.2` says whether Slack requires it.
pub(super) struct Field(pub &'static str, pub Shape, pub bool);

/// A block or element type: where it's allowed and what it holds.
pub(super) struct Spec {
    pub kind: &'static str,
    pub surfaces: &'static [Surface],
    pub fields: &'static [Field],
}

use Flavour::{Any, Plain};
use Shape::{Anything, Element, Elements, Flag, Number, Rows, Str, Text, Texts};

pub(super) const ANYWHERE: &[Surface] = &[Message, Modal, Home];
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
    // <https://docs.slack.dev/reference/block-kit/blocks/table-block>
    Spec {
        kind: "table",
        surfaces: &[Message],
        fields: &[Field("rows", Rows(100, 20), MUST), Field("column_settings", Anything, MAY)],
    },
    Spec {
        kind: "video",
        surfaces: ANYWHERE,
        fields: &[
            Field("alt_text", Str(2000), MUST),
            Field("title", Text(Plain, 200), MUST),
            Field("thumbnail_url", Str(3000), MUST),
            Field("video_url", Str(3000), MUST),
            Field("author_name", Str(50), MAY),
            Field("description", Text(Plain, 200), MAY),
            Field("provider_icon_url", Str(3000), MAY),
            Field("provider_name", Str(50), MAY),
            Field("title_url", Str(3000), MAY),
        ],
    },
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

/// A view's own keys (<https://docs.slack.dev/reference/views>); a Home has fewer
/// (<https://github.com/slackapi/java-slack-sdk/pull/277>).
pub(super) const MODAL: &[&str] = &[
    "type",
    "blocks",
    "private_metadata",
    "callback_id",
    "external_id",
    "title",
    "submit",
    "close",
    "clear_on_close",
    "notify_on_close",
    "submit_disabled",
];
pub(super) const HOME: &[&str] = &["type", "blocks", "private_metadata", "callback_id", "external_id"];
