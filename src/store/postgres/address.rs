//! The address of the database on a server, as the settings have it.

use std::str::FromStr;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::store::postgres::ServerError;

/// Whether the address is one of PostgreSQL's.
pub(in crate::store) fn is_address(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

/// Options for every connection. A certificate is verified unless the server is on this machine or the address says
/// otherwise. Nothing is asked for at the start of a connection that a pooler would refuse, and nothing is kept in it:
/// a pooler may give every transaction another server process.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, ServerError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| ServerError::Address)?;
    let is_local = options.get_socket().is_some()
        || options.get_host().starts_with('/')
        || matches!(options.get_host(), "localhost" | "127.0.0.1" | "::1");
    let options = if is_local || url.contains("sslmode=") || url.contains("ssl-mode=") {
        options
    } else {
        options.ssl_mode(PgSslMode::VerifyFull)
    };
    Ok(options
        .application_name("bearings")
        .extra_float_digits(None)
        .statement_cache_capacity(0)
        .disable_statement_logging())
}
