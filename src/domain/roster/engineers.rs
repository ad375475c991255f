//! The whole roster as one value: every engineer, and every team with its managers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{MemberId, TrackId};
use crate::domain::roster::TeamName;

/// A step within a level, A to E: agreed by two people, never calculated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubLevel(char);

impl SubLevel {
    /// Parses the letter in either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut letters = text.chars().map(|letter| letter.to_ascii_uppercase());
        match (letters.next(), letters.next()) {
            (Some(letter @ 'A'..='E'), None) => Some(Self(letter)),
            _ => None,
        }
    }
}

impl fmt::Display for SubLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The roster's facts about one engineer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterEngineer {
    /// None, one or two.
    pub managers: BTreeSet<MemberId>,
    pub track: Option<TrackId>,
    pub level: Option<LevelNumber>,
    /// The step within the level, if agreed.
    pub sub_level: Option<SubLevel>,
    pub team: Option<TeamName>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    pub engineers: BTreeMap<MemberId, RosterEngineer>,
    pub teams: BTreeMap<TeamName, BTreeSet<MemberId>>,
}

impl Roster {
    /// Sets a team's managers, and updates everyone in the team to match.
    pub fn set_team(&mut self, name: &TeamName, managers: BTreeSet<MemberId>) {
        for (member, engineer) in &mut self.engineers {
            if engineer.team.as_ref() == Some(name) {
                engineer.managers = but(&managers, member);
            }
        }
        self.teams.insert(name.clone(), managers);
    }

    /// Puts an engineer into this team and gives them its managers; other facts stay.
    pub fn assign_to_team(&mut self, member: &MemberId, team: &TeamName) {
        let managers = self.teams.entry(team.clone()).or_default();
        let engineer = self.engineers.entry(member.clone()).or_default();
        engineer.managers = but(managers, member);
        engineer.team = Some(team.clone());
    }

    /// Keeps teams of `current` without engineers: an admin may be setting them up, and a file can't name them.
    pub fn keep_idle_teams(&mut self, current: &Self) {
        let busy: BTreeSet<&TeamName> =
            current.engineers.values().filter_map(|engineer| engineer.team.as_ref()).collect();
        for (name, managers) in current.teams.iter().filter(|(name, _)| !busy.contains(name)) {
            self.teams.entry(name.clone()).or_insert_with(|| managers.clone());
        }
    }

    /// Keeps the sub-levels of engineers whose level is the same in `current`, for a file without sub-levels.
    pub fn keep_sub_levels(&mut self, current: &Self) {
        for (member, engineer) in &mut self.engineers {
            let before = current.engineers.get(member);
            let same = before.filter(|before| (&before.track, before.level) == (&engineer.track, engineer.level));
            engineer.sub_level = same.and_then(|before| before.sub_level);
        }
    }
}

fn but(managers: &BTreeSet<MemberId>, member: &MemberId) -> BTreeSet<MemberId> {
    managers.iter().filter(|manager| *manager != member).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> BTreeSet<MemberId> {
        names.iter().map(|name| MemberId::new(*name)).collect()
    }

    #[test]
    fn a_sub_level_is_one_of_five_letters() {
        let read: Vec<String> = ["a", "E", "c", "F", "", "AB", "ä", "3"]
            .iter()
            .map(|text| SubLevel::parse(text).map_or_else(|| "-".to_owned(), |level| level.to_string()))
            .collect();
        assert_eq!(read, ["A", "E", "C", "-", "-", "-", "-", "-"]);
    }

    #[test]
    fn a_team_gives_its_managers_to_everybody_in_it_but_themselves() {
        let (mut roster, team) = (Roster::default(), TeamName::new("Payments"));
        let (ana, priya) = (MemberId::new("ana"), MemberId::new("priya"));
        roster.set_team(&team, ids(&["priya"]));
        roster.assign_to_team(&ana, &team);
        roster.assign_to_team(&priya, &team);
        assert_eq!(
            (&roster.engineers[&ana].managers, &roster.engineers[&priya].managers),
            (&ids(&["priya"]), &ids(&[]))
        );
        roster.set_team(&team, ids(&["kim", "priya"]));
        assert_eq!(roster.engineers[&ana].managers, ids(&["kim", "priya"]));
        assert_eq!(roster.engineers[&priya].managers, ids(&["kim"]));
    }

    #[test]
    fn a_file_without_sub_levels_keeps_those_of_whoever_stays_at_their_level() {
        let engineer = |level, sub_level| RosterEngineer { level, sub_level, ..RosterEngineer::default() };
        let (three, a) = (Some(LevelNumber(3)), SubLevel::parse("A"));
        let current = Roster { engineers: [(MemberId::new("ana"), engineer(three, a))].into(), ..Roster::default() };
        for (level, kept) in [(three, a), (Some(LevelNumber(4)), None)] {
            let engineers = [(MemberId::new("ana"), engineer(level, None))].into();
            let mut file = Roster { engineers, ..Roster::default() };
            file.keep_sub_levels(&current);
            assert_eq!(file.engineers[&MemberId::new("ana")].sub_level, kept);
        }
    }
}
