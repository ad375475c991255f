//! The numbering of a table's rows.

use crate::store::StoreError;
use crate::store::sql::{Connection, query};

/// Has the next row numbered after `last`.
pub(in crate::store) async fn number_after(
    db: &mut Connection,
    table: &str,
    column: &str,
    last: i64,
) -> Result<(), StoreError> {
    query("SELECT setval(pg_get_serial_sequence(quote_ident($1), $2)::regclass, $3)")
        .bind(table)
        .bind(column)
        .bind(last)
        .run(db)
        .await
}
