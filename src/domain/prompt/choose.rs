//! The three behaviours of a weekly prompt: the agreed focus first, then the least recently asked.

use std::collections::HashMap;

use crate::domain::cadence::Week;
use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::ids::BehaviourId;

const OFFERED: usize = 3;

/// A behaviour that a prompt offered to this engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedBehaviour {
    pub behaviour: BehaviourId,
    pub week: Week,
}

/// A behaviour that may be offered.
struct Candidate<'a> {
    id: &'a BehaviourId,
    theme: usize,
    focus: bool,
    /// The sort order: the focus, then the least recently asked, then one from each theme in turn.
    rank: (bool, Option<Week>, usize, usize),
}

/// The behaviours for this week's prompt: up to three of the level, or of the focus at any level, as the framework has
/// them now. The same input always gives the same three in the same order, even if this week's are already in `asked`.
///
/// They differ from the last prompt's if there are more than three to offer. Beyond the focus, they are not all of one
/// theme if another theme has one that wasn't in the last prompt.
#[must_use]
pub fn choose(
    framework: &Framework,
    level: LevelNumber,
    focus: &[BehaviourId],
    asked: &[OfferedBehaviour],
    week: Week,
) -> Vec<BehaviourId> {
    let earlier = || asked.iter().filter(|asked| asked.week < week);
    let mut last_asked: HashMap<&BehaviourId, Week> = HashMap::new();
    for asked in earlier() {
        let last = last_asked.entry(&asked.behaviour).or_insert(asked.week);
        *last = asked.week.max(*last);
    }
    let last_week = earlier().map(|asked| asked.week).max();

    let mut candidates = candidates(framework, level, focus, &last_asked);
    candidates.sort_by_key(|candidate| candidate.rank);
    let mut chosen: Vec<Candidate> = Vec::new();
    while chosen.len() < OFFERED && !candidates.is_empty() {
        chosen.push(candidates.remove(next(&candidates, &chosen, last_week)));
    }
    let is_old = |candidate: &Candidate| last_week.is_some() && candidate.last_asked() == last_week;
    if chosen.len() == OFFERED && chosen.iter().all(is_old) && !candidates.is_empty() {
        chosen.pop();
        chosen.push(candidates.remove(next(&candidates, &chosen, last_week)));
    }
    chosen.into_iter().map(|candidate| candidate.id.clone()).collect()
}

/// The position of the candidate to take next: the first, unless all three would be of one theme and another theme has
/// one that wasn't asked last time.
fn next(candidates: &[Candidate], chosen: &[Candidate], last_week: Option<Week>) -> usize {
    let mixes = |candidate: &Candidate| chosen.iter().any(|other| other.theme != candidate.theme);
    let is_rested = |candidate: &Candidate| candidate.last_asked().is_none() || candidate.last_asked() != last_week;
    match candidates.first() {
        Some(first) if !first.focus && chosen.len() + 1 == OFFERED && !mixes(first) => {
            candidates.iter().position(|candidate| mixes(candidate) && is_rested(candidate)).unwrap_or(0)
        }
        _ => 0,
    }
}

impl Candidate<'_> {
    fn last_asked(&self) -> Option<Week> {
        self.rank.1
    }
}

/// Every behaviour that may be offered, in the framework's order.
fn candidates<'a>(
    framework: &'a Framework,
    level: LevelNumber,
    focus: &[BehaviourId],
    last_asked: &HashMap<&BehaviourId, Week>,
) -> Vec<Candidate<'a>> {
    let mut candidates = Vec::new();
    for each in &framework.levels {
        for (theme, (_, behaviours)) in framework.cells_of(each).enumerate() {
            for (place, behaviour) in behaviours.iter().enumerate() {
                let focus = focus.contains(&behaviour.id);
                if focus || each.number == level {
                    let rank = (!focus, last_asked.get(&behaviour.id).copied(), place, theme);
                    candidates.push(Candidate { id: &behaviour.id, theme, focus, rank });
                }
            }
        }
    }
    candidates
}

#[cfg(test)]
mod tests;
