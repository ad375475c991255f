//! What can go wrong in a call to Slack, without a word of what was sent or received.

use std::time::Duration;

use axum::http::StatusCode;

use crate::domain::delivery::Verdict;
use crate::slack::transport::{Failure as NoAnswer, Unreachable};
use crate::telemetry::numbers::{self, Failure};

/// Slack's codes for: this app may not talk here any more, or not like this, whatever it says. Somebody has to mend it.
const SILENCED: &[&str] = &[
    "account_inactive",
    "ekm_access_denied",
    "invalid_auth",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "org_login_required",
    "token_expired",
    "token_revoked",
];

/// Before the status of an answer that is not Slack's own.
const HTTP: &str = "HTTP ";

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
    /// No connection came about, so nothing happened there.
    #[error("{call} was not called, because {why}")]
    Unreachable {
        /// The method or hook.
        call: &'static str,
        /// Why not, and what to do.
        why: Unreachable,
    },
    /// The call was never made, because what was to be sent cannot be read.
    #[error("{call} was not called: what was to be sent cannot be read")]
    NotRead {
        /// The method or hook.
        call: &'static str,
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

    /// The method or hook.
    #[must_use]
    pub fn call(&self) -> &'static str {
        match self {
            Self::Refused { call, .. }
            | Self::RateLimited { call, .. }
            | Self::Unclear { call, .. }
            | Self::Unreachable { call, .. }
            | Self::NotSlack { call }
            | Self::NotRead { call } => call,
        }
    }

    /// Can we be sure that Slack did not take it, and what now?
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::RateLimited { retry_after, .. } => Verdict::Wait(*retry_after),
            Self::Refused { code, .. } => match code.as_str() {
                "ratelimited" | "rate_limited" => Verdict::Wait(None),
                "accesslimited" | "request_timeout" | "service_unavailable" | "team_added_to_org" => {
                    Verdict::Retry(code.clone())
                }
                // Slack says no with a 200. Somebody between us did not let through the call, or the answer.
                code if code.starts_with(HTTP) => Verdict::Unclear("an HTTP error"),
                code if SILENCED.contains(&code) => Verdict::AuthRejected(code.to_owned()),
                _ => Verdict::Refused(code.clone()),
            },
            Self::NotSlack { .. } => Verdict::Refused("not_slack".into()),
            Self::Unreachable { .. } => Verdict::Retry("unreachable".into()),
            Self::NotRead { .. } => Verdict::Retry("not_read".into()),
            Self::Unclear { what, .. } => Verdict::Unclear(what),
        }
    }

    /// Whether Slack itself said that it will never do this: not for now, not for want of a good token, and not somebody between
    /// us.
    #[must_use]
    pub fn is_for_good(&self) -> bool {
        matches!((self, self.verdict()), (Self::Refused { .. }, Verdict::Refused(_)))
    }

    /// Whether Slack itself said no, and not somebody between us.
    pub(super) fn is_slacks(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if !code.starts_with(HTTP))
    }

    /// Whether Slack said that it has no such person for us.
    #[must_use]
    pub fn is_of_nobody(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if matches!(code.as_str(), "user_not_found" | "user_not_visible"))
    }

    /// Slack said no with this code.
    pub(super) fn refused(call: &'static str, text: &str) -> Self {
        Self::Refused { call, code: code(text) }
    }

    /// There is no answer.
    pub(super) fn unanswered(call: &'static str, failure: NoAnswer) -> Self {
        match failure {
            NoAnswer::Unreachable(why) => Self::Unreachable { call, why },
            NoAnswer::TooLarge => Self::Unclear { call, what: "an answer longer than any of Slack's" },
            NoAnswer::NoAnswer => Self::Unclear { call, what: "no answer in time" },
        }
    }

    /// The answer is not Slack's own, or says only by its status how it went.
    pub(super) fn of_status(call: &'static str, status: StatusCode) -> Self {
        if status.is_client_error() {
            Self::Refused { call, code: format!("{HTTP}{}", status.as_u16()) }
        } else {
            Self::Unclear { call, what: "an HTTP error" }
        }
    }

    /// Slack's own word for what went wrong.
    pub(super) fn of_code(call: &'static str, text: &str) -> Self {
        match text {
            // These two are said with a 200 after Slack may have done it.
            "internal_error" | "fatal_error" => Self::Unclear { call, what: "Slack failed inside" },
            text => Self::refused(call, text),
        }
    }

    /// Everything that goes wrong passes here, so it is counted here.
    pub(super) fn counted(self) -> Self {
        let code = match &self {
            Self::Refused { code, .. } => code.as_str(),
            Self::RateLimited { .. } => "ratelimited",
            Self::Unclear { .. } => "unclear",
            Self::Unreachable { .. } => "unreachable",
            Self::NotSlack { .. } => "not_slack",
            Self::NotRead { .. } => "not_read",
        };
        numbers::slack_error(self.call(), code, failure(&self.verdict()));
        self
    }
}

fn failure(verdict: &Verdict) -> Failure {
    match verdict {
        Verdict::Wait(_) => Failure::Wait,
        Verdict::Retry(_) => Failure::Retry,
        Verdict::Refused(_) => Failure::Refused,
        Verdict::AuthRejected(_) => Failure::AuthRejected,
        Verdict::Unclear(_) => Failure::Unclear,
    }
}

/// Slack's codes are short words; anything else could be a piece of somebody's text.
fn code(text: &str) -> String {
    let is_code = text.len() <= 60 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    if is_code { text.to_owned() } else { "an unknown error".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_its_verdict() {
        let refused = |code: &str| SlackError::Refused { call: "chat.postMessage", code: code.into() };
        let wait = Some(Duration::from_secs(3));
        for (error, expected) in [
            (SlackError::RateLimited { call: "chat.postMessage", retry_after: wait }, Verdict::Wait(wait)),
            (refused("ratelimited"), Verdict::Wait(None)),
            (refused("service_unavailable"), Verdict::Retry("service_unavailable".into())),
            (refused("HTTP 403"), Verdict::Unclear("an HTTP error")),
            (refused("token_revoked"), Verdict::AuthRejected("token_revoked".into())),
            (refused("user_disabled"), Verdict::Refused("user_disabled".into())),
            (refused("invalid_blocks"), Verdict::Refused("invalid_blocks".into())),
            (SlackError::Unclear { call: "chat.postMessage", what: "no answer" }, Verdict::Unclear("no answer")),
        ] {
            assert_eq!(error.verdict(), expected, "{error}");
        }
    }

    #[test]
    fn only_what_slack_says_of_the_thing_itself_is_for_good() {
        let refused = |code: &str| SlackError::Refused { call: "conversations.open", code: code.into() };
        for (error, expected) in [
            (refused("channel_not_found"), true),
            (refused("cant_delete_message"), true),
            (refused("invalid_auth"), false),
            (refused("ratelimited"), false),
            (refused("service_unavailable"), false),
            (refused("HTTP 403"), false),
            (SlackError::NotSlack { call: "conversations.open" }, false),
            (SlackError::Unclear { call: "conversations.open", what: "no answer" }, false),
        ] {
            assert_eq!(error.is_for_good(), expected, "{error}");
        }
    }
}
