//! Whether a digest may be posted to a channel.

use std::collections::BTreeSet;

use super::ChannelProblem;
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
    /// Whether the bot is a member.
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
    /// From another organisation.
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
    /// The channel's problems; see [`check`].
    #[must_use]
    pub fn wrong(
        &self,
        allowed: &BTreeSet<MemberId>,
        told: &BTreeSet<MemberId>,
        apps: Option<&BTreeSet<MemberId>>,
    ) -> Vec<ChannelProblem> {
        match self {
            Self::Channel(channel) => check(channel, allowed, told, apps),
            Self::NotThere => vec![ChannelProblem::NotThere],
        }
    }

    /// The problems to fix. The member list isn't always read to the end; next to known problems, a `NotThere` that
    /// only follows from that is left out.
    #[must_use]
    pub fn to_mend(
        &self,
        allowed: &BTreeSet<MemberId>,
        told: &BTreeSet<MemberId>,
        apps: Option<&BTreeSet<MemberId>>,
    ) -> Vec<ChannelProblem> {
        let mut wrong = self.wrong(allowed, told, apps);
        if wrong.len() > 1 {
            wrong.retain(|wrong| *wrong != ChannelProblem::NotThere);
        }
        wrong
    }

    /// The other apps in the channel; `None` if they can't be known.
    #[must_use]
    pub fn other_apps(&self) -> Option<BTreeSet<MemberId>> {
        let Self::Channel(channel) = self else { return None };
        let apps =
            channel.members.iter().filter(|insider| insider.is_bot && !insider.is_self && !insider.is_deactivated);
        channel.members.iter().any(|insider| insider.is_self).then(|| apps.map(|app| app.member.clone()).collect())
    }
}

/// The problems that expose posted digests, or may do so unnoticed. An archived channel gets no new readers.
#[must_use]
pub fn exposing(wrong: Vec<ChannelProblem>) -> Vec<ChannelProblem> {
    wrong.into_iter().filter(|wrong| *wrong != ChannelProblem::Archived).collect()
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
    let mut wrong = BTreeSet::new();
    // Slack lists the bot among the members, so a list without it is incomplete.
    let is_known = channel.members.iter().any(|insider| insider.is_self);
    for (is_wrong, what) in [
        (!channel.is_member || !is_known, ChannelProblem::NotThere),
        (!channel.is_private, ChannelProblem::Public),
        (channel.is_archived, ChannelProblem::Archived),
        (channel.is_shared_outside, ChannelProblem::SharedOutside),
    ] {
        wrong.extend(is_wrong.then_some(what));
    }
    wrong.extend(channel.members.iter().filter_map(|insider| of_insider(insider, allowed, told, apps)));
    wrong.into_iter().collect()
}

/// Another organisation's people and apps are checked first: we can't know whether a foreign account is still active.
fn of_insider(
    insider: &ChannelMember,
    allowed: &BTreeSet<MemberId>,
    told: &BTreeSet<MemberId>,
    apps: Option<&BTreeSet<MemberId>>,
) -> Option<ChannelProblem> {
    let member = || insider.member.clone();
    if insider.is_stranger {
        return Some(ChannelProblem::SharedOutside);
    }
    if insider.is_deactivated || insider.is_self {
        return None;
    }
    if insider.is_bot {
        return apps.is_some_and(|apps| !apps.contains(&insider.member)).then(|| ChannelProblem::App(member()));
    }
    if insider.is_guest {
        return Some(ChannelProblem::Guest(member()));
    }
    if !allowed.contains(&insider.member) {
        return Some(ChannelProblem::Outsider(member()));
    }
    (!told.contains(&insider.member)).then(|| ChannelProblem::NotDisclosed(member()))
}
