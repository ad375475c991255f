//! Errors of calls to Slack. They contain nothing of what was sent or received.

use std::time::Duration;

use axum::http::StatusCode;

use crate::domain::delivery::Verdict;
use crate::slack::transport::{TransportError, Unreachable};
use crate::telemetry::numbers::{self, CallFailure};

/// Slack's codes for a token or an installation that may not make the call at all. A person has to fix these.
const AUTH_REJECTED: &[&str] = &[
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

/// Precedes the HTTP status in the code of an answer that isn't Slack's own.
const HTTP: &str = "HTTP ";

/// A call that failed, or may have failed. `call` is the API method or hook.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlackError {
    /// Slack refused; nothing happened there.
    #[error("Slack refused {call}: {code}")]
    Refused { call: &'static str, code: String },
    /// Slack asked to wait; nothing happened there.
    #[error("Slack asked to wait before the next {call}")]
    RateLimited { call: &'static str, retry_after: Option<Duration> },
    /// No answer, or an unreadable one: the call may or may not have taken effect.
    #[error("no clear answer to {call}: {what}")]
    Unclear { call: &'static str, what: &'static str },
    /// No connection could be made, so nothing happened there.
    #[error("{call} was not called, because {why}")]
    Unreachable { call: &'static str, why: Unreachable },
    /// The call was not made, because the file to send cannot be read.
    #[error("{call} was not called: the request can't be read")]
    NotRead { call: &'static str },
    /// The call was not made, because its address is not one of Slack's.
    #[error("{call} was not called: its address is not Slack's")]
    NotSlack { call: &'static str },
}

impl SlackError {
    /// Whether the call certainly had no effect at Slack.
    pub fn is_certain(&self) -> bool {
        !matches!(self, Self::Unclear { .. })
    }

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

    /// What the error means for the caller: whether the call took effect, and whether to try again.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::RateLimited { retry_after, .. } => Verdict::Wait(*retry_after),
            Self::Refused { code, .. } => match code.as_str() {
                "ratelimited" | "rate_limited" => Verdict::Wait(None),
                "accesslimited" | "request_timeout" | "service_unavailable" | "team_added_to_org" => {
                    Verdict::Retry(code.clone())
                }
                // Slack refuses with status 200. Another status comes from something in between, such as a proxy, which
                // may have blocked the call or only the answer.
                code if code.starts_with(HTTP) => Verdict::Unclear("an HTTP error"),
                code if AUTH_REJECTED.contains(&code) => Verdict::AuthRejected(code.to_owned()),
                _ => Verdict::Refused(code.clone()),
            },
            Self::NotSlack { .. } => Verdict::Refused("not_slack".into()),
            Self::Unreachable { .. } => Verdict::Retry("unreachable".into()),
            Self::NotRead { .. } => Verdict::Retry("not_read".into()),
            Self::Unclear { what, .. } => Verdict::Unclear(what),
        }
    }

    /// Whether Slack itself refuses this for good: not for now, nor because of the token or a proxy on the way.
    pub fn is_for_good(&self) -> bool {
        matches!((self, self.verdict()), (Self::Refused { .. }, Verdict::Refused(_)))
    }

    /// Whether the refusal is Slack's own and not from something in between, such as a proxy.
    pub(super) fn is_from_slack(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if !code.starts_with(HTTP))
    }

    /// Whether Slack knows no such user, or does not show them to us.
    pub fn is_unknown_user(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if matches!(code.as_str(), "user_not_found" | "user_not_visible"))
    }

    pub(super) fn refused(call: &'static str, text: &str) -> Self {
        Self::Refused { call, code: code(text) }
    }

    /// The error for a call without an answer.
    pub(super) fn unanswered(call: &'static str, failure: TransportError) -> Self {
        match failure {
            TransportError::Unreachable(why) => Self::Unreachable { call, why },
            TransportError::TooLarge => Self::Unclear { call, what: "an answer longer than any of Slack's" },
            TransportError::NoAnswer => Self::Unclear { call, what: "no answer in time" },
        }
    }

    /// The error for an answer that isn't Slack's own, or that has nothing but its status.
    pub(super) fn of_status(call: &'static str, status: StatusCode) -> Self {
        if status.is_client_error() {
            Self::Refused { call, code: format!("{HTTP}{}", status.as_u16()) }
        } else {
            Self::Unclear { call, what: "an HTTP error" }
        }
    }

    /// The error for Slack's own error code.
    pub(super) fn of_code(call: &'static str, text: &str) -> Self {
        match text {
            // Slack sends these two with status 200, and may have carried out the call all the same.
            "internal_error" | "fatal_error" => Self::Unclear { call, what: "Slack failed inside" },
            text => Self::refused(call, text),
        }
    }

    /// Counts the error in the metrics. Every error passes through here.
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

fn failure(verdict: &Verdict) -> CallFailure {
    match verdict {
        Verdict::Wait(_) => CallFailure::Wait,
        Verdict::Retry(_) => CallFailure::Retry,
        Verdict::Refused(_) => CallFailure::Refused,
        Verdict::AuthRejected(_) => CallFailure::AuthRejected,
        Verdict::Unclear(_) => CallFailure::Unclear,
    }
}

/// Slack's codes are short words. Anything else might contain text that a person wrote.
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
