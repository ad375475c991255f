//! Whether a digest may be posted to a channel.

use std::collections::BTreeSet;

use super::{ChannelProblem, Digest, StoredDigest};
use crate::domain::ids::MemberId;

/// What Slack says about a channel right now. The caller assumes the worst about anything that Slack omits.
#[expect(clippy::struct_excessive_bools, reason = "four independent answers of Slack's")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Only its members can read it.
    pub is_private: bool,
    pub is_archived: bool,
    /// Another organisation is in it or invited to it.
    pub is_shared_outside: bool,
    pub is_member: bool,
    /// Everyone in it, including the bot. An empty list means that the members are unknown.
    pub members: Vec<ChannelMember>,
}

/// A member of a channel. A person without information from Slack counts as a stranger.
#[expect(clippy::struct_excessive_bools, reason = "independent answers of Slack's")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelMember {
    pub member: MemberId,
    pub is_self: bool,
    pub is_bot: bool,
    /// A guest of this workspace.
    pub is_guest: bool,
    pub is_stranger: bool,
    /// They left and can no longer read anything.
    pub is_deactivated: bool,
}

/// The result of looking up a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelLookup {
    Channel(Channel),
    /// The bot can't see it, or it no longer exists.
    NotThere,
}

impl ChannelLookup {
    /// The problems to fix; see [`check`]. The member list isn't always read to the end; next to known problems, a
    /// `NotThere` that only follows from that is left out.
    #[must_use]
    pub fn problems(
        &self,
        allowed: &BTreeSet<MemberId>,
        told: &BTreeSet<MemberId>,
        apps: Option<&BTreeSet<MemberId>>,
    ) -> Vec<ChannelProblem> {
        let Self::Channel(channel) = self else { return vec![ChannelProblem::NotThere] };
        let mut problems = check(channel, allowed, told, apps);
        if problems.len() > 1 {
            problems.retain(|problem| *problem != ChannelProblem::NotThere);
        }
        problems
    }

    /// The other apps in the channel; `None` if they can't be known.
    #[must_use]
    pub fn other_apps(&self) -> Option<BTreeSet<MemberId>> {
        let Self::Channel(channel) = self else { return None };
        let apps = channel.members.iter().filter(|member| member.is_bot && !member.is_self && !member.is_deactivated);
        channel.members.iter().any(|member| member.is_self).then(|| apps.map(|app| app.member.clone()).collect())
    }
}

/// A digest, and who may be in its channel now: the team's managers and its allow-list.
#[derive(Clone, Debug)]
pub struct ChannelCheck {
    pub digest: Digest,
    pub allowed: BTreeSet<MemberId>,
}

impl ChannelCheck {
    /// What prevents a post to the channel.
    #[must_use]
    pub fn problems(&self, lookup: &ChannelLookup) -> Vec<ChannelProblem> {
        let apps = self.digest.apps.clone().unwrap_or_default();
        lookup.problems(&self.allowed, &self.digest.audience, Some(&apps))
    }

    /// The problems of a channel where it's already posted: its whole audience may stay.
    #[must_use]
    pub fn problems_of_posted(&self, lookup: &ChannelLookup) -> Vec<ChannelProblem> {
        let allowed = &self.allowed | &self.digest.audience;
        lookup.problems(&allowed, &self.digest.audience, self.digest.apps.as_ref())
    }
}

impl From<StoredDigest> for ChannelCheck {
    fn from(stored: StoredDigest) -> Self {
        Self { digest: stored.digest, allowed: &stored.managers | &stored.allowed_members }
    }
}

/// The problems that expose posted digests, or may do so unnoticed. An archived channel gets no new readers.
#[must_use]
pub fn exposing(problems: Vec<ChannelProblem>) -> Vec<ChannelProblem> {
    problems.into_iter().filter(|problem| *problem != ChannelProblem::Archived).collect()
}

/// All problems of a channel; a digest may be posted there only if there are none. `allowed` is the team's managers and
/// allow-list now. `told` is the audience disclosed to the authors, and `apps` the disclosed other apps; `None` means
/// that they are unknown, and apps then don't count as problems.
#[must_use]
pub fn check(
    channel: &Channel,
    allowed: &BTreeSet<MemberId>,
    told: &BTreeSet<MemberId>,
    apps: Option<&BTreeSet<MemberId>>,
) -> Vec<ChannelProblem> {
    let mut problems = BTreeSet::new();
    // Slack lists the bot among the members, so a list without it is incomplete.
    let is_known = channel.members.iter().any(|member| member.is_self);
    for (is_found, problem) in [
        (!channel.is_member || !is_known, ChannelProblem::NotThere),
        (!channel.is_private, ChannelProblem::Public),
        (channel.is_archived, ChannelProblem::Archived),
        (channel.is_shared_outside, ChannelProblem::SharedOutside),
    ] {
        problems.extend(is_found.then_some(problem));
    }
    problems.extend(channel.members.iter().filter_map(|member| problem_of(member, allowed, told, apps)));
    problems.into_iter().collect()
}

/// Another organisation's people and apps are checked first: we can't know whether a foreign account is still active.
fn problem_of(
    member: &ChannelMember,
    allowed: &BTreeSet<MemberId>,
    told: &BTreeSet<MemberId>,
    apps: Option<&BTreeSet<MemberId>>,
) -> Option<ChannelProblem> {
    let id = || member.member.clone();
    if member.is_stranger {
        return Some(ChannelProblem::SharedOutside);
    }
    if member.is_deactivated || member.is_self {
        return None;
    }
    if member.is_bot {
        return apps.is_some_and(|apps| !apps.contains(&member.member)).then(|| ChannelProblem::App(id()));
    }
    if member.is_guest {
        return Some(ChannelProblem::Guest(id()));
    }
    if !allowed.contains(&member.member) {
        return Some(ChannelProblem::Outsider(id()));
    }
    (!told.contains(&member.member)).then(|| ChannelProblem::NotDisclosed(id()))
}
