//! The acknowledgement that Slack gets at once, the same over HTTP and Socket Mode, and its log line.

use std::time::Duration;

use serde::Serialize;

use crate::slack::outbound::{Audience, MessageAnswer, SubmitAnswer};
use crate::surface::{Message, Options};
use crate::telemetry::numbers::{self, Unhandled};

/// Slack waits three seconds for an acknowledgement, so a slower one is given up.
pub const ACK_DEADLINE: Duration = Duration::from_millis(2_900);
/// How long the database may take before a user reads that it doesn't answer: the rest is for telling them.
pub(super) const DATABASE_TIMEOUT: Duration = Duration::from_millis(2_300);

/// What Slack gets at once.
#[derive(Debug)]
pub enum Ack {
    Received,
    /// Received, with this message for the user who typed.
    Message(Message),
    /// The challenge, sent back.
    Challenge(String),
    /// What happens to the modal that was submitted.
    Submit(SubmitAnswer),
    Options(Options),
    /// Not received: Slack should send it again.
    Later,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum AckBody<'a> {
    Message(MessageAnswer<'a>),
    Submit(&'a SubmitAnswer),
    Options(&'a Options),
}

impl Ack {
    /// The JSON for Slack; `None` if there's nothing to say.
    #[must_use]
    pub fn body(&self) -> Option<AckBody<'_>> {
        match self {
            Self::Message(message) => Some(AckBody::Message(MessageAnswer::new(message, Audience::Them))),
            Self::Submit(answer) => Some(AckBody::Submit(answer)),
            Self::Options(options) => Some(AckBody::Options(options)),
            Self::Received | Self::Challenge(_) | Self::Later => None,
        }
    }
}

#[derive(Clone, Debug)]
pub enum RequestOutcome {
    /// A request of this kind was answered.
    Answered(&'static str),
    /// It wasn't handled, for this reason.
    Unhandled(Unhandled, String),
    /// Nothing is at this address, which is logged elsewhere.
    Stray,
}

impl RequestOutcome {
    /// Slack is asked to send it again.
    #[must_use]
    pub fn later() -> Self {
        Self::Unhandled(Unhandled::Later, "asked to repeat".to_owned())
    }

    #[must_use]
    pub fn too_slow() -> Self {
        Self::Unhandled(Unhandled::TooSlow, "took longer than Slack waits".to_owned())
    }

    /// Counts it and logs one line. `from` says where it came in if it wasn't handled; `status` is HTTP's.
    pub fn log(&self, from: &'static str, status: Option<u16>, took: Duration) {
        // A `u128` would be text in JSON.
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        match self {
            Self::Answered(what) => {
                numbers::acknowledged(what, took);
                tracing::info!(what, status, took_us, "answered");
            }
            Self::Unhandled(why, outcome) => {
                numbers::unhandled(*why);
                tracing::warn!(what = from, status, took_us, outcome, "not handled");
            }
            Self::Stray => {}
        }
    }
}
