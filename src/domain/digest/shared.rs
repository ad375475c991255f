//! What an engineer shares with a manager: the order of entries, and the entries of each page.

use std::cmp::Reverse;

use chrono::NaiveDate;
use serde::Deserialize;

use super::talking_points;
use crate::domain::evidence::BehaviourRef;
use crate::domain::ids::EntryId;
use crate::domain::lookup::Library;

pub const SHARED_ENTRIES_PER_PAGE: usize = 10;

/// The parts of an entry that determine its position.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SharedEntry {
    pub id: EntryId,
    /// The day it happened, in the author's time zone.
    pub happened_on: NaiveDate,
    /// The first behaviour that it shows.
    pub shown: Option<BehaviourRef>,
}

/// One page of what an engineer shares with a manager: the entries' ids, or the entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPage<E = EntryId> {
    /// By the framework's themes, newest first. Entries without a behaviour come last.
    pub entries: Vec<E>,
    /// Counted from 0; at most the last page.
    pub page: usize,
    pub last_page: usize,
    /// Questions for the next 1:1; only on the first page.
    pub talking_points: Vec<String>,
}

/// The requested page of these entries.
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
