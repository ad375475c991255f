//! Asks a user to press again when Slack was too busy to show what they asked for.

use crate::surface::Message;
use crate::views::kit;

/// For the conversation where the user pressed, or their DM.
#[must_use]
pub fn message() -> Message {
    let text =
        "Slack was too busy to show you that. If nothing opened, press again in a minute. What you saved is safe.";
    kit::notice("Slack is busy", text)
}
