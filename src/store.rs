//! All SQL lives here, for SQLite and PostgreSQL. One connection writes, a few read; times are UTC milliseconds, lists are
//! JSON.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

pub mod delivery;
pub mod digest;
pub mod event;
pub mod evidence;
pub mod framework;
pub mod health;
pub mod inbox;
pub mod installation;
mod lists;
pub mod member;
pub mod opening;
pub mod people;
pub mod person;
pub mod personal;
mod postgres;
mod private;
pub mod prompt;
mod query;
mod request;
pub mod retention;
mod sql;
mod sqlite;
pub mod team;
mod time_limit;
pub mod transfer;
mod writing;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clock::Clock;
use crate::telemetry::numbers::{self, StoreFault};
use health::{Health, Trouble};
pub use postgres::{ServerError, ServerInspection, ServerSchema, is_address as is_server_address};
use private::unnamed_file_in;
pub use private::{private_directory, private_file};
pub use request::Request;
pub use sql::Connection;
pub(crate) use sqlite::what_to_do;
pub use sqlite::{
    FileSystem, Inspection, OpenError, Schema, SqliteFile, backup, inspect, refuse_foreign, remove, restore,
};
pub use time_limit::{with_same_deadline, within};
pub use writing::Writing;

/// The database: opened, checked and migrated to the newest schema.
#[derive(Debug)]
pub struct Store {
    engine: Engine,
    health: Arc<Health>,
}

#[derive(Debug)]
enum Engine {
    Sqlite(Box<SqliteFile>),
    Postgres(postgres::Server),
}

/// Opens the database at this address, or creates it. After an [`OpenError`], nothing has changed.
pub async fn open(url: &str) -> Result<Store, OpenError> {
    open_with(url, None).await
}

/// Like [`open`], with the directory where backups of a file are kept: copies are looked for and set aside there.
pub async fn open_with(url: &str, backups: Option<&Path>) -> Result<Store, OpenError> {
    let engine = if postgres::is_address(url) {
        Engine::Postgres(Box::pin(postgres::open(url, Clock::system().now())).await?)
    } else {
        Engine::Sqlite(Box::new(sqlite::open_with(url, backups).await?))
    };
    Ok(Store::new(engine))
}

/// Whether the address is one of a server.
#[must_use]
pub fn is_on_server(url: &str) -> bool {
    postgres::is_address(url)
}

/// Like [`open`], for a database on a server that may be a copy which was not finished.
pub async fn open_unfinished(url: &str) -> Result<Store, OpenError> {
    Ok(Store::new(Engine::Postgres(postgres::open_unfinished(url, Clock::system().now()).await?)))
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

fn fault(error: &sqlx::Error) -> StoreFault {
    match Trouble::of(error) {
        Some(Trouble::Full) => StoreFault::Full,
        Some(Trouble::ReadOnly) => StoreFault::ReadOnly,
        Some(Trouble::Disk) => StoreFault::Disk,
        Some(Trouble::Damaged) => StoreFault::Damaged,
        Some(Trouble::Away) => StoreFault::Away,
        None if is_busy(error) => StoreFault::Busy,
        None => StoreFault::Other,
    }
}

/// Whether something else kept the database too long.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let code = code.as_deref().unwrap_or_default();
    // SQLite's BUSY and LOCKED, in the lowest byte of its codes; PostgreSQL's time-outs for locks and statements.
    let is_sqlites = code.len() < 5 && code.parse::<u32>().is_ok_and(|code| matches!(code & 0xFF, 5 | 6));
    is_sqlites || matches!(error, sqlx::Error::PoolTimedOut) || matches!(code, "55P03" | "57014")
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

/// Opens the database for a command, whether or not a bot uses it, and keeps no bot from starting. Beside a running bot,
/// the schema must be this version's.
pub async fn open_beside(url: &str, backups: Option<&Path>) -> Result<Store, OpenError> {
    let engine = if postgres::is_address(url) {
        Engine::Postgres(Box::pin(postgres::open(url, Clock::system().now())).await?)
    } else {
        Engine::Sqlite(Box::new(sqlite::open_beside(url, backups).await?))
    };
    Ok(Store::new(engine))
}

/// Opens a database of this version for reading only.
pub async fn open_to_read(url: &str) -> Result<Store, OpenError> {
    if postgres::is_address(url) {
        let server = Box::pin(postgres::open_to_read(url, Clock::system().now())).await?;
        return Ok(Store::new(Engine::Postgres(server)));
    }
    sqlite::open_to_read(url).await
}

/// Looks at a database on a server, and changes nothing. The error is the first reason not to use it.
pub async fn inspect_server(url: &str) -> Result<ServerInspection, ServerError> {
    Box::pin(postgres::inspect(url, Clock::system().now())).await
}

/// The file that an address names.
pub fn file_of(url: &str) -> Result<PathBuf, OpenError> {
    if postgres::is_address(url) { Err(OpenError::OnServer) } else { sqlite::file_of(url) }
}

impl Store {
    fn new(engine: Engine) -> Self {
        Self { engine, health: Arc::default() }
    }

    /// Begins a write transaction, waiting its turn. Only services call this.
    pub async fn write(&self) -> Result<Writing, StoreError> {
        let begun = match &self.engine {
            Engine::Sqlite(file) => file.begin_write().await,
            Engine::Postgres(server) => Box::pin(server.begin_write()).await,
        };
        match begun {
            Ok(transaction) => Ok(Writing::new(transaction, self.health.clone())),
            Err(error) => {
                self.health.note(&error);
                Err(error.into())
            }
        }
    }

    /// A connection for reading. Fails if none becomes free in time.
    pub async fn read(&self) -> Result<Connection, StoreError> {
        Ok(match &self.engine {
            Engine::Sqlite(file) => file.read().await?,
            Engine::Postgres(server) => Box::pin(server.read()).await?,
        })
    }

    /// A read transaction: it sees the database as of one moment, and writers don't wait for it.
    pub async fn snapshot(&self) -> Result<Connection, StoreError> {
        Ok(match &self.engine {
            Engine::Sqlite(file) => file.snapshot().await?,
            Engine::Postgres(server) => Box::pin(server.snapshot()).await?,
        })
    }

    /// The database file, if the database is one.
    #[must_use]
    pub fn file(&self) -> Option<&SqliteFile> {
        match &self.engine {
            Engine::Sqlite(file) => Some(file),
            Engine::Postgres(_) => None,
        }
    }

    /// A file without a name for its user only: on the disk of the database file, or where this system keeps temporary
    /// files. It is gone once it is closed, even if the process is killed.
    pub fn unnamed_file(&self) -> io::Result<File> {
        let beside = self.file().and_then(|file| file.path().parent()).filter(|parent| !parent.as_os_str().is_empty());
        let temporary = std::env::temp_dir();
        unnamed_file_in(beside.unwrap_or(match self.engine {
            Engine::Sqlite(_) => Path::new("."),
            Engine::Postgres(_) => &temporary,
        }))
    }

    /// Why writes fail, until one succeeds; damage stays noted.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.health.trouble()
    }

    /// Closes every connection, and lets the next bot open the database. Anyone who still holds this store can do
    /// nothing with it.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(file) => file.close().await,
            Engine::Postgres(server) => server.close().await,
        }
    }

    /// Connects with this address from now on: the same database, as another user or with another password.
    pub async fn change_address(&self, url: &str) -> Result<(), OpenError> {
        match &self.engine {
            Engine::Sqlite(_) => Err(ServerError::OtherDatabase.into()),
            Engine::Postgres(server) => Ok(Box::pin(server.change_address(url)).await?),
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
mod query_plan;
#[cfg(test)]
mod test_database;
#[cfg(test)]
pub(crate) use sql::{query, query_scalar};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sql::query;
    use crate::store::test_database::Engine;

    #[tokio::test]
    async fn what_the_database_does_not_do_has_its_reason() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut reader = test.read().await.unwrap();
        for (statement, expected) in
            [("DELETE FROM _sqlx_migrations", StoreFault::ReadOnly), ("SELECT nothing", StoreFault::Other)]
        {
            let StoreError::Database(error) = query(statement).run(&mut reader).await.unwrap_err() else { panic!() };
            assert_eq!(fault(&error), expected, "{error}");
        }
        let mut writer = test.begin().await;
        query("PRAGMA max_page_count = 1").run(&mut writer).await.unwrap();
        let fill = query("CREATE TABLE filled AS SELECT zeroblob(10000000) AS everything").run(&mut writer).await;
        let StoreError::Database(error) = fill.unwrap_err() else { panic!() };
        assert_eq!(fault(&error), StoreFault::Full, "{error}");
    }
}
