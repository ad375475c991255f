//! Detects repeats: Slack sends events again, users press twice, and an attacker can replay a signed request.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::WorkspaceId;
use crate::services::retention::EVENTS_KEPT;
use crate::store::{Request, Store, StoreError, inbox};

/// Remembers keys for at least `kept`, and at most twice as long, in two generations: forgetting drops one.
#[derive(Debug)]
pub struct ReplayCache {
    hasher: RandomState,
    kept: TimeDelta,
    generations: Mutex<Generations>,
}

#[derive(Debug)]
struct Generations {
    since: DateTime<Utc>,
    young: HashSet<u64>,
    old: HashSet<u64>,
}

impl ReplayCache {
    #[must_use]
    pub fn new(kept: TimeDelta) -> Self {
        let generations = Generations { since: DateTime::<Utc>::MIN_UTC, young: HashSet::new(), old: HashSet::new() };
        Self { hasher: RandomState::new(), kept, generations: Mutex::new(generations) }
    }

    /// Whether the key is new; from now on it is known. `at` may step back without harm.
    pub fn is_first(&self, key: impl Hash, at: DateTime<Utc>) -> bool {
        // A keyed hash instead of the key: it's smaller, it keeps no secret, and no one can aim for a collision. Among
        // a million keys, one is taken for another once in ten million times.
        let fingerprint = self.hasher.hash_one(&key);
        // A panic elsewhere cannot leave a set of numbers half changed.
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if at.signed_duration_since(generations.since) >= self.kept {
            generations.old = std::mem::take(&mut generations.young);
            generations.since = at;
        }
        !generations.old.contains(&fingerprint) && generations.young.insert(fingerprint)
    }

    /// Forgets the key, because what came with it didn't happen: the next time counts as the first.
    pub fn forget(&self, key: impl Hash) {
        let fingerprint = self.hasher.hash_one(&key);
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.young.remove(&fingerprint);
        generations.old.remove(&fingerprint);
    }
}

/// Whether this Slack event is new; it's recorded before anything is done about it.
///
/// # Errors
/// If the database fails, Slack should be asked to repeat the event.
pub async fn is_first_event(
    store: &Store,
    workspace: &WorkspaceId,
    event: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut writing = store.write().await?;
    let first = inbox::insert_event(&mut writing, workspace, event, now).await?;
    inbox::delete_old_events(&mut writing, EVENTS_KEPT).await?;
    writing.commit().await?;
    Ok(first)
}

/// Does this for a Slack request, unless that request changed something before. What is written meanwhile in this task
/// also records the request, so that a repeat changes nothing.
pub async fn once<T>(store: &Store, request: Option<Request>, work: impl Future<Output = T>) -> Option<T> {
    let Some(request) = request else { return Some(work.await) };
    let is_known = async { request.is_known(&mut store.read().await?).await };
    // If the database can't be read, it can't be changed either.
    if is_known.await.unwrap_or(false) {
        tracing::info!("ignored a repeated event");
        return None;
    }
    request.scope(work).await
}

/// Records the current request, for something that writes nothing else to the database.
///
/// # Errors
/// [`StoreError::Replayed`] if it's a repeat; other errors if the database fails.
pub async fn note_request(store: &Store) -> Result<(), StoreError> {
    store.write().await?.commit().await
}

/// Whether the database answers.
pub async fn ping(store: &Store) -> Result<(), StoreError> {
    inbox::ping(&mut store.read().await?).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn a_key_is_first_once_and_forgotten_after_a_while() {
        let recent = ReplayCache::new(TimeDelta::minutes(10));
        assert!(recent.is_first("a", at(0)));
        assert!(!recent.is_first("a", at(599)));
        assert!(recent.is_first("b", at(600)));
        assert!(!recent.is_first("a", at(601)));
        assert!(recent.is_first("a", at(1_300)));
        recent.forget("a");
        assert!(recent.is_first("a", at(1_301)));
    }

    proptest! {
        #[test]
        fn within_its_time_no_key_is_first_twice(steps in proptest::collection::vec((0_u8..8, 0_i64..400), 1..200)) {
            let recent = ReplayCache::new(TimeDelta::seconds(600));
            let mut now = 0;
            let mut seen = std::collections::HashMap::new();
            for (key, wait) in steps {
                now += wait;
                let first = recent.is_first(key, at(now));
                match seen.get(&key) {
                    None => prop_assert!(first),
                    Some(before) if now - before < 600 => prop_assert!(!first),
                    Some(_) => {}
                }
                if first {
                    seen.insert(key, now);
                }
            }
        }
    }
}
