//! Lists as one JSON text each, on their way into the database and out of it.
//!
//! A statement takes a list as one value, so that it is prepared once however long the list is, and answers with one in a
//! single row: the driver has SQLite work on a thread of its own, and every row more is a switch between the two.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::store::StoreError;

/// A list as it is stored, and as a statement takes it.
pub(super) fn written(what: &'static str, list: impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(&list).map_err(|source| StoreError::Unreadable { what, source })
}

/// A list as it was stored, or as a query made it of rows.
pub(super) fn list<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<Vec<T>, StoreError> {
    serde_json::from_str(text).map_err(|source| StoreError::Unreadable { what, source })
}

/// The list in a column.
pub(super) fn column<T: DeserializeOwned>(row: &SqliteRow, column: &'static str) -> Result<Vec<T>, StoreError> {
    list(column, row.try_get(column)?)
}
