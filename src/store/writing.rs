//! A write transaction and its outcome.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::store::health::Health;
use crate::store::sql::Connection;
use crate::store::{Request, StoreError};

/// A write transaction; dropped without `commit`, it changes nothing.
#[derive(Debug)]
pub struct Writing {
    transaction: Connection,
    health: Arc<Health>,
}

impl Writing {
    pub(super) fn new(transaction: Connection, health: Arc<Health>) -> Self {
        Self { transaction, health }
    }

    /// Commits, and records the request that the changes were made for.
    ///
    /// # Errors
    /// [`StoreError::Replayed`] if that request changed something before. On any error, nothing is kept.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let request = Request::current();
        if let Some(request) = &request {
            request.note(&mut self.transaction).await?;
        }
        match self.transaction.commit().await {
            Ok(()) => {
                self.health.well();
                if let Some(request) = request {
                    request.noted();
                }
                Ok(())
            }
            Err(error) => {
                self.health.note(&error);
                Err(error.into())
            }
        }
    }
}

impl Deref for Writing {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.transaction
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.transaction
    }
}
