//! An author's list of their own entries: newest first, by month, filtered by theme and words, page by page.

use std::ops::ControlFlow;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::filter::EntryFilter;
use crate::domain::evidence::Entry;
use crate::domain::ids::ThemeId;
use crate::secret::PrivateText;

pub const ENTRIES_PER_PAGE: usize = 5;

/// A request for a page of the user's own entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Only entries with a behaviour of this theme.
    pub theme: Option<ThemeId>,
    /// Only entries that contain all of these words.
    pub words: Option<PrivateText>,
    /// Counted from 0, the newest.
    pub page: u16,
}

/// The entries of one page, and the recently deleted ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidencePage {
    /// The request, with a page that exists.
    pub listing: Listing,
    /// The newest entry comes first.
    pub entries: Vec<Entry>,
    /// In any order; some may be past the time in which they can be restored.
    pub deleted: Vec<Entry>,
    /// Whether there are older entries after this page.
    pub older: bool,
    /// Whether the user hasn't written anything yet.
    pub is_new: bool,
    /// Everything fits on one page, so there is nothing to filter.
    pub is_short: bool,
}

/// Finds a page in a stream of entries, holding at most one page of them in memory.
#[derive(Debug)]
pub struct PageFinder<'l> {
    listing: &'l Listing,
    wanted: EntryFilter<'l>,
    /// As far as it's found.
    page: EvidencePage,
}

impl Listing {
    /// Whether the entries have to be filtered.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.theme.is_some() || self.words.is_some()
    }

    /// How many of the newest entries to read to show the page and to know whether there are older ones; not valid for
    /// a filtered list.
    #[must_use]
    pub fn reads(&self) -> usize {
        (usize::from(self.page) + 1) * ENTRIES_PER_PAGE + 1
    }
}

impl EvidencePage {
    /// The first day of each month with the month's entries, newest first.
    pub fn months(&self) -> impl Iterator<Item = (NaiveDate, &[Entry])> {
        let month = |entry: &Entry| entry.happened_on.with_day(1).unwrap_or(entry.happened_on);
        let months = self.entries.chunk_by(move |one, next| month(one) == month(next));
        months.filter_map(move |entries| Some((month(entries.first()?), entries)))
    }

    /// The deleted entries that can still be restored, the last deleted first.
    #[must_use]
    pub fn restorable(&self, now: DateTime<Utc>) -> Vec<&Entry> {
        let is_restorable = |entry: &&Entry| entry.undo_until().is_some_and(|until| now < until);
        let mut deleted: Vec<&Entry> = self.deleted.iter().filter(is_restorable).collect();
        deleted.sort_by_key(|entry| std::cmp::Reverse(entry.deleted_at));
        deleted.truncate(ENTRIES_PER_PAGE);
        deleted
    }
}

impl<'l> PageFinder<'l> {
    /// Looks for this page, or the last one if there are fewer.
    #[must_use]
    pub fn new(listing: &'l Listing) -> Self {
        let wanted = EntryFilter::new(listing.theme.as_ref(), listing.words.as_ref());
        let first = Listing { page: 0, ..listing.clone() };
        Self { listing, wanted, page: EvidencePage { listing: first, is_new: true, ..EvidencePage::default() } }
    }

    /// Takes the next entry: deleted ones first, then the others, newest first. Tells whether it needs another.
    pub fn take(&mut self, entry: Entry) -> ControlFlow<()> {
        let Self { listing, wanted, page } = self;
        if entry.deleted_at.is_some() {
            page.deleted.push(entry);
            return ControlFlow::Continue(());
        }
        page.is_new = false;
        if !wanted.takes(&entry) {
            return ControlFlow::Continue(());
        }
        if page.entries.len() == ENTRIES_PER_PAGE {
            if page.listing.page >= listing.page {
                page.older = true;
                return ControlFlow::Break(());
            }
            page.entries.clear();
            page.listing.page += 1;
        }
        page.entries.push(entry);
        ControlFlow::Continue(())
    }

    /// The page, once the entries are exhausted or no more are needed.
    #[must_use]
    pub fn found(self) -> EvidencePage {
        let is_short = self.page.listing.page == 0 && !self.page.older && !self.listing.is_narrowed();
        EvidencePage { is_short, ..self.page }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::UNDO;
    use crate::domain::evidence::tests::entry;
    use proptest::prelude::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000, 0).unwrap() + chrono::TimeDelta::minutes(minutes)
    }

    /// The page as found among entries in any order.
    fn page(entries: &[Entry], listing: &Listing) -> EvidencePage {
        let mut newest_first = entries.to_vec();
        newest_first.sort_by_key(|entry| std::cmp::Reverse((entry.happened_on, entry.id)));
        let mut finder = PageFinder::new(listing);
        let _ = newest_first.into_iter().try_for_each(|entry| finder.take(entry));
        finder.found()
    }

    fn listed(page: &EvidencePage) -> Vec<(String, Vec<i64>)> {
        let ids = |entries: &[Entry]| entries.iter().map(|entry| entry.id.0).collect();
        page.months().map(|(begins_on, entries)| (begins_on.to_string(), ids(entries))).collect()
    }

    #[test]
    fn newest_first_by_month_a_page_at_a_time() {
        let days = ["2026-05-30", "2026-06-01", "2026-06-01", "2026-04-02", "2026-06-03", "2025-06-03", "2026-05-31"];
        let entries: Vec<Entry> = (1..).zip(days).map(|(id, day)| entry(id, day, "words", &[])).collect();
        let first = page(&entries, &Listing::default());
        assert_eq!(listed(&first), [("2026-06-01".to_owned(), vec![5, 3, 2]), ("2026-05-01".to_owned(), vec![7, 1])]);
        assert!(first.older);
        let beyond = page(&entries, &Listing { page: 9, ..Listing::default() });
        assert_eq!(listed(&beyond), [("2026-04-01".to_owned(), vec![4]), ("2025-06-01".to_owned(), vec![6])]);
        assert_eq!((beyond.listing.page, beyond.older), (1, false));
    }

    #[test]
    fn theme_and_words_narrow_it() {
        let entries = [
            entry(1, "2026-06-01", "Set up Grafana alerts", &["mastery"]),
            entry(2, "2026-06-02", "Alerting workshop", &["influence", "mastery"]),
            entry(3, "2026-06-03", "Pairing", &[]),
        ];
        for (theme, words, expected) in [
            (None, None, vec![3, 2, 1]),
            (Some("mastery"), None, vec![2, 1]),
            (Some("mastery"), Some("workshops"), vec![2]),
            (None, Some("ALERT"), vec![2, 1]),
            (None, Some("alert graf"), vec![1]),
            (None, Some("-- !"), vec![3, 2, 1]),
            (None, Some("lerts"), vec![]),
        ] {
            let listing =
                Listing { theme: theme.map(ThemeId::new), words: words.map(PrivateText::new), ..Listing::default() };
            let page = page(&entries, &listing);
            let ids: Vec<i64> = listed(&page).into_iter().flat_map(|(_, ids)| ids).collect();
            assert_eq!(ids, expected, "{theme:?} {words:?}");
            assert!(!page.is_new);
        }
    }

    #[test]
    fn what_was_deleted_waits_beside_the_list_until_its_time_is_over() {
        let mut entries = [entry(1, "2026-06-01", "kept", &[]), entry(2, "2026-06-02", "deleted", &[])];
        entries[1].deleted_at = Some(at(0));
        for (minutes, waiting) in [(0, 1), (9, 1), (UNDO.num_minutes(), 0)] {
            let page = page(&entries, &Listing::default());
            assert_eq!((page.restorable(at(minutes)).len(), listed(&page)[0].1.as_slice()), (waiting, &[1_i64][..]));
        }
    }

    proptest! {
        #[test]
        fn turning_pages_shows_every_entry_once(days in proptest::collection::vec(0_i64..900, 0..40)) {
            let date = |days: &i64| ("2024-01-01".parse::<NaiveDate>().unwrap() + chrono::TimeDelta::days(*days)).to_string();
            let entries: Vec<Entry> = (1..).zip(&days).map(|(id, days)| entry(id, &date(days), "words", &[])).collect();
            let mut seen = Vec::new();
            let mut number = 0;
            loop {
                let page = page(&entries, &Listing { page: number, ..Listing::default() });
                prop_assert!(page.entries.len() <= ENTRIES_PER_PAGE);
                seen.extend(page.months().flat_map(|(_, entries)| entries).map(|entry| (entry.happened_on, entry.id)));
                if !page.older { break; }
                number += 1;
            }
            prop_assert!(seen.is_sorted_by(|one, next| one > next));
            prop_assert_eq!(seen.len(), entries.len());
        }
    }
}
