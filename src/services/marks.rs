//! For which behaviours somebody has evidence, kept in memory because every look at the framework asks for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::evidence::Days;
use crate::domain::ids::Actor;
use crate::store::{Store, StoreError, engineer, evidence};

/// Of so many people it is kept; when there are more, everybody's is read anew.
const PEOPLE: usize = 20_000;

/// The days of those who looked at the framework since they last changed their evidence or their settings.
#[derive(Debug, Default)]
pub(super) struct Marks {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    days: HashMap<Actor, Arc<Days>>,
    /// Counts changes, so that what was read before one is not kept after it.
    changes: u64,
}

impl Marks {
    pub(super) async fn of(&self, store: &Store, author: &Actor) -> Result<Arc<Days>, StoreError> {
        let changes = {
            let known = self.known();
            if let Some(days) = known.days.get(author) {
                return Ok(days.clone());
            }
            known.changes
        };
        let mut reading = store.read().await?;
        let newest = evidence::list_marks(&mut reading, &author.workspace, &author.member).await?;
        let days = Arc::new(Days { newest, language: engineer::find_date_language(&mut reading, author).await? });
        let mut known = self.known();
        if known.changes == changes {
            if known.days.len() >= PEOPLE {
                known.days.clear();
            }
            known.days.insert(author.clone(), days.clone());
        }
        Ok(days)
    }

    /// The author's evidence has changed, or how they read it.
    pub(super) fn forget(&self, author: &Actor) {
        let mut known = self.known();
        known.changes += 1;
        known.days.remove(author);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // A panic elsewhere cannot leave the map half changed.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
