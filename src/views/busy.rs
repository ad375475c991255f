//! What a user reads when Slack did not show what they pressed for, and pressing again is the way to it.

use crate::surface::Message;
use crate::views::kit;
use crate::views::spoken::spoken;
use crate::views::text::Mrkdwn;

/// In the conversation where they pressed, or in their DM.
#[must_use]
pub fn message() -> Message {
    let text = "If nothing opened, press again in a minute. Nothing that you saved is lost.";
    let blocks = vec![kit::section(Mrkdwn::new().text("Slack was too busy to show you that. ").text(text))];
    Message { text: spoken("Slack was busy", &blocks), blocks }
}
