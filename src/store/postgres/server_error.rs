//! Why a database on a server can't be used, each as one sentence with what to do.

/// Why a database on a server can't be used. Nothing here holds a password: addresses are never repeated.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error(
        "DATABASE_URL isn't an address of PostgreSQL: write it like postgres://user:password@host/database, with \
         special characters of the password percent-encoded"
    )]
    Address,
    #[error(
        "DATABASE_URL has an unknown parameter: Bearings accepts sslmode, sslrootcert, sslcert, sslkey, host, \
         hostaddr, port, dbname, user, password and options"
    )]
    Parameter,
    #[error("the database server {host} can't be found: check the host in DATABASE_URL")]
    UnknownHost { host: String },
    #[error(
        "the database server {host} can't be reached ({why}): check that it's running, and the host and port in \
         DATABASE_URL"
    )]
    Unreachable { host: String, why: std::io::Error },
    #[error(
        "the connection to the database server {host} can't be encrypted ({why}): check sslmode, and set sslrootcert \
         to the certificate of its authority"
    )]
    Certificate { host: String, why: String },
    #[error(
        "{parameter} in DATABASE_URL names {file}, which can't be read ({why}): check the path and its permissions"
    )]
    CertificateFile { parameter: String, file: String, why: std::io::Error },
    #[error("the database server refuses this user's password: check DATABASE_URL, or the file that PGPASSFILE names")]
    Password,
    #[error(
        "the database server doesn't let this user connect ({why}): check the user in DATABASE_URL and the server's \
         pg_hba.conf"
    )]
    NotAllowed { why: String },
    #[error(
        "the database {name} doesn't exist on the server: create it with CREATE DATABASE, or change its name in \
         DATABASE_URL"
    )]
    NoDatabase { name: String },
    #[error("the database server is PostgreSQL {version}: Bearings needs 15 or newer")]
    TooOld { version: String },
    #[error("the database has the encoding {encoding}: create one with ENCODING 'UTF8', and use that")]
    Encoding { encoding: String },
    #[error("the database server is a read-only replica: set DATABASE_URL to the primary")]
    Replica,
    #[error("the database is read-only: set default_transaction_read_only to off for this user and database")]
    ReadOnly,
    #[error(
        "this user can't create tables in the database: make them its owner, or grant CREATE and USAGE on its schema"
    )]
    NoRights,
    #[error(
        "this user can't read and write all of Bearings' tables: make them the tables' owner, or grant SELECT, INSERT, \
         UPDATE and DELETE on every table"
    )]
    NoTableRights,
    /// For commands that only read, which don't change a schema.
    #[error("the database belongs to an older version: start bearings serve, which upgrades it")]
    NotMigrated,
    #[error("the database belongs to another program: set DATABASE_URL to a database of Bearings' own")]
    Foreign,
    #[error("DATABASE_URL names another database than before: restart Bearings to use it")]
    OtherDatabase,
    #[error("the database was written by a newer version of Bearings: use that version or a newer one")]
    Newer,
    #[error("the database is an unfinished copy: run bearings migrate-to again, which starts over")]
    Unfinished,
    #[error("the database server's clock is {difference} this machine's: set both by NTP")]
    Clock { difference: String },
    #[error("the database can't be upgraded to this version ({0}): nothing was changed. Fix that, and start again")]
    Migration(#[source] sqlx::Error),
    #[error("the database server can't be used ({0}): fix that, and start again")]
    Unusable(#[source] sqlx::Error),
}

impl ServerError {
    /// The reason why a connection could not be made.
    pub(super) fn connecting(error: sqlx::Error, host: &str, database: &str) -> Self {
        let host = host.to_owned();
        match error {
            // The resolver's own errors have no kind.
            sqlx::Error::Io(why) if why.to_string().contains("lookup address") => Self::UnknownHost { host },
            // sqlx reads and writes TLS as it does plain bytes, so a faulty certificate is an I/O error.
            sqlx::Error::Io(why)
                if why.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>) =>
            {
                Self::Certificate { host, why: innermost(&why) }
            }
            sqlx::Error::Io(why) => Self::Unreachable { host, why },
            sqlx::Error::Tls(why) => Self::Certificate { host, why: innermost(&*why) },
            sqlx::Error::Database(why) => match why.code().as_deref() {
                Some("28P01") => Self::Password,
                Some("28000") => Self::NotAllowed { why: why.message().to_owned() },
                Some("3D000") => Self::NoDatabase { name: database.to_owned() },
                _ => Self::Unusable(sqlx::Error::Database(why)),
            },
            other => Self::Unusable(other),
        }
    }
}

/// The cause that everything else was caused by.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source()).last().map(ToString::to_string).unwrap_or_default()
}
