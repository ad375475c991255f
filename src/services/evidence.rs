//! What people do with evidence: one transaction each, and each asks `may` first.

mod edits;
mod own_entries;
mod steps;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::domain::dates::DateLanguage;
use crate::domain::evidence::{Action, Entry, EvidenceDays, EvidenceDraft, EvidenceFault, FilledEvidence, Quota, UNDO};
use crate::domain::ids::{Actor, EntryId, MemberId};
use crate::domain::lookup::Library;
use crate::domain::roster::Assignment;
use crate::services::digests;
use crate::services::evidence_days::EvidenceDayCache;
use crate::services::heavy_reads::HeavyReads;
use crate::store::{Store, StoreError, Writing, evidence, person};
use edits::RecentEdits;
pub use own_entries::{OwnEntriesError, OwnEntriesPage};
pub(in crate::services) use steps::{delete, insert_tapped};
use steps::{edit, insert, permitted, today};

/// How many searches run at once. Each keeps a processor busy.
const SEARCHES_AT_ONCE: usize = 2;
/// How long a search waits for its turn: Slack waits three seconds for an answer.
const SEARCH_WAITS: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub struct Evidence {
    store: Arc<Store>,
    day_cache: EvidenceDayCache,
    searches: HeavyReads,
    /// How much each author may store.
    pub(in crate::services) quota: Quota,
    edits: RecentEdits,
    /// Whether the write-ahead log may still have text that was deleted from the database. True after a start: an
    /// earlier run may have left some.
    log_holds_old_text: AtomicBool,
}

/// An entry with what a view needs to show it: the roster's managers say who can see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryForView {
    pub entry: Entry,
    /// The author's roster.
    pub assignment: Assignment,
    /// The language in which the person who asked reads dates.
    pub language: DateLanguage,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// There is no such entry, or this person may not do that with it: both get the same answer.
    #[error("there is no such entry for this person")]
    NotThere,
    #[error("the form has faults")]
    Faults(Vec<EvidenceFault>),
    /// The author's managers aren't those that the form showed.
    #[error("the managers have changed")]
    ManagersChanged,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A submitted form: Slack's id of the modal, and which entry it edits, if any.
#[derive(Clone, Copy, Debug)]
pub struct Form<'f> {
    /// The same for every submission of one modal.
    pub id: &'f str,
    pub edits: Option<EntryId>,
}

/// What an author can do with an entry besides editing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Let these managers see it; the author saw their names.
    Share(Vec<MemberId>),
    /// Take it back from everyone.
    Unshare,
    /// Remove it; it can be restored for a while.
    Delete,
    Restore,
}

impl Change {
    fn action(&self) -> Action {
        match self {
            Self::Share(_) => Action::Share,
            Self::Unshare => Action::Unshare,
            Self::Delete => Action::Delete,
            Self::Restore => Action::Restore,
        }
    }
}

impl Evidence {
    /// The evidence in this database, with this quota for each author.
    #[must_use]
    pub fn new(store: Arc<Store>, quota: Quota) -> Self {
        let searches = HeavyReads::new(SEARCHES_AT_ONCE, SEARCH_WAITS);
        Self {
            store,
            day_cache: EvidenceDayCache::default(),
            searches,
            quota,
            edits: RecentEdits::default(),
            log_holds_old_text: AtomicBool::new(true),
        }
    }

    /// Saves a form: a new entry, or the entry it edits. Submitting the same form again changes the entry it made. So
    /// does a second form with the same words a moment later; the entry then keeps the behaviours of both.
    pub async fn save(
        &self,
        author: &Actor,
        form: Form<'_>,
        filled: FilledEvidence,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<EntryForView, EvidenceError> {
        let mut writing = self.store.write().await?;
        let assignment = person::find_person(&mut writing, author).await?.assignment;
        let today = today(&mut writing, author, now).await?;
        let written = match form.edits {
            Some(id) => Some(id),
            None => evidence::find_written_in(&mut writing, author, form.id).await?,
        };
        let before = match written {
            Some(id) => Some(permitted(&mut writing, author, Action::Edit, id).await?.entry),
            None => None,
        };
        let draft = EvidenceDraft::check(filled, today, library, &assignment, before.as_ref())
            .map_err(EvidenceError::Faults)?;
        let limits = (&self.quota, &self.edits);
        let id = match before {
            Some(entry) => edit(&mut writing, &entry, &draft, &assignment, limits, now).await?,
            None => insert(&mut writing, author, (form.id, draft), &assignment, limits, now).await?,
        };
        let owned = permitted(&mut writing, author, Action::Read, id).await?;
        digests::entry_changed(&mut writing, id, now).await?;
        self.commit(writing, author).await?;
        if written.is_some() {
            self.log_holds_old_text.store(true, Ordering::SeqCst);
        }
        Ok(owned)
    }

    /// Shares, unshares, deletes or restores an entry.
    pub async fn change(
        &self,
        author: &Actor,
        id: EntryId,
        change: &Change,
        now: DateTime<Utc>,
    ) -> Result<EntryForView, EvidenceError> {
        let mut writing = self.store.write().await?;
        let EntryForView { entry, assignment, .. } = permitted(&mut writing, author, change.action(), id).await?;
        match change {
            Change::Share(seen) => {
                if seen.is_empty() || *seen != assignment.manager_ids() {
                    return Err(EvidenceError::ManagersChanged);
                }
                evidence::update_shares(&mut writing, id, &assignment.managers, now).await?;
            }
            Change::Unshare => evidence::update_shares(&mut writing, id, &[], now).await?,
            Change::Delete => evidence::update_deleted(&mut writing, id, Some(now)).await?,
            Change::Restore if entry.undo_until().is_some_and(|until| now < until) => {
                evidence::update_deleted(&mut writing, id, None).await?;
            }
            Change::Restore => return Err(EvidenceError::NotThere),
        }
        let owned = permitted(&mut writing, author, Action::Read, id).await?;
        digests::entry_changed(&mut writing, id, now).await?;
        self.commit(writing, author).await?;
        Ok(owned)
    }

    /// One entry, for its author alone: other readers open it with `Digests::open`, which logs that first.
    pub async fn find(&self, author: &Actor, id: EntryId) -> Result<EntryForView, EvidenceError> {
        let found = permitted(&mut self.store.read().await?, author, Action::Read, id).await?;
        if found.entry.author == author.member { Ok(found) } else { Err(EvidenceError::NotThere) }
    }

    /// The behaviours an author has evidence for, each with the day of its newest.
    pub async fn days(&self, author: &Actor) -> Result<Arc<EvidenceDays>, StoreError> {
        self.day_cache.of(&self.store, author).await
    }

    /// Erases deleted entries that can no longer be restored, and words that an edit overwrote, in the database file
    /// and in its log.
    pub async fn erase(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let before = now - UNDO;
        if evidence::find_erasable(&mut self.store.read().await?, before).await? {
            let mut writing = self.store.write().await?;
            evidence::delete_erased(&mut writing, before).await?;
            writing.commit().await?;
            self.log_holds_old_text.store(true, Ordering::SeqCst);
        }
        if let Some(file) = self.store.file()
            && self.log_holds_old_text.swap(false, Ordering::SeqCst)
            && !file.fold_log().await?
        {
            self.log_holds_old_text.store(true, Ordering::SeqCst);
        }
        Ok(())
    }

    /// Call this after something else changed an author's evidence, or how they read it.
    pub(in crate::services) fn changed(&self, author: &Actor) {
        self.day_cache.forget(author);
    }

    /// Call this after all of an author's data was erased, here or by another process.
    pub(in crate::services) fn erased(&self, author: &Actor) {
        self.day_cache.forget(author);
        self.log_holds_old_text.store(true, Ordering::SeqCst);
    }

    async fn commit(&self, writing: Writing, author: &Actor) -> Result<(), StoreError> {
        writing.commit().await?;
        self.day_cache.forget(author);
        Ok(())
    }
}
