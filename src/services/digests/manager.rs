//! What managers can look at, and what the authors can read of their looking.

use chrono::{DateTime, Utc};

use crate::domain::digest::{Opening, SharedBy, talking_points};
use crate::domain::evidence::{Action, Decision, may};
use crate::domain::ids::{Actor, MemberId};
use crate::domain::lookup::Library;
use crate::domain::roster::Seated;
use crate::services::digests::Digests;
use crate::services::teams;
use crate::store::{StoreError, evidence, opening, roster};

/// An author reads so many of the newest openings.
const NEWEST: u32 = 10;

impl Digests {
    /// Who shares something with a manager now, by their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shared_with(&self, manager: &Actor) -> Result<Vec<MemberId>, StoreError> {
        let mut reading = self.store.read().await?;
        let mut sharing = Vec::new();
        for (engineer, entry) in evidence::list_sharing(&mut reading, &manager.workspace, &manager.member).await? {
            let Some(entry) = evidence::find_entry(&mut reading, &manager.workspace, entry).await? else { continue };
            let roster = roster::find_roster(&mut reading, &manager.workspace, &engineer).await?;
            if entry.author == engineer && may(manager, Action::Read, &entry, &roster) == Decision::Allowed {
                sharing.push(engineer);
            }
        }
        Ok(sharing)
    }

    /// What an engineer shares with a manager. That the manager looked is written down before it is returned.
    ///
    /// # Errors
    /// When the database fails; then nothing is shown.
    pub async fn open(
        &self,
        manager: &Actor,
        engineer: &MemberId,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<Option<SharedBy>, StoreError> {
        // One's own is no opening: it is read in one's own Home.
        if manager.member == *engineer {
            return Ok(None);
        }
        let mut writing = self.store.write().await?;
        let roster = roster::find_roster(&mut writing, &manager.workspace, engineer).await?;
        let mut entries = evidence::list_shared(&mut writing, &manager.workspace, engineer).await?;
        entries.retain(|entry| may(manager, Action::Read, entry, &roster) == Decision::Allowed);
        if entries.is_empty() {
            return Ok(None);
        }
        let author = Actor { workspace: manager.workspace.clone(), member: engineer.clone() };
        opening::insert_opening(&mut writing, &author, &manager.member, entries.len(), now).await?;
        writing.commit().await?;
        let of_theme = |entry: &crate::domain::evidence::Entry| {
            let shown = entry.behaviours.first()?;
            let framework = &library.shelf(&shown.track)?.framework;
            framework.themes.iter().position(|theme| theme.id == shown.theme)
        };
        // What shows nothing comes last.
        entries.sort_by_key(|entry| {
            (of_theme(entry).unwrap_or(usize::MAX), std::cmp::Reverse((entry.happened_on, entry.id)))
        });
        let talking_points = talking_points(&entries, library);
        Ok(Some(SharedBy { engineer: engineer.clone(), entries, talking_points }))
    }

    /// Who looked at an author's entries lately, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn openings(&self, author: &Actor) -> Result<Vec<Opening>, StoreError> {
        opening::list_openings(&mut *self.store.read().await?, author, NEWEST).await
    }

    /// The teams that somebody manages, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn teams_of(&self, manager: &Actor) -> Result<Vec<Seated>, StoreError> {
        let mut teams = teams::seated(&mut *self.store.read().await?, &manager.workspace).await?;
        teams.retain(|seated| seated.team.managers.contains(&manager.member));
        Ok(teams)
    }
}
