//! A file that isn't the bot's own database or backup is refused by every command and stays as it is.

use std::fs;
use std::path::Path;

use bearings::store;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::{comes_and_goes, says};
use crate::support::process::ProcessFixture;

#[expect(clippy::disallowed_methods, reason = "this is another program")]
async fn run_in(database: &Path, statements: &[&'static str]) {
    let options = SqliteConnectOptions::new().filename(database).create_if_missing(true).foreign_keys(false);
    let mut db = options.connect().await.unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&mut db).await.unwrap();
    }
    db.close().await.unwrap();
}

/// Every command that opens the database.
const COMMANDS: [&[&str]; 8] = [
    &["serve"],
    &["people", "list"],
    &["people", "export"],
    &["deliveries", "list"],
    &["backup"],
    &["verify"],
    &["doctor"],
    &["demo"],
];

/// Asserts that these commands refuse the database in one sentence with one of these texts, and write nothing to it.
async fn is_refused(fixture: &ProcessFixture, commands: &[&[&str]], expected: &[&str]) {
    let before = fs::read(fixture.database()).unwrap();
    let database = fixture.database().display().to_string();
    for command in commands {
        let demo = ["--port", "0", "--database", database.as_str()];
        let own = if command.first() == Some(&"demo") { demo.as_slice() } else { &[] };
        let (code, said) = says(fixture, &[command, own].concat()).await;
        assert!(matches!(code, Some(1 | 2)), "{command:?}: {code:?} {said}");
        assert!(expected.iter().any(|expected| said.contains(expected)), "{command:?}: {said}");
        // The doctor also reports on everything else.
        assert!(command.first() == Some(&"doctor") || said.lines().count() == 1, "{command:?}: {said}");
        assert!(fs::read(fixture.database()).unwrap() == before, "{command:?} writes");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_programs_database_is_refused_by_every_command_and_stays_as_it_is() {
    for tables in [
        ["CREATE TABLE songs (title TEXT)", "INSERT INTO songs VALUES ('Hey')"].as_slice(),
        &["PRAGMA journal_mode = WAL", "CREATE TABLE songs (title TEXT)"],
        // This program uses the same migration library.
        &[
            "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL
                DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL)",
            "INSERT INTO _sqlx_migrations VALUES (1, 'songs', '2026-01-01', 1, x'00', 1)",
            "CREATE TABLE songs (title TEXT)",
        ],
    ] {
        let fixture = ProcessFixture::on_a_file().await;
        run_in(&fixture.database(), tables).await;
        let expected = ["another program", "isn't a database of Bearings"];
        is_refused(&fixture, &COMMANDS, &expected).await;
        is_refused(&fixture, &[&["demo", "--fresh"]], &expected).await;
        assert!(!Path::new(&fixture.path("bearings.db.lock")).exists());
        let backup = fixture.path("ours/bearings.db");
        fs::create_dir(fixture.path("ours")).unwrap();
        store::open(&format!("sqlite://{backup}")).await.unwrap().close().await;
        is_refused(&fixture, &[&["restore", &backup]], &expected).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_database_is_refused_by_every_command_and_an_empty_one_is_none_yet() {
    for bytes in [b"# Notes\n".repeat(200).as_slice(), b"x"] {
        let fixture = ProcessFixture::on_a_file().await;
        fs::write(fixture.database(), bytes).unwrap();
        is_refused(&fixture, &COMMANDS, &["isn't a database", "is not a database", "its end is missing"]).await;
    }
    let fixture = ProcessFixture::on_a_file().await;
    fs::write(fixture.database(), "").unwrap();
    comes_and_goes(&fixture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_with_something_more_in_it_is_refused_and_so_is_a_database() {
    let fixture = ProcessFixture::on_a_file().await;
    comes_and_goes(&fixture).await;
    let trigger = "CREATE TRIGGER open_up AFTER INSERT ON evidence BEGIN
        INSERT INTO evidence_share SELECT NEW.id, 'UMALLORY', 1, 0; END";
    let view = "CREATE VIEW everything AS SELECT words FROM evidence_text";
    let column = "ALTER TABLE evidence ADD COLUMN copied_to TEXT";
    for (statement, expected) in [
        (trigger, "one more trigger: open_up"),
        (view, "one more view: everything"),
        (column, "the table evidence is not as it was made"),
        ("DROP INDEX evidence_by_day", "the index evidence_by_day is missing"),
    ] {
        let backup = fixture.path("monday.db");
        let _ = fs::remove_file(&backup);
        assert_eq!(says(&fixture, &["backup", &backup]).await.0, Some(0));
        run_in(Path::new(&backup), &[statement]).await;
        let before = fs::read(fixture.database()).unwrap();
        for (command, code) in [("verify", 1), ("restore", 2)] {
            let said = says(&fixture, &[command, &backup]).await;
            let sentence =
                format!("something other than Bearings changed monday.db ({expected}): use another backup\n");
            assert_eq!(said, (Some(code), sentence), "{command}");
        }
        assert_eq!(fs::read(fixture.database()).unwrap(), before);
    }
    run_in(&fixture.database(), &[trigger]).await;
    is_refused(&fixture, &COMMANDS, &["(one more trigger: open_up)"]).await;
}
