//! What a user reads if the bot couldn't save what they pressed.

use crate::domain::evidence::QuotaExceeded;
use crate::surface::{Message, Modal};
use crate::views::kit;
use crate::views::spoken::spoken;
use crate::views::text::Mrkdwn;

const TEXT: &str = "Nothing was saved: Bearings cannot use its database just now. What was saved before is safe. Press again in \
                    a moment.";

/// For the user who pressed, beside the message in which they pressed.
#[must_use]
pub fn message() -> Message {
    let blocks = vec![kit::section(Mrkdwn::new().text(TEXT))];
    Message { text: spoken("Not saved", &blocks), blocks }
}

/// Where there is no message to put it beside.
#[must_use]
pub fn modal() -> Modal {
    Modal::to_read("Not saved", vec![kit::section(Mrkdwn::new().text(TEXT))])
}

/// Beside the question in which the user pressed, if there is no room for another entry.
#[must_use]
pub fn no_room(exceeded: QuotaExceeded) -> Message {
    let blocks = vec![kit::section(Mrkdwn::new().text(&exceeded.to_string()))];
    Message { text: spoken("Not saved", &blocks), blocks }
}
