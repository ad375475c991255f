//! Checks whether a digest could be posted to each team's channel now, as the bot checks before each post.

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::domain::delivery::Verdict;
use crate::domain::digest::{ChannelLookup, ChannelProblem};
use crate::services::digests::DigestChannel;
use crate::slack::SlackError;

const WHY: &str = "a digest is posted only where every reader is on the list its authors saw.";

/// The check of all channels, for when none of them can be checked by itself.
pub(super) fn check() -> Check {
    Check::new(Area::Digests, "Digest channels", WHY)
}

/// One finding for a channel without problems, or one for each problem.
pub(super) fn findings(channel: &DigestChannel, looked: &Result<ChannelLookup, SlackError>) -> Vec<Finding> {
    let name = format!("Channel of team {}", channel.team);
    let check = || Check::new(Area::Digests, name.clone(), WHY);
    let looked = match looked {
        Ok(looked) => looked,
        Err(error) => return vec![lookup_error(check(), error)],
    };
    let problems = looked.problems(&channel.allowed, &channel.told, channel.apps.as_ref());
    if problems.is_empty() {
        return vec![check().fine("a digest could be posted now")];
    }
    let fault = |problem: &ChannelProblem| {
        let (seen, remedy) = describe_problem(problem);
        check().fault(seen, remedy)
    };
    problems.iter().map(fault).collect()
}

fn lookup_error(check: Check, error: &SlackError) -> Finding {
    let seen = format!("it can’t be checked ({error})");
    match error.verdict() {
        Verdict::Wait(_) | Verdict::Retry(_) | Verdict::Unclear(_) => {
            check.warning(seen, "Run bearings doctor again in a minute.")
        }
        _ => check.fault(seen, "Fix the token and its scopes above, then run bearings doctor again."),
    }
}

/// The problem and how to fix it. People appear as Slack ids: their managers can look them up, and the operator doesn't
/// need to know.
fn describe_problem(problem: &ChannelProblem) -> (String, String) {
    let (seen, remedy) = match problem {
        ChannelProblem::NotThere => (
            "it doesn’t exist, or Bearings isn’t in it".into(),
            "invite Bearings to the channel, or choose another one in Digest settings in App Home.",
        ),
        ChannelProblem::Public => ("it is public".into(), "choose a private channel in Digest settings in App Home."),
        ChannelProblem::Archived => {
            ("it is archived".into(), "unarchive it, or choose another channel in Digest settings in App Home.")
        }
        ChannelProblem::SharedOutside => (
            "it is shared with another organisation".into(),
            "choose a channel that isn’t shared, in Digest settings in App Home.",
        ),
        ChannelProblem::Guest(member) => {
            (format!("{member} is a guest"), "remove them from the channel: guests can’t be in it.")
        }
        ChannelProblem::Outsider(member) => (
            format!("{member} is in it, but doesn’t manage the team and isn’t on its list"),
            "remove them from the channel, or add them to the list in Digest settings in App Home.",
        ),
        ChannelProblem::NotDisclosed(member) => (
            format!("{member} is in it, but the authors of the next digest haven’t been told"),
            "remove them until that digest is posted. The authors of the digest after it are told.",
        ),
        ChannelProblem::App(member) => (
            format!("the app {member} is in it, but the authors of the next digest haven’t been told"),
            "remove the app until that digest is posted. The authors of the digest after it are told.",
        ),
    };
    (seen, format!("Ask a manager of the team to {remedy}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli::doctor::finding::CheckOutcome;
    use crate::domain::ids::{ChannelId, MemberId};
    use crate::domain::roster::TeamName;

    #[test]
    fn a_channel_that_cannot_be_seen_is_said_with_how_sure_that_is() {
        let channel = DigestChannel {
            team: TeamName::new("Payments"),
            channel: ChannelId::new("C1"),
            allowed: BTreeSet::new(),
            told: BTreeSet::new(),
            apps: None,
        };
        let call = "conversations.info";
        for (error, outcome) in [
            (SlackError::RateLimited { call, retry_after: None }, CheckOutcome::Warning),
            (SlackError::Unclear { call, what: "an HTTP error" }, CheckOutcome::Warning),
            (SlackError::Refused { call, code: "missing_scope".into() }, CheckOutcome::Fault),
            (SlackError::Refused { call, code: "access_denied".into() }, CheckOutcome::Fault),
        ] {
            let found = findings(&channel, &Err(error));
            assert_eq!((found.len(), found[0].outcome), (1, outcome), "{found:?}");
        }
        let gone = findings(&channel, &Ok(ChannelLookup::NotThere));
        assert_eq!(gone[0].seen, "it doesn’t exist, or Bearings isn’t in it");
    }

    #[test]
    fn everything_that_can_be_wrong_has_its_words() {
        let member = || MemberId::new("U1");
        for (problem, says) in [
            (ChannelProblem::Public, "it is public"),
            (ChannelProblem::Archived, "it is archived"),
            (ChannelProblem::SharedOutside, "it is shared with another organisation"),
            (ChannelProblem::Guest(member()), "U1 is a guest"),
            (ChannelProblem::Outsider(member()), "U1 is in it, but doesn’t manage the team and isn’t on its list"),
            (
                ChannelProblem::App(member()),
                "the app U1 is in it, but the authors of the next digest haven’t been told",
            ),
            (
                ChannelProblem::NotDisclosed(member()),
                "U1 is in it, but the authors of the next digest haven’t been told",
            ),
        ] {
            assert_eq!(describe_problem(&problem).0, says);
        }
    }
}
