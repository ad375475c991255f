//! Checks whether Slack's requests can reach the bot, as far as this machine can tell.

use std::time::Duration;

use tokio::time::timeout;

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::cli::doctor::settings::is_faulty;
use crate::cli::doctor::slack::{client, problem_and_remedy};
use crate::config::{Problem, Usable};
use crate::slack::inbound::{Frame, frame};
use crate::slack::{SlackError, SocketAddress, SocketFault, SocketFrame, Unreachable};

/// Slack sends `hello` well within this time.
const GREETING_TIMEOUT: Duration = Duration::from_secs(10);
const NO_CREDENTIALS: &str = "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set";
const NEW_TOKEN_REMEDY: &str = "On your Slack app’s page Basic Information, create an App-Level Token with the scope \
    connections:write, and set SLACK_APP_TOKEN to it.";
const SWITCHED_OFF_REMEDY: &str = "Turn it on, on your Slack app’s page Socket Mode, or use HTTP: set \
    SLACK_SIGNING_SECRET instead of SLACK_APP_TOKEN.";

/// The result of an attempt to connect as the bot does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ConnectionAttempt {
    NotTried(String),
    NoAddress(SlackError),
    Unreachable(Unreachable),
    Broken,
    /// An admin switched Socket Mode off.
    SwitchedOff,
    Greeted,
}

/// One finding for each transport that the settings choose.
pub(super) async fn findings(settings: &Usable, problems: &[Problem]) -> Vec<Finding> {
    let is_faulty = |names: [&str; 2]| names.iter().any(|name| is_faulty(problems, name));
    let credentials = &settings.credentials;
    if settings.has_no_credentials {
        return vec![socket_check().not_checked(NO_CREDENTIALS)];
    }
    let is_http =
        credentials.signing_secret.is_some() || is_faulty(["SLACK_SIGNING_SECRET", "SLACK_SIGNING_SECRET_FILE"]);
    let is_socket = credentials.app_token.is_some() || is_faulty(["SLACK_APP_TOKEN", "SLACK_APP_TOKEN_FILE"]);
    let mut findings = Vec::new();
    if is_socket {
        findings.push(socket_mode(&connect(settings).await));
    }
    if is_http {
        findings.push(signing_secret(settings));
    }
    findings
}

fn socket_check() -> Check {
    Check::new(Area::Connection, "Socket Mode", "without a connection, Bearings hears nothing from Slack.")
}

/// Checks the secret's format. Nothing more can be seen from here.
fn signing_secret(settings: &Usable) -> Finding {
    let check = Check::new(
        Area::Connection,
        "Signing secret",
        "Bearings refuses requests that don’t match it; with a wrong secret, it would refuse Slack’s.",
    );
    if settings.credentials.signing_secret.is_none() {
        return check.not_checked("SLACK_SIGNING_SECRET can’t be used");
    }
    check.fine("it looks valid; to check that it belongs to this app, type /framework in Slack")
}

/// Opens one more connection than the bot has, for a moment. Slack repeats to the bot what it sends over it meanwhile.
async fn connect(settings: &Usable) -> ConnectionAttempt {
    let slack = match client(settings, settings.credentials.app_token.as_ref(), "SLACK_APP_TOKEN") {
        Ok(slack) => slack,
        Err(why) => return ConnectionAttempt::NotTried(why),
    };
    match slack.open_connection().await {
        Ok(address) => timeout(GREETING_TIMEOUT, await_greeting(&address)).await.unwrap_or(ConnectionAttempt::Broken),
        Err(error) => ConnectionAttempt::NoAddress(error),
    }
}

async fn await_greeting(address: &SocketAddress) -> ConnectionAttempt {
    let mut connection = match address.connect().await {
        Ok(connection) => connection,
        Err(SocketFault::Unreachable(why)) => return ConnectionAttempt::Unreachable(why),
        Err(SocketFault::Broken) => return ConnectionAttempt::Broken,
    };
    while let Some(heard) = connection.next().await {
        let SocketFrame::Text(text) = heard else { continue };
        match frame(&text) {
            Ok(Frame::Hello) => {
                connection.close().await;
                return ConnectionAttempt::Greeted;
            }
            Ok(Frame::Disconnect { for_good: true }) => return ConnectionAttempt::SwitchedOff,
            _ => {}
        }
    }
    ConnectionAttempt::Broken
}

fn socket_mode(attempt: &ConnectionAttempt) -> Finding {
    let check = socket_check();
    match attempt {
        ConnectionAttempt::NotTried(why) => check.not_checked(why),
        ConnectionAttempt::Greeted => check.fine("Slack opens a connection and says hello"),
        ConnectionAttempt::Unreachable(why) | ConnectionAttempt::NoAddress(SlackError::Unreachable { why, .. }) => {
            let (seen, remedy) = problem_and_remedy(why);
            check.fault(seen, remedy)
        }
        ConnectionAttempt::Broken => check.fault(
            "Slack offers a connection, but it can’t be opened",
            "Check that this machine’s firewall and proxy let WebSockets (wss) through to Slack.",
        ),
        ConnectionAttempt::SwitchedOff => check.fault("it is turned off for this app", SWITCHED_OFF_REMEDY),
        ConnectionAttempt::NoAddress(SlackError::Refused { code, .. }) => {
            let (seen, remedy) = explain_refusal(code);
            check.fault(format!("{seen} ({code})"), remedy)
        }
        ConnectionAttempt::NoAddress(error) => {
            check.warning(format!("it can’t be tested ({error})"), "Run bearings doctor again in a minute.")
        }
    }
}

fn explain_refusal(code: &str) -> (&'static str, &'static str) {
    match code {
        "missing_scope" => ("the app-level token lacks the scope connections:write", NEW_TOKEN_REMEDY),
        "not_allowed_token_type" => ("SLACK_APP_TOKEN holds another kind of token", NEW_TOKEN_REMEDY),
        "token_revoked" => ("the app-level token was revoked", NEW_TOKEN_REMEDY),
        "invalid_auth" | "not_authed" => ("Slack doesn’t recognise the app-level token", NEW_TOKEN_REMEDY),
        _ => ("Slack offers no connection", "Look up the code on Slack’s page about apps.connections.open."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::CheckOutcome;

    #[test]
    fn each_answer_has_its_words() {
        let call = "apps.connections.open";
        let refused = |code: &str| ConnectionAttempt::NoAddress(SlackError::Refused { call, code: code.into() });
        for (tried, outcome, says) in [
            (ConnectionAttempt::Greeted, CheckOutcome::Fine, "Slack opens a connection and says hello"),
            (ConnectionAttempt::Broken, CheckOutcome::Fault, "Slack offers a connection, but it can’t be opened"),
            (ConnectionAttempt::SwitchedOff, CheckOutcome::Fault, "it is turned off for this app"),
            (
                refused("missing_scope"),
                CheckOutcome::Fault,
                "the app-level token lacks the scope connections:write (missing_scope)",
            ),
            (
                refused("not_allowed_token_type"),
                CheckOutcome::Fault,
                "SLACK_APP_TOKEN holds another kind of token (not_allowed_token_type)",
            ),
            (refused("token_revoked"), CheckOutcome::Fault, "the app-level token was revoked (token_revoked)"),
            (
                refused("invalid_auth"),
                CheckOutcome::Fault,
                "Slack doesn’t recognise the app-level token (invalid_auth)",
            ),
            (refused("forbidden_team"), CheckOutcome::Fault, "Slack offers no connection (forbidden_team)"),
            (ConnectionAttempt::NotTried("there is no token".into()), CheckOutcome::NotChecked, "there is no token"),
            (
                ConnectionAttempt::NoAddress(SlackError::Unclear { call, what: "an HTTP error" }),
                CheckOutcome::Warning,
                "it can’t be tested (no clear answer to apps.connections.open: an HTTP error)",
            ),
        ] {
            let found = socket_mode(&tried);
            assert_eq!((found.outcome, found.seen.as_str()), (outcome, says));
        }
    }
}
