//! Checks whether the database and the bot token belong to the same workspace.

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::cli::doctor::slack::SlackAnswer;
use crate::domain::installation::Installation;

/// Compares the database's installation with the token's. `None` if either is unknown, which other checks report.
pub(super) fn finding(stored: Option<Installation>, answer: &SlackAnswer) -> Option<Finding> {
    let (stored, account) = (stored?, answer.account().ok()?);
    let check = Check::new(
        Area::Database,
        "Database and bot token",
        "with another workspace’s token, Bearings saves and sends nothing, so that two workspaces never mix.",
    );
    if stored.is_same(&account.installation) {
        return Some(check.fine("both belong to the same workspace"));
    }
    let token = &account.workspace_name;
    Some(check.fault(
        format!("the database holds the data of workspace {}, but the token belongs to {token}", stored.workspace),
        format!("Set SLACK_BOT_TOKEN to the token of {}, or DATABASE_URL to another database.", stored.workspace),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::CheckOutcome;
    use crate::domain::ids::SlackTeamId;
    use crate::slack::{Account, ApiRoute, AuthTestAnswer};

    #[test]
    fn a_token_of_another_workspace_is_a_fault() {
        let installation = |team: &str| Installation::new(SlackTeamId::new(team), None, false);
        let account = Account { installation: installation("T1"), workspace_name: "Dummy Co".into(), is_bot: true };
        let auth_test = AuthTestAnswer { at: None, scopes: None, account: Ok(account) };
        let route = ApiRoute { api: "https://slack.com/api".parse().unwrap(), proxy: None, certificate: None };
        let answer = SlackAnswer::Answered(route, auth_test);
        let found = |stored: Option<&str>, answer: &SlackAnswer| {
            finding(stored.map(installation), answer).map(|finding| finding.outcome)
        };
        assert_eq!(found(Some("T1"), &answer), Some(CheckOutcome::Fine));
        assert_eq!(found(Some("T2"), &answer), Some(CheckOutcome::Fault));
        assert_eq!(found(None, &answer), None);
        assert_eq!(found(Some("T1"), &SlackAnswer::NotCalled("no token".to_owned())), None);
    }
}
