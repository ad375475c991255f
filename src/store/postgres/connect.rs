//! Connections to the server, and the transactions that everything happens in.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool};
use tokio::time::timeout;

use crate::store::postgres::ServerError;
use crate::store::postgres::address::options;
use crate::store::postgres::examine::{ServerInspection, ServerSchema, examine, refuse_unfinished};
use crate::store::sql::Connection;
use crate::store::time_limit::in_time;

/// Connections for reading, and one for writing: writers wait for each other, as they do on SQLite.
const READERS: u32 = 8;
/// Waiting longer than this for a connection means that the server is away.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(2);
const START_TIMEOUT: Duration = Duration::from_secs(10);
/// Waiting longer than this for another writer means that something is broken.
const WRITER_TIMEOUT: Duration = Duration::from_secs(5);

/// Waits for other writers, so that what is looked up before a write is still true when it's written. The number is ours
/// alone, and says nothing.
macro_rules! as_the_only_writer {
    () => {
        "SET LOCAL lock_timeout = '5s'; SELECT pg_advisory_xact_lock(4776325301);"
    };
}

/// Time-outs count for one transaction: a pooler wouldn't keep them for the next.
const WRITE: &str = concat!(
    "BEGIN; SET LOCAL statement_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '10s'; ",
    as_the_only_writer!()
);
const READ: &str = "BEGIN READ ONLY; SET LOCAL statement_timeout = '10s';
    SET LOCAL idle_in_transaction_session_timeout = '10min';";
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '10s';
    SET LOCAL idle_in_transaction_session_timeout = '10min';";

/// As for writing, but a large table may take its time.
const MIGRATE: &str = concat!("BEGIN; SET LOCAL statement_timeout = 0; ", as_the_only_writer!());
/// Ends a transaction that is still open, without a warning where there is none or another.
const END: &str = "SET LOCAL client_min_messages = error; BEGIN; ROLLBACK";
/// The table in which sqlx keeps which migrations were applied.
const MIGRATIONS: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
    installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL)";

/// A database on a server.
#[derive(Debug)]
pub struct Server {
    writer: PgPool,
    readers: PgPool,
}

impl Server {
    pub(in crate::store) async fn begin_write(&self) -> Result<Connection, sqlx::Error> {
        begin(&self.writer, WRITE).await
    }

    pub(in crate::store) async fn read(&self) -> Result<Connection, sqlx::Error> {
        begin(&self.readers, READ).await
    }

    pub(in crate::store) async fn snapshot(&self) -> Result<Connection, sqlx::Error> {
        begin(&self.readers, SNAPSHOT).await
    }

    /// Uses another user or password for new connections, once the server has accepted them.
    pub(in crate::store) async fn change_address(&self, url: &str) -> Result<(), ServerError> {
        let new = options(url)?;
        if place(&new) != place(&self.writer.connect_options()) {
            return Err(ServerError::OtherDatabase);
        }
        connect(&new).await?.close().await.map_err(ServerError::Unusable)?;
        self.readers.set_connect_options(new.clone());
        self.writer.set_connect_options(new);
        Ok(())
    }

    /// Waits for connections to end, but not for those that have gone silent.
    pub(in crate::store) async fn close(&self) {
        for pool in [&self.readers, &self.writer] {
            let _ = timeout(CONNECTION_TIMEOUT, pool.close()).await;
        }
    }
}

/// Where a database is.
fn place(options: &PgConnectOptions) -> (&str, Option<&Path>, u16, Option<&str>) {
    (options.get_host(), options.get_socket().map(PathBuf::as_path), options.get_port(), options.get_database())
}

/// A pool that finds no server in time says only that it took too long.
async fn begin(pool: &PgPool, statement: &'static str) -> Result<Connection, sqlx::Error> {
    match in_time(pool.begin_with(statement)).await {
        Err(sqlx::Error::PoolTimedOut) if pool.num_idle() == 0 && pool.size() == 0 => {
            Err(sqlx::Error::Io(ErrorKind::NotConnected.into()))
        }
        begun => begun.map(Connection::Postgres),
    }
}

/// Connects, refuses a database that can't be used, and brings its schema to this version.
pub(in crate::store) async fn open(url: &str, now: DateTime<Utc>) -> Result<Server, ServerError> {
    let seen = inspect(url, now).await?;
    server_of_this_version(url, &seen).await
}

/// As [`open`], also if the database is a copy that was not finished.
pub(in crate::store) async fn open_unfinished(url: &str, now: DateTime<Utc>) -> Result<Server, ServerError> {
    let seen = inspect_as(url, now, false).await?;
    server_of_this_version(url, &seen).await
}

async fn server_of_this_version(url: &str, seen: &ServerInspection) -> Result<Server, ServerError> {
    if seen.schema != ServerSchema::Ours {
        let mut db = connect(&options(url)?).await?;
        migrate(&mut db, &migrator()).await.map_err(ServerError::Migration)?;
        db.close().await.map_err(ServerError::Unusable)?;
    }
    server(url)
}

/// Brings the schema to this version, in one transaction. sqlx's own way leaves statements with names in the connection,
/// which a pooler hands to the next client, and that one's would have the same names.
async fn migrate(db: &mut PgConnection, known: &Migrator) -> Result<(), sqlx::Error> {
    let mut writing = db.begin_with(MIGRATE).await?;
    sqlx::raw_sql(MIGRATIONS).execute(&mut *writing).await?;
    let applied: Vec<i64> = sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success")
        .persistent(false)
        .fetch_all(&mut *writing)
        .await?;
    for migration in known.iter().filter(|migration| !applied.contains(&migration.version)) {
        sqlx::raw_sql(migration.sql.clone()).execute(&mut *writing).await?;
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES ($1, $2, true, $3, 0)",
        )
        .persistent(false)
        .bind(migration.version)
        .bind(&*migration.description)
        .bind(&*migration.checksum)
        .execute(&mut *writing)
        .await?;
    }
    writing.commit().await
}

/// Connects to a database of this version for reading, and leaves its schema as it is.
pub(in crate::store) async fn open_to_read(url: &str, now: DateTime<Utc>) -> Result<Server, ServerError> {
    match inspect(url, now).await?.schema {
        ServerSchema::Ours => server(url),
        ServerSchema::Older | ServerSchema::Empty => Err(ServerError::NotMigrated),
    }
}

/// Looks at the database at this address and its server.
pub(in crate::store) async fn inspect(url: &str, now: DateTime<Utc>) -> Result<ServerInspection, ServerError> {
    inspect_as(url, now, true).await
}

async fn inspect_as(url: &str, now: DateTime<Utc>, is_whole: bool) -> Result<ServerInspection, ServerError> {
    let mut connection = connect(&options(url)?).await?;
    // A pooler keeps only a transaction on one server process.
    let mut db = connection.begin().await.map_err(ServerError::Unusable)?;
    let seen = examine(&mut db, &migrator(), now).await?;
    if is_whole {
        refuse_unfinished(&mut db).await?;
    }
    db.rollback().await.map_err(ServerError::Unusable)?;
    connection.close().await.map_err(ServerError::Unusable)?;
    Ok(seen)
}

fn server(url: &str) -> Result<Server, ServerError> {
    let options = options(url)?;
    let (writer, readers) = (pool(&options, 1, WRITER_TIMEOUT), pool(&options, READERS, CONNECTION_TIMEOUT));
    Ok(Server { writer, readers })
}

fn migrator() -> Migrator {
    sqlx::migrate!("migrations/postgres")
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection, ServerError> {
    let host =
        options.get_socket().map_or_else(|| options.get_host().to_owned(), |socket| socket.display().to_string());
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    match timeout(START_TIMEOUT, options.connect()).await {
        Ok(connected) => connected.map_err(|error| ServerError::connecting(error, &host, database)),
        Err(_) => Err(ServerError::Unreachable { host, why: ErrorKind::TimedOut.into() }),
    }
}

fn pool(options: &PgConnectOptions, most: u32, within: Duration) -> PgPool {
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(within)
        .idle_timeout(Duration::from_mins(10))
        .after_release(|connection, _| Box::pin(is_reusable(connection)))
        .connect_lazy_with(options.clone())
}

/// Ends a transaction that failed or was given up while it began: it's still open, and the next one would be inside it.
/// A connection that can't do that is closed, and so is one that doesn't answer: the pool itself would wait for it.
async fn is_reusable(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let ended = timeout(CONNECTION_TIMEOUT, sqlx::raw_sql(END).execute(connection)).await;
    ended.unwrap_or_else(|_| Err(sqlx::Error::Io(ErrorKind::TimedOut.into()))).map(|_| true)
}
