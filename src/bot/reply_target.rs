//! Where to tell a user that what they did didn't work.

use crate::slack::inbound::{BlockAction, Origin};
use crate::slack::{ResponseUrl, TriggerId, ViewId};

/// Where to tell it.
#[derive(Clone, Debug)]
pub(super) enum ReplyTarget {
    /// Through a response URL, only for them.
    Message(ResponseUrl),
    Modal(ViewId),
    /// In a new modal.
    Trigger(TriggerId),
    /// Only in their DM.
    Dm,
    /// Nowhere: a form is open, and showing anything would replace what the user typed. Submitting it tells them.
    Form,
}

impl ReplyTarget {
    /// Where the user pressed. If it was in a modal, `is_form` says whether it has something to lose.
    pub(super) fn of<By>(pressed: &BlockAction<By>, is_form: bool) -> Self {
        match &pressed.origin {
            Origin::Message { response_url, .. } => Self::Message(response_url.clone()),
            Origin::Modal { .. } if is_form => Self::Form,
            Origin::Modal { view, .. } => Self::Modal(view.clone()),
            Origin::Home => Self::Trigger(pressed.trigger.clone()),
        }
    }
}
