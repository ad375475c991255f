//! Which installation of the app the database belongs to.

mod merge;

pub use merge::merge_workspace;

use std::collections::BTreeSet;

use crate::domain::ids::{MemberId, SlackTeamId, WorkspaceId};
use crate::domain::installation::Installation;
use crate::store::StoreError;
use crate::store::sql::{Connection, query, query_scalar};

/// The installation, once Slack has named it.
pub async fn find_installation(db: &mut Connection) -> Result<Option<Installation>, StoreError> {
    let newest =
        "SELECT workspace, team, enterprise, is_org_wide, bot_user FROM installation ORDER BY workspace LIMIT 1";
    let Some(row) = query(newest).fetch_optional(&mut *db).await? else { return Ok(None) };
    let workspace = WorkspaceId::new(row.try_get::<String>("workspace")?);
    let sisters: Vec<String> = query_scalar("SELECT team FROM installation_sister WHERE workspace = $1")
        .bind(workspace.as_str())
        .fetch_all(db)
        .await?;
    Ok(Some(Installation {
        workspace,
        team: SlackTeamId::new(row.try_get::<String>("team")?),
        enterprise: row.try_get::<Option<String>>("enterprise")?.map(SlackTeamId::new),
        is_org_wide: row.try_get("is_org_wide")?,
        bot_user: row.try_get::<Option<String>>("bot_user")?.map(MemberId::new),
        sisters: sisters.into_iter().map(SlackTeamId::new).collect::<BTreeSet<_>>(),
    }))
}

/// Stores what Slack says about the installation; its key and sisters stay.
pub async fn update_installation(db: &mut Connection, installation: &Installation) -> Result<(), StoreError> {
    query(
        "INSERT INTO installation (workspace, team, enterprise, is_org_wide, bot_user) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (workspace) DO UPDATE SET team = $2, enterprise = $3, is_org_wide = $4, bot_user = $5",
    )
    .bind(installation.workspace.as_str())
    .bind(installation.team.as_str())
    .bind(installation.enterprise.as_ref().map(SlackTeamId::as_str))
    .bind(installation.is_org_wide)
    .bind(installation.bot_user.as_ref().map(MemberId::as_str))
    .run(db)
    .await
}

/// Adds a workspace of the same organisation.
pub async fn insert_sister(db: &mut Connection, workspace: &WorkspaceId, team: &SlackTeamId) -> Result<(), StoreError> {
    query("INSERT INTO installation_sister (workspace, team) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(workspace.as_str())
        .bind(team.as_str())
        .run(db)
        .await
}

/// Every workspace that keys people's rows.
pub async fn list_workspaces_in_use(db: &mut Connection) -> Result<BTreeSet<WorkspaceId>, StoreError> {
    let ids: Vec<String> = query_scalar(
        "SELECT workspace FROM evidence UNION SELECT workspace FROM engineer UNION SELECT workspace FROM team
         UNION SELECT workspace FROM roster_engineer UNION SELECT workspace FROM roster_manager",
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(WorkspaceId::new).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::test_database::Engine;
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn an_installation_is_known_again(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        assert_eq!(find_installation(&mut db).await.unwrap(), None);
        let team = |id: &str| SlackTeamId::new(id);
        let mut installation = Installation::new(team("T1"), Some(team("E1")), false);
        update_installation(&mut db, &installation).await.unwrap();
        insert_sister(&mut db, &installation.workspace, &team("T2")).await.unwrap();
        insert_sister(&mut db, &installation.workspace, &team("T2")).await.unwrap();
        installation.bot_user = Some(MemberId::new("UBOT"));
        installation.is_org_wide = true;
        update_installation(&mut db, &installation).await.unwrap();
        installation.sisters = [team("T2")].into();
        assert_eq!(find_installation(&mut db).await.unwrap(), Some(installation));
    }
}
