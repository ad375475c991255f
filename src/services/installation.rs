//! Which installation of the app this is: stored once Slack has said so, and compared with what it says at each start.

use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::ids::{SlackTeamId, WorkspaceId};
use crate::domain::installation::Installation;
use crate::store::{Store, StoreError, installation};

/// What is known about the installation. Everything that stores, reads or sends for people asks here first.
#[derive(Debug)]
pub struct Installations {
    store: Arc<Store>,
    state: RwLock<State>,
}

#[derive(Clone, Debug, Default)]
enum State {
    #[default]
    Unknown,
    /// From the database; Slack hasn't yet said whose the token is.
    Stored(Arc<Installation>),
    /// The database's and the token's are the same.
    Confirmed(Arc<Installation>),
    Mismatched(Mismatch),
}

/// The database belongs to one workspace and the bot token to another. The bot works for neither, so that
/// their data stays apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the database holds the data of workspace {database}, but the bot token belongs to {token}: Bearings saves and \
     sends nothing. Set SLACK_BOT_TOKEN to the token of {database}, or DATABASE_URL to another database"
)]
pub struct Mismatch {
    pub database: WorkspaceId,
    pub token: WorkspaceId,
}

/// Why an installation isn't accepted as the database's.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Installations {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, state: RwLock::default() }
    }

    /// Loads what the database has, so that users can be served before Slack answers.
    pub async fn load(&self) -> Result<(), StoreError> {
        if let Some(stored) = self.stored().await? {
            self.set(State::Stored(Arc::new(stored)));
        }
        Ok(())
    }

    pub async fn stored(&self) -> Result<Option<Installation>, StoreError> {
        installation::find_installation(&mut self.store.read().await?).await
    }

    /// The installation that people act for; `None` while it's unknown, and if the token is another workspace's.
    #[must_use]
    pub fn current(&self) -> Option<Arc<Installation>> {
        match self.state() {
            State::Stored(installation) | State::Confirmed(installation) => Some(installation),
            State::Unknown | State::Mismatched(_) => None,
        }
    }

    /// Like `current`, but only once Slack has said in this run that the token belongs to it. Until then nothing is
    /// sent with the token.
    #[must_use]
    pub fn confirmed(&self) -> Option<Arc<Installation>> {
        if let State::Confirmed(installation) = self.state() { Some(installation) } else { None }
    }

    /// The mismatch, if the token belongs to another workspace than the database.
    #[must_use]
    pub fn mismatch(&self) -> Option<Mismatch> {
        if let State::Mismatched(mismatch) = self.state() { Some(mismatch) } else { None }
    }

    /// Takes what Slack says about the token, and stores it if it's new.
    ///
    /// # Errors
    /// See [`ConfirmError`]; after a mismatch no one is let in.
    pub async fn confirm(&self, told: Installation) -> Result<Arc<Installation>, ConfirmError> {
        match settle(&self.store, told).await {
            Ok(settled) => {
                let settled = Arc::new(settled);
                self.set(State::Confirmed(settled.clone()));
                Ok(settled)
            }
            Err(error) => {
                if let ConfirmError::Mismatch(mismatch) = &error {
                    self.set(State::Mismatched(mismatch.clone()));
                }
                Err(error)
            }
        }
    }

    /// Stores another workspace of the same organisation.
    pub async fn add_sibling_workspace(&self, team: &SlackTeamId) -> Result<(), StoreError> {
        let workspace = {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            let (State::Stored(installation) | State::Confirmed(installation)) = &mut *state else { return Ok(()) };
            if !Arc::make_mut(installation).sisters.insert(team.clone()) {
                return Ok(());
            }
            installation.workspace.clone()
        };
        let mut writing = self.store.write().await?;
        installation::insert_sister(&mut writing, &workspace, team).await?;
        writing.commit().await
    }

    fn state(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

/// The installation of this database, if it's the one that Slack reports. A database without one takes it, unless it
/// holds people of other workspaces.
async fn settle(store: &Store, told: Installation) -> Result<Installation, ConfirmError> {
    let stored = installation::find_installation(&mut store.read().await?).await?;
    if let Some(stored) = stored {
        let token = told.workspace.clone();
        if !stored.is_same(&told) {
            return Err(Mismatch { database: stored.workspace, token }.into());
        }
        let settled = Installation { workspace: stored.workspace.clone(), sisters: stored.sisters.clone(), ..told };
        if settled != stored {
            let mut writing = store.write().await?;
            installation::update_installation(&mut writing, &settled).await?;
            writing.commit().await?;
        }
        return Ok(settled);
    }
    let mut writing = store.write().await?;
    let in_use = installation::list_workspaces_in_use(&mut writing).await?;
    // Versions before this table stored an org-wide installation's people by workspace or organisation, as payloads
    // named it.
    if told.is_org_wide {
        for workspace in in_use.iter().filter(|workspace| **workspace != told.workspace) {
            installation::merge_workspace(&mut writing, workspace, &told.workspace).await?;
            tracing::info!(%workspace, organisation = %told.workspace, "people of a workspace now belong to the \
                organisation");
        }
    } else if let (false, Some(other)) = (in_use.contains(&told.workspace), in_use.first()) {
        return Err(Mismatch { database: other.clone(), token: told.workspace }.into());
    }
    installation::update_installation(&mut writing, &told).await?;
    writing.commit().await?;
    Ok(told)
}
