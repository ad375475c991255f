//! Can anything be kept just now?

use crate::store::health::{self, Trouble};
use crate::store::{Store, StoreError};

/// Why nothing can be kept, if so. What could not be done last time is tried again, so it heals by itself.
pub async fn trouble(store: &Store) -> Option<Trouble> {
    store.trouble()?;
    // What it comes to is noted down by the store.
    let _ = touch(store).await;
    store.trouble()
}

async fn touch(store: &Store) -> Result<(), StoreError> {
    let mut writing = store.write().await?;
    health::touch(&mut writing).await?;
    writing.commit().await
}
