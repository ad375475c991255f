//! The fields that forms are made of.

use chrono::NaiveTime;
use slack_morphism::prelude::{
    SlackBlock, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockConversationFilter,
    SlackBlockConversationsSelectElement, SlackBlockDatePickerElement, SlackBlockExternalSelectElement,
    SlackBlockMultiExternalSelectElement, SlackBlockMultiUsersSelectElement, SlackBlockPlainTextInputElement,
    SlackBlockPlainTextOnly, SlackBlockRadioButtonsElement, SlackBlockStaticSelectElement, SlackBlockText,
    SlackBlockTimePickerElement, SlackConversationFilterInclude, SlackDispatchActionConfig, SlackDispatchActionTrigger,
    SlackInputBlock, SlackInputBlockElement,
};

use crate::controls::Control;
use crate::domain::ids::{ChannelId, MemberId};
use crate::views::kit::{LABEL, OPTIONS, plain};
use crate::views::text::clip;

/// Characters of a field's hint.
const HINT: usize = 2_000;
/// Characters of a field's placeholder.
const PLACEHOLDER: usize = 150;
/// Boxes and buttons in one field.
const BOXES: usize = 10;

/// A field under construction: its label and its element.
pub(in crate::views) struct Field {
    block: SlackInputBlock,
}

/// A choice with an optional line below it.
pub(in crate::views) struct Choice {
    pub(in crate::views) label: SlackBlockText,
    pub(in crate::views) below: Option<String>,
    pub(in crate::views) value: String,
    pub(in crate::views) chosen: bool,
}

impl Field {
    pub(in crate::views) fn new(block_id: String, label: &str, element: impl Into<SlackInputBlockElement>) -> Self {
        Self { block: SlackInputBlock::new(label.into(), element.into()).with_block_id(block_id.into()) }
    }

    pub(in crate::views) fn hint(self, hint: &str) -> Self {
        Self { block: self.block.with_hint(plain(hint, HINT)) }
    }

    pub(in crate::views) fn optional(self) -> Self {
        Self { block: self.block.with_optional(true) }
    }

    /// Makes Slack report changes before the form is submitted.
    pub(in crate::views) fn lively(self) -> Self {
        Self { block: self.block.with_dispatch_action(true) }
    }
}

impl From<Field> for SlackBlock {
    fn from(field: Field) -> Self {
        field.block.into()
    }
}

/// Several lines of text, which Slack reports while the user types.
pub(in crate::views) fn paragraph(
    control: &Control,
    placeholder: &str,
    text: &str,
    most: usize,
) -> SlackBlockPlainTextInputElement {
    let element = SlackBlockPlainTextInputElement::new()
        .with_action_id(control.action_id().into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .with_multiline(true)
        .with_max_length(u64::try_from(most).unwrap_or(u64::MAX))
        .with_focus_on_load(true)
        .with_dispatch_action_config(on(SlackDispatchActionTrigger::OnCharacterEntered));
    if text.is_empty() { element } else { element.with_initial_value(clip(text, most)) }
}

/// One line of text, which Slack reports when the user presses Enter.
pub(in crate::views) fn line_to_enter(
    control: &Control,
    placeholder: &str,
    text: Option<&str>,
    most: usize,
) -> SlackBlockPlainTextInputElement {
    SlackBlockPlainTextInputElement::new()
        .with_action_id(control.action_id().into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .with_max_length(u64::try_from(most).unwrap_or(u64::MAX))
        .with_dispatch_action_config(on(SlackDispatchActionTrigger::OnEnterPressed))
        .opt_initial_value(text.filter(|text| !text.is_empty()).map(|text| clip(text, most)))
}

/// One line of text.
pub(in crate::views) fn line(action_id: &str, placeholder: &str, text: &str) -> SlackBlockPlainTextInputElement {
    SlackBlockPlainTextInputElement::new()
        .with_action_id(action_id.into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .opt_initial_value((!text.is_empty()).then(|| text.to_owned()))
}

/// A day.
pub(in crate::views) fn day(action_id: &str, day: chrono::NaiveDate) -> SlackBlockDatePickerElement {
    SlackBlockDatePickerElement::new().with_action_id(action_id.into()).with_initial_date(day.to_string())
}

/// A time of the day.
pub(in crate::views) fn time(action_id: &str, time: NaiveTime) -> SlackBlockTimePickerElement {
    SlackBlockTimePickerElement::new()
        .with_action_id(action_id.into())
        .with_initial_time(time.format("%H:%M").to_string())
}

/// Members of the workspace, at most `most` if there is a limit.
pub(in crate::views) fn members<'m>(
    action_id: &str,
    placeholder: &str,
    most: Option<usize>,
    chosen: impl IntoIterator<Item = &'m MemberId>,
) -> SlackBlockMultiUsersSelectElement {
    let chosen: Vec<String> = chosen.into_iter().map(|member| member.as_str().to_owned()).collect();
    SlackBlockMultiUsersSelectElement::new()
        .with_action_id(action_id.into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .opt_max_selected_items(most.and_then(|most| u64::try_from(most).ok()))
        .opt_initial_users((!chosen.is_empty()).then_some(chosen))
}

/// A private channel of this organisation.
pub(in crate::views) fn private_channel(
    action_id: &str,
    placeholder: &str,
    chosen: Option<&ChannelId>,
) -> SlackBlockConversationsSelectElement {
    let filter = SlackBlockConversationFilter::new()
        .with_include(vec![SlackConversationFilterInclude::Private])
        .with_exclude_external_shared_channels(true)
        .with_exclude_bot_users(true);
    SlackBlockConversationsSelectElement::new()
        .with_action_id(action_id.into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .opt_initial_conversation(chosen.map(|channel| channel.as_str().into()))
        .with_filter(filter)
}

/// A menu to choose one option from; `options` are labels with their values.
pub(in crate::views) fn menu(
    action_id: &str,
    placeholder: &str,
    options: impl IntoIterator<Item = (String, String)>,
    chosen: Option<&str>,
) -> SlackBlockStaticSelectElement {
    let options: Vec<_> = options.into_iter().take(OPTIONS).map(|(label, value)| option(&label, "", value)).collect();
    let initial = chosen.and_then(|chosen| options.iter().find(|option| option.value == chosen)).cloned();
    SlackBlockStaticSelectElement::new()
        .with_action_id(action_id.into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .with_options(options)
        .opt_initial_option(initial)
}

/// Boxes to tick.
pub(in crate::views) fn checkboxes(action_id: &str, choices: Vec<Choice>) -> SlackBlockCheckboxesElement {
    let (options, ticked) = options(choices);
    SlackBlockCheckboxesElement::new(options)
        .with_action_id(action_id.into())
        .opt_initial_options((!ticked.is_empty()).then_some(ticked))
}

/// Radio buttons.
pub(in crate::views) fn radio(action_id: &str, choices: Vec<Choice>) -> SlackBlockRadioButtonsElement {
    let (options, chosen) = options(choices);
    SlackBlockRadioButtonsElement::new(options)
        .with_action_id(action_id.into())
        .opt_initial_option(chosen.into_iter().next())
}

/// A day, or none.
pub(in crate::views) fn optional_day(action_id: &str, day: Option<chrono::NaiveDate>) -> SlackBlockDatePickerElement {
    SlackBlockDatePickerElement::new().with_action_id(action_id.into()).opt_initial_date(day.map(|day| day.to_string()))
}

/// A menu that the bot fills while the user types into it.
pub(in crate::views) fn type_ahead(
    control: &Control,
    placeholder: &str,
    most: usize,
) -> SlackBlockMultiExternalSelectElement {
    SlackBlockMultiExternalSelectElement::new()
        .with_action_id(control.action_id().into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .with_max_selected_items(u64::try_from(most).unwrap_or(u64::MAX))
        .with_min_query_length(0)
}

/// A menu to choose one option from, which the bot fills with what the user searches for.
pub(in crate::views) fn menu_to_search(
    control: &Control,
    placeholder: &str,
    least: u64,
) -> SlackBlockExternalSelectElement {
    SlackBlockExternalSelectElement::new()
        .with_action_id(control.action_id().into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .with_min_query_length(least)
}

/// An option, with a line below it unless `below` is empty.
pub(in crate::views) fn option(
    label: &str,
    below: &str,
    value: String,
) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    let item = SlackBlockChoiceItem::new(plain(label, LABEL), value);
    if below.is_empty() { item } else { item.with_description(plain(below, LABEL)) }
}

/// A named group of options.
pub(in crate::views) fn group(
    label: &str,
    options: Vec<SlackBlockChoiceItem<SlackBlockPlainTextOnly>>,
) -> slack_morphism::prelude::SlackBlockOptionGroup<SlackBlockPlainTextOnly> {
    slack_morphism::prelude::SlackBlockOptionGroup::new(
        plain(label, LABEL),
        options.into_iter().take(OPTIONS).collect(),
    )
}

type Options = Vec<SlackBlockChoiceItem<SlackBlockText>>;

/// The options, and the chosen ones among them.
fn options(choices: Vec<Choice>) -> (Options, Options) {
    let mut chosen = Vec::new();
    let mut options = Vec::new();
    for choice in choices.into_iter().take(BOXES) {
        let option = SlackBlockChoiceItem::new(choice.label, choice.value)
            .opt_description(choice.below.map(|below| plain(&below, LABEL)));
        if choice.chosen {
            chosen.push(option.clone());
        }
        options.push(option);
    }
    (options, chosen)
}

fn on(trigger: SlackDispatchActionTrigger) -> SlackDispatchActionConfig {
    SlackDispatchActionConfig::new().with_trigger_actions_on(vec![trigger])
}
