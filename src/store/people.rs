//! The roster of a whole workspace, read and written in a few statements however many people it holds.

use std::collections::BTreeMap;

use crate::domain::ids::{MemberId, TrackId, WorkspaceId};
use crate::domain::roster::{RosterEngineer, SubLevel, TeamId, TeamName};
use crate::store::StoreError;
use crate::store::lists::written;
use crate::store::query::level;
use crate::store::sql::{Connection, query, query_scalar};

/// Every workspace that has a roster.
pub async fn list_workspaces(db: &mut Connection) -> Result<Vec<WorkspaceId>, StoreError> {
    let found: Vec<String> =
        query_scalar("SELECT DISTINCT workspace FROM roster_engineer ORDER BY workspace").fetch_all(db).await?;
    Ok(found.into_iter().map(WorkspaceId::new).collect())
}

/// Everyone on the roster, with what it says about them.
pub async fn list_engineers(
    db: &mut Connection,
    workspace: &WorkspaceId,
) -> Result<BTreeMap<MemberId, RosterEngineer>, StoreError> {
    let rows = query(
        "SELECT e.engineer, e.track, e.level, e.sub_level, t.name FROM roster_engineer e
         LEFT JOIN team t ON t.id = e.team_id WHERE e.workspace = $1",
    )
    .bind(workspace.as_str())
    .fetch_all(&mut *db)
    .await?;
    let mut engineers = BTreeMap::new();
    for row in rows {
        let sub_level: Option<String> = row.try_get("sub_level")?;
        let engineer = RosterEngineer {
            track: row.try_get::<Option<String>>("track")?.map(TrackId::new),
            level: level(&row)?,
            sub_level: sub_level.as_deref().and_then(SubLevel::parse),
            team: row.try_get::<Option<String>>("name")?.map(TeamName::new),
            ..RosterEngineer::default()
        };
        engineers.insert(MemberId::new(row.try_get::<String>("engineer")?), engineer);
    }
    let rows = query("SELECT engineer, manager FROM roster_manager WHERE workspace = $1")
        .bind(workspace.as_str())
        .fetch_all(db)
        .await?;
    for row in rows {
        let engineer: &mut RosterEngineer =
            engineers.entry(MemberId::new(row.try_get::<String>("engineer")?)).or_default();
        engineer.managers.insert(MemberId::new(row.try_get::<String>("manager")?));
    }
    Ok(engineers)
}

/// Sets the track, level, sub-level and team of many engineers; their managers aren't touched.
pub async fn update_engineers(
    db: &mut Connection,
    workspace: &WorkspaceId,
    engineers: &[(&MemberId, &RosterEngineer, Option<TeamId>)],
) -> Result<(), StoreError> {
    let row = |(member, engineer, team): &(&MemberId, &RosterEngineer, Option<TeamId>)| {
        let sub_level = engineer.sub_level.map(|sub_level| sub_level.to_string());
        ((*member).clone(), engineer.track.clone(), engineer.level, sub_level, team.map(|team| team.0))
    };
    query(
        "INSERT INTO roster_engineer (workspace, engineer, track, level, sub_level, team_id)
         SELECT $1, value ->> 0, value ->> 1, CAST(value ->> 2 AS BIGINT), value ->> 3, CAST(value ->> 4 AS BIGINT)
         FROM json_each($2) WHERE true
         ON CONFLICT (workspace, engineer) DO UPDATE SET track = excluded.track, level = excluded.level,
            sub_level = excluded.sub_level, team_id = excluded.team_id",
    )
    .bind(workspace.as_str())
    .bind(written("engineers", engineers.iter().map(row).collect::<Vec<_>>())?)
    .run(db)
    .await
}

/// Starts tenures, each for an engineer and a manager; a tenure that exists goes on without a break.
pub async fn insert_managers(
    db: &mut Connection,
    workspace: &WorkspaceId,
    managers: &[(&MemberId, &MemberId)],
) -> Result<(), StoreError> {
    query(
        "INSERT INTO roster_manager (workspace, engineer, manager)
         SELECT $1, value ->> 0, value ->> 1 FROM json_each($2) WHERE true ON CONFLICT DO NOTHING",
    )
    .bind(workspace.as_str())
    .bind(written("managers", managers)?)
    .run(db)
    .await
}

pub async fn delete_manager(
    db: &mut Connection,
    workspace: &WorkspaceId,
    engineer: &MemberId,
    manager: &MemberId,
) -> Result<(), StoreError> {
    query("DELETE FROM roster_manager WHERE workspace = $1 AND engineer = $2 AND manager = $3")
        .bind(workspace.as_str())
        .bind(engineer.as_str())
        .bind(manager.as_str())
        .run(db)
        .await
}

/// Takes an engineer off the roster; what they wrote stays theirs.
pub async fn delete_engineer(
    db: &mut Connection,
    workspace: &WorkspaceId,
    engineer: &MemberId,
) -> Result<(), StoreError> {
    query("DELETE FROM roster_engineer WHERE workspace = $1 AND engineer = $2")
        .bind(workspace.as_str())
        .bind(engineer.as_str())
        .run(db)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::framework::LevelNumber;
    use crate::domain::ids::Actor;
    use crate::domain::roster::Assignment;
    use crate::store::person::find_person;
    use crate::store::test_database::Engine;
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn whoever_becomes_manager_again_begins_a_new_time(
        #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    ) {
        async fn assignment(db: &mut Connection, workspace: &WorkspaceId, member: &MemberId) -> Assignment {
            let who = Actor { workspace: workspace.clone(), member: member.clone() };
            find_person(db, &who).await.unwrap().assignment
        }

        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let (here, ana) = (WorkspaceId::new("T1"), MemberId::new("UANA"));
        let (priya, kim) = (MemberId::new("UPRIYA"), MemberId::new("UKIM"));
        insert_managers(&mut db, &here, &[(&ana, &priya)]).await.unwrap();
        insert_managers(&mut db, &here, &[(&ana, &kim)]).await.unwrap();
        let before = assignment(&mut db, &here, &ana).await;
        assert_eq!(before.manager_ids(), [kim.clone(), priya.clone()]);
        insert_managers(&mut db, &here, &[(&ana, &priya)]).await.unwrap();
        assert_eq!(assignment(&mut db, &here, &ana).await, before);
        delete_manager(&mut db, &here, &ana, &priya).await.unwrap();
        assert_eq!(assignment(&mut db, &here, &ana).await.manager_ids(), [kim]);
        // Even though the last tenure's id is free again.
        insert_managers(&mut db, &here, &[(&ana, &priya)]).await.unwrap();
        let after = assignment(&mut db, &here, &ana).await;
        assert!(after.managers.iter().all(|manager| manager.member != priya || !before.managers.contains(manager)));
        assert_eq!(assignment(&mut db, &WorkspaceId::new("T2"), &ana).await, Assignment::default());
    }

    #[rstest]
    #[tokio::test]
    async fn everybody_comes_back_as_they_were_put_in(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let here = WorkspaceId::new("T1");
        let priya = MemberId::new("UPRIYA");
        let engineer = |number: usize| RosterEngineer {
            managers: [priya.clone()].into(),
            track: Some(TrackId::new("backend")),
            level: Some(LevelNumber(3)),
            sub_level: SubLevel::parse(if number.is_multiple_of(2) { "A" } else { "E" }),
            team: None,
        };
        let all: BTreeMap<MemberId, RosterEngineer> =
            (0..502).map(|number| (MemberId::new(format!("U{number:06}")), engineer(number))).collect();
        let rows: Vec<_> = all.iter().map(|(member, engineer)| (member, engineer, None)).collect();
        let managers: Vec<_> = all.keys().map(|member| (member, &priya)).collect();
        for _ in 0..2 {
            update_engineers(&mut db, &here, &rows).await.unwrap();
            insert_managers(&mut db, &here, &managers).await.unwrap();
            assert_eq!(list_engineers(&mut db, &here).await.unwrap(), all);
        }
        assert_eq!(list_workspaces(&mut db).await.unwrap(), std::slice::from_ref(&here));
        let (first, _, _) = rows[0];
        delete_manager(&mut db, &here, first, &priya).await.unwrap();
        delete_engineer(&mut db, &here, first).await.unwrap();
        assert_eq!(list_engineers(&mut db, &here).await.unwrap().len(), 501);
        assert_eq!(list_engineers(&mut db, &WorkspaceId::new("T2")).await.unwrap().len(), 0);
    }
}
