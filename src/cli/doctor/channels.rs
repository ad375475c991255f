//! Checks whether a digest could be posted to each team's channel now, as the bot checks before each post.

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::domain::delivery::Verdict;
use crate::domain::digest::{ChannelLookup, ChannelProblem};
use crate::services::digests::DigestChannel;
use crate::slack::SlackError;

const WHY: &str = "a digest is posted only where nobody can read it of whom its authors were not told.";

/// The finding if channels cannot be checked, for this reason.
pub(super) fn unknown(why: &str) -> Vec<Finding> {
    vec![Check::new(Area::Digests, "Digest channels", WHY).not_checked(why)]
}

/// The finding if no team has a digest channel.
pub(super) fn none() -> Vec<Finding> {
    vec![Check::new(Area::Digests, "Digest channels", WHY).fine("no team has one yet")]
}

/// One finding for a channel without problems, or one for each problem.
pub(super) fn findings(watched: &DigestChannel, looked: &Result<ChannelLookup, SlackError>) -> Vec<Finding> {
    let name = format!("Channel {} of team {}", watched.channel.as_str(), watched.team);
    let check = || Check::new(Area::Digests, name.clone(), WHY);
    let looked = match looked {
        Ok(looked) => looked,
        Err(error) => return vec![unseen(check(), error)],
    };
    let wrong = looked.to_mend(&watched.allowed, &watched.told, watched.apps.as_ref());
    if wrong.is_empty() {
        return vec![check().fine("a digest could be posted now")];
    }
    let fault = |wrong: &ChannelProblem| {
        let (seen, remedy) = mend(wrong);
        check().fault(seen, remedy)
    };
    wrong.iter().map(fault).collect()
}

fn unseen(check: Check, error: &SlackError) -> Finding {
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
fn mend(wrong: &ChannelProblem) -> (String, &'static str) {
    match wrong {
        ChannelProblem::NotThere => (
            "Bearings is not in it, or it is gone".into(),
            "Have a manager of the team invite Bearings there, or choose another channel in Digest settings in App Home.",
        ),
        ChannelProblem::Public => (
            "it is public".into(),
            "Have a manager of the team choose a private channel in Digest settings in App Home.",
        ),
        ChannelProblem::Archived => (
            "it is archived".into(),
            "Have a manager of the team unarchive it, or choose another channel in Digest settings in App Home.",
        ),
        ChannelProblem::SharedOutside => (
            "it is shared with another organisation".into(),
            "Have a manager of the team choose a channel that is not, in Digest settings in App Home.",
        ),
        ChannelProblem::Guest(member) => (
            format!("{} is a guest", member.as_str()),
            "Have a manager of the team remove them from the channel: no guest can be in it.",
        ),
        ChannelProblem::Outsider(member) => (
            format!("{} is in it, and neither manages the team nor is on its list", member.as_str()),
            "Have a manager of the team remove them from the channel, or put them on the list in Digest settings in App Home.",
        ),
        ChannelProblem::NotDisclosed(member) => (
            format!("{} is in it, and the authors of the next digest were not told so", member.as_str()),
            "Have a manager of the team remove them until that digest is posted; the authors of the one after are told.",
        ),
        ChannelProblem::App(member) => (
            format!("the app {} is in it, and the authors of the next digest were not told so", member.as_str()),
            "Have a manager of the team remove the app until that digest is posted; the authors of the one after are told.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli::doctor::finding::Outcome;
    use crate::domain::ids::{ChannelId, MemberId};
    use crate::domain::roster::TeamName;

    #[test]
    fn a_channel_that_cannot_be_seen_is_said_with_how_sure_that_is() {
        let watched = DigestChannel {
            team: TeamName::new("Payments"),
            channel: ChannelId::new("C1"),
            allowed: BTreeSet::new(),
            told: BTreeSet::new(),
            apps: None,
        };
        let call = "conversations.info";
        for (error, outcome) in [
            (SlackError::RateLimited { call, retry_after: None }, Outcome::Warning),
            (SlackError::Unclear { call, what: "an HTTP error" }, Outcome::Warning),
            (SlackError::Refused { call, code: "missing_scope".into() }, Outcome::Fault),
            (SlackError::Refused { call, code: "access_denied".into() }, Outcome::Fault),
        ] {
            let found = findings(&watched, &Err(error));
            assert_eq!((found.len(), found[0].outcome), (1, outcome), "{found:?}");
        }
        let gone = findings(&watched, &Ok(ChannelLookup::NotThere));
        assert_eq!(gone[0].seen, "Bearings is not in it, or it is gone");
    }

    #[test]
    fn everything_that_can_be_wrong_has_its_words() {
        let member = || MemberId::new("U1");
        for (wrong, says) in [
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
            assert_eq!(mend(&wrong).0, says);
        }
    }
}
