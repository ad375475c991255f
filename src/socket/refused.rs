//! Why a connection can't be made, logged once and not again until it's over.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::domain::delivery::Verdict;
use crate::slack::{SlackError, SocketFault, Unreachable};
use crate::socket::wait;
use crate::telemetry::numbers::Reconnect;

/// After a refusal that someone has to fix, Slack is asked again only after this many allowed silences.
const SILENCES_AFTER_REFUSAL: u32 = 10;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Problem {
    /// Slack refused to open one, or didn't answer.
    #[error("{}", describe(.0))]
    Unopened(SlackError),
    /// Slack gave an address, but it can't be reached.
    #[error("not connected to Slack, because {0}; still trying")]
    Unreachable(Unreachable),
    /// The connection wasn't accepted, or it broke before Slack said hello.
    #[error("Slack offered a connection but doesn't accept it: still trying")]
    Broken,
    /// Slack didn't say hello in time.
    #[error("a connection to Slack stalled before it was ready: still trying")]
    Stalled,
    #[error(
        "Socket Mode is turned off for this app: turn it on, on your Slack app's page Socket Mode, or use HTTP: set \
         SLACK_SIGNING_SECRET instead of SLACK_APP_TOKEN"
    )]
    SwitchedOff,
}

fn describe(error: &SlackError) -> String {
    const MAKE: &str = "create an App-Level Token with the scope connections:write on your Slack app's page Basic \
        Information, set SLACK_APP_TOKEN to it (it begins with xapp-), and restart Bearings";
    match error {
        SlackError::Refused { code, .. } if code == "missing_scope" => {
            format!("SLACK_APP_TOKEN lacks the scope connections:write: {MAKE}")
        }
        SlackError::Refused { code, .. } if code == "not_allowed_token_type" => {
            format!("SLACK_APP_TOKEN holds another kind of token: {MAKE}")
        }
        SlackError::Refused { code, .. } if matches!(error.verdict(), Verdict::AuthRejected(_)) => {
            format!("Slack doesn't accept SLACK_APP_TOKEN ({code}): {MAKE}")
        }
        SlackError::Unreachable { why, .. } => Problem::Unreachable(why.clone()).to_string(),
        error => format!("not connected to Slack ({error}): still trying"),
    }
}

impl Problem {
    pub(super) fn pause(&self, failures: u32, silence: Duration) -> Duration {
        match self {
            lasting if lasting.is_lasting() => wait::about(silence.saturating_mul(SILENCES_AFTER_REFUSAL)),
            Self::Unopened(error) if let Verdict::Wait(Some(asked)) = error.verdict() => asked + wait::after(failures),
            _ => wait::after(failures),
        }
    }

    pub(super) fn why(&self) -> Reconnect {
        match self {
            Self::Unopened(_) => Reconnect::Unopened,
            Self::Unreachable(_) | Self::Broken => Reconnect::Broken,
            Self::Stalled => Reconnect::Stalled,
            Self::SwitchedOff => Reconnect::SwitchedOff,
        }
    }

    /// Whether someone has to fix it.
    fn is_lasting(&self) -> bool {
        match self {
            Self::Unopened(error) => matches!(error.verdict(), Verdict::AuthRejected(_) | Verdict::Refused(_)),
            Self::SwitchedOff => true,
            Self::Unreachable(_) | Self::Broken | Self::Stalled => false,
        }
    }
}

impl From<SlackError> for Problem {
    fn from(error: SlackError) -> Self {
        Self::Unopened(error)
    }
}

impl From<SocketFault> for Problem {
    fn from(fault: SocketFault) -> Self {
        match fault {
            SocketFault::Unreachable(why) => Self::Unreachable(why),
            SocketFault::Broken => Self::Broken,
        }
    }
}

/// The problem that was logged last.
#[derive(Debug, Default)]
pub(super) struct LastLogged(Mutex<Option<Problem>>);

impl LastLogged {
    /// Logs the problem, unless it was the last one logged.
    pub(super) fn log(&self, problem: &Problem) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref() == Some(problem) {
            return;
        }
        if problem.is_lasting() {
            tracing::error!("{problem}");
        } else {
            tracing::warn!("{problem}");
        }
        *last = Some(problem.clone());
    }

    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str) -> Problem {
        Problem::Unopened(SlackError::Refused { call: "apps.connections.open", code: code.to_owned() })
    }

    #[test]
    fn lasting_problems_are_retried_seldom_and_passing_ones_soon() {
        let silence = Duration::from_secs(30);
        let minutes = Duration::from_secs(150);
        for lasting in [refused("invalid_auth"), refused("missing_scope"), refused("strange"), Problem::SwitchedOff] {
            assert!(lasting.is_lasting() && lasting.pause(1, silence) >= minutes, "{lasting}");
        }
        let unclear = SlackError::Unclear { call: "apps.connections.open", what: "nothing" };
        for passing in [Problem::Broken, Problem::Stalled, unclear.into(), refused("ratelimited")] {
            assert!(!passing.is_lasting() && passing.pause(1, silence) <= Duration::from_secs(1), "{passing}");
        }
        let wait = Some(Duration::from_secs(20));
        let limited = Problem::from(SlackError::RateLimited { call: "apps.connections.open", retry_after: wait });
        assert!(limited.pause(1, silence) >= Duration::from_secs(20));
    }

    #[test]
    fn each_refusal_says_what_to_do() {
        for (code, words) in [
            ("invalid_auth", "Slack doesn't accept SLACK_APP_TOKEN (invalid_auth): create an App-Level Token"),
            ("not_allowed_token_type", "holds another kind of token: create"),
            ("missing_scope", "lacks the scope connections:write: create"),
            ("strange", "not connected to Slack (Slack refused apps.connections.open: strange)"),
        ] {
            assert!(refused(code).to_string().contains(words), "{}", refused(code));
        }
    }
}
