//! Does Slack answer, and does it take the token?

use url::Url;

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::slack::{Account, Greeting, SlackError};

/// What came of asking Slack.
#[derive(Debug)]
pub(super) enum Asked {
    /// Nobody could be asked, for this reason.
    Not(&'static str),
    /// No answer came from there.
    Silence(Url),
    /// It answered.
    Answered(Url, Greeting),
}

impl Asked {
    /// Whose the token is; if nobody knows, why not.
    pub(super) fn account(&self) -> Result<&Account, &'static str> {
        match *self {
            Self::Not(why) => Err(why),
            Self::Silence(_) => Err("Slack does not answer"),
            Self::Answered(_, ref greeting) => {
                greeting.account.as_ref().map_err(|_| "Slack does not take the bot token")
            }
        }
    }

    /// All of its answer; if there is none, why not.
    pub(super) fn greeting(&self) -> Result<&Greeting, &'static str> {
        match *self {
            Self::Not(why) => Err(why),
            Self::Silence(_) => Err("Slack does not answer"),
            Self::Answered(_, ref greeting) => Ok(greeting),
        }
    }
}

/// Whether it is reached, and whether it takes the token.
pub(super) fn findings(asked: &Asked) -> Vec<Finding> {
    let reach = Check::new(Area::Slack, "Slack’s Web API", "everything that the bot sends goes there.");
    let reached = match asked {
        Asked::Not(why) => reach.not_checked(*why),
        Asked::Silence(url) => reach.fault(
            format!("{url} does not answer"),
            "See that this machine may connect to it: its DNS, firewall and proxy, and the package ca-certificates.",
        ),
        Asked::Answered(url, _) => reach.fine(format!("{url} answers")),
    };
    vec![reached, token(asked)]
}

fn token(asked: &Asked) -> Finding {
    let check = Check::new(
        Area::Slack,
        "Bot token",
        "without it Slack takes nothing from the bot: no prompt, no digest, no modal.",
    );
    let greeting = match asked.greeting() {
        Ok(greeting) => greeting,
        Err(why) => return check.not_checked(why),
    };
    match &greeting.account {
        Ok(account) if account.is_bot => check.fine(format!(
            "it is the bot’s in {} ({})",
            account.workspace_name,
            account.installation.workspace.as_str()
        )),
        Ok(_) => check.fault(
            "it is a person’s, and no bot’s",
            "Copy the Bot User OAuth Token from your Slack app’s page OAuth & Permissions.",
        ),
        Err(SlackError::RateLimited { .. }) => {
            check.warning("Slack asked to wait before the next question", "Run bearings doctor again in a minute.")
        }
        Err(SlackError::Refused { code, .. }) => {
            let (seen, remedy) = refused(code);
            check.fault(format!("{seen} ({code})"), remedy)
        }
        Err(SlackError::Unclear { .. } | SlackError::NotSlack { .. }) => check.fault(
            "what answers there does not answer like Slack",
            "Leave SLACK_API_URL out to use Slack’s own, and see that no proxy answers in its place.",
        ),
    }
}

/// What Slack's code means, and what to do.
fn refused(code: &str) -> (&'static str, &'static str) {
    match code {
        "token_revoked" => {
            ("it was revoked", "Install the app again, and set SLACK_BOT_TOKEN to its new Bot User OAuth Token.")
        }
        "account_inactive" => (
            "the app was uninstalled, or its workspace is gone",
            "Install the app again, and set SLACK_BOT_TOKEN to its new Bot User OAuth Token.",
        ),
        "token_expired" => (
            "it has expired, because the app rotates its tokens",
            "Turn token rotation off (bearings manifest prints it so), install the app again, and copy its token.",
        ),
        "not_allowed_token_type" => (
            "it is another kind of token",
            "Copy the Bot User OAuth Token (it begins with xoxb-) from your Slack app’s page OAuth & Permissions.",
        ),
        "invalid_auth" | "not_authed" => (
            "Slack does not know it",
            "Copy the Bot User OAuth Token (it begins with xoxb-) once more from your Slack app’s page OAuth & Permissions.",
        ),
        _ => ("Slack does not take it", "Look the code up on Slack’s page on auth.test, and install the app again."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Outcome;
    use crate::domain::ids::SlackTeamId;
    use crate::domain::installation::Installation;

    fn answered(account: Result<Account, SlackError>) -> Asked {
        let url = "https://slack.com/api".parse().unwrap();
        Asked::Answered(url, Greeting { at: None, scopes: None, account })
    }

    #[test]
    fn each_answer_has_its_words() {
        let account = |is_bot| Account {
            installation: Installation::new(SlackTeamId::new("T1"), None, false),
            workspace_name: "Dummy Co".into(),
            is_bot,
        };
        let refused = |code: &str| Err(SlackError::Refused { call: "auth.test", code: code.into() });
        for (asked, outcome, says) in [
            (answered(Ok(account(true))), Outcome::Fine, "it is the bot’s in Dummy Co (T1)"),
            (answered(Ok(account(false))), Outcome::Fault, "it is a person’s, and no bot’s"),
            (answered(refused("token_revoked")), Outcome::Fault, "it was revoked (token_revoked)"),
            (
                answered(refused("account_inactive")),
                Outcome::Fault,
                "the app was uninstalled, or its workspace is gone (account_inactive)",
            ),
            (
                answered(refused("token_expired")),
                Outcome::Fault,
                "it has expired, because the app rotates its tokens (token_expired)",
            ),
            (
                answered(refused("not_allowed_token_type")),
                Outcome::Fault,
                "it is another kind of token (not_allowed_token_type)",
            ),
            (answered(refused("invalid_auth")), Outcome::Fault, "Slack does not know it (invalid_auth)"),
            (
                answered(refused("team_access_not_granted")),
                Outcome::Fault,
                "Slack does not take it (team_access_not_granted)",
            ),
            (
                answered(Err(SlackError::RateLimited { call: "auth.test", retry_after: None })),
                Outcome::Warning,
                "Slack asked to wait before the next question",
            ),
            (
                answered(Err(SlackError::Unclear { call: "auth.test", what: "html" })),
                Outcome::Fault,
                "what answers there does not answer like Slack",
            ),
            (Asked::Silence("https://slack.com/api".parse().unwrap()), Outcome::NotChecked, "Slack does not answer"),
            (Asked::Not("there is no token"), Outcome::NotChecked, "there is no token"),
        ] {
            let found = token(&asked);
            assert_eq!((found.outcome, found.seen.as_str()), (outcome, says));
            assert_eq!(
                asked.account().is_ok(),
                matches!(&asked, Asked::Answered(_, greeting) if greeting.account.is_ok())
            );
        }
    }
}
