//! A team as an admin fills it in, checked as a whole, and the roster that follows from it.

mod weekly;

use std::collections::BTreeSet;

use chrono::{NaiveTime, Weekday};

use crate::domain::cadence::{PromptTime, PromptTimeError};
use crate::domain::ids::{ChannelId, MemberId, TrackId};
use crate::domain::roster::{
    Listed, MOST_MANAGERS, People, Role, Row, RowFault, Standing, TeamName, TeamNameFault, WeeklyTime,
};
use weekly::weekly;

/// The form as it was submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilledTeam {
    /// Its name as typed.
    pub name: String,
    /// Who is to manage it.
    pub managers: BTreeSet<MemberId>,
    /// Who is to be in it.
    pub engineers: BTreeSet<MemberId>,
    /// The track of most of its work, if the form asked or there is only one.
    pub track: Option<TrackId>,
    /// The day on which its engineers are asked, if one is chosen.
    pub weekday: Option<Weekday>,
    /// The time, if one is chosen.
    pub time: Option<NaiveTime>,
    /// The day of its digest on the team's calendar, if it is to have one.
    pub digest_weekday: Option<Weekday>,
    /// The digest's time on the team's wall.
    pub digest_time: Option<NaiveTime>,
    /// Where the digest goes.
    pub digest_channel: Option<ChannelId>,
    /// Who may be in that channel beside the managers.
    pub insiders: BTreeSet<MemberId>,
    /// Whom of all these Slack does not have as an active person of this workspace, guests included.
    pub absent: Vec<Listed>,
    /// Fields in which something was chosen that is no person.
    pub strange: BTreeSet<TeamField>,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TeamField {
    /// The team's name.
    Name,
    Managers,
    Engineers,
    Track,
    /// When it is asked: the day.
    Weekday,
    /// When it is asked: the time.
    Time,
    /// When its digest is posted: the day.
    DigestWeekday,
    /// When its digest is posted: the time.
    DigestTime,
    /// Where its digest is posted.
    DigestChannel,
    /// Who may be there beside its managers.
    Insiders,
}

/// What has to change before the team can be saved, as it is said below its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TeamFault {
    /// No name that can be one.
    #[error(transparent)]
    Name(TeamNameFault),
    /// Another team has the name.
    #[error("Another team has this name. Choose a different one.")]
    TakenName,
    /// The team that was edited is no longer there.
    #[error("This team is no longer there. Close this, and set it up anew.")]
    Gone,
    /// Nobody manages it.
    #[error("Choose one manager, or two.")]
    NoManager,
    /// Too many do.
    #[error("A team has at most two managers.")]
    ManyManagers,
    /// A manager would be their own engineer.
    #[error("Somebody here is a manager of this team, too. Nobody is their own manager.")]
    OwnManager,
    /// Managers would go round in a circle.
    #[error("One of these managers would be managed, directly or not, by an engineer of this team.")]
    Circle,
    /// Somebody who cannot be on the roster.
    #[error("Take out whoever cannot be {}: {who}.", match field {
        TeamField::Managers => "a manager",
        TeamField::Insiders => "in the digest’s channel",
        _ => "in a team",
    })]
    Absent {
        /// Where they were chosen.
        field: TeamField,
        /// What Slack calls them, and why not.
        who: String,
    },
    /// Something that is nobody's id.
    #[error("One of these is nobody whom Slack knows. Choose the people again.")]
    Strange(TeamField),
    #[error("Choose a day.")]
    NoDay,
    #[error("Choose a time.")]
    NoTime,
    /// A day or time at which nobody is asked.
    #[error("This does not work: {0}.")]
    PromptTime(PromptTimeError),
    /// A digest without a day.
    #[error("Choose a day for the digest, or leave all of the digest empty.")]
    NoDigestDay,
    /// A digest on a day off.
    #[error("Digests come on working days, Monday to Friday.")]
    DigestDayOff,
    /// A digest without a time.
    #[error("Choose a time for the digest, or leave all of the digest empty.")]
    NoDigestTime,
    /// A digest that goes nowhere.
    #[error("Choose a private channel for the digest, or leave all of the digest empty.")]
    NoDigestChannel,
}

impl TeamFault {
    /// The field below which it is said.
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

/// A team without faults, and the roster with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamDraft {
    pub name: TeamName,
    /// The track of most of its work.
    pub track: Option<TrackId>,
    /// When its engineers are asked.
    pub prompt: WeeklyTime,
    /// When and where its digest is posted, if it has one.
    pub digest: Option<(WeeklyTime, ChannelId)>,
    /// Who may be in the digest's channel beside the managers.
    pub insiders: BTreeSet<MemberId>,
    /// The whole roster as it is to be, with the team under its new name.
    pub people: People,
    /// Who was in another team before, and in which.
    pub moved: Vec<(MemberId, TeamName)>,
    /// Which engineers are guests.
    pub guests: Vec<MemberId>,
}

impl FilledTeam {
    /// Checks the form against the roster; `edits` is the team's name so far, if there is one.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(&self, current: &People, edits: Option<&TeamName>) -> Result<TeamDraft, Vec<TeamFault>> {
        let mut faults = Vec::new();
        let name = self.name(current, edits).map_err(|fault| faults.push(fault)).ok();
        match self.managers.len() {
            0 => faults.push(TeamFault::NoManager),
            1..=MOST_MANAGERS => {}
            _ => faults.push(TeamFault::ManyManagers),
        }
        faults.extend(self.not_allowed());
        // A file can seat a manager in their own team, with a manager of their own.
        let sits = |member: &MemberId| edits.is_some() && team_of(current, member) == edits;
        if self.managers.intersection(&self.engineers).any(|member| !sits(member)) {
            faults.push(TeamFault::OwnManager);
        }
        let prompt = self.prompt().map_err(|fault| faults.push(fault)).ok();
        let digest = self.digest().map_err(|found| faults.extend(found)).ok().flatten();
        // Who manages whom is the same under any name.
        let any = || edits.cloned().unwrap_or_else(|| TeamName::repaired("", "A team"));
        let (people, moved) = self.seated(current, edits, &name.clone().unwrap_or_else(any));
        if self.makes_a_circle(&people) {
            faults.push(TeamFault::Circle);
        }
        match prompt.zip(name) {
            Some((prompt, name)) if faults.is_empty() => {
                let (track, insiders) = (self.track.clone(), self.insiders.clone());
                let guests = self.absent.iter().filter(|listed| listed.standing == Standing::Guest);
                let guests = guests.map(|listed| &listed.member).filter(|member| self.engineers.contains(*member));
                let guests = guests.cloned().collect();
                Ok(TeamDraft { name, track, prompt, digest, insiders, people, moved, guests })
            }
            _ => Err(faults),
        }
    }

    /// Whom the form names for what they cannot be.
    #[must_use]
    pub fn not_allowed(&self) -> Vec<TeamFault> {
        let mut faults: Vec<TeamFault> = self.strange.iter().map(|field| TeamFault::Strange(*field)).collect();
        for (field, role, chosen) in [
            (TeamField::Managers, Role::Manager, &self.managers),
            (TeamField::Engineers, Role::Engineer, &self.engineers),
            (TeamField::Insiders, Role::DigestReader, &self.insiders),
        ] {
            let chosen = self.absent.iter().filter(|listed| chosen.contains(&listed.member));
            let who = chosen.filter(|listed| !listed.standing.allows(role));
            let who: Vec<String> = who.map(|listed| format!("{} {}", listed.name, listed.standing.says())).collect();
            faults.extend((!who.is_empty()).then(|| TeamFault::Absent { field, who: who.join(", ") }));
        }
        faults
    }

    /// Its name, if no other team has it: names that differ in capitals alone are the same.
    fn name(&self, current: &People, edits: Option<&TeamName>) -> Result<TeamName, TeamFault> {
        let name = TeamName::parse(&self.name).map_err(TeamFault::Name)?;
        let is_taken = |other: &TeamName| Some(other) != edits && other.key() == name.key();
        if current.teams.keys().any(is_taken) { Err(TeamFault::TakenName) } else { Ok(name) }
    }

    fn prompt(&self) -> Result<WeeklyTime, TeamFault> {
        let weekday = self.weekday.ok_or(TeamFault::NoDay)?;
        let rhythm = PromptTime::new(weekday, self.time.ok_or(TeamFault::NoTime)?).map_err(TeamFault::PromptTime)?;
        Ok(weekly(rhythm.weekday(), rhythm.time()))
    }

    /// The roster with this team. Where its managers stay, everybody who stays keeps theirs exactly.
    fn seated(
        &self,
        current: &People,
        edits: Option<&TeamName>,
        name: &TeamName,
    ) -> (People, Vec<(MemberId, TeamName)>) {
        let mut people = current.clone();
        let before = edits.and_then(|edits| people.teams.remove(edits)).unwrap_or_default();
        people.teams.insert(name.clone(), self.managers.clone());
        let mut moved = Vec::new();
        for (member, engineer) in &mut people.engineers {
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
            // Whoever leads their own team has managers of their own.
            if !stays || (before != self.managers && !self.managers.contains(member) && !before.contains(member)) {
                people.assign_to_team(member, name);
            }
            if let Some(engineer) = people.engineers.get_mut(member).filter(|engineer| engineer.track.is_none()) {
                engineer.track.clone_from(&self.track);
            }
        }
        (people, moved)
    }

    fn makes_a_circle(&self, people: &People) -> bool {
        let mut rows = Vec::with_capacity(people.engineers.len());
        for (member, engineer) in &people.engineers {
            let mut engineer = engineer.clone();
            engineer.team = None;
            rows.push(Row { member: member.clone(), engineer });
        }
        let faults = People::of(&rows).err().unwrap_or_default();
        faults.iter().any(|fault| matches!(fault, RowFault::Circle { chain, .. } if chain.iter().any(|member| self.managers.contains(member))))
    }
}

fn team_of<'p>(people: &'p People, member: &MemberId) -> Option<&'p TeamName> {
    people.engineers.get(member)?.team.as_ref()
}

#[cfg(test)]
mod tests;
