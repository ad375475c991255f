//! The building blocks of all views, kept within Slack's limits.

pub(in crate::views) mod fields;

use slack_morphism::prelude::{
    SlackAccessibilityLabel, SlackActionBlockElement, SlackActionsBlock, SlackBlock, SlackBlockButtonElement,
    SlackBlockButtonStyle, SlackBlockChoiceItem, SlackBlockPlainText, SlackBlockPlainTextOnly,
    SlackBlockStaticSelectElement, SlackBlockText, SlackContextBlock, SlackContextBlockElement, SlackDividerBlock,
    SlackHeaderBlock, SlackSectionBlock, SlackSectionBlockElement,
};

use crate::controls::Control;
use crate::views::text::{Mrkdwn, clip, harmless};

/// Characters in one section's text.
const SECTION: usize = 3_000;
/// Characters of a header.
const HEADER: usize = 150;
/// Characters on a button or an option, and of a button's accessible name.
pub(super) const LABEL: usize = 75;
/// Elements of one actions block.
const ROW: usize = 25;
/// Options of one menu.
const OPTIONS: usize = 100;
/// Blocks of a message.
pub(super) const BLOCKS: usize = 50;

/// A button; what a screen reader says may be longer than its label.
#[derive(Clone, Debug)]
pub(super) struct Button {
    pub(super) control: Control,
    pub(super) label: String,
    pub(super) says: String,
    pub(super) primary: bool,
}

impl Button {
    pub(super) fn new(control: Control, label: impl Into<String>, says: impl Into<String>) -> Self {
        Self { control, label: label.into(), says: says.into(), primary: false }
    }

    pub(super) fn primary(self) -> Self {
        Self { primary: true, ..self }
    }
}

impl From<Button> for SlackBlockButtonElement {
    fn from(button: Button) -> Self {
        let element = Self::new(plain(&button.label, LABEL))
            .with_action_id(button.control.action_id().into())
            .opt_value(button.control.value().map(str::to_owned))
            .with_accessibility_label(SlackAccessibilityLabel(clip(&harmless(&button.says), LABEL)));
        if button.primary { element.with_style(SlackBlockButtonStyle::Primary) } else { element }
    }
}

pub(super) fn header(text: &str) -> SlackBlock {
    SlackHeaderBlock::new(plain(text, HEADER)).into()
}

/// One paragraph.
pub(super) fn section(text: Mrkdwn) -> SlackBlock {
    SlackSectionBlock::new().with_text(text.fitted(SECTION).into()).into()
}

/// One paragraph with a button beside it.
pub(super) fn section_with(text: Mrkdwn, button: Button) -> SlackBlock {
    let button: SlackBlockButtonElement = button.into();
    section_beside(text, button)
}

/// One paragraph with a button or a menu beside it.
pub(super) fn section_beside(text: Mrkdwn, element: impl Into<SlackSectionBlockElement>) -> SlackBlock {
    SlackSectionBlock::new().with_text(text.fitted(SECTION).into()).with_accessory(element.into()).into()
}

/// A person's words exactly as they typed them, with no markup interpreted. Several sections if they are too long for
/// one by Slack's count.
pub(super) fn words(text: &str) -> Vec<SlackBlock> {
    let mut left = text;
    let mut sections = Vec::new();
    while !left.trim().is_empty() {
        let mut length = 0;
        let end = left.char_indices().find(|(_, c)| {
            length += c.len_utf16();
            length > SECTION
        });
        let (now, later) = left.split_at(end.map_or(left.len(), |(at, _)| at));
        let text = SlackBlockPlainText::new(harmless(now).into_owned()).with_emoji(false);
        sections.push(SlackSectionBlock::new().with_text(SlackBlockText::Plain(text)).into());
        left = later;
    }
    sections
}

/// A line between parts.
pub(super) fn divider() -> SlackBlock {
    SlackDividerBlock::new().into()
}

/// Buttons and a menu after them, in one row.
pub(super) fn row(first: Vec<Button>, menu: SlackBlockStaticSelectElement) -> SlackBlock {
    let buttons = first.into_iter().map(|button| SlackBlockButtonElement::from(button).into());
    let row: Vec<SlackActionBlockElement> = buttons.chain([menu.into()]).collect();
    SlackActionsBlock::new(row).into()
}

/// Packs lines into as few sections as possible; a line that is too long for one continues in the next.
pub(super) fn sections(lines: impl IntoIterator<Item = Mrkdwn>) -> Vec<SlackBlock> {
    let mut packed: Vec<Mrkdwn> = Vec::new();
    for line in lines.into_iter().flat_map(|line| line.pieces(SECTION)) {
        match packed.pop() {
            Some(before) if before.length() + 1 + line.length() <= SECTION => packed.push(before.line().then(&line)),
            Some(before) => packed.extend([before, line]),
            None => packed.push(line),
        }
    }
    packed.into_iter().filter(|text| !text.is_empty()).map(section).collect()
}

/// As many lines as one section holds, then an ellipsis if there are more.
pub(super) fn one_section(title: Mrkdwn, lines: impl IntoIterator<Item = Mrkdwn>) -> Mrkdwn {
    let mut text = title;
    for line in lines {
        if text.length() + line.length() + 4 > SECTION {
            return text.line().text("…");
        }
        text = if text.is_empty() { line } else { text.line().then(&line) };
    }
    text
}

/// Small print.
pub(super) fn context(text: Mrkdwn) -> SlackBlock {
    SlackContextBlock::new(vec![SlackContextBlockElement::MarkDown(text.into())]).into()
}

/// Buttons in as many rows as they need.
pub(super) fn buttons(buttons: Vec<Button>) -> Vec<SlackBlock> {
    let mut rows = Vec::with_capacity(buttons.len().div_ceil(ROW));
    let mut left = buttons.into_iter().map(|button| SlackBlockButtonElement::from(button).into()).peekable();
    while left.peek().is_some() {
        let row: Vec<SlackActionBlockElement> = left.by_ref().take(ROW).collect();
        rows.push(SlackActionsBlock::new(row).into());
    }
    rows
}

/// A row of menus with a button after them.
pub(super) fn menus(menus: Vec<SlackBlockStaticSelectElement>, button: Button) -> SlackBlock {
    let mut row: Vec<SlackActionBlockElement> = menus.into_iter().map(Into::into).collect();
    row.push(SlackBlockButtonElement::from(button).into());
    SlackActionsBlock::new(row).into()
}

/// A menu; `options` are labels with their values, `chosen` is a value.
pub(super) fn menu(
    control: &Control,
    placeholder: &str,
    options: impl IntoIterator<Item = (String, String)>,
    chosen: Option<&str>,
) -> SlackBlockStaticSelectElement {
    let options: Vec<SlackBlockChoiceItem<SlackBlockPlainTextOnly>> = options
        .into_iter()
        .take(OPTIONS)
        .map(|(label, value)| SlackBlockChoiceItem::new(plain(&label, LABEL), value))
        .collect();
    let initial = chosen.and_then(|chosen| options.iter().find(|option| option.value == chosen)).cloned();
    SlackBlockStaticSelectElement::new()
        .with_action_id(control.action_id().into())
        .with_placeholder(placeholder.into())
        .with_options(options)
        .opt_initial_option(initial)
}

fn plain(text: &str, most: usize) -> SlackBlockPlainTextOnly {
    clip(&harmless(text), most).into()
}
