//! The shapes of what we tell Slack.

use serde::Serialize;

use crate::surface::{Home, Message, Modal};
use slack_morphism::prelude::{SlackBlock, SlackHomeView, SlackModalView, SlackView};

/// Who sees an answer to a command or a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The person who typed or pressed.
    Them,
    /// Everyone in the channel.
    Channel,
}

/// An answer, in the HTTP response to a slash command or through a response URL.
#[derive(Debug, Serialize)]
pub struct Answer<'m> {
    response_type: &'static str,
    replace_original: bool,
    text: &'m str,
    blocks: &'m [SlackBlock],
}

impl<'m> Answer<'m> {
    /// A new message.
    #[must_use]
    pub fn new(message: &'m Message, audience: Audience) -> Self {
        let response_type = match audience {
            Audience::Them => "ephemeral",
            Audience::Channel => "in_channel",
        };
        Self { response_type, replace_original: false, text: &message.text, blocks: &message.blocks }
    }

    /// In the place of the message in which something was pressed, which only that person sees.
    #[must_use]
    pub fn in_place(message: &'m Message) -> Self {
        Self { replace_original: true, ..Self::new(message, Audience::Them) }
    }
}

#[derive(Serialize)]
pub(super) struct PublishHome<'a> {
    pub(super) user_id: &'a str,
    pub(super) view: SlackView,
}

#[derive(Serialize)]
pub(super) struct OpenModal<'a> {
    pub(super) trigger_id: &'a str,
    pub(super) view: SlackView,
}

#[derive(Serialize)]
pub(super) struct UpdateModal<'a> {
    pub(super) view_id: &'a str,
    pub(super) view: SlackView,
}

pub(super) fn home_view(home: Home) -> SlackView {
    SlackView::Home(SlackHomeView::new(home.blocks))
}

pub(super) fn modal_view(modal: Modal) -> SlackView {
    SlackView::Modal(SlackModalView::new(modal.title.into(), modal.blocks).with_close("Close".into()))
}
