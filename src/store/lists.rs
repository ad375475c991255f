//! Lists as one JSON text each, on their way into and out of the database.
//!
//! A statement takes a list as one value, so that it is prepared once however long the list is, and returns one in a
//! single row: the driver runs SQLite on its own thread, and each further row is a switch between the two.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::StoreError;
use crate::store::sql::Row;

/// Encodes a list as it is stored, and as a statement takes it.
pub(super) fn written(what: &'static str, list: impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(&list).map_err(|source| StoreError::Unreadable { what, source })
}

/// Decodes a list that was stored, or that a query made of rows.
pub(super) fn list<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<Vec<T>, StoreError> {
    serde_json::from_str(text).map_err(|source| StoreError::Unreadable { what, source })
}

pub(super) fn column<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<Vec<T>, StoreError> {
    list(column, row.try_get(column)?)
}
