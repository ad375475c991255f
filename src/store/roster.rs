//! What the roster says about one engineer.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use sqlx::{Row, SqliteConnection};

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{MemberId, TrackId, WorkspaceId};
use crate::domain::roster::{Manager, Roster, Tenure};
use crate::store::StoreError;

/// An engineer's managers, track and level; empty if the roster says nothing about them.
pub async fn find_roster(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    engineer: &MemberId,
) -> Result<Roster, StoreError> {
    let rows = sqlx::query(
        "SELECT tenure, manager FROM roster_manager WHERE workspace = $1 AND engineer = $2 ORDER BY manager",
    )
    .bind(workspace.as_str())
    .bind(engineer.as_str())
    .fetch_all(&mut *db)
    .await?;
    let manager = |row: &sqlx::sqlite::SqliteRow| {
        let member = MemberId::new(row.try_get::<String, _>("manager")?);
        Ok::<_, StoreError>(Manager { member, tenure: Tenure(row.try_get("tenure")?) })
    };
    let managers = rows.iter().map(manager).collect::<Result<_, _>>()?;
    let row = sqlx::query("SELECT track, level FROM roster_engineer WHERE workspace = $1 AND engineer = $2")
        .bind(workspace.as_str())
        .bind(engineer.as_str())
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(Roster { managers, ..Roster::default() }) };
    let level = row.try_get::<Option<i64>, _>("level")?.map(u8::try_from).transpose();
    Ok(Roster {
        managers,
        track: row.try_get::<Option<String>, _>("track")?.map(TrackId::new),
        level: level.map_err(|_| StoreError::OutOfRange("level"))?.map(LevelNumber),
    })
}

/// Ends a manager's tenure with an engineer.
pub async fn delete_manager(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    engineer: &MemberId,
    manager: &MemberId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM roster_manager WHERE workspace = $1 AND engineer = $2 AND manager = $3")
        .bind(workspace.as_str())
        .bind(engineer.as_str())
        .bind(manager.as_str())
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::roster::Engineer;
    use crate::store::people::{insert_managers, update_engineers};
    use sqlx::SqlitePool;

    #[sqlx::test]
    async fn whoever_becomes_manager_again_begins_a_new_time(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        let (here, ana) = (WorkspaceId::new("T1"), MemberId::new("UANA"));
        let (priya, kim) = (MemberId::new("UPRIYA"), MemberId::new("UKIM"));
        insert_managers(&mut db, &here, &[(&ana, &priya)]).await.unwrap();
        insert_managers(&mut db, &here, &[(&ana, &kim)]).await.unwrap();
        let before = find_roster(&mut db, &here, &ana).await.unwrap();
        assert_eq!(before.manager_ids(), [kim.clone(), priya.clone()]);
        insert_managers(&mut db, &here, &[(&ana, &priya)]).await.unwrap();
        assert_eq!(find_roster(&mut db, &here, &ana).await.unwrap(), before);
        delete_manager(&mut db, &here, &ana, &priya).await.unwrap();
        assert_eq!(find_roster(&mut db, &here, &ana).await.unwrap().manager_ids(), [kim]);
        // Even though the last tenure's id is free again.
        insert_managers(&mut db, &here, &[(&ana, &priya)]).await.unwrap();
        let after = find_roster(&mut db, &here, &ana).await.unwrap();
        assert!(after.managers.iter().all(|manager| manager.member != priya || !before.managers.contains(manager)));
        assert_eq!(find_roster(&mut db, &WorkspaceId::new("T2"), &ana).await.unwrap(), Roster::default());
    }

    #[sqlx::test]
    async fn track_and_level_come_back(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        let (here, ana) = (WorkspaceId::new("T1"), MemberId::new("UANA"));
        let track = TrackId::new("backend");
        let known = Engineer { track: Some(track.clone()), level: Some(LevelNumber(3)), ..Engineer::default() };
        update_engineers(&mut db, &here, &[(&ana, &known, None)]).await.unwrap();
        let roster = find_roster(&mut db, &here, &ana).await.unwrap();
        assert_eq!((roster.track, roster.level), (Some(track), Some(LevelNumber(3))));
        update_engineers(&mut db, &here, &[(&ana, &Engineer::default(), None)]).await.unwrap();
        assert_eq!(find_roster(&mut db, &here, &ana).await.unwrap(), Roster::default());
    }
}
