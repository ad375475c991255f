//! The differences between two rosters.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::MemberId;
use crate::domain::roster::{Roster, RosterEngineer, TeamName};

/// All changes from one roster to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Sorted by name.
    pub teams: Vec<TeamChange>,
    /// Sorted by id.
    pub engineers: Vec<EngineerChange>,
}

/// Something is added, removed or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterChange<K, V> {
    pub key: K,
    /// `None` if it's added.
    pub before: Option<V>,
    /// `None` if it's removed.
    pub after: Option<V>,
}

/// A team and its managers.
pub type TeamChange = RosterChange<TeamName, BTreeSet<MemberId>>;
pub type EngineerChange = RosterChange<MemberId, RosterEngineer>;

/// Something that a person has before a change and not after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The person is off the roster.
    Place,
    /// All managers, without a new one.
    Managers,
    /// The team, without a new one.
    Team,
}

/// A loss that affects many people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    pub loss: Loss,
    pub members: Vec<MemberId>,
    /// How many people had it before.
    pub of: usize,
}

impl Plan {
    /// Losses that affect more than a third of the people who had something, as when a file was truncated or exported
    /// without a column. They matter because a manager who is removed and restored doesn't see what was shared before.
    #[must_use]
    pub fn removals(&self, before: &Roster) -> Vec<Removal> {
        let has = |engineer: &RosterEngineer, loss: Loss| match loss {
            Loss::Place => true,
            Loss::Managers => !engineer.managers.is_empty(),
            Loss::Team => engineer.team.is_some(),
        };
        let is_lost = |change: &EngineerChange, loss: Loss| match (&change.before, &change.after) {
            (Some(_), None) => loss == Loss::Place,
            (Some(before), Some(after)) => has(before, loss) && !has(after, loss),
            (None, _) => false,
        };
        let removal = |loss: Loss| {
            let lost = self.engineers.iter().filter(|change| is_lost(change, loss));
            let members: Vec<MemberId> = lost.map(|change| change.key.clone()).collect();
            let of = before.engineers.values().filter(|engineer| has(engineer, loss)).count();
            (members.len().saturating_mul(3) > of).then_some(Removal { loss, members, of })
        };
        [Loss::Place, Loss::Managers, Loss::Team].into_iter().filter_map(removal).collect()
    }

    /// The changes that turn `before` into `after`.
    #[must_use]
    pub fn between(before: &Roster, after: &Roster) -> Self {
        Self {
            teams: differences(&before.teams, &after.teams),
            engineers: differences(&before.engineers, &after.engineers),
        }
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.teams.is_empty() && self.engineers.is_empty()
    }
}

fn differences<K: Ord + Clone, V: PartialEq + Clone>(
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
) -> Vec<RosterChange<K, V>> {
    let gone = before.keys().filter(|key| !after.contains_key(key));
    let keys: BTreeSet<&K> = gone.chain(after.keys()).collect();
    keys.into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| RosterChange { key: key.clone(), before: before.get(key).cloned(), after: after.get(key).cloned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(count: usize, managers: bool, team: bool) -> Roster {
        let engineer = |number: usize| {
            let managers = managers.then(|| MemberId::new("U0PRIYA")).into_iter().collect();
            let team = team.then(|| TeamName::new("Payments"));
            (MemberId::new(format!("U{number}")), RosterEngineer { managers, team, ..RosterEngineer::default() })
        };
        Roster { engineers: (0..count).map(engineer).collect(), ..Roster::default() }
    }

    #[test]
    fn more_than_a_third_is_much_however_few_there_are() {
        for (before, after, much) in [
            (3, 2, 0),
            (3, 1, 2),
            (3, 0, 3),
            (1, 0, 1),
            (2, 1, 1),
            (4, 3, 0),
            (4, 2, 2),
            (100, 67, 0),
            (100, 66, 34),
            (0, 5, 0),
            (0, 0, 0),
        ] {
            let (before, after) = (people(before, true, true), people(after, true, true));
            let removals = Plan::between(&before, &after).removals(&before);
            let places: usize = removals.iter().map(|removal| removal.members.len()).sum();
            assert_eq!(places, much, "{} to {}", before.engineers.len(), after.engineers.len());
            assert!(removals.iter().all(|removal| removal.loss == Loss::Place && removal.of == before.engineers.len()));
        }
    }

    #[test]
    fn a_file_without_managers_or_teams_takes_them_away() {
        let before = people(3, true, true);
        for (after, losses) in [
            (people(3, false, true), vec![Loss::Managers]),
            (people(3, true, false), vec![Loss::Team]),
            (people(3, false, false), vec![Loss::Managers, Loss::Team]),
            (people(4, true, true), vec![]),
        ] {
            let removals = Plan::between(&before, &after).removals(&before);
            assert_eq!(removals.iter().map(|removal| removal.loss).collect::<Vec<_>>(), losses);
        }
        // A different manager is no loss.
        let mut other = before.clone();
        other.engineers.values_mut().for_each(|engineer| engineer.managers = [MemberId::new("U0KIM")].into());
        assert!(Plan::between(&before, &other).removals(&before).is_empty());
    }
}
