//! How connections to a database file are opened.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, SqlitePool};

/// Waiting longer than this for another connection means that something is broken.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// Options for every connection, because anyone may have written the file: what its schema calls isn't trusted, and its
/// pages are checked before they are used.
pub(super) fn distrusting(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.pragma("trusted_schema", "OFF").pragma("cell_size_check", "ON")
}

/// Options for reading a file beside its other users.
pub(super) fn reading(path: &Path) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(false).read_only(true);
    distrusting(options).busy_timeout(BUSY).disable_statement_logging()
}

/// A pool of this many connections; waiting longer than `within` for one is an error.
pub(super) fn pool(options: SqliteConnectOptions, most: u32, within: Duration) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(most)
        .acquire_timeout(within)
        .idle_timeout(Duration::from_mins(1))
        .test_before_acquire(false)
        // When a commit fails for lack of space, SQLite ends the transaction, but the driver believes that it goes on.
        // Such a connection would refuse every further one.
        .before_acquire(|db, _| Box::pin(async move { Ok(!db.is_in_transaction()) }))
        .connect_lazy_with(options)
}
