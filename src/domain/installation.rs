//! Where the app is installed, and whether a person who acts there belongs to it.

use std::collections::BTreeSet;

use crate::domain::ids::{Actor, MemberId, SlackTeamId, WorkspaceId};

/// One installation of the app, as `auth.test` describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The key of everything stored for it. Payloads name the workspace in several ways, all of which mean this key.
    pub workspace: WorkspaceId,
    /// The token's workspace. For an org-wide installation, Slack names the organisation here too.
    pub team: SlackTeamId,
    pub enterprise: Option<SlackTeamId>,
    pub is_org_wide: bool,
    /// The app's own user, who posts its messages.
    pub bot_user: Option<MemberId>,
    /// Other workspaces of the organisation, as far as Slack has named them.
    pub sisters: BTreeSet<SlackTeamId>,
}

/// Where a person belongs, according to a user object or a payload. Slack may omit any of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affiliation {
    /// Their own workspace (`T…`) or their organisation (`E…`).
    pub team: Option<SlackTeamId>,
    pub enterprise: Option<SlackTeamId>,
    /// Slack's flag for a person unknown to the token's workspace.
    pub is_stranger: bool,
}

/// The acting person according to a signed payload. It becomes an [`Actor`] only through [`Installation::admit`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadActor {
    pub member: MemberId,
    pub affiliation: Affiliation,
    /// The workspace that the payload is about.
    pub team: Option<SlackTeamId>,
    /// The organisation of that workspace.
    pub enterprise: Option<SlackTeamId>,
    /// Whether it happened in a channel shared with another organisation.
    pub is_shared: bool,
}

/// Whether a person belongs to the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    Ours,
    /// Another workspace, or another company in a shared channel.
    Foreign,
    /// The payload doesn't settle it; the person's user object does.
    Unclear,
}

impl Installation {
    /// An installation keyed by its organisation if it's org-wide, otherwise by its workspace.
    #[must_use]
    pub fn new(team: SlackTeamId, enterprise: Option<SlackTeamId>, is_org_wide: bool) -> Self {
        let key = enterprise.as_ref().filter(|_| is_org_wide).unwrap_or(&team);
        let workspace = WorkspaceId::new(key.as_str());
        Self { workspace, team, enterprise, is_org_wide, bot_user: None, sisters: BTreeSet::new() }
    }

    /// Whether a person with this affiliation belongs here, judged by the affiliation alone.
    #[must_use]
    pub fn membership(&self, of: &Affiliation) -> Membership {
        let is_own = |team: &SlackTeamId| {
            *team == self.team || Some(team) == self.enterprise.as_ref() || self.sisters.contains(team)
        };
        if of.is_stranger {
            return Membership::Foreign;
        }
        match (&of.team, &of.enterprise) {
            (Some(team), _) if is_own(team) => Membership::Ours,
            (_, Some(enterprise)) if Some(enterprise) == self.enterprise.as_ref() => Membership::Ours,
            (_, Some(_)) => Membership::Foreign,
            (Some(team), None) if team.is_enterprise() || self.enterprise.is_none() => Membership::Foreign,
            (Some(_) | None, None) => Membership::Unclear,
        }
    }

    /// Whether the acting person belongs here, judged by the whole payload. A payload names its workspace together with
    /// that workspace's organisation; it doesn't name the organisation of a person from another workspace.
    #[must_use]
    pub fn membership_of_actor(&self, actor: &PayloadActor) -> Membership {
        let PayloadActor { affiliation, team, enterprise, is_shared, .. } = actor;
        let place = Affiliation { team: team.clone(), enterprise: enterprise.clone(), is_stranger: false };
        let says_nothing = *affiliation == Affiliation::default();
        match self.membership(affiliation) {
            // In a shared channel, the payload's workspace can be ours even if the person is a stranger.
            Membership::Unclear if says_nothing && *is_shared => Membership::Unclear,
            Membership::Unclear if says_nothing || affiliation.team == *team => self.membership(&place),
            own => own,
        }
    }

    /// The only way to turn a payload into an acting person.
    #[must_use]
    pub fn admit(&self, actor: &PayloadActor) -> Actor {
        Actor { workspace: self.workspace.clone(), member: actor.member.clone() }
    }

    /// A workspace that this payload shows to be part of the organisation, if it isn't known yet.
    #[must_use]
    pub fn new_sibling_workspace<'a>(&self, actor: &'a PayloadActor) -> Option<&'a SlackTeamId> {
        let is_ours = actor.enterprise.is_some() && actor.enterprise == self.enterprise;
        let team = actor.team.as_ref().filter(|team| is_ours && !team.is_enterprise())?;
        (*team != self.team && !self.sisters.contains(team)).then_some(team)
    }

    /// Whether `told`, as Slack reports it now, is this stored installation. An organisation can switch between an
    /// installation in one workspace and an org-wide one: its people keep their ids, so the key stays the same.
    #[must_use]
    pub fn is_same(&self, told: &Self) -> bool {
        let is_one_organisation = self.enterprise.is_some() && self.enterprise == told.enterprise;
        self.team == told.team || is_one_organisation && (self.is_org_wide || told.is_org_wide)
    }
}

#[cfg(test)]
mod tests;
