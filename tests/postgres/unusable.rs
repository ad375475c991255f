//! Databases that can't be used: `serve` and `doctor` say why, each in one sentence with what to do.

use bearings::store;
use rstest::rstest;

use super::{PASSWORD, database, database_with, is_refused, run, with_password};

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_be_used_is_named_with_what_to_do() {
    let Some(database) = database().await else { return };
    let mut url = with_password(&database);
    url.set_path("no_such_database");
    is_refused(
        url.as_str(),
        "the database no_such_database doesn't exist on the server: create it with CREATE DATABASE",
    )
    .await;

    run(&database.url(), "CREATE TABLE orders (id bigint PRIMARY KEY)").await;
    let url = with_password(&database);
    is_refused(url.as_str(), "the database belongs to another program: set DATABASE_URL").await;
    // Another program that keeps its migrations like us.
    run(&database.url(), "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY)").await;
    is_refused(url.as_str(), "the database belongs to another program: set DATABASE_URL").await;

    let name = url.path().trim_start_matches('/');
    run(&database.url(), format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).await;
    is_refused(url.as_str(), "the database is read-only: set default_transaction_read_only to off").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_stays_as_it_is() {
    let Some(database) = database().await else { return };
    let url = with_password(&database);
    store::open(url.as_str()).await.unwrap().close().await;
    let newer = "INSERT INTO _sqlx_migrations VALUES (9999, 'later', now(), true, '\\x00', 0)";
    run(&database.url(), newer).await;
    is_refused(url.as_str(), "the database was written by a newer version of Bearings: use that version").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_without_rights_is_told_which_to_get() {
    let Some(database) = database().await else { return };
    let mut url = with_password(&database);
    let user = format!("user_of_{}", url.path().trim_start_matches('/'));
    run(&database.url(), format!("CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'")).await;
    url.set_username(&user).unwrap();
    url.set_password(Some(PASSWORD)).unwrap();
    is_refused(url.as_str(), "this user can't create tables in the database: make them its owner").await;
    store::open(&database.url()).await.unwrap().close().await;
    is_refused(url.as_str(), "this user can't read and write all of Bearings' tables: make them the tables' owner")
        .await;
    run(&database.url(), format!("DROP ROLE {user}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_encoding_is_refused() {
    let latin = "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";
    let Some(database) = database_with(latin).await else { return };
    let url = with_password(&database);
    is_refused(url.as_str(), "the database has the encoding LATIN1: create one with ENCODING 'UTF8'").await;
}

/// What the server says of itself, said by functions of this database that go before the server's own.
#[rstest]
#[case::too_old(
    "CREATE FUNCTION current_setting(name text) RETURNS text LANGUAGE sql AS
         $$ SELECT CASE name WHEN 'server_version_num' THEN '140011' WHEN 'server_version' THEN '14.11'
             ELSE pg_catalog.current_setting(name) END $$",
    "the database server is PostgreSQL 14.11: Bearings needs 15 or newer"
)]
#[case::replica(
    "CREATE FUNCTION pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$",
    "the database server is a read-only replica: set DATABASE_URL to the primary"
)]
#[case::clock_ahead(
    "CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
         $$ SELECT pg_catalog.clock_timestamp() + interval '5 minutes 5 seconds' $$",
    "the database server's clock is 5 minutes ahead of this machine's: set both by NTP"
)]
#[case::clock_behind(
    "CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
         $$ SELECT pg_catalog.clock_timestamp() - interval '90 seconds' $$",
    "the database server's clock is 1 minute behind this machine's: set both by NTP"
)]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_be_used_is_named_with_what_to_do(#[case] says: &str, #[case] expected: &str) {
    let Some(database) = database().await else { return };
    let url = with_password(&database);
    let name = url.path().trim_start_matches('/');
    run(&database.url(), format!("{says}; ALTER DATABASE {name} SET search_path = public, pg_catalog")).await;
    is_refused(url.as_str(), expected).await;
}
