//! Connections to the server, and the transactions that everything happens in.

use std::io::ErrorKind;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool};

use crate::store::postgres::ServerError;
use crate::store::postgres::address::options;
use crate::store::postgres::examine::examine;
use crate::store::sql::Connection;

/// Connections for reading, and one for writing: writers wait for each other, as they do on SQLite.
const READERS: u32 = 8;
/// Waiting longer than this for a connection means that the server is away.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(2);
const START_TIMEOUT: Duration = Duration::from_secs(10);
/// Waiting longer than this for another writer means that something is broken.
const WRITER_TIMEOUT: Duration = Duration::from_secs(5);

/// Whatever is looked up before it is written is looked up by one writer at a time. Time-outs count for one
/// transaction: a pooler wouldn't keep them for the next.
const WRITE: &str = "BEGIN; SET LOCAL statement_timeout = '30s'; SET LOCAL idle_in_transaction_session_timeout = '30s';
    SET LOCAL lock_timeout = '5s'; SELECT pg_advisory_xact_lock(4776325301);";
const READ: &str = "BEGIN READ ONLY; SET LOCAL statement_timeout = '30s';
    SET LOCAL idle_in_transaction_session_timeout = '10min';";
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '30s';
    SET LOCAL idle_in_transaction_session_timeout = '10min';";

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

    pub(in crate::store) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// A pool that finds no server in time says only that it took too long.
async fn begin(pool: &PgPool, statement: &'static str) -> Result<Connection, sqlx::Error> {
    match pool.begin_with(statement).await {
        Err(sqlx::Error::PoolTimedOut) if pool.num_idle() == 0 && pool.size() == 0 => {
            Err(sqlx::Error::Io(ErrorKind::NotConnected.into()))
        }
        begun => begun.map(Connection::Postgres),
    }
}

/// Connects, refuses a database that can't be used, and brings its schema to this version.
pub(in crate::store) async fn open(url: &str, now: DateTime<Utc>) -> Result<Server, ServerError> {
    let options = options(url)?;
    let migrator = migrator();
    let mut db = connect(&options).await?;
    examine(&mut db, &migrator, now).await?;
    db.close().await.map_err(ServerError::Unusable)?;
    let writer = pool(&options, 1, WRITER_TIMEOUT);
    migrator.run(&writer).await.map_err(ServerError::Migration)?;
    Ok(Server { writer, readers: pool(&options, READERS, CONNECTION_TIMEOUT) })
}

/// The migrator's own lock belongs to a session, which a pooler doesn't keep.
fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!("migrations/postgres");
    migrator.set_locking(false);
    migrator
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection, ServerError> {
    let host =
        options.get_socket().map_or_else(|| options.get_host().to_owned(), |socket| socket.display().to_string());
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    match tokio::time::timeout(START_TIMEOUT, options.connect()).await {
        Ok(connected) => connected.map_err(|error| ServerError::connecting(error, &host, database)),
        Err(_) => Err(ServerError::Unreachable { host, why: ErrorKind::TimedOut.into() }),
    }
}

fn pool(options: &PgConnectOptions, most: u32, within: Duration) -> PgPool {
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(within)
        .idle_timeout(Duration::from_mins(10))
        .connect_lazy_with(options.clone())
}
