//! The JSON that we send to Slack.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::surface::{Home, Message, Modal};
use slack_morphism::prelude::{SlackHomeView, SlackModalView, SlackView};

/// Who sees an answer to a command or a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Them,
    Channel,
}

/// An answer to a slash command in the HTTP response, or through a response URL.
#[derive(Debug, Serialize)]
pub struct MessageAnswer<'m> {
    response_type: &'static str,
    replace_original: bool,
    #[serde(flatten)]
    message: &'m Message,
}

impl<'m> MessageAnswer<'m> {
    pub fn new(message: &'m Message, audience: Audience) -> Self {
        let response_type = match audience {
            Audience::Them => "ephemeral",
            Audience::Channel => "in_channel",
        };
        Self { response_type, replace_original: false, message }
    }

    /// Replaces the message with the pressed control. Only the user who pressed sees it.
    pub fn in_place(message: &'m Message) -> Self {
        Self { replace_original: true, ..Self::new(message, Audience::Them) }
    }
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

/// What Slack does with a modal after it is submitted.
#[derive(Debug, Serialize)]
#[serde(tag = "response_action", rename_all = "snake_case")]
pub enum SubmitAnswer {
    /// Keeps it open and shows an error below each of these fields.
    Errors {
        /// The message by `block_id`; at least one.
        errors: BTreeMap<String, String>,
    },
    Update {
        view: SlackView,
    },
}

impl SubmitAnswer {
    pub fn errors(errors: BTreeMap<String, String>) -> Self {
        Self::Errors { errors }
    }

    pub fn show(modal: Modal) -> Self {
        Self::Update { view: modal_view(modal) }
    }
}

/// The acknowledgement of a Socket Mode envelope.
#[derive(Serialize)]
struct Acknowledgement<'a, A> {
    envelope_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<A>,
}

/// The acknowledgement of an envelope, with an answer if given; `None` if it cannot be serialised.
pub fn acknowledgement<A: Serialize>(envelope_id: &str, payload: Option<A>) -> Option<String> {
    serde_json::to_string(&Acknowledgement { envelope_id, payload }).ok()
}
