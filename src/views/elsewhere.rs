//! What somebody reads in a workspace that this bot is not for.

use crate::surface::{Message, Modal};
use crate::views::kit;
use crate::views::spoken::spoken;
use crate::views::text::Mrkdwn;

const TEXT: &str =
    "This Bearings is another workspace’s. Nothing was saved. Ask whoever runs it to set one up for yours.";

/// For whoever typed.
#[must_use]
pub fn message() -> Message {
    let blocks = vec![kit::section(Mrkdwn::new().text(TEXT))];
    Message { text: spoken("Not for this workspace", &blocks), blocks }
}

/// For whoever submitted a form.
#[must_use]
pub fn modal() -> Modal {
    Modal::to_read("Not for this workspace", vec![kit::section(Mrkdwn::new().text(TEXT))])
}
