//! Where the app is installed, and whether a person who acts there belongs to it.

use std::collections::BTreeSet;

use crate::domain::ids::{Actor, MemberId, SlackTeamId, WorkspaceId};

/// One installation of the app, as `auth.test` describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The key of everything that is kept for it. Payloads name the workspace in several ways; they all mean this one.
    pub workspace: WorkspaceId,
    /// The workspace that the token belongs to. For an org-wide installation Slack names the organisation here as well.
    pub team: SlackTeamId,
    /// The organisation that the workspace is part of.
    pub enterprise: Option<SlackTeamId>,
    /// Whether it is installed for the whole organisation.
    pub is_org_wide: bool,
    /// The app's own user, who writes its messages.
    pub bot_user: Option<MemberId>,
    /// Other workspaces of the organisation, as far as Slack has named them.
    pub sisters: BTreeSet<SlackTeamId>,
}

/// Where a person belongs, as a user object or a payload says it. Slack leaves out any of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affiliation {
    /// Their own workspace (`T…`), or their organisation (`E…`).
    pub team: Option<SlackTeamId>,
    pub enterprise: Option<SlackTeamId>,
    /// Slack's own mark of a person whom the token's workspace does not know.
    pub is_stranger: bool,
}

/// Who a signed payload says acts. It becomes an [`Actor`] only through [`Installation::admit`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadActor {
    pub member: MemberId,
    /// Where they themselves belong.
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
    /// They belong to its workspace or organisation.
    Ours,
    /// They belong elsewhere: another workspace, or another company in a shared channel.
    Foreign,
    /// What was said does not settle it: their user object does.
    Unclear,
}

impl Installation {
    /// An installation under its own id: the organisation's if it is org-wide, else the workspace's.
    #[must_use]
    pub fn new(team: SlackTeamId, enterprise: Option<SlackTeamId>, is_org_wide: bool) -> Self {
        let key = enterprise.as_ref().filter(|_| is_org_wide).unwrap_or(&team);
        let workspace = WorkspaceId::new(key.as_str());
        Self { workspace, team, enterprise, is_org_wide, bot_user: None, sisters: BTreeSet::new() }
    }

    /// Whether this person belongs here, by what is said of them alone.
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

    /// Whether the person who acts belongs here, by all that the payload says. A payload names its workspace together with that
    /// workspace's organisation; of a person from another workspace it does not name the organisation.
    #[must_use]
    pub fn membership_of_actor(&self, actor: &PayloadActor) -> Membership {
        let PayloadActor { affiliation, team, enterprise, is_shared, .. } = actor;
        let place = Affiliation { team: team.clone(), enterprise: enterprise.clone(), is_stranger: false };
        let says_nothing = *affiliation == Affiliation::default();
        match self.membership(affiliation) {
            // In a shared channel the payload's workspace can be ours while the person is not.
            Membership::Unclear if says_nothing && *is_shared => Membership::Unclear,
            Membership::Unclear if says_nothing || affiliation.team == *team => self.membership(&place),
            own => own,
        }
    }

    /// The one way from a payload to somebody who acts.
    #[must_use]
    pub fn admit(&self, actor: &PayloadActor) -> Actor {
        Actor { workspace: self.workspace.clone(), member: actor.member.clone() }
    }

    /// The workspace that this payload shows to be one of the organisation's, if it is not known yet.
    #[must_use]
    pub fn new_sister<'a>(&self, actor: &'a PayloadActor) -> Option<&'a SlackTeamId> {
        let is_ours = actor.enterprise.is_some() && actor.enterprise == self.enterprise;
        let team = actor.team.as_ref().filter(|team| is_ours && !team.is_enterprise())?;
        (*team != self.team && !self.sisters.contains(team)).then_some(team)
    }

    /// Whether `told`, which Slack says now, is this installation, which the database is of. An organisation can change between
    /// an installation in one workspace and one for all of it: its people keep their ids, so the key stays.
    #[must_use]
    pub fn is_same(&self, told: &Self) -> bool {
        let is_one_organisation = self.enterprise.is_some() && self.enterprise == told.enterprise;
        self.team == told.team || is_one_organisation && (self.is_org_wide || told.is_org_wide)
    }
}

#[cfg(test)]
mod tests;
