//! All SQL lives here. One connection writes, a few read; times are UTC milliseconds, lists are JSON.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

mod address;
pub mod backup;
mod connect;
pub mod delivery;
pub mod digest;
pub mod event;
pub mod evidence;
mod file_system;
pub mod framework;
pub mod health;
pub mod inbox;
mod inspect;
pub mod installation;
mod lists;
mod lock;
pub mod member;
mod migrations;
mod open;
mod open_error;
pub mod opening;
pub mod people;
pub mod person;
pub mod personal;
mod private;
pub mod prompt;
mod query;
mod recovery;
mod repair;
mod request;
pub mod restore;
pub mod retention;
mod schema;
pub mod team;
mod writing;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection as _, Sqlite, SqlitePool, Transaction};
use uuid::Uuid;

use crate::telemetry::numbers::{self, StoreFault};
pub use address::file_of;
pub use file_system::FileSystem;
use health::{Health, Trouble};
pub use inspect::{Inspection, Schema, inspect, open_to_read};
pub use open::{open, open_beside, open_with, refuse_foreign, remove};
pub use open_error::OpenError;
pub(crate) use open_error::what_to_do;
pub use private::{private_directory, private_file, unnamed_file_beside};
pub use request::Request;
pub use writing::Writing;

/// The database: opened, checked and migrated to the newest schema.
#[derive(Debug)]
pub struct Store {
    /// One connection: several would contend inside SQLite, whose busy handler is no fair queue.
    writer: SqlitePool,
    readers: SqlitePool,
    /// For connections outside the pools.
    options: SqliteConnectOptions,
    health: Arc<Health>,
    /// The file is large, and its pages haven't all been checked since the start.
    is_unchecked: AtomicBool,
    /// Held while the store is open, so that no second bot opens the same file; a command beside the bot holds none.
    lock: Option<lock::Lock>,
}

/// Why a database operation failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database failed{}", because(.0))]
    Database(#[source] sqlx::Error),
    /// A stored value isn't in the form that this version writes.
    #[error("a stored {what} cannot be read")]
    Unreadable {
        what: &'static str,
        #[source]
        source: serde_json::Error,
    },
    /// Slack sent the same request before, and it already changed something.
    #[error("this request was here before")]
    Replayed,
    /// A stored number is outside its valid range.
    #[error("a stored {0} is out of range")]
    OutOfRange(&'static str),
}

/// Every database error passes through here, so this is where they are counted.
impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        numbers::store_error(fault(&error));
        Self::Database(error)
    }
}

/// SQLite's extended result codes carry the primary code in their lowest eight bits.
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

/// The cause, as far as it is known, without the failed statement: that could hold what a user wrote.
fn because(error: &sqlx::Error) -> String {
    Trouble::of(error).map(|trouble| format!(": {}", trouble.says())).unwrap_or_default()
}

impl StoreError {
    /// What the error says about the file or its disk, if anything.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Database(error) => Trouble::of(error),
            Self::Unreadable { .. } | Self::Replayed | Self::OutOfRange(_) => None,
        }
    }
}

/// A connection, inside a transaction or not.
pub type Connection = sqlx::SqliteConnection;

impl Store {
    /// Begins a write transaction, waiting its turn. Only services call this.
    pub async fn write(&self) -> Result<Writing, StoreError> {
        match self.writer.begin_with("BEGIN IMMEDIATE").await {
            Ok(transaction) => Ok(Writing::new(transaction, self.health.clone())),
            Err(error) => {
                self.health.note(&error);
                Err(error.into())
            }
        }
    }

    /// A connection for reading. Fails if none becomes free in time.
    pub async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// A read transaction: it sees the database as of one moment, and writers don't wait for it.
    pub async fn snapshot(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.readers.begin().await?)
    }

    /// Checkpoints the write-ahead log into the file and truncates it, so that erased text doesn't live on there.
    /// `false` if a reader still needs the log; a later try may succeed.
    pub async fn fold_log(&self) -> Result<bool, StoreError> {
        open::fold_log(&self.options).await
    }

    /// The size of the write-ahead log in bytes.
    #[must_use]
    pub fn log_size(&self) -> u64 {
        let mut log = self.file().as_os_str().to_owned();
        log.push("-wal");
        std::fs::metadata(log).map_or(0, |about| about.len())
    }

    /// The database file.
    #[must_use]
    pub fn file(&self) -> &Path {
        self.options.get_filename()
    }

    /// Why writes fail, until one succeeds; damage stays noted.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.health.trouble()
    }

    /// Whether some of the file's pages haven't been checked since the start.
    #[must_use]
    pub fn is_unchecked(&self) -> bool {
        self.is_unchecked.load(Ordering::SeqCst)
    }

    /// Checks every page of the file while everything else goes on, and with `indexes` every index against its table.
    /// Returns the first problem, if there is one.
    pub async fn look_through(&self, indexes: bool) -> Result<Option<String>, StoreError> {
        let mut db = self.options.clone().read_only(true).connect().await?;
        let found =
            if indexes { backup::integrity_check(&mut db).await? } else { backup::quick_check(&mut db).await? };
        db.close().await?;
        self.is_unchecked.store(false, Ordering::SeqCst);
        Ok(found)
    }

    /// The error for a damaged file, naming the newest good backup beside it or in this directory.
    pub async fn damaged(&self, backups: Option<&Path>, why: String) -> OpenError {
        recovery::damaged(self.file(), backups, why).await
    }

    /// Closes every connection, which checkpoints the write-ahead log, and lets the next bot open the file. Anyone who
    /// still holds this store can do nothing with it.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        if let Some(lock) = &self.lock {
            lock.release();
        }
    }
}

/// Decodes a stored instant; [`StoreError::OutOfRange`] if no clock can show it.
pub fn instant(millis: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(millis).ok_or(StoreError::OutOfRange("instant"))
}

/// A random id for a row whose id travels in buttons and forms: sequential ids would show how many rows others have.
fn opaque_id() -> i64 {
    i64::try_from(Uuid::new_v4().as_u64_pair().1 >> 2).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{AssertSqlSafe, Row as _};

    /// How SQLite finds the rows of a query: each table or index that it goes through, in order, and what it sorts. For
    /// tests that a query doesn't slow down as the database grows.
    pub(super) async fn ways(db: &mut Connection, query: &'static str) -> Vec<String> {
        let explained = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}"))).fetch_all(db).await.unwrap();
        explained.iter().map(|row| row.get("detail")).collect()
    }

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
