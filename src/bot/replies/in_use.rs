//! Values that exist for as long as something uses their key.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value for each key in use, with the number of its users.
#[derive(Debug)]
pub(super) struct InUse<K, V>(Mutex<HashMap<K, (V, usize)>>);

/// One use of a key, until it's dropped.
#[derive(Debug)]
pub(in crate::bot) struct KeyUse<'u, K: Eq + Hash, V> {
    all: &'u InUse<K, V>,
    pub(super) key: K,
    /// The value when this use began.
    pub(super) value: V,
    /// How many uses the key had then, with this one.
    pub(super) users: usize,
}

impl<K, V> Default for InUse<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash, V: Clone + Default> InUse<K, V> {
    /// Adds a use of the key, and changes its value.
    pub(super) fn enter(&self, key: &K, change: impl FnOnce(&mut V)) -> KeyUse<'_, K, V> {
        let mut all = self.lock();
        let (value, users) = all.entry(key.clone()).or_default();
        *users += 1;
        change(value);
        KeyUse { all: self, key: key.clone(), value: value.clone(), users: *users }
    }

    /// The value now; `None` if nothing uses the key.
    pub(super) fn read(&self, key: &K) -> Option<V> {
        self.lock().get(key).map(|(value, _)| value.clone())
    }

    /// How many uses all keys have.
    pub(super) fn len(&self) -> usize {
        self.lock().values().map(|(_, users)| users).sum()
    }
}

impl<K, V> InUse<K, V> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, (V, usize)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash, V> Drop for KeyUse<'_, K, V> {
    fn drop(&mut self) {
        let mut all = self.all.lock();
        if let Some((_, users)) = all.get_mut(&self.key) {
            *users -= 1;
            if *users == 0 {
                all.remove(&self.key);
            }
        }
    }
}
