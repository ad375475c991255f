//! What somebody reads whom this bot is not for, or not yet.

use crate::surface::{Message, Modal};
use crate::views::kit;
use crate::views::spoken::spoken;
use crate::views::text::Mrkdwn;

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    /// They belong to another workspace or company.
    Foreign,
    /// Slack has not said yet which workspace this is.
    Starting,
    /// Slack does not say to which workspace they belong.
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
            Self::Unsure => "Please try again",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Foreign => {
                "This Bearings is another workspace’s. Nothing was saved. Ask whoever runs it to set one up for yours."
            }
            Self::Starting => "Bearings is starting up. Nothing was saved. Please try again in a moment.",
            Self::Unsure => {
                "Slack didn’t confirm who you are in time. Nothing was saved. Please try again in a moment."
            }
        }
    }
}

/// Where they typed or pressed, for them alone.
#[must_use]
pub fn message(why: NotAdmitted) -> Message {
    let blocks = vec![kit::section(Mrkdwn::new().text(why.text()))];
    Message { text: spoken(why.title(), &blocks), blocks }
}

/// Where there is no message to stand beside.
#[must_use]
pub fn modal(why: NotAdmitted) -> Modal {
    Modal::to_read(why.title(), vec![kit::section(Mrkdwn::new().text(why.text()))])
}

/// Below a field of the form that they submitted, which stays as it is.
#[must_use]
pub fn in_form(why: NotAdmitted) -> &'static str {
    match why {
        NotAdmitted::Foreign => why.text(),
        NotAdmitted::Starting => {
            "Not saved yet: Bearings is starting up. Everything you typed is still here. Try again in a moment."
        }
        NotAdmitted::Unsure => {
            "Not saved yet: Slack didn’t confirm who you are in time. Everything you typed is still here. Try again in a \
             moment."
        }
    }
}
