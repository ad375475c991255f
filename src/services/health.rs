//! Whether anything can be stored right now.

use crate::store::health::{self, Trouble};
use crate::store::{Store, StoreError};

/// Why nothing can be stored, if so. Retries what failed last time, so that it recovers on its own.
pub async fn trouble(store: &Store) -> Option<Trouble> {
    store.trouble()?;
    // The store records the outcome.
    let _ = touch(store).await;
    store.trouble()
}

async fn touch(store: &Store) -> Result<(), StoreError> {
    let mut writing = store.write().await?;
    health::touch(&mut writing).await?;
    writing.commit().await
}
