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
    /// Which team.
    pub name: TeamName,
    /// Its managers before; nothing if it begins.
    pub before: Option<BTreeSet<MemberId>>,
    /// Its managers after; nothing if it ends.
    pub after: Option<BTreeSet<MemberId>>,
}

/// Somebody joins the roster, leaves it, or something about them is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineerChange {
    /// Who.
    pub member: MemberId,
    /// What the roster said; nothing if they join.
    pub before: Option<Engineer>,
    /// What it is to say; nothing if they leave.
    pub after: Option<Engineer>,
}

impl Plan {
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
