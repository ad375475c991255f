//! A team as an admin fills it in, validated as a whole, and the resulting roster.

mod digest;

use std::collections::BTreeSet;

use chrono::{NaiveTime, Weekday};
use strum::AsRefStr;

use crate::domain::cadence::{PromptTime, PromptTimeError};
use crate::domain::ids::{ChannelId, MemberId, TrackId};
use crate::domain::roster::{
    AccountStatus, DirectoryMember, MOST_MANAGERS, Role, Roster, TeamName, TeamNameFault, WeeklyTime,
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilledTeam {
    pub name: String,
    pub managers: BTreeSet<MemberId>,
    pub engineers: BTreeSet<MemberId>,
    /// The track of most of its work, if the form asked or there's only one.
    pub track: Option<TrackId>,
    /// The day on which its engineers are asked, if chosen.
    pub weekday: Option<Weekday>,
    pub time: Option<NaiveTime>,
    /// The day of its digest in the team's time zone, if it has one.
    pub digest_weekday: Option<Weekday>,
    /// The time of its digest in the team's time zone.
    pub digest_time: Option<NaiveTime>,
    pub digest_channel: Option<ChannelId>,
    /// People who may be in that channel besides the managers.
    pub allowed_members: BTreeSet<MemberId>,
    /// The chosen people who aren't active full members of this workspace, guests included.
    pub absent: Vec<DirectoryMember>,
    /// Fields with a choice that isn't a person's id.
    pub strange: BTreeSet<TeamField>,
}

/// A field of the form. Slack knows it by its name in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum TeamField {
    Name,
    Managers,
    Engineers,
    Track,
    /// The day on which engineers are asked.
    Weekday,
    Time,
    DigestWeekday,
    DigestTime,
    DigestChannel,
    /// People who may be in that channel besides the managers.
    #[strum(serialize = "insiders")]
    AllowedMembers,
}

/// Why the team can't be saved, as shown below the field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TeamFault {
    #[error(transparent)]
    Name(TeamNameFault),
    #[error("Another team has this name. Choose a different one.")]
    TakenName,
    /// The edited team no longer exists.
    #[error("This team no longer exists. Close this form, and create the team again.")]
    Gone,
    #[error("Choose one manager, or two.")]
    NoManager,
    #[error("A team has at most two managers.")]
    ManyManagers,
    /// A manager is also chosen as an engineer.
    #[error("One of these people also manages this team. People can’t manage themselves.")]
    OwnManager,
    /// Managers would form a circle.
    #[error("An engineer of this team manages one of these managers, directly or indirectly.")]
    Circle,
    /// Someone can't have the role.
    #[error("Remove people who can’t be {}: {who}.", match field {
        TeamField::Managers => "a manager",
        TeamField::AllowedMembers => "in the digest’s channel",
        _ => "in a team",
    })]
    Absent {
        field: TeamField,
        /// The people's Slack names, with the reasons.
        who: String,
    },
    /// The field contains something that isn't a person's id.
    #[error("Slack doesn’t know one of these people. Choose the people again.")]
    Strange(TeamField),
    #[error("Choose a day.")]
    NoDay,
    #[error("Choose a time.")]
    NoTime,
    /// The day or time isn't allowed.
    #[error("This doesn’t work: {0}.")]
    PromptTime(PromptTimeError),
    #[error("Choose a day for the digest, or leave all digest fields empty.")]
    NoDigestDay,
    #[error("Digests are posted on working days, Monday to Friday.")]
    DigestDayOff,
    #[error("Choose a time for the digest, or leave all digest fields empty.")]
    NoDigestTime,
    #[error("Choose a private channel for the digest, or leave all digest fields empty.")]
    NoDigestChannel,
}

impl TeamFault {
    /// The field below which the fault is shown.
    #[must_use]
    pub fn field(&self) -> TeamField {
        match self {
            Self::Absent { field, .. } | Self::Strange(field) => *field,
            Self::Name(_) | Self::TakenName | Self::Gone => TeamField::Name,
            Self::NoManager | Self::ManyManagers | Self::Circle => TeamField::Managers,
            Self::OwnManager => TeamField::Engineers,
            Self::NoDay | Self::PromptTime(PromptTimeError::DayOff) => TeamField::Weekday,
            Self::NoTime | Self::PromptTime(PromptTimeError::TooEarly | PromptTimeError::TooLate) => TeamField::Time,
            Self::NoDigestDay | Self::DigestDayOff => TeamField::DigestWeekday,
            Self::NoDigestTime => TeamField::DigestTime,
            Self::NoDigestChannel => TeamField::DigestChannel,
        }
    }
}

/// A valid team, and the roster that includes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamDraft {
    pub name: TeamName,
    pub track: Option<TrackId>,
    pub prompt: WeeklyTime,
    pub digest: Option<(WeeklyTime, ChannelId)>,
    /// People who may be in the digest's channel besides the managers.
    pub allowed_members: BTreeSet<MemberId>,
    /// The whole new roster, with the team under its new name.
    pub roster: Roster,
    /// Engineers who move from another team, each with that team.
    pub moved: Vec<(MemberId, TeamName)>,
    pub guests: Vec<MemberId>,
}

impl FilledTeam {
    /// Validates the form against the roster; `edits` is the current name of an existing team.
    ///
    /// # Errors
    /// All faults, each for its field.
    pub fn check(&self, current: &Roster, edits: Option<&TeamName>) -> Result<TeamDraft, Vec<TeamFault>> {
        let mut faults = Vec::new();
        let name = self.name(current, edits).map_err(|fault| faults.push(fault)).ok();
        match self.managers.len() {
            0 => faults.push(TeamFault::NoManager),
            1..=MOST_MANAGERS => {}
            _ => faults.push(TeamFault::ManyManagers),
        }
        faults.extend(self.not_allowed());
        // A file can put a manager into their own team, under a manager of their own.
        let sits = |member: &MemberId| edits.is_some() && team_of(current, member) == edits;
        if self.managers.intersection(&self.engineers).any(|member| !sits(member)) {
            faults.push(TeamFault::OwnManager);
        }
        let prompt = self.prompt().map_err(|fault| faults.push(fault)).ok();
        let digest = self.digest().map_err(|found| faults.extend(found)).ok().flatten();
        // The chain of managers doesn't depend on the name.
        let any = || edits.cloned().unwrap_or_else(|| TeamName::repaired("", "A team"));
        let (roster, moved) = self.seated(current, edits, &name.clone().unwrap_or_else(any));
        let circles = roster.circles(roster.engineers.keys());
        let has_manager = |chain: &Vec<MemberId>| chain.iter().any(|member| self.managers.contains(member));
        faults.extend(circles.iter().any(has_manager).then_some(TeamFault::Circle));
        match prompt.zip(name) {
            Some((prompt, name)) if faults.is_empty() => {
                let (track, allowed_members) = (self.track.clone(), self.allowed_members.clone());
                let guests = self.absent.iter().filter(|listed| listed.status == AccountStatus::Guest);
                let guests = guests.map(|listed| &listed.member).filter(|member| self.engineers.contains(*member));
                let guests = guests.cloned().collect();
                Ok(TeamDraft { name, track, prompt, digest, allowed_members, roster, moved, guests })
            }
            _ => Err(faults),
        }
    }

    /// A fault for each person chosen for a role that they can't have.
    #[must_use]
    pub fn not_allowed(&self) -> Vec<TeamFault> {
        let mut faults: Vec<TeamFault> = self.strange.iter().map(|field| TeamFault::Strange(*field)).collect();
        for (field, role, chosen) in [
            (TeamField::Managers, Role::Manager, &self.managers),
            (TeamField::Engineers, Role::Engineer, &self.engineers),
            (TeamField::AllowedMembers, Role::DigestReader, &self.allowed_members),
        ] {
            let chosen = self.absent.iter().filter(|listed| chosen.contains(&listed.member));
            let who = chosen.filter(|listed| !listed.status.allows(role));
            let who: Vec<String> = who.map(|listed| format!("{} {}", listed.name, listed.status.says())).collect();
            faults.extend((!who.is_empty()).then(|| TeamFault::Absent { field, who: who.join(", ") }));
        }
        faults
    }

    /// The name, if no other team has it; case doesn't distinguish names.
    fn name(&self, current: &Roster, edits: Option<&TeamName>) -> Result<TeamName, TeamFault> {
        let name = TeamName::parse(&self.name).map_err(TeamFault::Name)?;
        let is_taken = |other: &TeamName| Some(other) != edits && other.key() == name.key();
        if current.teams.keys().any(is_taken) { Err(TeamFault::TakenName) } else { Ok(name) }
    }

    fn prompt(&self) -> Result<WeeklyTime, TeamFault> {
        let weekday = self.weekday.ok_or(TeamFault::NoDay)?;
        let prompt_time =
            PromptTime::new(weekday, self.time.ok_or(TeamFault::NoTime)?).map_err(TeamFault::PromptTime)?;
        Ok(WeeklyTime { weekday: prompt_time.weekday(), time: prompt_time.time() })
    }

    /// The roster with this team. If its managers don't change, engineers who stay keep their own managers exactly.
    fn seated(
        &self,
        current: &Roster,
        edits: Option<&TeamName>,
        name: &TeamName,
    ) -> (Roster, Vec<(MemberId, TeamName)>) {
        let mut roster = current.clone();
        let before = edits.and_then(|edits| roster.teams.remove(edits)).unwrap_or_default();
        roster.teams.insert(name.clone(), self.managers.clone());
        let mut moved = Vec::new();
        for (member, engineer) in &mut roster.engineers {
            if edits.is_some() && engineer.team.as_ref() == edits {
                let stays = self.engineers.contains(member);
                engineer.team = stays.then(|| name.clone());
                if !stays {
                    engineer.managers.retain(|manager| !before.contains(manager));
                }
            }
        }
        for member in &self.engineers {
            let stays = edits.is_some() && team_of(current, member) == edits;
            if !stays {
                moved.extend(team_of(current, member).map(|from| (member.clone(), from.clone())));
            }
            // A manager who is in their own team has managers of their own.
            if !stays || (before != self.managers && !self.managers.contains(member) && !before.contains(member)) {
                roster.assign_to_team(member, name);
            }
            if let Some(engineer) = roster.engineers.get_mut(member).filter(|engineer| engineer.track.is_none()) {
                engineer.track.clone_from(&self.track);
            }
        }
        (roster, moved)
    }
}

fn team_of<'p>(roster: &'p Roster, member: &MemberId) -> Option<&'p TeamName> {
    roster.engineers.get(member)?.team.as_ref()
}

#[cfg(test)]
mod tests;
