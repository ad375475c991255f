//! Teams with everybody in them.

use std::collections::{BTreeSet, HashMap};

use crate::domain::ids::WorkspaceId;
use crate::domain::roster::{Seated, Team, TeamName};
use crate::store::{Connection, Store, StoreError, people, team};

/// Every team of a workspace, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(store: &Store, workspace: &WorkspaceId) -> Result<Vec<Seated>, StoreError> {
    seated(&mut *store.read().await?, workspace).await
}

/// As [`list`], within somebody else's transaction.
pub(in crate::services) async fn seated(
    db: &mut Connection,
    workspace: &WorkspaceId,
) -> Result<Vec<Seated>, StoreError> {
    let mut engineers: HashMap<TeamName, BTreeSet<_>> = HashMap::new();
    for (member, engineer) in people::list_engineers(db, workspace).await? {
        if let Some(team) = engineer.team {
            engineers.entry(team).or_default().insert(member);
        }
    }
    let teams = team::list_teams(db, workspace).await?;
    let seated = |team: Team| {
        let engineers = engineers.remove(&team.name).unwrap_or_default();
        Seated { team, engineers }
    };
    Ok(teams.into_iter().map(seated).collect())
}
