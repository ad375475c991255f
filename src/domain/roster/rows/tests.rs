//! Rows in table tests, and whole rosters in property tests.

use proptest::prelude::*;

use super::*;
use crate::domain::framework::LevelNumber;
use crate::domain::ids::TrackId;
use crate::domain::roster::{Plan, SubLevel};

fn ids(names: &str) -> BTreeSet<MemberId> {
    names.split_whitespace().map(MemberId::new).collect()
}

/// Rows such as "ana: priya @ Payments"; managers and team are optional.
fn rows(lines: &[&str]) -> Vec<RosterRow> {
    let row = |line: &&str| {
        let (member, rest) = line.split_once(':').unwrap();
        let (managers, team) = rest.split_once('@').unwrap_or((rest, ""));
        let team = Some(team.trim()).filter(|team| !team.is_empty()).map(TeamName::new);
        let engineer = RosterEngineer { managers: ids(managers), team, ..RosterEngineer::default() };
        RosterRow { member: MemberId::new(member), engineer }
    };
    lines.iter().map(row).collect()
}

fn people(lines: &[&str]) -> Roster {
    Roster::of(&rows(lines)).unwrap()
}

fn managers(roster: &Roster, member: &str) -> String {
    let managers = &roster.engineers[&MemberId::new(member)].managers;
    managers.iter().map(MemberId::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_team_has_the_managers_that_its_rows_name() {
    for (lines, team, ana) in [
        (&["ana: priya @ P", "ben: priya @ P"][..], "priya", "priya"),
        (&["ana: priya @ P", "ben: kim @ P"], "kim priya", "priya"),
        (&["ana: @ P", "ben: priya @ P"], "priya", "priya"),
        (&["ana: @ P", "ben: kim priya @ P"], "kim priya", "kim priya"),
        // The manager is also in the team; her own manager outside it isn't Ana's.
        (&["ana: priya @ P", "priya: maya @ P"], "priya", "priya"),
        (&["ana: @ P", "ben: priya @ P", "priya: @ P"], "priya", "priya"),
    ] {
        let found = people(lines);
        assert_eq!(
            (&found.teams[&TeamName::new("P")], managers(&found, "ana").as_str()),
            (&ids(team), ana),
            "{lines:?}"
        );
    }
    let led = people(&["ana: priya @ P", "priya: maya @ P"]);
    assert_eq!(managers(&led, "priya"), "maya");
    let alone = people(&["ana:", "ben: priya"]);
    assert_eq!(
        (alone.teams.len(), managers(&alone, "ana").as_str(), managers(&alone, "ben").as_str()),
        (0, "", "priya")
    );
}

#[test]
fn every_fault_is_found_with_its_row() {
    let chain = |names: &str| names.split_whitespace().map(MemberId::new).collect::<Vec<_>>();
    let team = || TeamName::new("P");
    for (lines, faults) in [
        (
            &["ana: priya", "ben: priya", "ana: kim", "ana: kim"][..],
            vec![RowFault::Twice { row: 2, first: 0 }, RowFault::Twice { row: 3, first: 0 }],
        ),
        (&["ana: priya", "ben: ben"], vec![RowFault::OwnManager { row: 1 }]),
        (
            &["ana: priya @ P", "ben: kim @ P", "cem: maya @ P"],
            vec![RowFault::Managers { row: 2, team: team(), managers: ids("kim maya priya") }],
        ),
        (&["ana: @ P", "ben: @ P"], vec![RowFault::NoManager { row: 0, team: team() }]),
        (&["ana: ben", "ben: ana"], vec![RowFault::Circle { row: 0, chain: chain("ana ben") }]),
        (
            &["zoe: ana", "ana: ben", "ben: cem", "cem: ana", "dan: zoe"],
            vec![RowFault::Circle { row: 1, chain: chain("ana ben cem") }],
        ),
        // Two chains of managers that meet higher up are no circle.
        (&["ana: ben cem", "ben: dan", "cem: dan"], vec![]),
        (&["ana: ben cem", "ben: dan", "cem: ana"], vec![RowFault::Circle { row: 0, chain: chain("ana cem") }]),
    ] {
        assert_eq!(Roster::of(&rows(lines)).err().unwrap_or_default(), faults, "{lines:?}");
    }
}

#[test]
fn a_chain_as_long_as_the_roster_is_followed_to_its_end() {
    let line = |at: usize| RosterRow {
        member: MemberId::new(format!("U{at}")),
        engineer: RosterEngineer { managers: ids(&format!("U{}", at + 1)), ..RosterEngineer::default() },
    };
    let mut long: Vec<RosterRow> = (0..100_000).map(line).collect();
    assert_eq!(Roster::of(&long).unwrap().engineers.len(), 100_000);
    long.push(RosterRow {
        member: MemberId::new("U100000"),
        engineer: RosterEngineer { managers: ids("U0"), ..RosterEngineer::default() },
    });
    let faults = Roster::of(&long).unwrap_err();
    assert!(matches!(faults.as_slice(), [RowFault::Circle { row: 0, chain }] if chain.len() == 100_001));
}

/// Member, managers, level, sub-level and team.
type Drawn = (u8, (BTreeSet<u8>, Option<u8>, Option<&'static str>, Option<&'static str>));

/// Valid and invalid rows, with few people and teams so that they overlap.
fn any_rows() -> impl Strategy<Value = Vec<RosterRow>> {
    let engineer = (
        proptest::collection::btree_set(0_u8..9, 0..=2),
        proptest::option::of(1_u8..=6),
        proptest::option::of(proptest::sample::select(vec!["A", "C", "E"])),
        proptest::option::of(proptest::sample::select(vec!["Payments", "Ledger", "Search"])),
    );
    proptest::collection::btree_map(3_u8..15, engineer, 0..10).prop_map(|rows| {
        let row = |(member, (managers, level, sub_level, team)): Drawn| RosterRow {
            member: MemberId::new(format!("U{member}")),
            engineer: RosterEngineer {
                managers: managers.iter().map(|manager| MemberId::new(format!("U{manager}"))).collect(),
                track: Some(TrackId::new("backend")),
                level: level.map(LevelNumber),
                sub_level: sub_level.and_then(SubLevel::parse),
                team: team.map(TeamName::new),
            },
        };
        rows.into_iter().map(row).collect()
    })
}

fn good_people() -> impl Strategy<Value = Roster> {
    any_rows().prop_filter_map("the rows make no roster", |rows| Roster::of(&rows).ok())
}

fn rows_of(roster: &Roster) -> Vec<RosterRow> {
    let row = |(member, engineer): (&MemberId, &RosterEngineer)| RosterRow {
        member: member.clone(),
        engineer: engineer.clone(),
    };
    roster.engineers.iter().map(row).collect()
}

fn applied(mut roster: Roster, plan: Plan) -> Roster {
    for change in plan.engineers {
        roster.engineers.remove(&change.key);
        roster.engineers.extend(change.after.map(|after| (change.key, after)));
    }
    for change in plan.teams {
        roster.teams.remove(&change.key);
        roster.teams.extend(change.after.map(|after| (change.key, after)));
    }
    roster
}

proptest! {
    #[test]
    fn what_was_exported_states_the_same_roster(roster in good_people()) {
        let again = Roster::of(&rows_of(&roster)).unwrap();
        prop_assert!(Plan::between(&roster, &again).is_empty());
    }

    #[test]
    fn the_order_of_rows_does_not_matter(rows in any_rows(), by in 0_usize..10) {
        let mut other = rows.clone();
        other.reverse();
        other.rotate_left(by.min(rows.len()));
        prop_assert_eq!(Roster::of(&rows).ok(), Roster::of(&other).ok());
    }

    #[test]
    fn a_plan_gives_exactly_what_it_was_made_for(before in good_people(), after in good_people()) {
        let plan = Plan::between(&before, &after);
        prop_assert_eq!(plan.is_empty(), before == after);
        let now = applied(before, plan);
        prop_assert_eq!(&now, &after);
        prop_assert!(Plan::between(&now, &after).is_empty());
    }

    #[test]
    fn an_idle_team_outlives_every_file(before in good_people(), after in good_people()) {
        let mut current = before;
        let idle = TeamName::new("Idle");
        current.set_team(&idle, ids("U1"));
        let mut wanted = after.clone();
        wanted.keep_idle_teams(&current);
        prop_assert_eq!(wanted.teams.remove(&idle), Some(ids("U1")));
        prop_assert_eq!(wanted, after);
    }

    #[test]
    fn nobody_manages_more_than_who_the_rows_name(rows in any_rows()) {
        if let Ok(roster) = Roster::of(&rows) {
            for RosterRow { member, engineer } in &rows {
                let now = &roster.engineers[member].managers;
                prop_assert!(*now == engineer.managers || engineer.managers.is_empty());
                prop_assert!(now.len() <= MOST_MANAGERS && !now.contains(member));
            }
        }
    }
}
