//! What an engineer shares with a manager: in which order, and which entries are on which page.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::talking_points;
use crate::domain::evidence::{BehaviourRef, Entry};
use crate::domain::ids::{EntryId, MemberId};
use crate::domain::lookup::Library;

/// Entries on one page.
pub const SHARED_ENTRIES_PER_PAGE: usize = 10;

/// An entry without its words, as far as its place among the others depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedEntry {
    pub id: EntryId,
    /// The author's day.
    pub happened_on: NaiveDate,
    /// The first behaviour that it shows.
    pub shown: Option<BehaviourRef>,
}

/// Which entries one page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPage {
    /// By the framework's themes, newest first. An entry that shows nothing comes last.
    pub entries: Vec<EntryId>,
    /// Counted from 0; the last page where fewer are left than were asked for.
    pub page: usize,
    /// The last page.
    pub last_page: usize,
    /// Questions for the next 1:1, on the first page.
    pub talking_points: Vec<String>,
}

/// One page of what an engineer shares with a manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedBy {
    /// Whose entries they are.
    pub engineer: MemberId,
    /// The page's entries, by the framework's themes, newest first.
    pub entries: Vec<Entry>,
    /// Counted from 0.
    pub page: usize,
    /// The last page.
    pub last_page: usize,
    /// Questions for the next 1:1, on the first page.
    pub talking_points: Vec<String>,
}

/// The page of these entries that was asked for.
#[must_use]
pub fn shared_page(mut entries: Vec<SharedEntry>, page: usize, library: &Library) -> SharedPage {
    let theme = |entry: &SharedEntry| {
        let shown = entry.shown.as_ref()?;
        library.track_index(&shown.track)?.framework.themes.iter().position(|theme| theme.id == shown.theme)
    };
    entries.sort_by_cached_key(|entry| (theme(entry).unwrap_or(usize::MAX), Reverse((entry.happened_on, entry.id))));
    let last_page = entries.len().saturating_sub(1) / SHARED_ENTRIES_PER_PAGE;
    let page = page.min(last_page);
    let talking_points = if page == 0 {
        talking_points(entries.iter().filter_map(|entry| entry.shown.as_ref()), library)
    } else {
        Vec::new()
    };
    let of_page = entries.iter().skip(page * SHARED_ENTRIES_PER_PAGE).take(SHARED_ENTRIES_PER_PAGE);
    SharedPage { entries: of_page.map(|entry| entry.id).collect(), page, last_page, talking_points }
}
