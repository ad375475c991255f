//! The shapes of what we tell Slack.

use std::collections::BTreeMap;

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

/// A message that the bot posts by itself. Others can read the metadata, so it holds a random key and nothing else.
#[derive(Serialize)]
pub(super) struct PostMessage<'a> {
    pub(super) channel: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) thread_ts: Option<&'a str>,
    pub(super) text: &'a str,
    pub(super) blocks: &'a [SlackBlock],
    pub(super) metadata: Metadata<'a>,
    pub(super) unfurl_links: bool,
    pub(super) unfurl_media: bool,
}

/// What finds a message again.
#[derive(Serialize)]
pub(super) struct Metadata<'a> {
    pub(super) event_type: &'static str,
    pub(super) event_payload: Key<'a>,
}

#[derive(Serialize)]
pub(super) struct Key<'a> {
    pub(super) key: &'a str,
}

#[derive(Serialize)]
pub(super) struct UpdateMessage<'a> {
    pub(super) channel: &'a str,
    pub(super) ts: &'a str,
    pub(super) text: &'a str,
    pub(super) blocks: &'a [SlackBlock],
}

#[derive(Serialize)]
pub(super) struct DeleteMessage<'a> {
    pub(super) channel: &'a str,
    pub(super) ts: &'a str,
}

#[derive(Serialize)]
pub(super) struct OpenDm<'a> {
    pub(super) users: &'a str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hash: Option<&'a str>,
    pub(super) view: SlackView,
}

pub(super) fn home_view(home: Home) -> SlackView {
    SlackView::Home(SlackHomeView::new(home.blocks))
}

pub(super) fn modal_view(modal: Modal) -> SlackView {
    let view = SlackModalView::new(modal.title.into(), modal.blocks).with_close(modal.close.into());
    SlackView::Modal(match modal.form {
        Some(form) => view
            .with_submit(form.submit.into())
            .with_callback_id(form.callback_id.into())
            .with_private_metadata(form.metadata),
        None => view,
    })
}

/// What Slack does with a modal that was submitted.
#[derive(Debug, Serialize)]
#[serde(tag = "response_action", rename_all = "snake_case")]
pub enum SubmitAnswer {
    /// It stays, with what is wrong below each field, by `block_id`.
    Errors {
        /// At least one.
        errors: BTreeMap<String, String>,
    },
    /// It shows this instead.
    Update { view: SlackView },
}

impl SubmitAnswer {
    /// It stays, with what is wrong.
    #[must_use]
    pub fn errors(errors: BTreeMap<String, String>) -> Self {
        Self::Errors { errors }
    }

    /// It shows another modal instead.
    #[must_use]
    pub fn show(modal: Modal) -> Self {
        Self::Update { view: modal_view(modal) }
    }
}

/// The acknowledgement of an envelope that came over Socket Mode.
#[derive(Serialize)]
struct Acknowledgement<'a, A> {
    envelope_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<A>,
}

/// Acknowledges an envelope, with what answers it; `None` if the answer cannot be written.
#[must_use]
pub fn acknowledgement<A: Serialize>(envelope_id: &str, payload: Option<A>) -> Option<String> {
    serde_json::to_string(&Acknowledgement { envelope_id, payload }).ok()
}
