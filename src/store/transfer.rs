//! Copies everything that is stored from one database into another, whatever their engines. Tables and columns are read
//! from the schemas, so a new one needs nothing here.

mod checksum;
mod sequences;
mod table;

use std::path::{Path, PathBuf};

use futures_util::TryStreamExt as _;

use crate::store::sql::{Connection, Value, query, query_scalar, sql};
use crate::store::{OpenError, StoreError, postgres};
use checksum::Checksum;
pub use sequences::copy_sequences;
pub use table::{Table, tables};

/// How many rows one statement inserts.
const ROWS_PER_STATEMENT: usize = 500;
/// How many values it may have: SQLite's limit is 32,766, PostgreSQL's 65,535.
const VALUES_PER_STATEMENT: usize = 30_000;

/// Why a database wasn't copied, as one sentence with what to do.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error("the database {} doesn't exist: name the one to copy in DATABASE_URL or with --from", .0.display())]
    NoSource(PathBuf),
    #[error(transparent)]
    Source(OpenError),
    #[error("{}", .0.to_string().replace("DATABASE_URL", "the address to migrate to"))]
    Target(OpenError),
    #[error("{} already exists, and nothing was changed: name a file that does not exist yet", .0.display())]
    TargetExists(PathBuf),
    #[error("the database to migrate to is not empty ({table} has rows), and nothing was changed: name an empty one")]
    NotEmpty { table: String },
    #[error("Bearings is connected to the database {0}: stop it first")]
    InUse(Side),
    #[error("the two databases don't have the same columns in {table}: use the same version of Bearings for both")]
    Schema { table: String },
    #[error("{table} can't be read ({why}): fix that and run the command again, which starts over")]
    Reading { table: String, why: sqlx::Error },
    #[error("{table} can't be written ({}): fix that and run the command again, which starts over", reason(why))]
    Writing { table: String, why: StoreError },
    #[error(
        "the copy of {table} differs from its original and was deleted: check the disks of both databases, then run \
         the command again, which starts over"
    )]
    Mismatch { table: String },
    #[error("{} can't be moved into place ({why}): fix that and run the command again, which starts over", path.display())]
    Place { path: PathBuf, why: std::io::Error },
    #[error("a database failed ({}): fix that and run the command again, which starts over", reason(.0))]
    Store(#[from] StoreError),
}

/// What a database said. Its messages name tables, columns and constraints, and none of the values that are copied.
fn reason(error: &StoreError) -> String {
    match error {
        StoreError::Database(error) => error.to_string(),
        other => other.to_string(),
    }
}

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
pub enum Side {
    #[strum(serialize = "to migrate from")]
    Source,
    #[strum(serialize = "to migrate to")]
    Target,
}

/// Whether another Bearings has a session on this server's database. Of a file, the lock says so when it is opened.
pub async fn is_in_use(db: &mut Connection) -> Result<bool, StoreError> {
    match db {
        Connection::Postgres(_) => postgres::has_others(db).await,
        _ => Ok(false),
    }
}

/// Lets this transaction take as long as a large table does, and gives a file 64 MiB of memory for its indexes.
pub async fn allow_long(db: &mut Connection) -> Result<(), StoreError> {
    query(sql!(
        sqlite: "PRAGMA cache_size = -65536",
        postgres: "SELECT set_config('statement_timeout', '0', true),
            set_config('idle_in_transaction_session_timeout', '0', true)",
    ))
    .run(db)
    .await
}

/// Readies the target: refuses it unless it has these tables and no rows, or is a copy that was not finished, which is
/// cleared. On a server it's marked, so that no bot starts on it before [`finish`].
pub async fn prepare(db: &mut Connection, expected: &[Table]) -> Result<(), TransferError> {
    let found = tables(db).await?;
    let differs = |table: &&Table| !found.iter().any(|found| found.is_like(table));
    let missing = expected.iter().find(differs).or_else(|| {
        let is_expected = |found: &&Table| expected.iter().any(|table| table.name == found.name);
        found.iter().find(|found| !is_expected(found))
    });
    if let Some(table) = missing {
        return Err(TransferError::Schema { table: table.name.clone() });
    }
    if let Connection::Postgres(_) = db {
        let is_unfinished: bool = query_scalar("SELECT to_regclass('_unfinished_copy') IS NOT NULL")
            .fetch_one(db)
            .await
            .map_err(StoreError::from)?;
        if !is_unfinished {
            refuse_filled(db, &found).await?;
        }
        let names: Vec<String> = found.iter().map(Table::quoted).collect();
        query(format!("TRUNCATE {}", names.join(", "))).run(db).await?;
        query("CREATE TABLE IF NOT EXISTS _unfinished_copy (is_unfinished BIGINT)").run(db).await?;
    } else {
        // The file is new: there are only rows that migrations made.
        for table in found.iter().rev() {
            query(format!("DELETE FROM {}", table.quoted())).run(db).await?;
        }
    }
    Ok(())
}

async fn refuse_filled(db: &mut Connection, tables: &[Table]) -> Result<(), TransferError> {
    for table in tables {
        let any = format!("SELECT EXISTS (SELECT 1 FROM {})", table.quoted());
        if query_scalar(any).fetch_one(db).await.map_err(StoreError::from)? {
            return Err(TransferError::NotEmpty { table: table.name.clone() });
        }
    }
    Ok(())
}

/// Copies a table row by row, reads the copy again and compares it. Returns how many rows there are; `progress` is told
/// how many have been copied so far.
pub async fn copy(
    from: &mut Connection,
    to: &mut Connection,
    table: &Table,
    mut progress: impl FnMut(u64),
) -> Result<u64, TransferError> {
    let reading = |why| TransferError::Reading { table: table.name.clone(), why };
    let writing = |why| TransferError::Writing { table: table.name.clone(), why };
    let width = table.columns.len();
    let most = (VALUES_PER_STATEMENT / width).clamp(1, ROWS_PER_STATEMENT);
    let full = table.insert(most);
    let mut original = Checksum::default();
    let mut batch: Vec<Value<'static>> = Vec::with_capacity(most * width);
    let mut rows = query(table.select()).fetch(from);
    while let Some(row) = rows.try_next().await.map_err(reading)? {
        let at = batch.len();
        table.read(&row, &mut batch).map_err(reading)?;
        original.add(batch.get(at..).unwrap_or_default());
        if batch.len() == most * width {
            let values = std::mem::replace(&mut batch, Vec::with_capacity(most * width));
            query(full.clone()).bind_all(values).run(to).await.map_err(writing)?;
            progress(original.rows);
        }
    }
    if !batch.is_empty() {
        query(table.insert(batch.len() / width)).bind_all(batch).run(to).await.map_err(writing)?;
        progress(original.rows);
    }
    drop(rows);
    if checksum(to, table).await.map_err(|why| writing(why.into()))? == original {
        Ok(original.rows)
    } else {
        Err(TransferError::Mismatch { table: table.name.clone() })
    }
}

async fn checksum(db: &mut Connection, table: &Table) -> Result<Checksum, sqlx::Error> {
    let mut sum = Checksum::default();
    let mut values = Vec::with_capacity(table.columns.len());
    let mut rows = query(table.select()).fetch(db);
    while let Some(row) = rows.try_next().await? {
        table.read(&row, &mut values)?;
        sum.add(&values);
        values.clear();
    }
    Ok(sum)
}

/// The copy is whole: a bot may use it.
pub async fn finish(db: &mut Connection) -> Result<(), StoreError> {
    match db {
        Connection::Postgres(_) => query("DROP TABLE _unfinished_copy").run(db).await,
        _ => Ok(()),
    }
}

/// Gives a finished file its name. It is closed.
pub fn put_in_place(unfinished: &Path, path: &Path) -> Result<(), TransferError> {
    if path.exists() {
        return Err(TransferError::TargetExists(path.to_owned()));
    }
    let mut lock = unfinished.as_os_str().to_owned();
    lock.push(".lock");
    // It's only a leftover.
    let _ = std::fs::remove_file(lock);
    std::fs::rename(unfinished, path)
        .and_then(|()| crate::store::backup::sync_directory(path))
        .map_err(|why| TransferError::Place { path: path.to_owned(), why })
}
