//! A transaction that writes, and what became of it.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::store::health::Health;
use crate::store::{Request, StoreError};

/// A transaction that writes; dropped without `commit` it changes nothing.
#[derive(Debug)]
pub struct Writing {
    transaction: Transaction<'static, Sqlite>,
    health: Arc<Health>,
}

impl Writing {
    pub(super) fn new(transaction: Transaction<'static, Sqlite>, health: Arc<Health>) -> Self {
        Self { transaction, health }
    }

    /// Keeps what was written, and notes down the request that it was written for.
    ///
    /// # Errors
    /// When it cannot be kept; then nothing of it is.
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
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.transaction
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }
}
