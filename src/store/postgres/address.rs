//! The address of the database on a server, as the settings have it.

use std::fs::File;
use std::str::FromStr;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

use crate::store::postgres::ServerError;

/// The parameters that sqlx knows. It would log others with their values, which can be a password.
const PARAMETERS: [&str; 17] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// Those that name a file. A missing one looks like a missing server otherwise.
const FILES: [&str; 7] = ["sslrootcert", "ssl-root-cert", "ssl-ca", "sslcert", "ssl-cert", "sslkey", "ssl-key"];

/// Whether the address is one of PostgreSQL's.
pub fn is_address(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

/// Options for every connection. A certificate is verified unless the server is on this machine or the address says
/// otherwise. Nothing is asked for at the start of a connection that a pooler would refuse, and nothing is kept in it:
/// a pooler may give every transaction another server process.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, ServerError> {
    let parsed = Url::parse(url).map_err(|_| ServerError::Address)?;
    // A password with / or # in it ends up in the path or behind it, from where it would get into messages.
    if parsed.fragment().is_some() || parsed.path().contains('@') || parsed.cannot_be_a_base() {
        return Err(ServerError::Address);
    }
    if !parsed.query_pairs().all(|(name, _)| PARAMETERS.contains(&&*name)) {
        return Err(ServerError::Parameter);
    }
    for (parameter, file) in parsed.query_pairs().filter(|(name, _)| FILES.contains(&&**name)) {
        if let Err(why) = File::open(&*file) {
            return Err(ServerError::CertificateFile { parameter: parameter.into(), file: file.into(), why });
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_password_that_is_not_encoded_is_refused_and_not_repeated() {
        for (url, expected) in [
            ("postgres://u:obviously/fake@h/db", "DATABASE_URL isn't an address"),
            ("postgres://u:12/fake@h/db", "DATABASE_URL isn't an address"),
            ("postgres://u:12#fake@h/db", "DATABASE_URL isn't an address"),
            ("postgres://u:12?fake@h/db", "DATABASE_URL has an unknown parameter"),
            ("postgres://h/db?pasword=fake", "DATABASE_URL has an unknown parameter"),
            ("postgres:u:fake@h/db", "DATABASE_URL isn't an address"),
            ("postgres://u:obviously-fake@h:port/db", "DATABASE_URL isn't an address"),
            ("postgres://u:obviously-fake@h/db?sslmode=fake", "DATABASE_URL isn't an address"),
        ] {
            let said = options(url).unwrap_err().to_string();
            assert!(said.starts_with(expected) && !said.contains("fake"), "{url}: {said}");
        }
    }

    #[test]
    fn a_certificate_is_verified_unless_the_server_is_here_or_the_address_says_otherwise() {
        for (url, expected) in [
            ("postgres://u@db.example/bearings", PgSslMode::VerifyFull),
            ("postgres://u@db.example/bearings?sslmode=require", PgSslMode::Require),
            ("postgres://u:p%2F%40%23@db.example/bearings", PgSslMode::VerifyFull),
            ("postgres://u@localhost/bearings", PgSslMode::Prefer),
            ("postgres://u@localhost/bearings?host=/run/postgresql", PgSslMode::Prefer),
        ] {
            let mode = options(url).unwrap().get_ssl_mode();
            assert_eq!(format!("{mode:?}"), format!("{expected:?}"), "{url}");
        }
    }
}
