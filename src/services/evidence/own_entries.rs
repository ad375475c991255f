//! A page of an author's own entries, read a few at a time.

use std::ops::ControlFlow;

use crate::domain::dates::DateLanguage;
use crate::domain::evidence::{Action, ENTRIES_PER_PAGE, Entry, EvidencePage, Listing, PageFinder, may};
use crate::domain::ids::Actor;
use crate::domain::roster::Assignment;
use crate::services::evidence::Evidence;
use crate::store::{StoreError, evidence, person};

/// How many entries are in memory at once while all of an author's are searched.
const READ_AT_ONCE: usize = 32;
/// A page this far back counts as a search too: everything newer is read for it.
const FAR_BACK: u16 = 20;

/// An author's own entries, with what a view needs to show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEntriesPage {
    pub page: EvidencePage,
    pub assignment: Assignment,
    /// The language in which the author reads dates.
    pub language: DateLanguage,
}

/// Why an author's entries are not shown.
#[derive(Debug, thiserror::Error)]
pub enum OwnEntriesError {
    /// Other searches are running, and this one has to wait.
    #[error("other searches go on")]
    Busy,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Evidence {
    /// The page of an author's entries that the listing asks for.
    pub async fn list_own_entries(&self, author: &Actor, listing: &Listing) -> Result<OwnEntriesPage, OwnEntriesError> {
        let is_heavy = listing.is_narrowed() || listing.page > FAR_BACK;
        let _turn =
            if is_heavy { Some(self.searches.acquire(author).await.ok_or(OwnEntriesError::Busy)?) } else { None };
        let mut reading = self.store.read().await?;
        let person = person::find_person(&mut reading, author).await?;
        let (language, assignment) = (person.language(), person.assignment);
        let most = if listing.is_narrowed() { READ_AT_ONCE } else { listing.reads().min(READ_AT_ONCE) };
        let newest = evidence::list_newest_entries(&mut reading, author, most, ENTRIES_PER_PAGE).await?;
        drop(reading);
        let mut finder = PageFinder::new(listing);
        let mut take = |entries: Vec<Entry>| {
            let mut theirs = entries.into_iter().filter(|entry| may(author, Action::Read, entry, &assignment));
            theirs.try_for_each(|entry| finder.take(entry))
        };
        let mut last = newest.iter().rfind(|entry| entry.deleted_at.is_none()).map(place);
        let mut flow = take(newest);
        while let (ControlFlow::Continue(()), Some(before)) = (flow, last) {
            // Other readers get a turn between two parts.
            let part =
                evidence::list_entries_before(&mut self.store.read().await?, author, before, READ_AT_ONCE).await?;
            last = part.last().map(place);
            flow = take(part);
        }
        Ok(OwnEntriesPage { page: finder.found(), assignment, language })
    }
}

fn place(entry: &Entry) -> evidence::EntryPlace {
    (entry.happened_on, entry.id)
}
