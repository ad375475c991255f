//! PostgreSQL as an operator meets it: what the commands say of a server that can't be used, and that they work on one
//! that can. Its address is a secret.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

#[path = "postgres/rotation.rs"]
mod rotation;
#[path = "postgres/servers.rs"]
mod servers;
mod support;
#[path = "postgres/unusable.rs"]
mod unusable;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::sync::Once;

use bearings::store;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use support::postgres::{PostgresDatabase, SERVER};
use support::repository;
use url::Url;

const PASSWORD: &str = "obviously-fake-password";

/// A database on the server that `TEST_POSTGRES` names; without one, what needs it is left out.
async fn database_with(options: &str) -> Option<PostgresDatabase> {
    static SAID: Once = Once::new();
    let database = PostgresDatabase::begin_with(options).await;
    if database.is_none() {
        // Not by a macro, of which the output is shown for tests that fail only.
        SAID.call_once(|| {
            let _ =
                writeln!(std::io::stderr(), "left out, because {SERVER} is not set: what needs a PostgreSQL server");
        });
    }
    database
}

async fn database() -> Option<PostgresDatabase> {
    database_with("").await
}

/// The database's address with a password, which a server that trusts its users doesn't ask for.
fn with_password(database: &PostgresDatabase) -> Url {
    let mut url: Url = database.url().parse().unwrap();
    if url.password().is_none() {
        url.set_password(Some(PASSWORD)).unwrap();
    }
    url
}

#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
async fn run(url: &str, statement: impl Into<String>) {
    let mut db = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement.into())).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

/// A command, with an address in a file.
fn command(arguments: &[&str], url: &str) -> (Command, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("database-url");
    std::fs::write(&file, format!("{url}\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_bearings"));
    command
        .args(arguments)
        .current_dir(directory.path())
        .env_clear()
        .env("DATABASE_URL_FILE", file)
        .env("SLACK_BOT_TOKEN", "xoxb-obviously-fake-token")
        .env("SLACK_SIGNING_SECRET", "0bv10us1yfakes1gn1ngsecret")
        .env("SLACK_API_URL", "http://127.0.0.1:9/api")
        .env("BEARINGS_LISTEN", "127.0.0.1:0")
        .env("BEARINGS_FRAMEWORK_DIR", repository("framework"))
        .env("RUST_LOG", "trace")
        .stdin(Stdio::null());
    (command, directory)
}

/// The exit code, and what was printed: on standard output, and on standard error.
async fn output(arguments: &[&str], url: &str, log: &str) -> (Option<i32>, String, String) {
    let (mut command, _directory) = command(arguments, url);
    command.env("RUST_LOG", log);
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    for said in [&stdout, &stderr] {
        assert!(
            !said.contains("fake-password") && (url.is_empty() || !said.contains(url)),
            "{arguments:?} prints the address: {said}"
        );
    }
    (status.code(), stdout, stderr)
}

async fn doctor(url: &str) -> Vec<Value> {
    let (_, stdout, stderr) = output(&["doctor", "--json"], url, "warn").await;
    let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stdout}{stderr}"));
    report["findings"].as_array().unwrap().iter().filter(|finding| finding["area"] == "database").cloned().collect()
}

/// What the doctor found about this.
async fn found(url: &str, checked: &str) -> String {
    let findings = doctor(url).await;
    let finding = findings.iter().find(|finding| finding["checked"] == checked);
    let finding = finding.unwrap_or_else(|| panic!("{checked}: {findings:?}"));
    format!("{}: {}", finding["outcome"].as_str().unwrap(), finding["seen"].as_str().unwrap())
}

/// `serve` and `doctor` say this, each in one sentence, and nothing of the address.
async fn is_refused(url: &str, expected: &str) {
    let (code, stdout, stderr) = output(&["serve"], url, "warn").await;
    assert_eq!((code, stderr.lines().count()), (Some(2), 1), "{stdout}{stderr}");
    assert!(stderr.starts_with(expected), "{stderr}");
    let (seen, remedy) = stderr.trim_end().rsplit_once(": ").unwrap();
    let findings = doctor(url).await;
    let fault = &findings[0];
    assert_eq!((&fault["checked"], &fault["outcome"]), (&"Database".into(), &"fault".into()), "{findings:?}");
    assert_eq!(fault["seen"], seen);
    assert_eq!(fault["do"].as_str().unwrap().to_lowercase(), format!("{remedy}.").to_lowercase());
    // The log at its fullest is as discreet.
    output(&["serve"], url, "trace").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_be_reached_or_refuses_the_password_is_named_with_what_to_do() {
    let at = |host: &str| format!("postgres://u:{PASSWORD}@{host}/bearings");
    is_refused(
        &at(&format!("127.0.0.1:{}", servers::stern())),
        "the database server refuses this user's password: check DATABASE_URL",
    )
    .await;
    is_refused(&at("no-such-host.invalid"), "the database server no-such-host.invalid can't be found: check the host")
        .await;
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    is_refused(&at(&closed.to_string()), "the database server 127.0.0.1 can't be reached (Connection refused").await;
    let untrusted = at(&servers::untrusted().await.to_string());
    is_refused(
        &format!("{untrusted}?sslmode=verify-full"),
        "the connection to the database server 127.0.0.1 can't be encrypted (invalid peer certificate: UnknownIssuer)",
    )
    .await;
    is_refused(
        &format!("{untrusted}?sslmode=verify-full&sslrootcert=/no/such/ca.crt"),
        "sslrootcert in DATABASE_URL names /no/such/ca.crt, which can't be read (No such file or directory",
    )
    .await;
    is_refused(&at("127.0.0.1:port"), "DATABASE_URL isn't an address of PostgreSQL: write it like").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_is_there_and_which_promises_hold() {
    let Some(database) = database().await else { return };
    let url = with_password(&database);
    let seen = found(url.as_str(), "Database").await;
    assert!(
        seen.starts_with("ok: PostgreSQL ") && seen.ends_with("empty; bearings serve creates the tables"),
        "{seen}"
    );
    store::open(url.as_str()).await.unwrap().close().await;
    let seen = found(url.as_str(), "Database").await;
    assert!(seen.starts_with("ok: PostgreSQL ") && seen.ends_with("MB, can be read and written"), "{seen}");
    let erased = found(url.as_str(), "Erased text").await;
    assert!(
        erased.starts_with("ok: gone from the tables at once, from the server’s disk after its next vacuum"),
        "{erased}"
    );
    let backups = found(url.as_str(), "Newest backup").await;
    assert!(backups.starts_with("not_checked: you back up a server yourself, with tools such as pg_dump"), "{backups}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_files_says_what_holds_for_a_server() {
    let url = format!("postgres://u:{PASSWORD}@db.example/bearings");
    for arguments in [["backup"].as_slice(), &["verify"], &["restore", "bearings-20261124T192611Z.db"]] {
        let (code, _, stderr) = output(arguments, &url, "trace").await;
        let expected = "the database is on a PostgreSQL server: back it up, check it and restore it with the server's own tools, such as \
             pg_dump and pg_restore\n";
        assert_eq!((code, stderr.as_str()), (Some(2), expected), "{arguments:?}");
    }
    for arguments in [["privacy-report"].as_slice(), &["privacy-report", "--json"]] {
        let (code, stdout, stderr) = output(arguments, &url, "trace").await;
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{arguments:?}");
        for said in ["PostgreSQL server", "archives", "until their retention ends"] {
            assert!(stdout.contains(said), "{arguments:?} {said}: {stdout}");
        }
        assert!(!stdout.contains("db.example") && !stdout.contains("database file"), "{stdout}");
    }
}

#[cfg(feature = "demo")]
#[tokio::test(flavor = "multi_thread")]
async fn the_demo_goes_on_with_a_server_and_removes_nothing_from_it() {
    let Some(database) = database().await else { return };
    let url = with_password(&database);
    let arguments = ["demo", "--port", "0", "--database-url", url.as_str()];
    for more in [["--fresh"].as_slice(), &[]] {
        let (mut command, _directory) = command(&[arguments.as_slice(), more].concat(), "");
        let mut demo = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(demo.stdout.take().unwrap()).lines().map_while(Result::ok);
        let started = tokio::task::spawn_blocking(move || {
            lines
                .into_iter()
                .find(|line| line.starts_with("To stop it, press Ctrl-C. The next demo continues with this database"))
        });
        let started = started.await.unwrap();
        demo.kill().unwrap();
        let said = String::from_utf8(demo.wait_with_output().unwrap().stderr).unwrap();
        assert!(started.is_some() && !said.contains("fake-password"), "{more:?}: {said}");
    }
    let (code, _, stderr) = output(&[arguments.as_slice(), &["--fresh"]].concat(), "", "warn").await;
    assert_eq!(code, Some(2));
    assert!(stderr.starts_with("--fresh deletes nothing from a database server: drop the database"), "{stderr}");
    let real = "DELETE FROM installation; INSERT INTO installation VALUES ('T0OTHER', 'T0OTHER', NULL, 0, NULL)";
    run(&database.url(), real).await;
    let (code, _, stderr) = output(&arguments, "", "warn").await;
    assert_eq!(code, Some(2));
    assert!(stderr.starts_with("the database belongs to T0OTHER, not to a demo: name another"), "{stderr}");
}
