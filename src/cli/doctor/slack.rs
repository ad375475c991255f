//! Checks whether Slack answers and accepts the token.

use crate::cli::doctor::finding::{Area, Check, Finding, sentence};
use crate::config::Usable;
use crate::secret::Secret;
use crate::slack::{Account, ApiRoute, AuthTestAnswer, Certificate, SlackError, TokenRefusal, Unreachable, WebApi};

#[derive(Debug)]
pub(super) enum SlackAnswer {
    NotCalled(String),
    NoAnswer(ApiRoute, SlackError),
    Answered(ApiRoute, AuthTestAnswer),
}

impl SlackAnswer {
    /// The token's account, or why it is unknown.
    pub(super) fn account(&self) -> Result<&Account, &str> {
        self.auth_test()?.account.as_ref().map_err(|_| "Slack doesn’t accept the bot token")
    }

    /// The whole answer, or why there is none.
    pub(super) fn auth_test(&self) -> Result<&AuthTestAnswer, &str> {
        match self {
            Self::NotCalled(why) => Err(why),
            Self::NoAnswer(..) => Err("Slack doesn’t answer"),
            Self::Answered(_, auth_test) => Ok(auth_test),
        }
    }
}

/// A client for Slack with this token, or which setting it lacks.
pub(super) fn client(settings: &Usable, token: Option<&Secret>, name: &str) -> Result<WebApi, String> {
    let endpoint = settings.slack.as_ref().ok_or("the connection settings for Slack can’t be used")?;
    let token = token.ok_or_else(|| format!("{name} can’t be used"))?;
    WebApi::new(endpoint, token).map_err(|error| error.to_string())
}

pub(super) async fn call(slack: Result<&WebApi, &String>) -> SlackAnswer {
    match slack {
        Err(why) => SlackAnswer::NotCalled(why.clone()),
        Ok(slack) => match slack.auth_test().await {
            Ok(auth_test) => SlackAnswer::Answered(slack.api_route(), auth_test),
            Err(error) => SlackAnswer::NoAnswer(slack.api_route(), error),
        },
    }
}

/// Whether and how Slack is reached, and whether it accepts the token.
pub(super) fn findings(answer: &SlackAnswer) -> Vec<Finding> {
    let reach = Check::new(Area::Slack, "Slack’s Web API", "everything Bearings sends goes there.");
    let reached = match answer {
        SlackAnswer::NotCalled(why) => reach.not_checked(why),
        SlackAnswer::NoAnswer(route, SlackError::Unreachable { why, .. }) => {
            let (seen, remedy) = problem_and_remedy(why);
            reach.fault(format!("{} doesn’t answer{}, because {seen}", route.api, through(route)), remedy)
        }
        SlackAnswer::NoAnswer(route, _) => reach.fault(
            format!("{} doesn’t answer{}", route.api, through(route)),
            "Check that this machine can connect to it: its DNS, firewall and proxy.",
        ),
        SlackAnswer::Answered(route, _) => {
            let directly = if route.proxy.is_none() { " directly, without a proxy" } else { "" };
            let certified = certified(route.certificate.as_ref());
            reach.fine(format!("{} answers{}{directly}{certified}", route.api, through(route)))
        }
    };
    vec![reached, token(answer)]
}

/// Splits an error into problem and remedy: these messages have a colon between the two.
pub(super) fn problem_and_remedy(why: &Unreachable) -> (String, String) {
    let why = why.to_string();
    let (seen, remedy) = why.split_once(": ").unwrap_or((&why, "run bearings doctor again in a minute"));
    (seen.to_owned(), sentence(remedy))
}

fn through(route: &ApiRoute) -> String {
    match &route.proxy {
        Some((proxy, variable)) => format!(" through the proxy {proxy} (from {variable})"),
        None => String::new(),
    }
}

fn certified(certificate: Option<&Certificate>) -> String {
    let Some(Certificate { issuer, valid_until, .. }) = certificate else { return String::new() };
    let until = valid_until.map(|at| format!(", valid until {}", at.format("%-d %B %Y"))).unwrap_or_default();
    format!("; its certificate was issued by “{issuer}”{until}")
}

fn token(answer: &SlackAnswer) -> Finding {
    let check = Check::new(
        Area::Slack,
        "Bot token",
        "without it, Slack accepts nothing from Bearings: no question, no digest, no form.",
    );
    let auth_test = match answer.auth_test() {
        Ok(auth_test) => auth_test,
        Err(why) => return check.not_checked(why),
    };
    match &auth_test.account {
        Ok(account) if account.is_bot => check.fine(format!("it belongs to Bearings in {}", account.workspace_name)),
        Ok(_) => check.fault(
            "it belongs to a person, not to an app’s bot",
            "Copy the Bot User OAuth Token from your Slack app’s page OAuth & Permissions.",
        ),
        Err(SlackError::RateLimited { .. }) => {
            check.warning("Slack asked Bearings to wait", "Run bearings doctor again in a minute.")
        }
        Err(SlackError::Refused { code, .. }) => {
            let TokenRefusal { reason, remedy, .. } = TokenRefusal::of(code);
            check.fault(format!("{reason} ({code})"), remedy)
        }
        Err(
            SlackError::Unclear { .. }
            | SlackError::Unreachable { .. }
            | SlackError::NotSlack { .. }
            | SlackError::NotRead { .. },
        ) => check.fault(
            "the answer isn’t from Slack",
            "Leave out SLACK_API_URL to use Slack’s own address, and check that no proxy answers in its place.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::CheckOutcome;
    use crate::domain::ids::SlackTeamId;
    use crate::domain::installation::Installation;

    fn api_route(proxy: Option<(&str, &'static str)>, certificate: Option<Certificate>) -> ApiRoute {
        let proxy = proxy.map(|(proxy, variable)| (proxy.to_owned(), variable));
        ApiRoute { api: "https://slack.com/api".parse().unwrap(), proxy, certificate }
    }

    fn answered(account: Result<Account, SlackError>) -> SlackAnswer {
        SlackAnswer::Answered(api_route(None, None), AuthTestAnswer { at: None, scopes: None, account })
    }

    #[test]
    fn the_way_is_named_with_what_was_met_on_it() {
        let certificate = Certificate {
            issuer: "ACME Proxy CA".into(),
            names: Vec::new(),
            valid_from: None,
            valid_until: Some("2031-03-02T00:00:00Z".parse().unwrap()),
        };
        let proxy = Some(("proxy.example:3128", "https_proxy"));
        let auth_test =
            AuthTestAnswer { at: None, scopes: None, account: Err(SlackError::NotSlack { call: "auth.test" }) };
        let seen = |answer: &SlackAnswer| findings(answer).remove(0);
        let met = seen(&SlackAnswer::Answered(api_route(proxy, Some(certificate)), auth_test));
        assert_eq!(
            met.seen,
            "https://slack.com/api answers through the proxy proxy.example:3128 (from https_proxy); its certificate was issued \
             by “ACME Proxy CA”, valid until 2 March 2031"
        );
        let host = "slack.com".to_owned();
        let why = Unreachable::Host { host };
        let unmet =
            seen(&SlackAnswer::NoAnswer(api_route(None, None), SlackError::Unreachable { call: "auth.test", why }));
        assert_eq!(unmet.seen, "https://slack.com/api doesn’t answer, because slack.com can't be reached");
        assert!(unmet.remedy.unwrap().starts_with("Check this machine's DNS and firewall"));
    }

    #[test]
    fn each_answer_has_its_words() {
        let account = |is_bot| Account {
            installation: Installation::new(SlackTeamId::new("T1"), None, false),
            workspace_name: "Dummy Co".into(),
            is_bot,
        };
        let refused = |code: &str| Err(SlackError::Refused { call: "auth.test", code: code.into() });
        for (answer, outcome, says) in [
            (answered(Ok(account(true))), CheckOutcome::Fine, "it belongs to Bearings in Dummy Co"),
            (answered(Ok(account(false))), CheckOutcome::Fault, "it belongs to a person, not to an app’s bot"),
            (answered(refused("token_revoked")), CheckOutcome::Fault, "it was revoked (token_revoked)"),
            (
                answered(refused("account_inactive")),
                CheckOutcome::Fault,
                "the app was uninstalled, or its workspace is gone (account_inactive)",
            ),
            (
                answered(refused("token_expired")),
                CheckOutcome::Fault,
                "it has expired, because the app rotates its tokens (token_expired)",
            ),
            (
                answered(refused("not_allowed_token_type")),
                CheckOutcome::Fault,
                "it's another kind of token (not_allowed_token_type)",
            ),
            (answered(refused("invalid_auth")), CheckOutcome::Fault, "Slack doesn’t recognise it (invalid_auth)"),
            (
                answered(refused("team_access_not_granted")),
                CheckOutcome::Fault,
                "Slack doesn’t accept it (team_access_not_granted)",
            ),
            (
                answered(Err(SlackError::RateLimited { call: "auth.test", retry_after: None })),
                CheckOutcome::Warning,
                "Slack asked Bearings to wait",
            ),
            (
                answered(Err(SlackError::Unclear { call: "auth.test", what: "html" })),
                CheckOutcome::Fault,
                "the answer isn’t from Slack",
            ),
            (
                SlackAnswer::NoAnswer(
                    api_route(None, None),
                    SlackError::Unclear { call: "auth.test", what: "nothing" },
                ),
                CheckOutcome::NotChecked,
                "Slack doesn’t answer",
            ),
            (SlackAnswer::NotCalled("there is no token".into()), CheckOutcome::NotChecked, "there is no token"),
        ] {
            let found = token(&answer);
            assert_eq!((found.outcome, found.seen.as_str()), (outcome, says));
            assert_eq!(
                answer.account().is_ok(),
                matches!(&answer, SlackAnswer::Answered(_, auth_test) if auth_test.account.is_ok())
            );
        }
    }
}
