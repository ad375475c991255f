//! The disk under the bot: full, read-only, or with a damaged file on it; and backups made and restored.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "storage_stories/backups.rs"]
mod backups;
#[path = "storage_stories/foreign_files.rs"]
mod foreign_files;
mod support;

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use bearings::sandbox::Person;
use chrono::TimeDelta;
use reqwest::StatusCode;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use support::disk::{SmallDisk, on_full_disk, with_read_only};
use support::faults::eventually;
use support::process::{Process, ProcessFixture};

/// Opens the form with these words and submits it; returns what the modal then shows.
async fn saves(person: &Person, words: &str) -> String {
    person.types("#general", &format!("/evidence {words}")).await.unwrap();
    person.waits_until_sees("modal", words).await.unwrap();
    person.submits().await.unwrap();
    person.modal().unwrap()
}

async fn ready(process: &Process) -> (StatusCode, String) {
    let answer = reqwest::get(format!("{}/readyz", process.address)).await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

/// Starts the bot, waits until it's ready, and stops it.
async fn comes_and_goes(fixture: &ProcessFixture) {
    let process = fixture.start();
    eventually("the bot can work", async || ready(&process).await.0 == StatusCode::OK).await;
    process.stop();
}

async fn run(fixture: &ProcessFixture, arguments: &[&str]) -> Output {
    let mut command = fixture.command(arguments);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// What a command prints, without the path of the database's directory.
async fn says(fixture: &ProcessFixture, arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(fixture, arguments).await;
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let place = format!("{}/", fixture.database().parent().unwrap().display());
    (output.status.code(), said.replace(&place, ""))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_reading_goes_on_nothing_is_lost_and_it_heals() {
    let fixture = ProcessFixture::on_a_file().await;
    let Some(disk) = SmallDisk::begin(&fixture, 16) else { return };
    let ana = fixture.slack.person("ana");
    assert!(saves(&ana, "fixed the ledger before lunch").await.starts_with("== Saved =="));
    ana.closes().await.unwrap();
    assert_eq!(ready(&disk.process).await, (StatusCode::OK, "ready\n".to_owned()));

    disk.fill();
    fixture.slack.clock().advance(TimeDelta::minutes(1));
    let modal = saves(&ana, "taught Ben to read a flame graph").await;
    assert!(modal.contains("Not saved:") && modal.contains("taught Ben to read a flame graph"), "{modal}");
    let no = "nothing can be saved: the database's disk is full. Reading still works; saving resumes once this is \
        fixed\n";
    assert_eq!(ready(&disk.process).await, (StatusCode::SERVICE_UNAVAILABLE, no.to_owned()));
    let ben = fixture.slack.person("ben");
    ben.types("#general", "/framework level 3 mastery").await.unwrap();
    assert!(ben.screen("#general").contains("Uses appropriate design patterns"));
    // The bot answers a DM and a visit to App Home, though it can record neither.
    ben.opens_dm().await.unwrap();
    ben.types("dm", "wrote the runbook").await.unwrap();
    ben.waits_until_sees("dm", "Save this as evidence?").await.unwrap();
    ben.opens_home().await.unwrap();
    ben.waits_until_sees("home", "What’s expected?").await.unwrap();

    disk.empty();
    assert_eq!(ready(&disk.process).await, (StatusCode::OK, "ready\n".to_owned()));
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().starts_with("== Saved =="), "{:?}", ana.modal());
    ana.closes().await.unwrap();
    ana.types("#general", "/framework me").await.unwrap();
    let mine = ana.screen("#general");
    assert!(mine.contains("fixed the ledger before lunch") && mine.contains("taught Ben to read a flame graph"));
    // Log lines are written in batches, a moment later.
    eventually("the log names the disk", async || fixture.logged().contains("the database's disk is full")).await;
    assert!(!fixture.logged().contains("flame graph"), "the log holds a person's words");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_a_press_is_answered_too() {
    let fixture = ProcessFixture::on_a_file().await;
    let Some(disk) = SmallDisk::begin(&fixture, 16) else { return };
    let ana = fixture.slack.person("ana");
    assert!(saves(&ana, "fixed the ledger before lunch").await.starts_with("== Saved =="));
    ana.closes().await.unwrap();
    ana.types("#general", "/framework me").await.unwrap();
    disk.fill();
    ana.presses("#general", "Delete").await.unwrap();
    ana.waits_until_sees("#general", "Bearings can’t use its database right now").await.unwrap();
    disk.empty();
    ana.types("#general", "/framework me").await.unwrap();
    assert!(ana.screen("#general").contains("fixed the ledger before lunch"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_only_be_read_is_not_started_on_and_said_in_one_sentence() {
    let fixture = ProcessFixture::on_a_file().await;
    comes_and_goes(&fixture).await;
    for what in [fixture.database(), fixture.database().parent().unwrap().to_owned()] {
        let Some(mut serve) = with_read_only(&fixture.command(&["serve"]), &what) else { return };
        let output = serve.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        assert!(said.contains("bearings.db can't be written (Read-only file system"), "{said}");
    }
    comes_and_goes(&fixture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_on_a_full_disk_says_so_wherever_the_room_ends() {
    let fixture = ProcessFixture::on_a_file().await;
    let place = fixture.database().parent().unwrap().to_owned();
    for free in [0, 4, 16, 40, 64, 96, 128, 200, 300, 400] {
        let Some(mut serve) = on_full_disk(&fixture.command(&["serve"]), &place, free) else { return };
        let output = serve.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{free}: {said}");
        assert!(said.contains("the disk is full") || said.contains("disk of the database is full"), "{free}: {said}");
    }
}

/// Fills a database until its file is too large to be checked before the bot starts.
#[expect(clippy::disallowed_methods, reason = "no person writes so much")]
async fn grows(database: &Path) {
    let mut db = SqliteConnectOptions::new().filename(database).connect().await.unwrap();
    let much = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2400)
                INSERT INTO evidence_text (words) SELECT hex(zeroblob(16000)) FROM n";
    sqlx::query(much).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_is_looked_through_after_the_start_and_ends_the_bot_if_it_is_damaged() {
    let fixture = ProcessFixture::on_a_file().await;
    comes_and_goes(&fixture).await;
    grows(&fixture.database()).await;
    let place = fixture.database().parent().unwrap().display().to_string();
    assert_eq!(says(&fixture, &["backup", &place]).await.0, Some(0));
    let process = fixture.start();
    let ready = async { while ready(&process).await != (StatusCode::OK, "ready\n".to_owned()) {} };
    tokio::time::timeout(Duration::from_mins(1), ready).await.unwrap();
    process.stop();
    let mut file = fs::OpenOptions::new().write(true).open(fixture.database()).unwrap();
    let middle = file.metadata().unwrap().len() / 2 / 4096 * 4096;
    file.seek(SeekFrom::Start(middle)).unwrap();
    file.write_all(&[0xFF; 4096]).unwrap();
    drop(file);
    assert_eq!(fixture.start().ends(), Some(2));
    let logged = fixture.logged();
    assert!(logged.contains("bearings.db is damaged (") && logged.contains("run bearings restore "), "{logged}");
}
