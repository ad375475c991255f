//! Tests of the access rule: its table, and properties over everything that can happen around an entry.

use super::*;
use crate::domain::digest::{is_visible, still_given};
use crate::domain::evidence::tests::entry;
use crate::domain::evidence::{Entry, Share};
use crate::domain::ids::{MemberId, WorkspaceId};
use crate::domain::roster::Tenure;
use chrono::DateTime;
use proptest::prelude::*;
use std::collections::BTreeSet;

const ALL: [Action; 6] = [Action::Read, Action::Edit, Action::Share, Action::Unshare, Action::Delete, Action::Restore];

fn actor(workspace: &str, member: &str) -> Actor {
    Actor { workspace: WorkspaceId::new(workspace), member: MemberId::new(member) }
}

fn share(manager: &str, tenure: i64) -> Share {
    Share { manager: MemberId::new(manager), tenure: Tenure(tenure) }
}

fn assignment(managers: &[(&str, i64)]) -> Assignment {
    let manager = |(member, tenure): &(&str, i64)| Manager { member: MemberId::new(*member), tenure: Tenure(*tenure) };
    Assignment { managers: managers.iter().map(manager).collect(), ..Assignment::default() }
}

fn anas(shares: Vec<Share>, deleted: bool) -> Entry {
    let deleted_at = deleted.then(|| DateTime::from_timestamp(1_780_000_000, 0).unwrap());
    Entry { shares, deleted_at, ..entry(1, "2026-06-03", "words", &[]) }
}

fn allowed(actor: &Actor, entry: &Entry, assignment: &Assignment) -> Vec<Action> {
    ALL.into_iter().filter(|action| may(actor, *action, entry, assignment)).collect()
}

#[test]
fn every_kind_of_person_may_what_the_table_says_and_nothing_else() {
    use Action::{Delete, Edit, Read, Restore, Share, Unshare};
    let now = assignment(&[("UPRIYA", 1), ("UKIM", 2)]);
    let authors = vec![Read, Edit, Share, Unshare, Delete];
    for (who, shares, deleted, expected) in [
        // The author, shared or not.
        (("T1", "UANA"), vec![], false, authors.clone()),
        (("T1", "UANA"), vec![share("UPRIYA", 1)], false, authors),
        (("T1", "UANA"), vec![share("UPRIYA", 1)], true, vec![Read, Restore]),
        // Her managers.
        (("T1", "UPRIYA"), vec![], false, vec![]),
        (("T1", "UPRIYA"), vec![share("UPRIYA", 1)], false, vec![Read]),
        (("T1", "UPRIYA"), vec![share("UPRIYA", 1)], true, vec![]),
        (("T1", "UKIM"), vec![share("UPRIYA", 1)], false, vec![]),
        (("T1", "UKIM"), vec![share("UPRIYA", 1), share("UKIM", 2)], false, vec![Read]),
        // Shared in an earlier tenure, or in another manager's.
        (("T1", "UPRIYA"), vec![share("UPRIYA", 9)], false, vec![]),
        (("T1", "UPRIYA"), vec![share("UPRIYA", 2)], false, vec![]),
        // No longer her manager.
        (("T1", "UOLD"), vec![share("UOLD", 3)], false, vec![]),
        // An admin, a colleague.
        (("T1", "UMAYA"), vec![share("UPRIYA", 1)], false, vec![]),
        // The same ids in another workspace.
        (("T2", "UANA"), vec![share("UPRIYA", 1)], false, vec![]),
        (("T2", "UANA"), vec![], true, vec![]),
        (("T2", "UPRIYA"), vec![share("UPRIYA", 1)], false, vec![]),
        (("", ""), vec![share("UPRIYA", 1)], false, vec![]),
    ] {
        let entry = anas(shares, deleted);
        assert_eq!(allowed(&actor(who.0, who.1), &entry, &now), expected, "{who:?} with {:?}", entry.shares);
    }
}

/// Something that happens to an entry or the roster.
#[derive(Clone, Debug)]
enum Step {
    Share,
    Unshare,
    Edit,
    Delete,
    Restore,
    /// The roster is set again: other managers, another team, or no change.
    Reorganise(Vec<usize>),
}

const PEOPLE: [&str; 5] = ["UANA", "UPRIYA", "UKIM", "UMAYA", "UBEN"];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let managers = proptest::sample::subsequence(vec![1_usize, 2, 3, 4], 0..=2);
    let step = prop_oneof![
        Just(Step::Share),
        Just(Step::Unshare),
        Just(Step::Edit),
        Just(Step::Delete),
        Just(Step::Restore),
        managers.prop_map(Step::Reorganise),
    ];
    proptest::collection::vec(step, 0..30)
}

/// The roster and the entry's state, next to an independent account of the managers that the author chose.
#[derive(Default)]
struct World {
    assignment: Assignment,
    shares: Vec<Share>,
    deleted: bool,
    tenures: i64,
    chosen: BTreeSet<&'static str>,
}

impl World {
    fn take(&mut self, step: &Step) {
        match step {
            Step::Share if !self.deleted => {
                let grant = |manager: &Manager| Share { manager: manager.member.clone(), tenure: manager.tenure };
                self.shares = self.assignment.managers.iter().map(grant).collect();
                self.chosen = self.managers();
            }
            Step::Unshare if !self.deleted => {
                self.shares.clear();
                self.chosen.clear();
            }
            Step::Delete => self.deleted = true,
            Step::Restore => self.deleted = false,
            Step::Reorganise(managers) => {
                let mut now = Vec::new();
                for member in managers.iter().map(|at| MemberId::new(PEOPLE[*at])) {
                    // A manager who stays keeps their tenure; a new one starts another.
                    let before = self.assignment.managers.iter().find(|manager| manager.member == member);
                    now.push(before.cloned().unwrap_or_else(|| {
                        self.tenures += 1;
                        Manager { member, tenure: Tenure(self.tenures) }
                    }));
                }
                self.assignment.managers = now;
                let still = self.managers();
                self.chosen.retain(|who| still.contains(who));
            }
            Step::Share | Step::Unshare | Step::Edit => {}
        }
    }

    fn managers(&self) -> BTreeSet<&'static str> {
        let is_manager = |who: &&str| self.assignment.managers.iter().any(|manager| manager.member.as_str() == *who);
        PEOPLE.into_iter().filter(is_manager).collect()
    }
}

proptest! {
    #[test]
    fn whatever_happens_only_whom_the_author_chose_can_read(steps in steps()) {
        let mut world = World::default();
        for step in &steps {
            world.take(step);
            let entry = anas(world.shares.clone(), world.deleted);
            for who in PEOPLE {
                let expected = who == "UANA" || (!world.deleted && world.chosen.contains(who));
                let decision = may(&actor("T1", who), Action::Read, &entry, &world.assignment);
                prop_assert_eq!(decision, expected, "{} after {:?}", who, steps);
            }
        }
    }

    #[test]
    fn a_reorganisation_widens_nothing(steps in steps(), managers in proptest::sample::subsequence(vec![1_usize, 2, 3, 4], 0..=2)) {
        let mut world = World::default();
        for step in &steps {
            world.take(step);
        }
        let readers = |world: &World| -> BTreeSet<&str> {
            let entry = anas(world.shares.clone(), world.deleted);
            let reads = |who: &&str| may(&actor("T1", who), Action::Read, &entry, &world.assignment);
            PEOPLE.into_iter().filter(reads).collect()
        };
        let before = readers(&world);
        world.take(&Step::Reorganise(managers));
        prop_assert!(readers(&world).is_subset(&before));
    }

    #[test]
    fn only_the_author_changes_anything(steps in steps(), who in "[A-Z]{0,6}|UANA|UPRIYA", workspace in "T1|T2|E1") {
        let mut world = World::default();
        for step in &steps {
            world.take(step);
        }
        let entry = anas(world.shares.clone(), world.deleted);
        let can = allowed(&actor(&workspace, &who), &entry, &world.assignment);
        if (workspace.as_str(), who.as_str()) != ("T1", "UANA") {
            prop_assert!(can.iter().all(|action| *action == Action::Read));
        }
    }

    #[test]
    fn a_digest_shows_what_its_author_gives_and_no_reorganisation_changes_it(before in steps(), after in steps()) {
        let mut world = World::default();
        for step in &before {
            world.take(step);
        }
        let audience: BTreeSet<MemberId> = world.managers().into_iter().map(MemberId::new).collect();
        let shows = |world: &World| still_given(Some(&anas(world.shares.clone(), world.deleted)), &audience);
        let mut shown = shows(&world);
        for step in &after {
            world.take(step);
            if let Step::Reorganise(_) = step {
                prop_assert_eq!(shows(&world), shown, "{:?}", after);
            }
            shown = shows(&world);
            let is_given = world.shares.iter().any(|share| audience.contains(&share.manager));
            prop_assert_eq!(shown, is_given && !world.deleted);
            // Managers who are asked to post it can already read it.
            let entry = anas(world.shares.clone(), world.deleted);
            if is_visible(Some(&entry), &world.assignment, &audience) {
                let all = world.managers();
                prop_assert!(audience.iter().all(|who| all.contains(who.as_str()) && world.chosen.contains(who.as_str())));
            }
        }
    }
}
