//! Rows of a roster, one per engineer, and whether they form a valid roster.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::ids::MemberId;
use crate::domain::roster::{Roster, RosterEngineer, TeamName};

/// The maximum for a team or an engineer.
pub const MOST_MANAGERS: usize = 2;

/// One engineer, as stated by a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    pub member: MemberId,
    /// The row's facts; without managers, the team's managers apply.
    pub engineer: RosterEngineer,
}

/// Why rows don't form a roster. `row` is a row's position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFault {
    Twice {
        row: usize,
        first: usize,
    },
    OwnManager {
        row: usize,
    },
    Circle {
        /// The row of the first person in the chain.
        row: usize,
        /// Each is managed by the next, and the last by the first.
        chain: Vec<MemberId>,
    },
    Managers {
        /// The first row that exceeds the limit.
        row: usize,
        team: TeamName,
        /// All managers named for the team.
        managers: BTreeSet<MemberId>,
    },
    NoManager {
        /// The team's first row.
        row: usize,
        team: TeamName,
    },
}

impl Roster {
    /// Builds the roster that the rows state; their order doesn't matter.
    ///
    /// A team's managers are the ones that its rows name. If a manager is also in the team, their own manager doesn't
    /// become a manager of the others.
    ///
    /// # Errors
    /// Every fault, in the order of the checks.
    pub fn of(rows: &[RosterRow]) -> Result<Self, Vec<RowFault>> {
        let mut faults = Vec::new();
        let mut first: HashMap<&MemberId, usize> = HashMap::with_capacity(rows.len());
        for (row, RosterRow { member, engineer }) in rows.iter().enumerate() {
            match first.get(member) {
                Some(&first) => faults.push(RowFault::Twice { row, first }),
                None => drop(first.insert(member, row)),
            }
            if engineer.managers.contains(member) {
                faults.push(RowFault::OwnManager { row });
            }
        }
        let mut roster = Self::default();
        let named = named(rows);
        roster.teams = named.keys().map(|team| ((*team).clone(), BTreeSet::new())).collect();
        roster.find_managers(rows, &named, &mut faults);
        for RosterRow { member, engineer } in rows {
            let mut engineer = engineer.clone();
            if let Some(team) = engineer.team.as_ref().filter(|_| engineer.managers.is_empty())
                && !leads(&named, team, member)
            {
                engineer.managers = roster.teams.get(team).cloned().unwrap_or_default();
            }
            roster.engineers.entry(member.clone()).or_insert(engineer);
        }
        faults.extend(roster.circles(rows.iter().map(|row| &row.member)).into_iter().map(|chain| {
            // Everyone who has a manager has a row.
            let row = chain.first().and_then(|member| first.get(member)).copied().unwrap_or_default();
            RowFault::Circle { row, chain }
        }));
        if faults.is_empty() { Ok(roster) } else { Err(faults) }
    }

    fn find_managers(&mut self, rows: &[RosterRow], named: &Named<'_>, faults: &mut Vec<RowFault>) {
        let mut too_many: BTreeMap<&TeamName, usize> = BTreeMap::new();
        let mut none: BTreeMap<&TeamName, usize> = BTreeMap::new();
        for (row, RosterRow { member, engineer }) in rows.iter().enumerate() {
            let Some(team) = &engineer.team else { continue };
            if named.get(team).is_none_or(BTreeSet::is_empty) {
                none.entry(team).or_insert(row);
            }
            if leads(named, team, member) {
                continue;
            }
            let managers = self.teams.entry(team.clone()).or_default();
            managers.extend(engineer.managers.iter().cloned());
            if managers.len() > MOST_MANAGERS {
                too_many.entry(team).or_insert(row);
            }
        }
        faults.extend(none.into_iter().map(|(team, row)| RowFault::NoManager { row, team: team.clone() }));
        faults.extend(too_many.into_iter().map(|(team, row)| {
            let managers = self.teams.get(team).cloned().unwrap_or_default();
            RowFault::Managers { row, team: team.clone(), managers }
        }));
    }

    /// The circles that managers form: each person is managed by the next, and the last by the first. Follows managers
    /// upwards from everyone, without recursion: a chain of managers may be as long as the roster.
    pub(super) fn circles<'r>(&'r self, members: impl Iterator<Item = &'r MemberId>) -> Vec<Vec<MemberId>> {
        let mut circles = Vec::new();
        let mut done: BTreeSet<&MemberId> = BTreeSet::new();
        for member in members {
            let mut path: Vec<&MemberId> = Vec::new();
            let mut position: HashMap<&MemberId, usize> = HashMap::new();
            let mut open: Vec<(&MemberId, usize)> = vec![(member, 0)];
            while let Some((at, depth)) = open.pop() {
                for left in path.drain(depth..) {
                    position.remove(left);
                    done.insert(left);
                }
                if done.contains(at) {
                    continue;
                }
                if let Some(&begins) = position.get(at) {
                    circles.push(path.iter().skip(begins).map(|member| (*member).clone()).collect());
                    continue;
                }
                position.insert(at, depth);
                path.push(at);
                let above = self.engineers.get(at).into_iter().flat_map(|engineer| &engineer.managers);
                // A person who manages themselves is reported as a separate fault.
                open.extend(above.filter(|manager| *manager != at).map(|manager| (manager, depth + 1)));
            }
            done.extend(path);
        }
        circles
    }
}

type Named<'r> = BTreeMap<&'r TeamName, BTreeSet<&'r MemberId>>;

fn named(rows: &[RosterRow]) -> Named<'_> {
    let mut named = Named::new();
    for RosterRow { engineer, .. } in rows {
        if let Some(team) = &engineer.team {
            named.entry(team).or_default().extend(&engineer.managers);
        }
    }
    named
}

fn leads(named: &Named<'_>, team: &TeamName, member: &MemberId) -> bool {
    named.get(team).is_some_and(|managers| managers.contains(member))
}

#[cfg(test)]
mod tests;
