//! All SQL. One writer connection, a few readers; times are milliseconds UTC, lists are JSON.

pub mod delivery;
pub mod digest;
pub mod engineer;
pub mod evidence;
pub mod framework;
pub mod inbox;
pub mod member;
mod open;
pub mod opening;
pub mod people;
pub mod personal;
pub mod prompt;
pub mod retention;
pub mod roster;
pub mod team;

use chrono::{DateTime, Utc};
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::telemetry::numbers::{self, StoreFault};

pub use open::{OpenError, open, open_beside, remove};

/// The database, opened, checked and brought to the newest schema.
#[derive(Debug)]
pub struct Store {
    /// One connection: more would wait for each other inside SQLite, with worse manners.
    writer: SqlitePool,
    readers: SqlitePool,
    /// Held as long as the store is open, so that no second bot opens the same file; a command beside it holds none.
    lock: Option<std::fs::File>,
}

/// The database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite or the driver failed.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
    /// A stored value is not what this version wrote.
    #[error("a stored {what} cannot be read")]
    Unreadable {
        /// Which kind of value.
        what: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A stored number lies outside of what it counts.
    #[error("a stored {0} is out of range")]
    OutOfRange(&'static str),
}

/// Everything that the database does not do passes here, so it is counted here.
impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        numbers::store_error(fault(&error));
        Self::Database(error)
    }
}

/// SQLite's codes say more in their higher bits; what they mean is in the lowest eight.
fn fault(error: &sqlx::Error) -> StoreFault {
    if matches!(error, sqlx::Error::PoolTimedOut) {
        return StoreFault::Busy;
    }
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    match code.and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xFF) {
        Some(5 | 6) => StoreFault::Busy,
        Some(8) => StoreFault::ReadOnly,
        Some(10 | 14) => StoreFault::Disk,
        Some(11 | 26) => StoreFault::Damaged,
        Some(13) => StoreFault::Full,
        _ => StoreFault::Other,
    }
}

/// A connection, within a transaction or not.
pub type Connection = sqlx::SqliteConnection;

/// A transaction that writes; dropped without `commit` it changes nothing.
pub type Writing = Transaction<'static, Sqlite>;

impl Store {
    /// Begins a write transaction, waiting its turn. Only services do.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn write(&self) -> Result<Writing, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// When no reader comes free in time.
    pub async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// Folds the write-ahead log into the file and empties it, so that nothing erased lives on in it; `false` if a reader
    /// still needed it, and the next try may.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn fold_log(&self) -> Result<bool, StoreError> {
        open::fold_log(&self.writer).await
    }

    /// Closes every connection, so that the write-ahead log is folded into the file, and lets the next bot open it: whoever
    /// still holds this store can do nothing with it.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        if let Some(Err(error)) = self.lock.as_ref().map(std::fs::File::unlock) {
            tracing::warn!(%error, "the database stays locked until the end");
        }
    }
}

/// A stored instant.
///
/// # Errors
/// When it is out of what a clock can show.
pub fn instant(millis: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(millis).ok_or(StoreError::OutOfRange("instant"))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_the_database_does_not_do_has_its_reason() {
        let directory = tempfile::tempdir().unwrap();
        let store = open(&format!("sqlite://{}", directory.path().join("bearings.db").display())).await.unwrap();
        let mut reader = store.read().await.unwrap();
        for (statement, expected) in
            [("DELETE FROM _sqlx_migrations", StoreFault::ReadOnly), ("SELECT nothing", StoreFault::Other)]
        {
            let error = sqlx::query(statement).execute(&mut *reader).await.unwrap_err();
            assert_eq!(fault(&error), expected, "{error}");
        }
        let fill = "PRAGMA max_page_count = 1; CREATE TABLE filled AS SELECT zeroblob(10000000) AS everything";
        let error = sqlx::raw_sql(fill).execute(&store.writer).await.unwrap_err();
        assert_eq!(fault(&error), StoreFault::Full, "{error}");
    }
}
