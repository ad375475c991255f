//! Keeps the roster.

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{MemberId, TrackId, WorkspaceId};
use crate::domain::roster::Roster;
use crate::store::{Store, StoreError, roster};

/// What the roster is to say about one engineer.
#[derive(Clone, Debug, Default)]
pub struct Entry<'r> {
    /// Their managers from now on.
    pub managers: &'r [MemberId],
    /// Their track, if it is known.
    pub track: Option<&'r TrackId>,
    /// Their level, if it is known.
    pub level: Option<LevelNumber>,
}

/// Sets what the roster says about an engineer. A manager who stays goes on without a break; a new one sees nothing that
/// was shared before.
///
/// # Errors
/// When the database fails; then nothing has changed.
pub async fn set(
    store: &Store,
    workspace: &WorkspaceId,
    engineer: &MemberId,
    entry: Entry<'_>,
) -> Result<(), StoreError> {
    let mut writing = store.write().await?;
    let before = roster::find_roster(&mut writing, workspace, engineer).await?;
    for gone in before.managers.iter().filter(|manager| !entry.managers.contains(&manager.member)) {
        roster::delete_manager(&mut writing, workspace, engineer, &gone.member).await?;
    }
    for manager in entry.managers.iter().filter(|manager| *manager != engineer) {
        roster::insert_manager(&mut writing, workspace, engineer, manager).await?;
    }
    roster::update_engineer(&mut writing, workspace, engineer, entry.track, entry.level).await?;
    Ok(writing.commit().await?)
}

/// What the roster says about an engineer.
///
/// # Errors
/// When the database fails.
pub async fn find(store: &Store, workspace: &WorkspaceId, engineer: &MemberId) -> Result<Roster, StoreError> {
    roster::find_roster(&mut *store.read().await?, workspace, engineer).await
}
