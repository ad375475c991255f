//! Reads and changes the roster.

use std::collections::{BTreeSet, HashMap};

use crate::domain::cadence::Whereabouts;
use crate::domain::ids::{Actor, MemberId, TrackId, WorkspaceId};
use crate::domain::roster::{Assignment, EngineerChange, Plan, Roster, RosterEngineer, TeamChange, TeamId, TeamName};
use crate::store::{Connection, Store, StoreError, Writing, people, person, team};

/// A team's zone while no manager's is known.
const FIRST_ZONE: &str = "UTC";

/// A member's time zone by IANA name, where the caller knows it.
pub type ZoneOf<'z> = &'z (dyn Fn(&MemberId) -> Option<String> + Sync);

/// Why a plan wasn't carried out; then nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The roster has changed since the plan was made.
    #[error("the roster has changed in the meantime: review the changes again")]
    Stale,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the roster says about an engineer.
pub async fn find_assignment(
    store: &Store,
    workspace: &WorkspaceId,
    engineer: &MemberId,
) -> Result<Assignment, StoreError> {
    let who = Actor { workspace: workspace.clone(), member: engineer.clone() };
    Ok(person::find_person(&mut store.read().await?, &who).await?.assignment)
}

pub async fn load(store: &Store, workspace: &WorkspaceId) -> Result<Roster, StoreError> {
    read(&mut store.read().await?, workspace).await
}

pub async fn workspaces(store: &Store) -> Result<Vec<WorkspaceId>, StoreError> {
    people::list_workspaces(&mut store.read().await?).await
}

/// Changes the roster in one transaction: `change` makes the wanted roster from the current one. Returns what changed.
/// A manager who stays keeps access without a break, even if the engineer moves to another team of theirs; a new one
/// sees nothing that was shared before.
pub async fn update(
    store: &Store,
    workspace: &WorkspaceId,
    zone_of: ZoneOf<'_>,
    change: impl FnOnce(Roster) -> Roster + Send,
) -> Result<Plan, StoreError> {
    let mut writing = store.write().await?;
    let before = read(&mut writing, workspace).await?;
    let wanted = change(before.clone());
    let plan = Plan::between(&before, &wanted);
    carry_out(&mut writing, workspace, zone_of, &plan, &wanted).await?;
    writing.commit().await?;
    Ok(plan)
}

/// Carries out a plan that someone has seen, in one transaction, if the roster is still the one it was made for.
pub async fn apply(
    store: &Store,
    workspace: &WorkspaceId,
    zone_of: ZoneOf<'_>,
    seen: &Plan,
    wanted: &Roster,
) -> Result<(), ApplyError> {
    let mut writing = store.write().await?;
    let before = read(&mut writing, workspace).await?;
    if Plan::between(&before, wanted) != *seen {
        return Err(ApplyError::Stale);
    }
    carry_out(&mut writing, workspace, zone_of, seen, wanted).await?;
    writing.commit().await?;
    Ok(())
}

/// Like [`load`], within the caller's transaction.
pub(in crate::services) async fn read(db: &mut Connection, workspace: &WorkspaceId) -> Result<Roster, StoreError> {
    let engineers = people::list_engineers(db, workspace).await?;
    let teams = team::list_teams(db, workspace).await?;
    Ok(Roster { engineers, teams: teams.into_iter().map(|team| (team.name, team.managers)).collect() })
}

/// Carries out a plan within the caller's transaction.
pub(in crate::services) async fn carry_out(
    writing: &mut Writing,
    workspace: &WorkspaceId,
    zone_of: ZoneOf<'_>,
    plan: &Plan,
    wanted: &Roster,
) -> Result<(), StoreError> {
    let listed = team::list_teams(writing, workspace).await?;
    let mut ids: HashMap<TeamName, TeamId> = listed.into_iter().map(|team| (team.name, team.id)).collect();
    let tracks = tracks(wanted);
    for TeamChange { key: name, after, .. } in &plan.teams {
        let Some(managers) = after else { continue };
        let id = if let Some(id) = ids.get(name) {
            *id
        } else {
            let zone = zone(writing, workspace, zone_of, managers).await?;
            // A team whose engineers have several tracks has none of its own.
            let track = tracks.get(name).filter(|tracks| tracks.len() == 1).and_then(|tracks| tracks.first().copied());
            team::insert_team(writing, workspace, name, track.flatten(), &zone).await?
        };
        team::update_managers(writing, id, managers).await?;
        ids.insert(name.clone(), id);
    }
    let (mut rows, mut new_managers) = (Vec::new(), Vec::new());
    for EngineerChange { key: member, before, after } in &plan.engineers {
        let stays = |manager: &&MemberId| after.as_ref().is_some_and(|after| after.managers.contains(*manager));
        let managers = before.iter().flat_map(|RosterEngineer { managers, .. }| managers);
        for gone in managers.filter(|manager| !stays(manager)) {
            people::delete_manager(writing, workspace, member, gone).await?;
        }
        match after {
            Some(engineer) => {
                rows.push((member, engineer, engineer.team.as_ref().and_then(|team| ids.get(team).copied())));
                new_managers.extend(engineer.managers.iter().map(|manager| (member, manager)));
            }
            None => people::delete_engineer(writing, workspace, member).await?,
        }
    }
    people::update_engineers(writing, workspace, &rows).await?;
    people::insert_managers(writing, workspace, &new_managers).await?;
    for TeamChange { key: name, .. } in plan.teams.iter().filter(|team| team.after.is_none()) {
        if let Some(id) = ids.get(name) {
            team::delete_team(writing, *id).await?;
        }
    }
    Ok(())
}

/// The zone of the first manager whose zone is known.
async fn zone(
    writing: &mut Writing,
    workspace: &WorkspaceId,
    zone_of: ZoneOf<'_>,
    managers: &BTreeSet<MemberId>,
) -> Result<String, StoreError> {
    for manager in managers {
        let who = Actor { workspace: workspace.clone(), member: manager.clone() };
        let known = person::find_person(writing, &who).await?.whereabouts();
        let known = Whereabouts { slack: zone_of(manager).or(known.slack.clone()), ..known };
        if let Some(zone) = known.zone() {
            return Ok(zone.to_owned());
        }
    }
    Ok(FIRST_ZONE.to_owned())
}

fn tracks(roster: &Roster) -> HashMap<&TeamName, BTreeSet<Option<&TrackId>>> {
    let mut tracks: HashMap<_, BTreeSet<_>> = HashMap::new();
    for engineer in roster.engineers.values() {
        if let Some(team) = &engineer.team {
            tracks.entry(team).or_default().insert(engineer.track.as_ref());
        }
    }
    tracks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::framework::LevelNumber;
    use crate::domain::roster::Tenure;
    use crate::store;

    fn id(name: &str) -> MemberId {
        MemberId::new(name)
    }

    /// Ana in this team, with this manager.
    fn ana_in(team: &str, manager: &str) -> Roster {
        let (mut roster, team) = (Roster::default(), TeamName::new(team));
        roster.set_team(&team, [id(manager)].into());
        roster.assign_to_team(&id("ana"), &team);
        roster
    }

    async fn tenure(store: &Store, here: &WorkspaceId) -> Tenure {
        find_assignment(store, here, &id("ana")).await.unwrap().managers[0].tenure
    }

    #[tokio::test]
    async fn a_mover_keeps_the_manager_who_stays_and_nobody_comes_back_as_they_were() {
        let directory = tempfile::tempdir().unwrap();
        let store = store::open(&format!("sqlite://{}/bearings.db", directory.path().display())).await.unwrap();
        let here = WorkspaceId::new("T1");
        let zone_of = |manager: &MemberId| (manager.as_str() == "priya").then(|| "Europe/London".to_owned());
        let mut seen = Vec::new();
        for wanted in [
            ana_in("Payments", "priya"),
            ana_in("Ledger", "priya"),
            ana_in("Ledger", "kim"),
            ana_in("Ledger", "priya"),
            Roster::default(),
            ana_in("Ledger", "priya"),
        ] {
            let plan = update(&store, &here, &zone_of, |_| wanted.clone()).await.unwrap();
            assert!(!plan.is_empty());
            assert_eq!(load(&store, &here).await.unwrap(), wanted);
            assert!(update(&store, &here, &zone_of, |_| wanted.clone()).await.unwrap().is_empty());
            if wanted != Roster::default() {
                seen.push(tenure(&store, &here).await);
            }
        }
        assert_eq!(seen[0], seen[1]);
        assert!(seen[1] < seen[2] && seen[2] < seen[3] && seen[3] < seen[4]);
        let teams = team::list_teams(&mut store.read().await.unwrap(), &here).await.unwrap();
        assert_eq!((teams.len(), teams[0].zone.as_str()), (1, "Europe/London"));
        assert_eq!(workspaces(&store).await.unwrap(), [here]);
    }

    #[tokio::test]
    async fn a_plan_made_for_another_roster_changes_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let store = store::open(&format!("sqlite://{}/bearings.db", directory.path().display())).await.unwrap();
        let here = WorkspaceId::new("T1");
        let (first, second) = (ana_in("Payments", "priya"), ana_in("Payments", "kim"));
        let plan = Plan::between(&Roster::default(), &first);
        apply(&store, &here, &|_| None, &plan, &first).await.unwrap();
        let stale = Plan::between(&Roster::default(), &second);
        assert!(matches!(apply(&store, &here, &|_| None, &stale, &second).await, Err(ApplyError::Stale)));
        assert_eq!(load(&store, &here).await.unwrap(), first);
    }

    #[tokio::test]
    async fn a_hundred_thousand_people_are_seated_in_one_transaction() {
        let directory = tempfile::tempdir().unwrap();
        let store = store::open(&format!("sqlite://{}/bearings.db", directory.path().display())).await.unwrap();
        let here = WorkspaceId::new("T1");
        let mut wanted = Roster::default();
        for number in 1..=100_000_usize {
            let managers: BTreeSet<MemberId> = [id(&format!("U{}", number / 10))].into();
            let team = TeamName::new(format!("Team {}", number / 10));
            wanted.teams.insert(team.clone(), managers.clone());
            let engineer =
                RosterEngineer { managers, level: Some(LevelNumber(3)), team: Some(team), ..RosterEngineer::default() };
            wanted.engineers.insert(id(&format!("U{number}")), engineer);
        }
        update(&store, &here, &|_| None, |_| wanted.clone()).await.unwrap();
        assert_eq!(load(&store, &here).await.unwrap(), wanted);
        assert!(update(&store, &here, &|_| None, |_| wanted).await.unwrap().is_empty());
    }
}
