//! A company outgrows one machine: its bot moves from SQLite to PostgreSQL with everything that people wrote, and back.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use bearings::sandbox::Person;
use support::postgres::PostgresDatabase;
use support::steps::{QUESTION, logs};
use support::{Database, Story, last_answer};

const WORDS: &str = "moved the ledger to nightly builds";
const LATER_WORDS: &str = "wrote down how we restore backups";
const NOTHING: &str = "Nothing here yet.";
const MARK: &str = "INSERT INTO evidence_access_log (workspace, author, reader, entries, opened_at)
    VALUES ('T1', 'U1', 'U2', 1, 1) RETURNING id";

/// Runs the shipped command; returns its exit code and what it prints.
async fn migrates(from: &str, to: &str) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bearings"));
    command.args(["migrate-to", "--from", from, to]).env_clear();
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

async fn moved(from: &str, to: &str) -> String {
    let (code, printed, problem) = migrates(from, to).await;
    assert_eq!((code, problem.as_str()), (Some(0), ""), "{printed}");
    printed
}

async fn refused(from: &str, to: &str) -> String {
    let (code, printed, problem) = migrates(from, to).await;
    assert_eq!((code, printed.as_str()), (Some(2), ""), "{problem}");
    assert_eq!(problem.lines().count(), 1, "{problem}");
    problem
}

/// What a person sees of their own, these words too: Home, their page, and their DM.
async fn sees(person: &Person, words: &str) -> [String; 3] {
    person.opens_home().await.unwrap();
    person.waits_until_sees("home", words).await.unwrap();
    person.types("#general", "/framework me").await.unwrap();
    [person.home(), last_answer(&person.screen("#general")), person.screen("dm")]
}

async fn number(database: &Database, query: &str) -> i64 {
    database.rows::<(i64,)>(query).await.remove(0).0
}

fn file(path: &Path) -> Database {
    Database::Sqlite(path.to_owned())
}

#[tokio::test]
async fn a_bot_moves_to_postgresql_and_back_and_nobody_notices() {
    let Some(postgres) = PostgresDatabase::begin().await else { return };
    let mut story = Story::begin().await;
    story.keeps_private(WORDS);
    story.asks_weekly(&["ana", "ben"]).await;
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    story.passes_to("2026-06-04T14:46:00Z").await;
    ana.presses("dm", "I did this").await.unwrap();
    ana.waits_until_sees("dm", "Saved:").await.unwrap();
    logs(&ana, WORDS).await;
    let seen = (sees(&ana, WORDS).await, sees(&ben, NOTHING).await);
    assert!(seen.0[2].contains("Saved:") && seen.1[2].contains(QUESTION), "{seen:?}");
    story.stop().await;
    // The newest row is gone; its number must not be given again.
    let given = number(&story.database, MARK).await;
    story.sql("DELETE FROM evidence_access_log WHERE workspace = 'T1'").await;

    let postgres = Database::Postgres(postgres);
    let printed = moved(&story.database.url(), &postgres.url()).await;
    assert!(printed.contains("\nprompt: 2 rows, verified\n"), "{printed}");
    assert!(printed.contains("each copy is identical to its original"), "{printed}");
    let former = std::mem::replace(&mut story.database, postgres);
    assert_eq!(number(&story.database, MARK).await, given + 1);
    story.sql("DELETE FROM evidence_access_log WHERE workspace = 'T1'").await;
    story.start().await.unwrap();
    assert_eq!((sees(&ana, WORDS).await, sees(&ben, NOTHING).await), seen);
    logs(&ana, LATER_WORDS).await;
    let seen = (sees(&ana, LATER_WORDS).await, sees(&ben, NOTHING).await);
    assert!(seen.0[0].contains(WORDS) && seen.0[1].contains(WORDS), "{seen:?}");
    story.stop().await;

    let path = story.directory.path().join("back.db");
    let back = file(&path);
    moved(&story.database.url(), &back.url()).await;
    assert!(!path.with_extension("db.unfinished").exists() && !path.with_extension("db.unfinished.lock").exists());
    let on_server = std::mem::replace(&mut story.database, back);
    assert_eq!(number(&story.database, MARK).await, given + 2);
    story.sql("DELETE FROM evidence_access_log WHERE workspace = 'T1'").await;
    story.start().await.unwrap();
    assert_eq!((sees(&ana, LATER_WORDS).await, sees(&ben, NOTHING).await), seen);
    let entries = "SELECT COUNT(*) FROM evidence";
    assert_eq!(number(&on_server, entries).await, number(&former, entries).await + 1);
    assert_eq!(number(&story.database, entries).await, number(&on_server, entries).await);
}

#[tokio::test]
async fn what_would_lose_or_mix_data_is_refused_and_changes_nothing() {
    let (Some(first), Some(second)) = (PostgresDatabase::begin().await, PostgresDatabase::begin().await) else {
        return;
    };
    let mut story = Story::begin().await;
    logs(&story.person("ana"), WORDS).await;
    let (from, to) = (story.database.url(), first.url());
    let running = refused(&from, &to).await;
    assert!(running.contains("stop it first"), "{running}");
    story.stop().await;

    let missing = format!("sqlite://{}", story.directory.path().join("no.db").display());
    let said = refused(&missing, &to).await;
    assert!(said.starts_with("the database ") && said.contains("no.db"), "{said}");
    let secret = "postgres://bearings:hush-hush@127.0.0.1:1/bearings";
    for (from, to) in [(from.as_str(), secret), (secret, missing.as_str()), (from.as_str(), "postgres:u:hush-hush@h")] {
        let said = refused(from, to).await;
        assert!(!said.contains("hush"), "{said}");
    }
    let said = refused(&from, secret).await;
    assert!(said.contains("host and port in the address to migrate to"), "{said}");

    moved(&from, &to).await;
    let said = refused(&from, &to).await;
    assert!(said.starts_with("the database to migrate to is not empty ("), "{said}");
    let path = story.directory.path().join("there.db");
    std::fs::write(&path, "another file").unwrap();
    let said = refused(&to, &file(&path).url()).await;
    assert!(said.contains("there.db already exists"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "another file");

    let (on_first, on_second) = (Database::Postgres(first), Database::Postgres(second));
    let stopped = std::mem::replace(&mut story.database, on_first);
    story.start().await.unwrap();
    let said = refused(&story.database.url(), &on_second.url()).await;
    assert_eq!(said, "Bearings is connected to the database to migrate from: stop it first\n");
    let said = refused(&from, &story.database.url()).await;
    assert_eq!(said, "Bearings is connected to the database to migrate to: stop it first\n");
    story.stop().await;
    let _ = std::mem::replace(&mut story.database, stopped);
}

#[tokio::test]
async fn an_interrupted_copy_is_no_database_and_the_next_run_starts_over() {
    let Some(postgres) = PostgresDatabase::begin().await else { return };
    let mut story = Story::begin().await;
    logs(&story.person("ana"), WORDS).await;
    story.stop().await;
    let (from, postgres) = (story.database.url(), Database::Postgres(postgres));
    moved(&from, &postgres.url()).await;
    // As a kill between two tables leaves it.
    postgres.run("CREATE TABLE _unfinished_copy (is_unfinished BIGINT)").await;
    postgres.run("DELETE FROM evidence").await;
    let former = std::mem::replace(&mut story.database, postgres);
    let refusal = story.start().await.unwrap_err().to_string();
    assert!(refusal.contains("an unfinished copy: run bearings migrate-to again"), "{refusal}");
    moved(&from, &story.database.url()).await;
    let entries = "SELECT COUNT(*) FROM evidence";
    assert_eq!(number(&story.database, entries).await, number(&former, entries).await);

    let path = story.directory.path().join("back.db");
    std::fs::write(path.with_extension("db.unfinished"), "half a database").unwrap();
    moved(&story.database.url(), &file(&path).url()).await;
    assert_eq!(number(&file(&path), entries).await, number(&former, entries).await);
    story.start().await.unwrap();
}
