//! The building blocks of all views, kept within Slack's limits.

pub mod fields;

use slack_morphism::prelude::{
    SlackAccessibilityLabel, SlackActionBlockElement, SlackActionsBlock, SlackBlock, SlackBlockButtonElement,
    SlackBlockButtonStyle, SlackBlockChoiceItem, SlackBlockPlainText, SlackBlockPlainTextOnly,
    SlackBlockStaticSelectElement, SlackBlockText, SlackContextBlock, SlackContextBlockElement, SlackDividerBlock,
    SlackHeaderBlock, SlackSectionBlock, SlackSectionBlockElement,
};

use crate::controls::Control;
use crate::controls::settings::{WEEKDAYS, weekday_value};
use crate::domain::dates::weekday_name;
use crate::surface::{Message, Modal, ModalForm};
use crate::views::spoken::spoken;
use crate::views::text::{Mrkdwn, clip, harmless};

/// Characters in one section's text.
const SECTION: usize = 3_000;
/// Characters of a header.
const HEADER: usize = 150;
/// Characters on a button or an option, and of a button's accessible name.
pub const LABEL: usize = 75;
/// Elements of one actions block.
const ROW: usize = 25;
/// Options of one menu.
const OPTIONS: usize = 100;
/// Blocks of a message.
pub const BLOCKS: usize = 50;

/// A button; what a screen reader says may be longer than its label.
#[derive(Clone, Debug)]
pub struct Button {
    pub control: Control,
    pub label: String,
    pub says: String,
    pub primary: bool,
}

impl Button {
    pub fn new(control: Control, label: impl Into<String>, says: impl Into<String>) -> Self {
        Self { control, label: label.into(), says: says.into(), primary: false }
    }

    pub fn primary(self) -> Self {
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

impl From<Button> for SlackActionBlockElement {
    fn from(button: Button) -> Self {
        SlackBlockButtonElement::from(button).into()
    }
}

pub fn header(text: &str) -> SlackBlock {
    SlackHeaderBlock::new(plain(text, HEADER)).into()
}

/// A section of one paragraph.
pub fn section(text: impl Into<Mrkdwn>) -> SlackBlock {
    SlackSectionBlock::new().with_text(text.into().fitted(SECTION).into()).into()
}

/// One paragraph with a button beside it.
pub fn section_with(text: Mrkdwn, button: Button) -> SlackBlock {
    let button: SlackBlockButtonElement = button.into();
    section_beside(text, button)
}

/// One paragraph with a button or a menu beside it.
pub fn section_beside(text: Mrkdwn, element: impl Into<SlackSectionBlockElement>) -> SlackBlock {
    SlackSectionBlock::new().with_text(text.fitted(SECTION).into()).with_accessory(element.into()).into()
}

/// A person's words exactly as they typed them, with no markup interpreted. Several sections if they are too long for
/// one by Slack's count.
pub fn words(text: &str) -> Vec<SlackBlock> {
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
pub fn divider() -> SlackBlock {
    SlackDividerBlock::new().into()
}

pub fn row(elements: Vec<SlackActionBlockElement>) -> SlackBlock {
    SlackActionsBlock::new(elements).into()
}

/// Packs lines into as few sections as possible; a line that is too long for one continues in the next.
pub fn sections(lines: impl IntoIterator<Item = Mrkdwn>) -> Vec<SlackBlock> {
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
pub fn one_section(title: Mrkdwn, lines: impl IntoIterator<Item = Mrkdwn>) -> Mrkdwn {
    let mut text = title;
    for line in lines {
        if text.length() + line.length() + 4 > SECTION {
            return text.line().text("…");
        }
        text = if text.is_empty() { line } else { text.line().then(&line) };
    }
    text
}

/// A line in small print.
pub fn context(text: impl Into<Mrkdwn>) -> SlackBlock {
    SlackContextBlock::new(vec![SlackContextBlockElement::MarkDown(text.into().into())]).into()
}

/// Buttons in as many rows as they need.
pub fn buttons(buttons: Vec<Button>) -> Vec<SlackBlock> {
    let mut rows = Vec::with_capacity(buttons.len().div_ceil(ROW));
    let mut left = buttons.into_iter().map(Into::into).peekable();
    while left.peek().is_some() {
        rows.push(row(left.by_ref().take(ROW).collect()));
    }
    rows
}

/// A menu to choose one option from; `options` are labels with their values, `chosen` is a value.
pub fn menu(
    action_id: &str,
    placeholder: &str,
    options: impl IntoIterator<Item = (String, String)>,
    chosen: Option<&str>,
) -> SlackBlockStaticSelectElement {
    let option = |(label, value): (String, String)| SlackBlockChoiceItem::new(plain(&label, LABEL), value);
    let options: Vec<_> = options.into_iter().take(OPTIONS).map(option).collect();
    let initial = chosen.and_then(|chosen| options.iter().find(|option| option.value == chosen)).cloned();
    SlackBlockStaticSelectElement::new()
        .with_action_id(action_id.into())
        .with_placeholder(placeholder.into())
        .with_options(options)
        .opt_initial_option(initial)
}

/// Buttons to the page before and the page after this one, each with its label and what a screen reader says; `to`
/// makes a page's control.
pub fn page_turns(
    page: usize,
    has_more: bool,
    [before, more]: [(&str, &str); 2],
    to: impl Fn(u16) -> Control,
) -> impl Iterator<Item = Button> {
    let before = page.checked_sub(1).map(|page| (page, before));
    let turns = before.into_iter().chain(has_more.then(|| (page.saturating_add(1), more)));
    turns.map(move |(page, (label, says))| Button::new(to(u16::try_from(page).unwrap_or(u16::MAX)), label, says))
}

/// The working days, as a menu's options.
pub fn working_days() -> [(String, String); 5] {
    WEEKDAYS.map(|weekday| (weekday_name(weekday).to_owned(), weekday_value(weekday)))
}

/// A message; its text says the title and the words of the blocks.
pub fn message(title: &str, blocks: Vec<SlackBlock>) -> Message {
    Message { text: spoken(Some(title), &blocks), blocks }
}

/// A message whose first line says what it is about.
pub fn untitled(blocks: Vec<SlackBlock>) -> Message {
    Message { text: spoken(None, &blocks), blocks }
}

/// A message of one paragraph.
pub fn notice(title: &str, text: impl Into<Mrkdwn>) -> Message {
    message(title, vec![section(text)])
}

/// A modal of one paragraph.
pub fn notice_modal(title: &str, text: impl Into<Mrkdwn>) -> Modal {
    Modal::to_read(title, vec![section(text)])
}

/// A modal to fill in and submit.
pub fn form_modal(title: &str, blocks: Vec<SlackBlock>, form: ModalForm) -> Modal {
    Modal { title: title.into(), blocks, close: "Cancel", form: Some(form) }
}

fn plain(text: &str, most: usize) -> SlackBlockPlainTextOnly {
    clip(&harmless(text), most).into()
}
