//! Whether a digest may be posted into a channel.

use std::collections::BTreeSet;

use super::ChannelProblem;
use crate::domain::ids::MemberId;

/// What Slack says about a channel just now. Whoever asks Slack takes what it leaves out for the worse.
#[expect(clippy::struct_excessive_bools, reason = "four independent answers of Slack's")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Only its members can read it.
    pub is_private: bool,
    /// It was archived.
    pub is_archived: bool,
    /// Another organisation is in it, or is invited.
    pub is_shared_outside: bool,
    /// The bot is a member.
    pub is_member: bool,
    /// Everybody in it, the bot included. Nobody at all means that it is not known.
    pub members: Vec<ChannelMember>,
}

/// Somebody in a channel. Whoever Slack says nothing about is a stranger.
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
    /// They left, and can read nothing any more.
    pub is_deactivated: bool,
}

/// What came of looking at a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelLookup {
    /// It is there.
    Channel(Channel),
    /// The bot cannot see it, or it is gone.
    NotThere,
}

impl ChannelLookup {
    /// What is wrong with it; see [`check`].
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

    /// What of that is to be mended. Who is in a channel is not always read to the end: what is known to be wrong is said, not
    /// what follows from it.
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

    /// The other apps in it; nothing where it cannot be known.
    #[must_use]
    pub fn other_apps(&self) -> Option<BTreeSet<MemberId>> {
        let Self::Channel(channel) = self else { return None };
        let apps =
            channel.members.iter().filter(|insider| insider.is_bot && !insider.is_self && !insider.is_deactivated);
        channel.members.iter().any(|insider| insider.is_self).then(|| apps.map(|app| app.member.clone()).collect())
    }
}

/// Whatever of that lets somebody read what stands there already, or keeps us from knowing. Nobody new reads an archived channel.
#[must_use]
pub fn exposing(wrong: Vec<ChannelProblem>) -> Vec<ChannelProblem> {
    wrong.into_iter().filter(|wrong| *wrong != ChannelProblem::Archived).collect()
}

/// Everything that is wrong with a channel; nothing only if a digest may be posted there now. `allowed` are the team's
/// managers and its named list now, `told` those of whom its authors were told, and `apps` the other apps of which they were;
/// where that is not known, apps are not held against it.
#[must_use]
pub fn check(
    channel: &Channel,
    allowed: &BTreeSet<MemberId>,
    told: &BTreeSet<MemberId>,
    apps: Option<&BTreeSet<MemberId>>,
) -> Vec<ChannelProblem> {
    let mut wrong = BTreeSet::new();
    // The bot is among the members that Slack lists: a list without it is not the whole list.
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

/// Another organisation's people and apps come before all else: we cannot know whether they can still read.
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
