//! Where the numbering of rows goes on: an id is never given twice, even after its row is gone.

use crate::store::sql::{Connection, query_scalar, sql};
use crate::store::transfer::table::{Table, tables};
use crate::store::{StoreError, postgres, sqlite};

/// Has the copy number new rows from where the original would, in each table that the copy's engine numbers.
pub async fn copy_sequences(from: &mut Connection, to: &mut Connection) -> Result<(), StoreError> {
    for table in tables(to).await? {
        let Some(column) = table.identity() else { continue };
        if let Some(last) = last(from, &table, column).await? {
            match to {
                Connection::Postgres(_) => postgres::number_after(to, &table.name, column, last).await?,
                _ => sqlite::number_after(to, &table.name, last).await?,
            }
        }
    }
    Ok(())
}

/// The last number that was given, if one was.
async fn last(db: &mut Connection, table: &Table, column: &str) -> Result<Option<i64>, StoreError> {
    let last: Option<Option<i64>> = query_scalar(sql!(
        sqlite: "SELECT seq FROM sqlite_sequence WHERE name = $1 AND $2 <> ''",
        postgres: "SELECT pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1), $2)::regclass)",
    ))
    .bind(&table.name)
    .bind(column)
    .fetch_optional(db)
    .await?;
    let largest: Option<i64> =
        query_scalar(format!("SELECT MAX(\"{column}\") FROM {}", table.quoted())).fetch_one(db).await?;
    // SQLite keeps a 0 for a table that never had a row.
    Ok(last.flatten().max(largest).filter(|last| *last > 0))
}
