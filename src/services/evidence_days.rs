//! The behaviours a person has evidence for, cached because every view of the framework asks for them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::evidence::EvidenceDays;
use crate::domain::ids::Actor;
use crate::store::{Store, StoreError, evidence, person};

/// How many people are cached; beyond that, the cache starts over.
const MAX_AUTHORS: usize = 20_000;

/// The days of authors who viewed the framework since they last changed their evidence or their settings.
#[derive(Debug, Default)]
pub(super) struct EvidenceDayCache {
    cached: Mutex<CachedDays>,
}

#[derive(Debug, Default)]
struct CachedDays {
    days: HashMap<Actor, Arc<EvidenceDays>>,
    /// Counts changes, so that what was read before one is not kept after it.
    changes: u64,
}

impl EvidenceDayCache {
    pub(super) async fn of(&self, store: &Store, author: &Actor) -> Result<Arc<EvidenceDays>, StoreError> {
        let changes = {
            let cached = self.cached();
            if let Some(days) = cached.days.get(author) {
                return Ok(days.clone());
            }
            cached.changes
        };
        let mut reading = store.read().await?;
        let newest = evidence::list_marks(&mut reading, author).await?;
        let days =
            Arc::new(EvidenceDays { newest, language: person::find_person(&mut reading, author).await?.language() });
        let mut cached = self.cached();
        if cached.changes == changes {
            if cached.days.len() >= MAX_AUTHORS {
                cached.days.clear();
            }
            cached.days.insert(author.clone(), days.clone());
        }
        Ok(days)
    }

    /// Call this after the author's evidence changed, or how they read it.
    pub(super) fn forget(&self, author: &Actor) {
        let mut cached = self.cached();
        cached.changes += 1;
        cached.days.remove(author);
    }

    fn cached(&self) -> MutexGuard<'_, CachedDays> {
        // A panic elsewhere cannot leave the map half changed.
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
