//! What changes when one roster becomes another.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::MemberId;
use crate::domain::roster::{Engineer, People, TeamName};

/// Every change from one roster to another, and nothing that stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// By name.
    pub teams: Vec<TeamChange>,
    /// By id.
    pub engineers: Vec<EngineerChange>,
}

/// A team begins, ends, or has other managers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamChange {
    pub name: TeamName,
    /// Its managers before; nothing if it begins.
    pub before: Option<BTreeSet<MemberId>>,
    /// Its managers after; nothing if it ends.
    pub after: Option<BTreeSet<MemberId>>,
}

/// Somebody joins the roster, leaves it, or something about them is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineerChange {
    pub member: MemberId,
    /// What the roster said; nothing if they join.
    pub before: Option<Engineer>,
    /// What it is to say; nothing if they leave.
    pub after: Option<Engineer>,
}

/// What somebody had before a change and has not after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Their place on the roster.
    Place,
    /// Every manager, without a new one.
    Managers,
    /// Their team, without another.
    Team,
}

/// Those who lose something by a change, where they are many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// What they lose.
    pub loss: Loss,
    /// Who they are.
    pub members: Vec<MemberId>,
    /// Of how many who had it.
    pub of: usize,
}

impl Plan {
    /// What more than a third of those who had it lose: a file that was cut off or exported without a column does so. A manager
    /// who is taken away and given back sees nothing that was shared before.
    #[must_use]
    pub fn removals(&self, before: &People) -> Vec<Removal> {
        let has = |engineer: &Engineer, loss: Loss| match loss {
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
            let members: Vec<MemberId> = lost.map(|change| change.member.clone()).collect();
            let of = before.engineers.values().filter(|engineer| has(engineer, loss)).count();
            (members.len().saturating_mul(3) > of).then_some(Removal { loss, members, of })
        };
        [Loss::Place, Loss::Managers, Loss::Team].into_iter().filter_map(removal).collect()
    }

    /// What has to change so that `before` becomes `after`.
    #[must_use]
    pub fn between(before: &People, after: &People) -> Self {
        let teams = differences(&before.teams, &after.teams);
        let engineers = differences(&before.engineers, &after.engineers);
        Self {
            teams: teams.map(|(name, before, after)| TeamChange { name, before, after }).collect(),
            engineers: engineers.map(|(member, before, after)| EngineerChange { member, before, after }).collect(),
        }
    }

    /// Whether everything stays as it is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.teams.is_empty() && self.engineers.is_empty()
    }
}

fn differences<'m, K: Ord + Clone, V: PartialEq + Clone>(
    before: &'m BTreeMap<K, V>,
    after: &'m BTreeMap<K, V>,
) -> impl Iterator<Item = (K, Option<V>, Option<V>)> + 'm {
    let gone = before.keys().filter(|key| !after.contains_key(key));
    let keys: BTreeSet<&K> = gone.chain(after.keys()).collect();
    keys.into_iter()
        .map(|key| (key, before.get(key), after.get(key)))
        .filter(|(_, before, after)| before != after)
        .map(|(key, before, after)| (key.clone(), before.cloned(), after.cloned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(count: usize, managers: bool, team: bool) -> People {
        let engineer = |number: usize| {
            let managers = managers.then(|| MemberId::new("U0PRIYA")).into_iter().collect();
            let team = team.then(|| TeamName::new("Payments"));
            (MemberId::new(format!("U{number}")), Engineer { managers, team, ..Engineer::default() })
        };
        People { engineers: (0..count).map(engineer).collect(), ..People::default() }
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
        // Another manager is no loss.
        let mut other = before.clone();
        other.engineers.values_mut().for_each(|engineer| engineer.managers = [MemberId::new("U0KIM")].into());
        assert!(Plan::between(&before, &other).removals(&before).is_empty());
    }
}
