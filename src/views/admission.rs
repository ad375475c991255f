//! What the bot answers people it doesn't serve, or not yet.

use crate::surface::{Message, Modal};
use crate::views::kit;

/// Why a person isn't admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    /// The person belongs to another workspace or company.
    Foreign,
    /// Slack hasn't said yet which workspace the bot is installed in.
    Starting,
    /// Slack doesn't say which workspace the person belongs to.
    Unsure,
}

impl NotAdmitted {
    /// Whether trying again in a moment can help.
    #[must_use]
    pub fn will_pass(self) -> bool {
        matches!(self, Self::Starting | Self::Unsure)
    }

    fn title(self) -> &'static str {
        match self {
            Self::Foreign => "Not for this workspace",
            Self::Starting => "Starting up",
            Self::Unsure => "Not saved",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Foreign => {
                "This Bearings belongs to another workspace, so nothing was saved. Ask the people who run it to set one up for yours."
            }
            Self::Starting => "Bearings is still starting, so nothing was saved. Try again in a moment.",
            Self::Unsure => "Slack didn’t confirm in time who you are, so nothing was saved. Try again in a moment.",
        }
    }
}

/// The reply where the person typed or pressed, which only they see.
#[must_use]
pub fn message(why: NotAdmitted) -> Message {
    kit::notice(why.title(), why.text())
}

/// The reply where there is no message to put it beside.
#[must_use]
pub fn modal(why: NotAdmitted) -> Modal {
    kit::notice_modal(why.title(), why.text())
}

/// The error below a field of the submitted form, which stays as it is.
#[must_use]
pub fn in_form(why: NotAdmitted) -> &'static str {
    match why {
        NotAdmitted::Foreign => why.text(),
        NotAdmitted::Starting => {
            "Not saved yet: Bearings is still starting. Everything you typed is still here. Try again in a moment."
        }
        NotAdmitted::Unsure => {
            "Not saved yet: Slack didn’t confirm in time who you are. Everything you typed is still here. Try again in a \
             moment."
        }
    }
}
