//! Checks whether Slack's requests can reach the bot, as far as that can be seen from here.

use std::time::Duration;

use tokio::time::timeout;

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::cli::doctor::settings::is_faulty;
use crate::cli::doctor::slack::parted;
use crate::config::{Problem, Usable};
use crate::slack::inbound::{Frame, frame};
use crate::slack::{Heard, SlackError, SocketAddress, SocketFault, Unreachable, WebApi};

/// Slack sends `hello` well within this time.
const GREETING_TIMEOUT: Duration = Duration::from_secs(10);
const NONE_SET: &str = "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set";
const AGAIN: &str = "Make an App-Level Token with the scope connections:write on your Slack app’s page Basic Information, \
                     and set SLACK_APP_TOKEN to it.";
const SWITCHED_OFF: &str = "Switch it on on your Slack app’s page Socket Mode, or set SLACK_SIGNING_SECRET instead of \
                            SLACK_APP_TOKEN to use HTTP.";

/// The result of connecting as the bot does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tried {
    /// It could not be tried, for this reason.
    Not(String),
    /// Slack gives no address.
    NotGiven(SlackError),
    /// Slack gives an address, but it is unreachable.
    NotReached(Unreachable),
    /// Slack gives an address, but the connection fails or breaks.
    NotMade,
    /// An admin switched Socket Mode off.
    SwitchedOff,
    Greeted,
}

/// One finding for each transport that the settings choose.
pub(super) async fn findings(settings: &Usable, problems: &[Problem]) -> Vec<Finding> {
    let is_faulty = |names: [&str; 2]| names.iter().any(|name| is_faulty(problems, name));
    let credentials = &settings.credentials;
    if settings.has_no_credentials {
        return vec![socket_check().not_checked(NONE_SET)];
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
    Check::new(Area::Connection, "Socket Mode", "without a connection nothing that people do in Slack reaches the bot.")
}

/// Checks the secret's format. Nothing more can be seen from here.
fn signing_secret(settings: &Usable) -> Finding {
    let check = Check::new(
        Area::Connection,
        "Signing secret",
        "requests that it does not fit are refused, so Slack’s would be.",
    );
    if settings.credentials.signing_secret.is_none() {
        return check.not_checked("SLACK_SIGNING_SECRET cannot be used");
    }
    check.fine("it has the form of one; that it is this app’s shows only when Slack calls: type /framework there")
}

/// Opens one more connection than the bot has, for a moment. What Slack sends over it meanwhile, it sends to the bot
/// again.
async fn connect(settings: &Usable) -> Tried {
    let Some(endpoint) = &settings.slack else {
        return Tried::Not("the way to Slack cannot be used".to_owned());
    };
    let Some(token) = &settings.credentials.app_token else {
        return Tried::Not("SLACK_APP_TOKEN cannot be used".to_owned());
    };
    let slack = match WebApi::new(endpoint, token) {
        Ok(slack) => slack,
        Err(error) => return Tried::Not(error.to_string()),
    };
    match slack.open_connection().await {
        Ok(address) => timeout(GREETING_TIMEOUT, greeted(&address)).await.unwrap_or(Tried::NotMade),
        Err(error) => Tried::NotGiven(error),
    }
}

async fn greeted(address: &SocketAddress) -> Tried {
    let mut connection = match address.connect().await {
        Ok(connection) => connection,
        Err(SocketFault::Unreachable(why)) => return Tried::NotReached(why),
        Err(SocketFault::Broken) => return Tried::NotMade,
    };
    while let Some(heard) = connection.next().await {
        let Heard::Frame(text) = heard else { continue };
        match frame(&text) {
            Ok(Frame::Hello) => {
                connection.close().await;
                return Tried::Greeted;
            }
            Ok(Frame::Disconnect { for_good: true }) => return Tried::SwitchedOff,
            _ => {}
        }
    }
    Tried::NotMade
}

fn socket_mode(tried: &Tried) -> Finding {
    let check = socket_check();
    match tried {
        Tried::Not(why) => check.not_checked(why),
        Tried::Greeted => check.fine("Slack gives the bot a connection and greets on it"),
        Tried::NotReached(why) | Tried::NotGiven(SlackError::Unreachable { why, .. }) => {
            let (seen, remedy) = parted(why);
            check.fault(seen, remedy)
        }
        Tried::NotMade => check.fault(
            "Slack gives the bot a connection, and none comes about",
            "See that this machine’s firewall and proxy let WebSockets (wss) through to Slack.",
        ),
        Tried::SwitchedOff => check.fault("it is switched off for this app", SWITCHED_OFF),
        Tried::NotGiven(SlackError::Refused { code, .. }) => {
            let (seen, remedy) = refused(code);
            check.fault(format!("{seen} ({code})"), remedy)
        }
        Tried::NotGiven(error) => {
            check.warning(format!("it cannot be tried ({error})"), "Run bearings doctor again in a minute.")
        }
    }
}

/// The meaning of Slack's code, and what to do.
fn refused(code: &str) -> (&'static str, &'static str) {
    match code {
        "missing_scope" => ("the app-level token lacks the scope connections:write", AGAIN),
        "not_allowed_token_type" => ("SLACK_APP_TOKEN is another kind of token", AGAIN),
        "token_revoked" => ("the app-level token was revoked", AGAIN),
        "invalid_auth" | "not_authed" => ("Slack does not know the app-level token", AGAIN),
        _ => ("Slack gives no connection", "Look the code up on Slack’s page on apps.connections.open."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Outcome;

    #[test]
    fn each_answer_has_its_words() {
        let call = "apps.connections.open";
        let refused = |code: &str| Tried::NotGiven(SlackError::Refused { call, code: code.into() });
        for (tried, outcome, says) in [
            (Tried::Greeted, Outcome::Fine, "Slack gives the bot a connection and greets on it"),
            (Tried::NotMade, Outcome::Fault, "Slack gives the bot a connection, and none comes about"),
            (Tried::SwitchedOff, Outcome::Fault, "it is switched off for this app"),
            (
                refused("missing_scope"),
                Outcome::Fault,
                "the app-level token lacks the scope connections:write (missing_scope)",
            ),
            (
                refused("not_allowed_token_type"),
                Outcome::Fault,
                "SLACK_APP_TOKEN is another kind of token (not_allowed_token_type)",
            ),
            (refused("token_revoked"), Outcome::Fault, "the app-level token was revoked (token_revoked)"),
            (refused("invalid_auth"), Outcome::Fault, "Slack does not know the app-level token (invalid_auth)"),
            (refused("forbidden_team"), Outcome::Fault, "Slack gives no connection (forbidden_team)"),
            (Tried::Not("there is no token".into()), Outcome::NotChecked, "there is no token"),
            (
                Tried::NotGiven(SlackError::Unclear { call, what: "an HTTP error" }),
                Outcome::Warning,
                "it cannot be tried (no clear answer to apps.connections.open: an HTTP error)",
            ),
        ] {
            let found = socket_mode(&tried);
            assert_eq!((found.outcome, found.seen.as_str()), (outcome, says));
        }
    }
}
