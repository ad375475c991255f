//! Entries, built from the lists in a row.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::evidence::{BehaviourRef, Entry, Share};
use crate::domain::ids::{EntryId, MemberId, WorkspaceId};
use crate::domain::link::Link;
use crate::secret::PrivateText;
use crate::store::lists::column;
use crate::store::sql::Row;
use crate::store::{StoreError, instant};

/// An entry, in the order of its list.
#[derive(Deserialize)]
struct StoredEntry {
    id: EntryId,
    workspace: WorkspaceId,
    author: MemberId,
    happened_on: NaiveDate,
    deleted_at: Option<i64>,
    words: String,
    link: Option<String>,
    quote: Option<String>,
}

/// The entries that `entry_lists!` found, by id.
pub(in crate::store) fn assembled(row: &Row) -> Result<Vec<Entry>, StoreError> {
    let mut entries: Vec<Entry> =
        column::<StoredEntry>(row, "entries")?.into_iter().map(StoredEntry::entry).collect::<Result<_, _>>()?;
    entries.sort_unstable_by_key(|entry| entry.id);
    let mut behaviours: Vec<(EntryId, i64, BehaviourRef)> = column(row, "behaviours")?;
    behaviours.sort_unstable_by_key(|(entry, position, _)| (*entry, *position));
    for (entry, _, behaviour) in behaviours {
        if let Some(entry) = of(&mut entries, entry) {
            entry.behaviours.push(behaviour);
        }
    }
    for (entry, share) in column::<(EntryId, Share)>(row, "shares")? {
        if let Some(entry) = of(&mut entries, entry) {
            entry.shares.push(share);
        }
    }
    Ok(entries)
}

fn of(entries: &mut [Entry], id: EntryId) -> Option<&mut Entry> {
    let at = entries.binary_search_by_key(&id, |entry| entry.id).ok()?;
    entries.get_mut(at)
}

impl StoredEntry {
    fn entry(self) -> Result<Entry, StoreError> {
        Ok(Entry {
            id: self.id,
            workspace: self.workspace,
            author: self.author,
            words: PrivateText::new(self.words),
            link: self.link.as_deref().and_then(Link::parse),
            quote: self.quote.map(PrivateText::new),
            happened_on: self.happened_on,
            behaviours: Vec::new(),
            shares: Vec::new(),
            deleted_at: self.deleted_at.map(instant).transpose()?,
        })
    }
}
