//! The fields that forms are made of.

use chrono::{NaiveDate, NaiveTime};
use slack_morphism::prelude::{
    SlackBlock, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockConversationFilter,
    SlackBlockConversationsSelectElement, SlackBlockDatePickerElement, SlackBlockExternalSelectElement,
    SlackBlockMultiExternalSelectElement, SlackBlockMultiUsersSelectElement, SlackBlockOptionGroup,
    SlackBlockPlainTextInputElement, SlackBlockPlainTextOnly, SlackBlockRadioButtonsElement, SlackBlockText,
    SlackBlockTimePickerElement, SlackConversationFilterInclude, SlackDispatchActionConfig, SlackDispatchActionTrigger,
    SlackInputBlock, SlackInputBlockElement,
};

use crate::controls::Control;
use crate::domain::ids::{ChannelId, MemberId};
use crate::views::kit::{self, LABEL, OPTIONS, plain};
use crate::views::text::{Mrkdwn, clip};

/// Characters of a field's hint.
const HINT: usize = 2_000;
/// Characters of a field's placeholder.
const PLACEHOLDER: usize = 150;
/// Boxes and buttons in one field.
const BOXES: usize = 10;

/// A field under construction. Its last method says what it is filled in with, and makes it a block.
pub struct Field {
    action_id: String,
    block_id: String,
    label: String,
    hint: Option<String>,
    is_optional: bool,
    is_lively: bool,
}

/// A choice with an optional line below it.
pub struct Choice {
    pub label: SlackBlockText,
    pub below: Option<String>,
    pub value: String,
    pub chosen: bool,
}

impl Choice {
    /// A choice without a line below it.
    pub fn new(label: &str, value: &str, chosen: bool) -> Self {
        Self { label: Mrkdwn::from(label).into(), below: None, value: value.into(), chosen }
    }
}

impl Field {
    pub fn new(action_id: &str, block_id: impl Into<String>, label: &str) -> Self {
        let (action_id, block_id, label) = (action_id.to_owned(), block_id.into(), label.to_owned());
        Self { action_id, block_id, label, hint: None, is_optional: false, is_lively: false }
    }

    pub fn hint(self, hint: &str) -> Self {
        Self { hint: Some(hint.to_owned()), ..self }
    }

    pub fn optional(self) -> Self {
        Self { is_optional: true, ..self }
    }

    /// Makes Slack report changes before the form is submitted.
    pub fn lively(self) -> Self {
        Self { is_lively: true, ..self }
    }

    /// Several lines of text, which Slack reports while the user types.
    pub fn paragraph(self, placeholder: &str, text: &str, most: usize) -> SlackBlock {
        let element = self.text(placeholder, &clip(text, most)).with_multiline(true).with_focus_on_load(true);
        let reports = on(SlackDispatchActionTrigger::OnCharacterEntered);
        self.block(element.with_max_length(length(most)).with_dispatch_action_config(reports))
    }

    /// One line of text, which Slack reports when the user presses Enter.
    pub fn line_to_enter(self, placeholder: &str, text: &str, most: usize) -> SlackBlock {
        let element = self.text(placeholder, &clip(text, most)).with_max_length(length(most));
        self.block(element.with_dispatch_action_config(on(SlackDispatchActionTrigger::OnEnterPressed)))
    }

    pub fn line(self, placeholder: &str, text: &str) -> SlackBlock {
        let element = self.text(placeholder, text);
        self.block(element)
    }

    /// A day, if one is chosen already.
    pub fn day(self, day: Option<NaiveDate>) -> SlackBlock {
        let element = SlackBlockDatePickerElement::new().with_action_id(self.action_id.as_str().into());
        self.block(element.opt_initial_date(day.map(|day| day.to_string())))
    }

    pub fn time(self, time: NaiveTime) -> SlackBlock {
        let element = SlackBlockTimePickerElement::new().with_action_id(self.action_id.as_str().into());
        self.block(element.with_initial_time(time.format("%H:%M").to_string()))
    }

    /// Members of the workspace, at most `most` if there is a limit.
    pub fn members<'m>(
        self,
        placeholder: &str,
        most: Option<usize>,
        chosen: impl IntoIterator<Item = &'m MemberId>,
    ) -> SlackBlock {
        let chosen: Vec<String> = chosen.into_iter().map(|member| member.as_str().to_owned()).collect();
        let element = SlackBlockMultiUsersSelectElement::new()
            .with_action_id(self.action_id.as_str().into())
            .with_placeholder(plain(placeholder, PLACEHOLDER))
            .opt_max_selected_items(most.map(length))
            .opt_initial_users((!chosen.is_empty()).then_some(chosen));
        self.block(element)
    }

    pub fn private_channel(self, placeholder: &str, chosen: Option<&ChannelId>) -> SlackBlock {
        let filter = SlackBlockConversationFilter::new()
            .with_include(vec![SlackConversationFilterInclude::Private])
            .with_exclude_external_shared_channels(true)
            .with_exclude_bot_users(true);
        let element = SlackBlockConversationsSelectElement::new()
            .with_action_id(self.action_id.as_str().into())
            .with_placeholder(plain(placeholder, PLACEHOLDER))
            .opt_initial_conversation(chosen.map(|channel| channel.as_str().into()))
            .with_filter(filter);
        self.block(element)
    }

    /// A menu to choose one option from; `options` are labels with their values, `chosen` is a value.
    pub fn menu(
        self,
        placeholder: &str,
        options: impl IntoIterator<Item = (String, String)>,
        chosen: &str,
    ) -> SlackBlock {
        let element = kit::menu(&self.action_id, placeholder, options, Some(chosen));
        self.block(element)
    }

    /// Boxes to tick.
    pub fn checkboxes(self, choices: Vec<Choice>) -> SlackBlock {
        let (items, ticked) = items(choices);
        let element = SlackBlockCheckboxesElement::new(items).with_action_id(self.action_id.as_str().into());
        self.block(element.opt_initial_options((!ticked.is_empty()).then_some(ticked)))
    }

    /// Radio buttons, of which one is chosen.
    pub fn radio(self, choices: Vec<Choice>) -> SlackBlock {
        let (items, chosen) = items(choices);
        let element = SlackBlockRadioButtonsElement::new(items).with_action_id(self.action_id.as_str().into());
        self.block(element.opt_initial_option(chosen.into_iter().next()))
    }

    /// A menu to choose several options from, which the bot fills while the user types into it.
    pub fn type_ahead(self, placeholder: &str, most: usize) -> SlackBlock {
        let element = SlackBlockMultiExternalSelectElement::new()
            .with_action_id(self.action_id.as_str().into())
            .with_placeholder(plain(placeholder, PLACEHOLDER))
            .with_max_selected_items(length(most))
            .with_min_query_length(0);
        self.block(element)
    }

    /// A time zone, which the user searches for.
    pub fn zone(self, placeholder: &str) -> SlackBlock {
        self.block(zone_menu(placeholder))
    }

    fn text(&self, placeholder: &str, text: &str) -> SlackBlockPlainTextInputElement {
        SlackBlockPlainTextInputElement::new()
            .with_action_id(self.action_id.as_str().into())
            .with_placeholder(plain(placeholder, PLACEHOLDER))
            .opt_initial_value((!text.is_empty()).then(|| text.to_owned()))
    }

    fn block(self, element: impl Into<SlackInputBlockElement>) -> SlackBlock {
        SlackInputBlock::new(self.label.into(), element.into())
            .with_block_id(self.block_id.into())
            .opt_hint(self.hint.map(|hint| plain(&hint, HINT)))
            .opt_optional(self.is_optional.then_some(true))
            .opt_dispatch_action(self.is_lively.then_some(true))
            .into()
    }
}

/// A menu of time zones, which the bot fills with what the user searches for.
pub fn zone_menu(placeholder: &str) -> SlackBlockExternalSelectElement {
    SlackBlockExternalSelectElement::new()
        .with_action_id(Control::Zone.action_id().into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .with_min_query_length(2)
}

/// An option, with a line below it unless `below` is empty.
pub fn option(label: &str, below: &str, value: String) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    let below = (!below.is_empty()).then(|| plain(below, LABEL));
    SlackBlockChoiceItem::new(plain(label, LABEL), value).opt_description(below)
}

pub fn group(
    label: &str,
    options: Vec<SlackBlockChoiceItem<SlackBlockPlainTextOnly>>,
) -> SlackBlockOptionGroup<SlackBlockPlainTextOnly> {
    SlackBlockOptionGroup::new(plain(label, LABEL), options.into_iter().take(OPTIONS).collect())
}

type ChoiceItems = Vec<SlackBlockChoiceItem<SlackBlockText>>;

/// All choices, and the chosen ones among them.
fn items(choices: Vec<Choice>) -> (ChoiceItems, ChoiceItems) {
    let item = |choice: Choice| {
        let below = choice.below.map(|below| plain(&below, LABEL));
        (SlackBlockChoiceItem::new(choice.label, choice.value).opt_description(below), choice.chosen)
    };
    let items: Vec<_> = choices.into_iter().take(BOXES).map(item).collect();
    let chosen = items.iter().filter(|(_, chosen)| *chosen).map(|(item, _)| item.clone()).collect();
    (items.into_iter().map(|(item, _)| item).collect(), chosen)
}

fn length(most: usize) -> u64 {
    u64::try_from(most).unwrap_or(u64::MAX)
}

fn on(trigger: SlackDispatchActionTrigger) -> SlackDispatchActionConfig {
    SlackDispatchActionConfig::new().with_trigger_actions_on(vec![trigger])
}
