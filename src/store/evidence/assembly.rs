//! Entries, built from the lists in a row.

use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::sqlite::SqliteRow;

use crate::domain::evidence::{BehaviourRef, Entry, Share};
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{BehaviourId, EntryId, MemberId, ThemeId, TrackId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::roster::Tenure;
use crate::secret::PrivateText;
use crate::store::lists::column;
use crate::store::{StoreError, instant};

/// An entry, in the order of its list.
#[derive(Deserialize)]
struct StoredEntry {
    id: i64,
    workspace: WorkspaceId,
    author: MemberId,
    happened_on: String,
    deleted_at: Option<i64>,
    words: String,
    link: Option<String>,
    quote: Option<String>,
}

/// A behaviour that an entry shows, in the order of its list.
#[derive(Deserialize)]
struct StoredBehaviour {
    entry: i64,
    position: i64,
    track: TrackId,
    version: String,
    behaviour: BehaviourId,
    theme: ThemeId,
    level: u8,
    wording: String,
}

/// A manager an entry is shared with: entry, manager, tenure.
type StoredShare = (i64, MemberId, i64);

/// The entries that `entry_lists!` found, by id.
pub(in crate::store) fn assembled(row: &SqliteRow) -> Result<Vec<Entry>, StoreError> {
    let mut entries: Vec<Entry> =
        column::<StoredEntry>(row, "entries")?.into_iter().map(StoredEntry::entry).collect::<Result<_, _>>()?;
    entries.sort_unstable_by_key(|entry| entry.id);
    let mut behaviours: Vec<StoredBehaviour> = column(row, "behaviours")?;
    behaviours.sort_unstable_by_key(|shown| (shown.entry, shown.position));
    for shown in behaviours {
        if let Some(entry) = of(&mut entries, shown.entry) {
            entry.behaviours.push(shown.shown());
        }
    }
    for (entry, manager, tenure) in column::<StoredShare>(row, "shares")? {
        if let Some(entry) = of(&mut entries, entry) {
            entry.shares.push(Share::from((manager, tenure)));
        }
    }
    Ok(entries)
}

fn of(entries: &mut [Entry], id: i64) -> Option<&mut Entry> {
    let at = entries.binary_search_by_key(&EntryId(id), |entry| entry.id).ok()?;
    entries.get_mut(at)
}

impl StoredEntry {
    fn entry(self) -> Result<Entry, StoreError> {
        Ok(Entry {
            id: EntryId(self.id),
            workspace: self.workspace,
            author: self.author,
            words: PrivateText::new(self.words),
            link: self.link.as_deref().and_then(Link::parse),
            quote: self.quote.map(PrivateText::new),
            happened_on: day(&self.happened_on)?,
            behaviours: Vec::new(),
            shares: Vec::new(),
            deleted_at: self.deleted_at.map(instant).transpose()?,
        })
    }
}

impl StoredBehaviour {
    fn shown(self) -> BehaviourRef {
        let Self { track, version, behaviour, theme, level, wording, .. } = self;
        BehaviourRef { track, behaviour, theme, level: LevelNumber(level), wording, version }
    }
}

impl From<(MemberId, i64)> for Share {
    fn from((manager, tenure): (MemberId, i64)) -> Self {
        Self { manager, tenure: Tenure(tenure) }
    }
}

pub(super) fn day(text: &str) -> Result<NaiveDate, StoreError> {
    text.parse().map_err(|_| StoreError::OutOfRange("day"))
}
