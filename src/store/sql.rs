//! The seam between statements and the engine that runs them. The names are sqlx's, for SQLite and PostgreSQL alike.
//!
//! Both engines store integers, text, bytes and null; booleans are 0 and 1, times are milliseconds. A statement has one
//! text where both engines understand it, and a pair from [`sql!`] where they don't.

mod dialect;
mod row;
mod value;

pub(super) use row::from_row;
pub use row::{FromColumn, FromRow, Row};
pub use value::{Bind, Value};

use std::borrow::Cow;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use crate::domain::ids::Actor;
use crate::store::StoreError;
use crate::store::time_limit::{each_in_time, in_time};

/// A connection, inside a transaction or not.
#[derive(Debug)]
pub enum Connection {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTransaction(Transaction<'static, Sqlite>),
    /// One outside the pools.
    SqliteUnpooled(Box<SqliteConnection>),
    /// PostgreSQL is only read and written inside transactions: with a connection pooler, each transaction may get
    /// another server process.
    Postgres(Transaction<'static, Postgres>),
}

enum EngineConnection<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Connection {
    fn engine(&mut self) -> EngineConnection<'_> {
        match self {
            Self::Sqlite(connection) => EngineConnection::Sqlite(connection),
            Self::SqliteTransaction(transaction) => EngineConnection::Sqlite(transaction),
            Self::SqliteUnpooled(connection) => EngineConnection::Sqlite(connection),
            Self::Postgres(transaction) => EngineConnection::Postgres(transaction),
        }
    }

    /// Commits a transaction; without one, every statement is committed already.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::SqliteTransaction(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => in_time(transaction.commit()).await,
            Self::Sqlite(_) | Self::SqliteUnpooled(_) => Ok(()),
        }
    }

    /// Closes a connection that is its caller's own; others go back to their pool.
    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Self::SqliteUnpooled(connection) => sqlx::Connection::close(*connection).await,
            Self::Sqlite(_) | Self::SqliteTransaction(_) | Self::Postgres(_) => Ok(()),
        }
    }
}

/// What to run, in the words of each engine.
#[derive(Clone, Debug)]
pub struct Statement {
    pub sqlite: Cow<'static, str>,
    pub postgres: Cow<'static, str>,
}

/// A statement for which the engines need different texts.
macro_rules! sql {
    (sqlite: $sqlite:expr, postgres: $postgres:expr $(,)?) => {
        $crate::store::sql::Statement {
            sqlite: std::borrow::Cow::Borrowed($sqlite),
            postgres: std::borrow::Cow::Borrowed($postgres),
        }
    };
}
pub(super) use sql;

impl From<&'static str> for Statement {
    fn from(text: &'static str) -> Self {
        Self { sqlite: Cow::Borrowed(text), postgres: dialect::for_postgres(text) }
    }
}

impl From<String> for Statement {
    fn from(text: String) -> Self {
        Self { postgres: dialect::for_postgres(&text).into_owned().into(), sqlite: text.into() }
    }
}

/// A statement with its values, and how each row of its result is read.
#[must_use]
pub struct Query<'q, T = Row> {
    statement: Statement,
    values: Vec<Value<'q>>,
    read: fn(Row) -> Result<T, sqlx::Error>,
}

pub fn query<'q>(statement: impl Into<Statement>) -> Query<'q> {
    Query { statement: statement.into(), values: Vec::new(), read: Ok }
}

pub fn query_as<'q, T: FromRow>(statement: impl Into<Statement>) -> Query<'q, T> {
    Query { statement: statement.into(), values: Vec::new(), read: |row| T::from_row(&row) }
}

/// For the first column of each row.
pub fn query_scalar<'q, T: for<'r> FromColumn<'r>>(statement: impl Into<Statement>) -> Query<'q, T> {
    Query { statement: statement.into(), values: Vec::new(), read: |row| row.try_get(0) }
}

impl<'q, T: Send + 'q> Query<'q, T> {
    pub fn bind(mut self, value: impl Bind<'q>) -> Self {
        self.values.push(value.value());
        self
    }

    pub fn bind_all(mut self, values: Vec<Value<'q>>) -> Self {
        self.values.extend(values);
        self
    }

    /// Binds the two values that name a person: the workspace, and the person in it.
    pub fn bind_actor(self, who: &'q Actor) -> Self {
        self.bind(who.workspace.as_str()).bind(who.member.as_str())
    }

    /// Runs a statement that returns no rows.
    pub async fn run(self, db: &mut Connection) -> Result<(), StoreError> {
        self.run_counted(db).await.map(drop)
    }

    /// Runs a statement that returns no rows, and returns how many it changed.
    pub async fn run_counted(self, db: &mut Connection) -> Result<u64, StoreError> {
        Ok(match db.engine() {
            EngineConnection::Sqlite(db) => self.for_sqlite()?.execute(db).await?.rows_affected(),
            EngineConnection::Postgres(db) => {
                Box::pin(in_time(self.for_postgres()?.execute(db))).await?.rows_affected()
            }
        })
    }

    pub async fn fetch_optional(self, db: &mut Connection) -> Result<Option<T>, sqlx::Error> {
        let read = self.read;
        let row = match db.engine() {
            EngineConnection::Sqlite(db) => self.for_sqlite()?.fetch_optional(db).await?.map(Row::Sqlite),
            EngineConnection::Postgres(db) => {
                Box::pin(in_time(self.for_postgres()?.fetch_optional(db))).await?.map(Row::Postgres)
            }
        };
        row.map(read).transpose()
    }

    pub async fn fetch_one(self, db: &mut Connection) -> Result<T, sqlx::Error> {
        self.fetch_optional(db).await?.ok_or(sqlx::Error::RowNotFound)
    }

    pub async fn fetch_all(self, db: &mut Connection) -> Result<Vec<T>, sqlx::Error> {
        self.fetch(db).try_collect().await
    }

    /// Row by row, for results that may be long.
    pub fn fetch<'e>(self, db: &'e mut Connection) -> BoxStream<'e, Result<T, sqlx::Error>>
    where
        'q: 'e,
    {
        let read = self.read;
        let rows = match db.engine() {
            EngineConnection::Sqlite(db) => self.for_sqlite().map(|query| query.fetch(db).map_ok(Row::Sqlite).boxed()),
            EngineConnection::Postgres(db) => {
                self.for_postgres().map(|query| each_in_time(query.fetch(db)).map_ok(Row::Postgres).boxed())
            }
        };
        match rows {
            Ok(rows) => rows.map(move |row| read(row?)).boxed(),
            Err(error) => futures_util::stream::iter([Err(error)]).boxed(),
        }
    }

    fn for_sqlite(self) -> Result<sqlx::query::Query<'q, Sqlite, SqliteArguments>, sqlx::Error> {
        let arguments = value::encoded::<Sqlite>(self.values)?;
        Ok(match self.statement.sqlite {
            Cow::Borrowed(text) => sqlx::query_with(text, arguments),
            Cow::Owned(text) => sqlx::query_with(AssertSqlSafe(text), arguments),
        })
    }

    /// Not kept as a prepared statement: a pooler may give the next transaction a server process that has none.
    fn for_postgres(self) -> Result<sqlx::query::Query<'q, Postgres, PgArguments>, sqlx::Error> {
        let arguments = value::encoded::<Postgres>(self.values)?;
        let query = match self.statement.postgres {
            Cow::Borrowed(text) => sqlx::query_with(text, arguments),
            Cow::Owned(text) => sqlx::query_with(AssertSqlSafe(text), arguments),
        };
        Ok(query.persistent(false))
    }
}
