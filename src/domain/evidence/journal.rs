//! One person's own entries as they are listed: newest first, by month, narrowed by theme and words, a page at a time.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rust_stemmers::{Algorithm, Stemmer};

use crate::domain::evidence::Entry;
use crate::domain::ids::ThemeId;
use crate::secret::PrivateText;

/// Entries on one page.
pub const PAGE: usize = 5;

/// Which of one's own entries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Only those that show something of this theme.
    pub theme: Option<ThemeId>,
    /// Only those in which all of these words occur.
    pub words: Option<PrivateText>,
    /// The page, from 0 for the newest.
    pub page: u16,
}

/// A page of entries.
#[derive(Debug, PartialEq, Eq)]
pub struct Journal<'e> {
    /// What was asked for; its page is one that exists.
    pub listing: Listing,
    /// The entries of the page, newest month first.
    pub months: Vec<Month<'e>>,
    /// There are older ones behind this page.
    pub older: bool,
    /// Deleted a moment ago, and still to be brought back.
    pub deleted: Vec<&'e Entry>,
    /// Nothing has been written yet.
    pub is_new: bool,
    /// All of it fits on one page, so that there is nothing to narrow.
    pub is_short: bool,
}

/// The entries of one month, newest first.
#[derive(Debug, PartialEq, Eq)]
pub struct Month<'e> {
    /// Its first day.
    pub begins_on: NaiveDate,
    /// Never empty.
    pub entries: Vec<&'e Entry>,
}

impl Listing {
    /// So many of the newest entries are enough to show the page and to know whether there are older ones; all of them
    /// where they have to be searched.
    #[must_use]
    pub fn reads(&self) -> Option<usize> {
        let is_narrowed = self.theme.is_some() || self.words.is_some();
        (!is_narrowed).then(|| (usize::from(self.page) + 1) * PAGE + 1)
    }
}

impl<'e> Journal<'e> {
    /// The page that was asked for, or the last one if there are fewer.
    #[must_use]
    pub fn of(entries: &'e [Entry], listing: &Listing, now: DateTime<Utc>) -> Self {
        let mut newest_first: Vec<&Entry> = entries.iter().filter(|entry| entry.deleted_at.is_none()).collect();
        let is_new = newest_first.is_empty();
        let is_short = newest_first.len() <= PAGE && listing.reads().is_some();
        newest_first.sort_by_key(|entry| std::cmp::Reverse((entry.happened_on, entry.id)));
        let wanted = Wanted::new(listing);
        newest_first.retain(|entry| wanted.takes(entry));
        let last_page = newest_first.len().saturating_sub(1) / PAGE;
        let page = usize::from(listing.page).min(last_page);
        let mut months: Vec<Month<'e>> = Vec::new();
        for entry in newest_first.iter().skip(page * PAGE).take(PAGE) {
            let day = entry.happened_on;
            let begins_on = day.with_day(1).unwrap_or(day);
            match months.last_mut().filter(|month| month.begins_on == begins_on) {
                Some(month) => month.entries.push(entry),
                None => months.push(Month { begins_on, entries: vec![entry] }),
            }
        }
        let mut deleted: Vec<&Entry> =
            entries.iter().filter(|entry| entry.undo_until().is_some_and(|until| now < until)).collect();
        deleted.sort_by_key(|entry| std::cmp::Reverse(entry.deleted_at));
        deleted.truncate(PAGE);
        Self {
            listing: Listing { page: u16::try_from(page).unwrap_or(u16::MAX), ..listing.clone() },
            months,
            older: page < last_page,
            deleted,
            is_new,
            is_short,
        }
    }

    /// Nothing fits what was asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.months.is_empty()
    }
}

/// What an entry needs to be listed.
struct Wanted<'l> {
    theme: Option<&'l ThemeId>,
    stemmer: Stemmer,
    words: Vec<String>,
}

impl<'l> Wanted<'l> {
    fn new(listing: &'l Listing) -> Self {
        let words = listing.words.as_ref().map_or_else(Vec::new, |words| words_of(words.reveal()));
        Self { theme: listing.theme.as_ref(), stemmer: Stemmer::create(Algorithm::English), words }
    }

    fn takes(&self, entry: &Entry) -> bool {
        let of_theme = self.theme.is_none_or(|theme| entry.behaviours.iter().any(|shown| shown.theme == *theme));
        of_theme && (self.words.is_empty() || self.says_all(entry))
    }

    /// Every word occurs in the entry: as a beginning, or in another form.
    fn says_all(&self, entry: &Entry) -> bool {
        let texts = [Some(entry.words.reveal()), entry.quote.as_ref().map(PrivateText::reveal)];
        let link = entry.link.as_ref().map(crate::domain::link::Link::as_str);
        let wordings = entry.behaviours.iter().map(|shown| shown.wording.as_str());
        let said: Vec<String> = texts.into_iter().flatten().chain(link).chain(wordings).flat_map(words_of).collect();
        self.words.iter().all(|wanted| {
            let stem = self.stemmer.stem(wanted);
            said.iter().any(|word| word.starts_with(wanted.as_str()) || self.stemmer.stem(word) == stem)
        })
    }
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
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

    fn listed(journal: &Journal<'_>) -> Vec<(String, Vec<i64>)> {
        let ids = |month: &Month<'_>| month.entries.iter().map(|entry| entry.id.0).collect();
        journal.months.iter().map(|month| (month.begins_on.to_string(), ids(month))).collect()
    }

    #[test]
    fn newest_first_by_month_a_page_at_a_time() {
        let days = ["2026-05-30", "2026-06-01", "2026-06-01", "2026-04-02", "2026-06-03", "2025-06-03", "2026-05-31"];
        let entries: Vec<Entry> = (1..).zip(days).map(|(id, day)| entry(id, day, "words", &[])).collect();
        let first = Journal::of(&entries, &Listing::default(), at(0));
        assert_eq!(listed(&first), [("2026-06-01".to_owned(), vec![5, 3, 2]), ("2026-05-01".to_owned(), vec![7, 1])]);
        assert!(first.older);
        let beyond = Journal::of(&entries, &Listing { page: 9, ..Listing::default() }, at(0));
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
            let journal = Journal::of(&entries, &listing, at(0));
            let ids: Vec<i64> = listed(&journal).into_iter().flat_map(|(_, ids)| ids).collect();
            assert_eq!(ids, expected, "{theme:?} {words:?}");
            assert!(!journal.is_new);
        }
    }

    #[test]
    fn what_was_deleted_waits_beside_the_list_until_its_time_is_over() {
        let mut entries = [entry(1, "2026-06-01", "kept", &[]), entry(2, "2026-06-02", "deleted", &[])];
        entries[1].deleted_at = Some(at(0));
        for (minutes, waiting) in [(0, 1), (9, 1), (UNDO.num_minutes(), 0)] {
            let journal = Journal::of(&entries, &Listing::default(), at(minutes));
            assert_eq!((journal.deleted.len(), listed(&journal)[0].1.as_slice()), (waiting, &[1_i64][..]));
        }
    }

    proptest! {
        #[test]
        fn turning_pages_shows_every_entry_once(days in proptest::collection::vec(0_i64..900, 0..40)) {
            let date = |days: &i64| ("2024-01-01".parse::<NaiveDate>().unwrap() + chrono::TimeDelta::days(*days)).to_string();
            let entries: Vec<Entry> = (1..).zip(&days).map(|(id, days)| entry(id, &date(days), "words", &[])).collect();
            let mut seen = Vec::new();
            let mut page = 0;
            loop {
                let journal = Journal::of(&entries, &Listing { page, ..Listing::default() }, at(0));
                seen.extend(journal.months.iter().flat_map(|month| &month.entries).map(|entry| (entry.happened_on, entry.id)));
                if !journal.older { break; }
                page += 1;
            }
            prop_assert!(seen.is_sorted_by(|one, next| one > next));
            prop_assert_eq!(seen.len(), entries.len());
        }
    }
}
