//! What a user reads if the bot couldn't save what they pressed.

use crate::domain::evidence::QuotaExceeded;
use crate::surface::{Message, Modal};
use crate::views::kit;

const TEXT: &str = "Bearings can’t use its database right now, so nothing was saved. What you saved before is safe. Press again in a \
                    moment.";

/// For the user who pressed, beside the message in which they pressed.
#[must_use]
pub fn message() -> Message {
    kit::notice("Not saved", TEXT)
}

/// Where there is no message to put it beside.
#[must_use]
pub fn modal() -> Modal {
    kit::notice_modal("Not saved", TEXT)
}

/// Beside the question in which the user pressed, if there is no room for another entry.
#[must_use]
pub fn no_room(exceeded: QuotaExceeded) -> Message {
    kit::notice("Not saved", &exceeded.to_string())
}
