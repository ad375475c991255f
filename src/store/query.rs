//! What most statements have in common: how they are bound and run, and how their rows are read.

use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt as _};
use sqlx::query::{Query, QueryAs, QueryScalar};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row as _, Sqlite, SqliteConnection};

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{Actor, MemberId, WorkspaceId};
use crate::store::{StoreError, instant};

/// Binds the two values that name a person.
pub(super) trait BindActor<'q> {
    /// Binds the workspace, and then the person in it.
    #[must_use]
    fn bind_actor(self, who: &'q Actor) -> Self;
}

impl<'q> BindActor<'q> for Query<'q, Sqlite, SqliteArguments> {
    fn bind_actor(self, who: &'q Actor) -> Self {
        self.bind(who.workspace.as_str()).bind(who.member.as_str())
    }
}

impl<'q, O> BindActor<'q> for QueryAs<'q, Sqlite, O, SqliteArguments> {
    fn bind_actor(self, who: &'q Actor) -> Self {
        self.bind(who.workspace.as_str()).bind(who.member.as_str())
    }
}

impl<'q, O> BindActor<'q> for QueryScalar<'q, Sqlite, O, SqliteArguments> {
    fn bind_actor(self, who: &'q Actor) -> Self {
        self.bind(who.workspace.as_str()).bind(who.member.as_str())
    }
}

/// Runs a statement that returns no rows.
pub(super) trait Run: Sized {
    /// Runs it; returns how many rows it changed.
    async fn run_counted(self, db: &mut SqliteConnection) -> Result<u64, StoreError>;

    async fn run(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        self.run_counted(db).await.map(drop)
    }
}

impl Run for Query<'_, Sqlite, SqliteArguments> {
    async fn run_counted(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        Ok(self.execute(db).await?.rows_affected())
    }
}

/// Reads a long list row by row: collecting the driver's rows would take many times the memory, for good.
pub(super) async fn one_by_one<T>(
    mut rows: impl Stream<Item = Result<SqliteRow, sqlx::Error>> + Unpin,
    read: impl Fn(&SqliteRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await? {
        all.push(read(&row)?);
    }
    Ok(all)
}

/// Decodes an instant that may be missing.
pub(super) fn optional_instant(row: &SqliteRow, column: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    row.try_get::<Option<i64>, _>(column)?.map(instant).transpose()
}

/// Decodes a level, if the roster has one.
pub(super) fn level(row: &SqliteRow) -> Result<Option<LevelNumber>, StoreError> {
    let level = row.try_get::<Option<i64>, _>("level")?.map(u8::try_from).transpose();
    Ok(level.map_err(|_| StoreError::OutOfRange("level"))?.map(LevelNumber))
}

/// Decodes the person in this column, with their workspace.
pub(super) fn actor(row: &SqliteRow, column: &str) -> Result<Actor, StoreError> {
    let workspace = WorkspaceId::new(row.try_get::<String, _>("workspace")?);
    Ok(Actor { workspace, member: MemberId::new(row.try_get::<String, _>(column)?) })
}
