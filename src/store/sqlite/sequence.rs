//! The numbering of a table's rows.

use crate::store::StoreError;
use crate::store::sql::{Connection, query};

/// Has the next row numbered after `last`.
pub(in crate::store) async fn number_after(db: &mut Connection, table: &str, last: i64) -> Result<(), StoreError> {
    query("DELETE FROM sqlite_sequence WHERE name = $1").bind(table).run(db).await?;
    query("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)").bind(table).bind(last).run(db).await
}
