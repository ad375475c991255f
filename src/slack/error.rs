//! What can go wrong in a call to Slack, without a word of what was sent or received.

use std::time::Duration;

use slack_morphism::errors::SlackClientError;

/// A call that did not succeed, as far as we can tell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlackError {
    /// Slack said no; nothing happened there.
    #[error("Slack refused {call}: {code}")]
    Refused {
        /// The method or hook.
        call: &'static str,
        /// Slack's own error code.
        code: String,
    },
    /// Slack asked to wait; nothing happened there.
    #[error("Slack asked to wait before the next {call}")]
    RateLimited {
        /// The method or hook.
        call: &'static str,
        /// How long, where it said so.
        retry_after: Option<Duration>,
    },
    /// No answer, or none that makes sense: it may or may not have happened.
    #[error("no clear answer to {call}: {what}")]
    Unclear {
        /// The method or hook.
        call: &'static str,
        /// What came instead of an answer.
        what: &'static str,
    },
    /// The call was never made, because its address is not one of Slack's.
    #[error("{call} was not called: its address is not Slack's")]
    NotSlack {
        /// The method or hook.
        call: &'static str,
    },
}

impl SlackError {
    /// Whether it is certain that nothing happened at Slack.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        !matches!(self, Self::Unclear { .. })
    }

    pub(super) fn of(call: &'static str, error: SlackClientError) -> Self {
        match error {
            // These two are said with a 200 after Slack may have done it.
            SlackClientError::ApiError(error) if matches!(error.code.as_str(), "internal_error" | "fatal_error") => {
                Self::Unclear { call, what: "Slack failed inside" }
            }
            SlackClientError::ApiError(error) => Self::Refused { call, code: code(&error.code) },
            SlackClientError::RateLimitError(error) => Self::RateLimited { call, retry_after: error.retry_after },
            SlackClientError::HttpError(error) if error.status_code.is_client_error() => {
                Self::Refused { call, code: format!("HTTP {}", error.status_code.as_u16()) }
            }
            SlackClientError::HttpError(_) => Self::Unclear { call, what: "an HTTP error" },
            SlackClientError::ProtocolError(_) => Self::Unclear { call, what: "an answer that cannot be read" },
            _ => Self::Unclear { call, what: "no answer in time, or no connection" },
        }
    }
}

/// Slack's codes are short words; anything else could be a piece of somebody's text.
fn code(text: &str) -> String {
    let is_code = text.len() <= 60 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    if is_code { text.to_owned() } else { "an unknown error".to_owned() }
}
