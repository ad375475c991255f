//! Checks whether a digest could be posted to each team's channel now, as the bot checks before each post.

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::domain::delivery::Verdict;
use crate::domain::digest::{ChannelLookup, ChannelProblem};
use crate::services::digests::DigestChannel;
use crate::slack::SlackError;

const WHY: &str = "a digest is posted only where nobody can read it of whom its authors were not told.";

/// The check of all channels, for when none of them can be checked by itself.
pub(super) fn check() -> Check {
    Check::new(Area::Digests, "Digest channels", WHY)
}

/// One finding for a channel without problems, or one for each problem.
pub(super) fn findings(channel: &DigestChannel, looked: &Result<ChannelLookup, SlackError>) -> Vec<Finding> {
    let name = format!("Channel {} of team {}", channel.channel.as_str(), channel.team);
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
    let seen = format!("it cannot be looked at ({error})");
    match error.verdict() {
        Verdict::Wait(_) | Verdict::Retry(_) | Verdict::Unclear(_) => {
            check.warning(seen, "Run bearings doctor again in a minute.")
        }
        _ => check.fault(seen, "See to the token and its scopes above, then run bearings doctor again."),
    }
}

/// The problem and how to fix it. People appear as Slack ids: their managers can look them up, and the operator doesn't
/// need to know.
fn describe_problem(problem: &ChannelProblem) -> (String, String) {
    let (seen, remedy) = match problem {
        ChannelProblem::NotThere => (
            "Bearings is not in it, or it is gone".into(),
            "invite Bearings there, or choose another channel in Digest settings in App Home.",
        ),
        ChannelProblem::Public => ("it is public".into(), "choose a private channel in Digest settings in App Home."),
        ChannelProblem::Archived => {
            ("it is archived".into(), "unarchive it, or choose another channel in Digest settings in App Home.")
        }
        ChannelProblem::SharedOutside => (
            "it is shared with another organisation".into(),
            "choose a channel that is not, in Digest settings in App Home.",
        ),
        ChannelProblem::Guest(member) => {
            (format!("{member} is a guest"), "remove them from the channel: no guest can be in it.")
        }
        ChannelProblem::Outsider(member) => (
            format!("{member} is in it, and neither manages the team nor is on its list"),
            "remove them from the channel, or put them on the list in Digest settings in App Home.",
        ),
        ChannelProblem::NotDisclosed(member) => (
            format!("{member} is in it, and the authors of the next digest were not told so"),
            "remove them until that digest is posted; the authors of the one after are told.",
        ),
        ChannelProblem::App(member) => (
            format!("the app {member} is in it, and the authors of the next digest were not told so"),
            "remove the app until that digest is posted; the authors of the one after are told.",
        ),
    };
    (seen, format!("Have a manager of the team {remedy}"))
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
        assert_eq!(gone[0].seen, "Bearings is not in it, or it is gone");
    }

    #[test]
    fn everything_that_can_be_wrong_has_its_words() {
        let member = || MemberId::new("U1");
        for (problem, says) in [
            (ChannelProblem::Public, "it is public"),
            (ChannelProblem::Archived, "it is archived"),
            (ChannelProblem::SharedOutside, "it is shared with another organisation"),
            (ChannelProblem::Guest(member()), "U1 is a guest"),
            (ChannelProblem::Outsider(member()), "U1 is in it, and neither manages the team nor is on its list"),
            (ChannelProblem::App(member()), "the app U1 is in it, and the authors of the next digest were not told so"),
            (
                ChannelProblem::NotDisclosed(member()),
                "U1 is in it, and the authors of the next digest were not told so",
            ),
        ] {
            assert_eq!(describe_problem(&problem).0, says);
        }
    }
}
