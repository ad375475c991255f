//! What a user reads if Slack was too busy to show what they pressed for, so that they press again.

use crate::surface::Message;
use crate::views::kit;
use crate::views::spoken::spoken;
use crate::views::text::Mrkdwn;

/// For the conversation where the user pressed, or their DM.
#[must_use]
pub fn message() -> Message {
    let text = "If nothing opened, press again in a minute. Nothing that you saved is lost.";
    let blocks = vec![kit::section(Mrkdwn::new().text("Slack was too busy to show you that. ").text(text))];
    Message { text: spoken("Slack was busy", &blocks), blocks }
}
