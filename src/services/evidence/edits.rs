//! Limits how often each author replaces a text. A replaced text leaves blanks of its length in the database, which
//! count towards no quota, so they must not make the file grow faster than new entries do.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::domain::evidence::{HOUR, Quota, QuotaExceeded};
use crate::domain::ids::Actor;

/// Each author's edits within an hour, which begins with the first of them. A restart forgets them.
#[derive(Debug, Default)]
pub(super) struct RecentEdits(Mutex<HashMap<Actor, EditHour>>);

#[derive(Debug)]
struct EditHour {
    began_at: DateTime<Utc>,
    edits: u32,
}

impl RecentEdits {
    /// Counts one more edit, unless the author has reached the limit.
    pub(super) fn count(&self, author: &Actor, quota: &Quota, now: DateTime<Utc>) -> Result<(), QuotaExceeded> {
        let mut hours = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that steps back begins another hour.
        hours.retain(|_, hour| hour.began_at <= now && now < hour.began_at + HOUR);
        let hour = hours.entry(author.clone()).or_insert(EditHour { began_at: now, edits: 0 });
        quota.check_edits(hour.edits, hour.began_at, now)?;
        hour.edits += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use chrono::TimeDelta;

    use super::*;
    use crate::domain::evidence::{EvidenceFault, FilledEvidence};
    use crate::domain::ids::{EntryId, MemberId, WorkspaceId};
    use crate::secret::PrivateText;
    use crate::services::evidence::{EvidenceError, Form};
    use crate::services::{Services, frameworks};
    use crate::store;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn who(name: &str) -> Actor {
        Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new(name) }
    }

    #[tokio::test]
    async fn an_author_can_replace_a_text_so_many_times_an_hour() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/bearings.db", directory.path().display());
        let store = Arc::new(store::open(&url).await.unwrap());
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("framework");
        let library = frameworks::load(&store, &files, at(0)).await.unwrap().library;
        let quota = Quota { entries_per_hour: 2, ..Quota::default() };
        let evidence = Services::with_quota(&store, quota).evidence;
        let save = async |name: &str, edits: Option<EntryId>, (words, day): (&str, &str), now| {
            let filled = FilledEvidence {
                words: PrivateText::new(words),
                behaviours: Vec::new(),
                happened_on: Some(day.parse().unwrap()),
                link: PrivateText::default(),
                audience: Some(crate::domain::evidence::Audience::OnlyMe),
                quote: None,
                keeps_quote: false,
            };
            let form = format!("{words} {day} {now}");
            let saved = evidence.save(&who(name), Form { id: &form, edits }, filled, &library, now).await;
            saved.map(|owned| owned.entry.id)
        };
        let day = "2026-05-20";
        let id = save("UANA", None, ("first", day), at(0)).await.unwrap();
        for (words, minutes) in [("second", 10), ("third", 20)] {
            assert_eq!(save("UANA", Some(id), (words, day), at(minutes)).await.unwrap(), id);
        }
        let Err(EvidenceError::Faults(faults)) = save("UANA", Some(id), ("fourth", day), at(30)).await else {
            panic!("a third text within an hour")
        };
        assert_eq!(faults, [EvidenceFault::Quota(QuotaExceeded::EditsPerHour { edits: 2, minutes: 41 })]);
        // The same words leave nothing behind, whatever else changes.
        save("UANA", Some(id), ("third", "2026-05-21"), at(31)).await.unwrap();
        let other = save("UBEN", None, ("of Ben", day), at(32)).await.unwrap();
        save("UBEN", Some(other), ("of Ben's", day), at(33)).await.unwrap();
        save("UANA", Some(id), ("fourth", day), at(70)).await.unwrap();
        store.close().await;
    }
}
