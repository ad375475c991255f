//! The database file in use: its connections, and what can be asked of it beside them.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqlitePool};

use crate::store::StoreError;
use crate::store::sql::Connection;
use crate::store::sqlite::OpenError;
use crate::store::sqlite::connect::pool;
use crate::store::sqlite::lock::Lock;
use crate::store::sqlite::{backup, recovery};

/// How long a checkpoint of the write-ahead log waits for others to pause; others wait for it no longer than this.
const QUIET: Duration = Duration::from_millis(100);
/// Readers beside the one writer.
const READERS: u32 = 3;
/// Each reader's page cache in kibibytes, negative as SQLite wants it. One person's pages fit many times; the operating
/// system caches the rest, once for all readers.
const READER_CACHE: &str = "-512";
/// Requests that wait longer than this for a reader go on without one: Slack waits three seconds for an answer, and
/// framework look-ups are answered from memory.
const READ_WITHIN: Duration = Duration::from_secs(2);

/// An open database file.
#[derive(Debug)]
pub struct SqliteFile {
    /// One connection: several would contend inside SQLite, whose busy handler is no fair queue.
    pub(super) writer: SqlitePool,
    readers: SqlitePool,
    /// For connections outside the pools.
    options: SqliteConnectOptions,
    /// The file is large, and its pages haven't all been checked since the start.
    is_unchecked: AtomicBool,
    /// Held while the file is open, so that no second bot opens it; a command beside the bot holds none.
    lock: Option<Lock>,
}

impl SqliteFile {
    pub(super) fn new(
        writer: SqlitePool,
        options: SqliteConnectOptions,
        lock: Option<Lock>,
        is_unchecked: bool,
    ) -> Self {
        Self {
            writer,
            // Idle readers are closed: a framework look-up never needs one.
            readers: pool(options.clone().read_only(true).pragma("cache_size", READER_CACHE), READERS, READ_WITHIN),
            options,
            is_unchecked: AtomicBool::new(is_unchecked),
            lock,
        }
    }

    /// Keeps no bot from opening the file.
    pub(super) fn without_lock(self) -> Self {
        Self { lock: None, ..self }
    }

    pub(in crate::store) async fn begin_write(&self) -> Result<Connection, sqlx::Error> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map(Connection::SqliteTransaction)
    }

    pub(in crate::store) async fn read(&self) -> Result<Connection, sqlx::Error> {
        self.readers.acquire().await.map(Connection::Sqlite)
    }

    pub(in crate::store) async fn snapshot(&self) -> Result<Connection, sqlx::Error> {
        self.readers.begin().await.map(Connection::SqliteTransaction)
    }

    /// Checkpoints the write-ahead log into the file and truncates it, so that erased text doesn't live on there.
    /// `false` if a reader still needs the log; a later try may succeed.
    pub async fn fold_log(&self) -> Result<bool, StoreError> {
        // Its own connection, so that writers wait for it no longer than this.
        let mut db = self.options.clone().create_if_missing(false).busy_timeout(QUIET).connect().await?;
        let folded = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut db).await;
        db.close().await?;
        let (busy, _, _): (i64, i64, i64) = folded?;
        Ok(busy == 0)
    }

    /// The size of the write-ahead log in bytes.
    #[must_use]
    pub fn log_size(&self) -> u64 {
        let mut log = self.path().as_os_str().to_owned();
        log.push("-wal");
        std::fs::metadata(log).map_or(0, |about| about.len())
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        self.options.get_filename()
    }

    /// Whether some of the file's pages haven't been checked since the start.
    #[must_use]
    pub fn is_unchecked(&self) -> bool {
        self.is_unchecked.load(Ordering::SeqCst)
    }

    /// Checks every page of the file while everything else goes on, and with `indexes` every index against its table.
    /// Returns the first problem, if there is one.
    pub async fn check_integrity(&self, indexes: bool) -> Result<Option<String>, StoreError> {
        let mut db = self.options.clone().read_only(true).connect().await?;
        let found =
            if indexes { backup::integrity_check(&mut db).await? } else { backup::quick_check(&mut db).await? };
        db.close().await?;
        self.is_unchecked.store(false, Ordering::SeqCst);
        Ok(found)
    }

    /// The error for a damaged file, naming the newest good backup beside it or in this directory.
    pub async fn damaged(&self, backups: Option<&Path>, why: String) -> OpenError {
        recovery::damaged(self.path(), backups, why).await
    }

    /// Closes every connection, which checkpoints the write-ahead log, and releases the lock.
    pub(in crate::store) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        if let Some(lock) = &self.lock {
            lock.release();
        }
    }
}
