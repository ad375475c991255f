//! What managers read of their engineers' entries, and the access log that authors see.

use chrono::{DateTime, Utc};

use crate::domain::digest::{Opening, SharedPage, shared_page};
use crate::domain::evidence::{Action, Entry, may};
use crate::domain::ids::{Actor, EntryId, MemberId};
use crate::domain::lookup::Library;
use crate::domain::roster::TeamWithEngineers;
use crate::services::digests::Digests;
use crate::services::teams;
use crate::store::{Connection, StoreError, evidence, opening, person};

/// How many openings an author sees, the newest first.
const NEWEST: u32 = 10;

impl Digests {
    /// The members who share something with a manager now.
    pub async fn shared_with(&self, manager: &Actor) -> Result<Vec<MemberId>, StoreError> {
        let mut reading = self.store.read().await?;
        let mut sharing = Vec::new();
        for (engineer, entry) in evidence::list_sharing(&mut reading, &manager.workspace, &manager.member).await? {
            let Some(entry) = evidence::find_entry(&mut reading, &manager.workspace, entry).await? else { continue };
            let assignment = person::find_person(&mut reading, &manager.colleague(&engineer)).await?.assignment;
            if entry.author == engineer && may(manager, Action::Read, &entry, &assignment) {
                sharing.push(engineer);
            }
        }
        Ok(sharing)
    }

    /// One page of what an engineer shares with a manager. The access is logged before this returns.
    pub async fn open(
        &self,
        manager: &Actor,
        engineer: &MemberId,
        page: usize,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<Option<SharedPage<Entry>>, StoreError> {
        // One's own entries are read in Home, without a log.
        if manager.member == *engineer {
            return Ok(None);
        }
        let mut reading = self.store.read().await?;
        let assignment = person::find_person(&mut reading, &manager.colleague(engineer)).await?.assignment;
        let Some(as_manager) = assignment.managers.iter().find(|of| of.member == manager.member) else {
            return Ok(None);
        };
        let shared = evidence::list_shared(&mut reading, &manager.workspace, engineer, as_manager).await?;
        drop(reading);
        let count = shared.len();
        let SharedPage { entries: ids, page, last_page, talking_points } = shared_page(shared, page, library);
        // The text is read in the transaction that logs it, so no one reads what was withdrawn meanwhile.
        let mut writing = self.store.write().await?;
        let entries = readable(&mut writing, manager, engineer, &ids).await?;
        if entries.is_empty() {
            return Ok(None);
        }
        let author = Actor { workspace: manager.workspace.clone(), member: engineer.clone() };
        opening::insert_opening(&mut writing, &author, &manager.member, count, now).await?;
        writing.commit().await?;
        Ok(Some(SharedPage { entries, page, last_page, talking_points }))
    }

    /// Who opened an author's entries lately, the newest first.
    pub async fn openings(&self, author: &Actor) -> Result<Vec<Opening>, StoreError> {
        opening::list_openings(&mut self.store.read().await?, author, NEWEST).await
    }

    /// The teams that a member manages, by name.
    pub async fn teams_of(&self, manager: &Actor) -> Result<Vec<TeamWithEngineers>, StoreError> {
        let mut teams = teams::seated(&mut self.store.read().await?, &manager.workspace).await?;
        teams.retain(|seated| seated.team.managers.contains(&manager.member));
        Ok(teams)
    }
}

/// The engineer's entries that the manager may read, in their order.
async fn readable(
    db: &mut Connection,
    manager: &Actor,
    engineer: &MemberId,
    ids: &[EntryId],
) -> Result<Vec<Entry>, StoreError> {
    let assignment = person::find_person(db, &manager.colleague(engineer)).await?.assignment;
    let mut entries = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(entry) = evidence::find_entry(db, &manager.workspace, *id).await? else { continue };
        if entry.author == *engineer && may(manager, Action::Read, &entry, &assignment) {
            entries.push(entry);
        }
    }
    Ok(entries)
}
