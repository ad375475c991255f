//! The address of the database, as the settings have it.

use std::path::PathBuf;
use std::str::FromStr;

use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use url::Url;

use crate::store::sqlite::OpenError;
use crate::store::sqlite::connect::{BUSY, distrusting};
use crate::store::sqlite::lock::resolved;

/// Whenever the write-ahead log restarts, it is cut back to this many bytes.
const LOG_KEPT: &str = "16777216";

/// The file that an address names.
pub fn file_of(url: &str) -> Result<PathBuf, OpenError> {
    options(url).map(|options| options.get_filename().to_owned())
}

pub(super) fn options(url: &str) -> Result<SqliteConnectOptions, OpenError> {
    let foreign = || OpenError::Url(without_password(url));
    if !url.starts_with("sqlite:") || url.contains(":memory:") || url.contains("mode=memory") {
        return Err(foreign());
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|_| foreign())?;
    if options.get_filename().as_os_str().is_empty() {
        return Err(foreign());
    }
    let file = resolved(options.get_filename());
    Ok(distrusting(options)
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("secure_delete", "ON")
        .pragma("journal_size_limit", LOG_KEPT)
        .disable_statement_logging())
}

/// As much of an address as can be shown: of a foreign one only scheme and host, as the rest may hold a password.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return if url.contains(['@', '=']) { "…".to_owned() } else { url.to_owned() };
    };
    if scheme == "sqlite" && !rest.contains('@') {
        return url.to_owned();
    }
    let parsed = Url::parse(url).ok();
    // An @ that ends no user name belongs to something that wasn't encoded.
    let is_clear = |parsed: &Url| !rest.contains('@') || !parsed.username().is_empty() || parsed.password().is_some();
    let host = parsed.as_ref().filter(|parsed| is_clear(parsed)).and_then(Url::host_str);
    format!("{scheme}://{}", host.unwrap_or("…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_address_shows_scheme_and_host_only() {
        for (url, expected) in [
            ("postgres://u:secret@h/db", "postgres://h"),
            ("postgres://u:se@cret@h:5432/db?password=secret", "postgres://h"),
            ("postgres://u:se/cret@h/db", "postgres://…"),
            ("postgres://u:12/secret@h/db", "postgres://…"),
            ("postgres://h/db?password=sec@ret", "postgres://…"),
            ("postgresql:///db?host=h&password=secret", "postgresql://…"),
            ("mysql://h", "mysql://h"),
            ("libsql://db.example?authToken=secret", "libsql://db.example"),
            ("postgres:u:secret@h/db", "…"),
            ("host=h user=u password=secret", "…"),
            ("bearings.db", "bearings.db"),
            ("sqlite://x?mode=memory", "sqlite://x?mode=memory"),
        ] {
            let said = file_of(url).unwrap_err().to_string();
            assert!(said.starts_with(&format!("DATABASE_URL “{expected}” isn't a database file")), "{url}: {said}");
        }
    }
}
