//! How the columns that many rows have in common are read.

use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt as _};

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{Actor, MemberId, WorkspaceId};
use crate::store::sql::Row;
use crate::store::{StoreError, instant};

/// Reads a long list row by row: collecting the driver's rows would take many times the memory, for good.
pub(super) async fn one_by_one<T>(
    mut rows: impl Stream<Item = Result<Row, sqlx::Error>> + Unpin,
    read: impl Fn(&Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await? {
        all.push(read(&row)?);
    }
    Ok(all)
}

/// Decodes an instant that may be missing.
pub(super) fn optional_instant(row: &Row, column: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    row.try_get::<Option<i64>>(column)?.map(instant).transpose()
}

/// Decodes a level, if the roster has one.
pub(super) fn level(row: &Row) -> Result<Option<LevelNumber>, StoreError> {
    let level = row.try_get::<Option<i64>>("level")?.map(u8::try_from).transpose();
    Ok(level.map_err(|_| StoreError::OutOfRange("level"))?.map(LevelNumber))
}

/// Decodes the person in this column, with their workspace.
pub(super) fn actor(row: &Row, column: &str) -> Result<Actor, StoreError> {
    let workspace = WorkspaceId::new(row.try_get::<String>("workspace")?);
    Ok(Actor { workspace, member: MemberId::new(row.try_get::<String>(column)?) })
}
