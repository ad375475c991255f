//! The disk under the bot: full, read-only, or with a damaged file on it; and backups made and restored.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use bearings::sandbox::Person;
use bearings::store;
use chrono::TimeDelta;
use reqwest::StatusCode;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use support::disk::{SmallDisk, on_full_disk, with_read_only};
use support::faults::eventually;
use support::process::{Fixture, Process};

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
async fn comes_and_goes(stage: &Fixture) {
    let process = stage.start();
    eventually("the bot can work", async || ready(&process).await.0 == StatusCode::OK).await;
    process.stop();
}

async fn run(stage: &Fixture, arguments: &[&str]) -> Output {
    let mut command = stage.command(arguments);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// What a command prints, without the path of the database's directory.
async fn says(stage: &Fixture, arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(stage, arguments).await;
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let place = format!("{}/", stage.database().parent().unwrap().display());
    (output.status.code(), said.replace(&place, ""))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_reading_goes_on_nothing_is_lost_and_it_heals() {
    let stage = Fixture::begin().await;
    let Some(disk) = SmallDisk::begin(&stage, 16) else { return };
    let ana = stage.slack.person("ana");
    assert!(saves(&ana, "mended the ledger before lunch").await.starts_with("== Saved =="));
    ana.closes().await.unwrap();
    assert_eq!(ready(&disk.process).await, (StatusCode::OK, "ready\n".to_owned()));

    disk.fill();
    stage.slack.clock().advance(TimeDelta::minutes(1));
    let modal = saves(&ana, "taught Ben to read a flame graph").await;
    assert!(modal.contains("Nothing was saved") && modal.contains("taught Ben to read a flame graph"), "{modal}");
    let no = "nothing can be saved: the disk of the database is full; reading goes on, and saving too once that is put \
              right\n";
    assert_eq!(ready(&disk.process).await, (StatusCode::SERVICE_UNAVAILABLE, no.to_owned()));
    let ben = stage.slack.person("ben");
    ben.types("#general", "/framework level 3 mastery").await.unwrap();
    assert!(ben.screen("#general").contains("Uses appropriate design patterns"));
    // The bot answers a DM and a visit to App Home, though it can record neither.
    ben.opens_dm().await.unwrap();
    ben.types("dm", "wrote the runbook").await.unwrap();
    ben.waits_until_sees("dm", "Shall I keep this as evidence?").await.unwrap();
    ben.opens_home().await.unwrap();
    ben.waits_until_sees("home", "What is expected?").await.unwrap();

    disk.empty();
    assert_eq!(ready(&disk.process).await, (StatusCode::OK, "ready\n".to_owned()));
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().starts_with("== Saved =="), "{:?}", ana.modal());
    ana.closes().await.unwrap();
    ana.types("#general", "/framework me").await.unwrap();
    let mine = ana.screen("#general");
    assert!(mine.contains("mended the ledger before lunch") && mine.contains("taught Ben to read a flame graph"));
    // Log lines are written in batches, a moment later.
    eventually("the log names the disk", async || stage.logged().contains("the disk of the database is full")).await;
    assert!(!stage.logged().contains("flame graph"), "the log holds somebody's words");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_a_press_is_answered_too() {
    let stage = Fixture::begin().await;
    let Some(disk) = SmallDisk::begin(&stage, 16) else { return };
    let ana = stage.slack.person("ana");
    assert!(saves(&ana, "mended the ledger before lunch").await.starts_with("== Saved =="));
    ana.closes().await.unwrap();
    ana.types("#general", "/framework me").await.unwrap();
    disk.fill();
    ana.presses("#general", "Delete").await.unwrap();
    ana.waits_until_sees("#general", "Nothing was saved: Bearings cannot use its database just now.").await.unwrap();
    disk.empty();
    ana.types("#general", "/framework me").await.unwrap();
    assert!(ana.screen("#general").contains("mended the ledger before lunch"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_only_be_read_is_not_started_on_and_said_in_one_sentence() {
    let stage = Fixture::begin().await;
    comes_and_goes(&stage).await;
    for what in [stage.database(), stage.database().parent().unwrap().to_owned()] {
        let Some(mut serve) = with_read_only(&stage.command(&["serve"]), &what) else { return };
        let output = serve.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        assert!(said.contains("bearings.db cannot be written (Read-only file system"), "{said}");
    }
    comes_and_goes(&stage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_on_a_full_disk_says_so_wherever_the_room_ends() {
    let stage = Fixture::begin().await;
    let place = stage.database().parent().unwrap().to_owned();
    for free in [0, 4, 16, 40, 64, 96, 128, 200, 300, 400] {
        let Some(mut serve) = on_full_disk(&stage.command(&["serve"]), &place, free) else { return };
        let output = serve.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{free}: {said}");
        assert!(said.contains("the disk is full") || said.contains("disk of the database is full"), "{free}: {said}");
    }
}

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
async fn is_refused(stage: &Fixture, commands: &[&[&str]], expected: &[&str]) {
    let before = fs::read(stage.database()).unwrap();
    let database = stage.database().display().to_string();
    for command in commands {
        let demo = ["--port", "0", "--database", database.as_str()];
        let own = if command.first() == Some(&"demo") { demo.as_slice() } else { &[] };
        let (code, said) = says(stage, &[command, own].concat()).await;
        assert!(matches!(code, Some(1 | 2)), "{command:?}: {code:?} {said}");
        assert!(expected.iter().any(|expected| said.contains(expected)), "{command:?}: {said}");
        // The doctor also reports on everything else.
        assert!(command.first() == Some(&"doctor") || said.lines().count() == 1, "{command:?}: {said}");
        assert!(fs::read(stage.database()).unwrap() == before, "{command:?} writes");
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
        let stage = Fixture::begin().await;
        run_in(&stage.database(), tables).await;
        let expected = ["another program", "is no database of Bearings"];
        is_refused(&stage, &COMMANDS, &expected).await;
        is_refused(&stage, &[&["demo", "--fresh"]], &expected).await;
        assert!(!Path::new(&stage.path("bearings.db.lock")).exists());
        let backup = stage.path("ours/bearings.db");
        fs::create_dir(stage.path("ours")).unwrap();
        store::open(&format!("sqlite://{backup}")).await.unwrap().close().await;
        is_refused(&stage, &[&["restore", &backup]], &expected).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_database_is_refused_by_every_command_and_an_empty_one_is_none_yet() {
    for bytes in [b"# Notes\n".repeat(200).as_slice(), b"x"] {
        let stage = Fixture::begin().await;
        fs::write(stage.database(), bytes).unwrap();
        is_refused(&stage, &COMMANDS, &["no database", "its end is missing"]).await;
    }
    let stage = Fixture::begin().await;
    fs::write(stage.database(), "").unwrap();
    comes_and_goes(&stage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_with_something_more_in_it_is_refused_and_so_is_a_database() {
    let stage = Fixture::begin().await;
    comes_and_goes(&stage).await;
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
        let backup = stage.path("monday.db");
        let _ = fs::remove_file(&backup);
        assert_eq!(says(&stage, &["backup", &backup]).await.0, Some(0));
        run_in(Path::new(&backup), &[statement]).await;
        let before = fs::read(stage.database()).unwrap();
        for (command, code) in [("verify", 1), ("restore", 2)] {
            let said = says(&stage, &[command, &backup]).await;
            let sentence =
                format!("monday.db was changed by something else than Bearings ({expected}): use another backup\n");
            assert_eq!(said, (Some(code), sentence), "{command}");
        }
        assert_eq!(fs::read(stage.database()).unwrap(), before);
    }
    run_in(&stage.database(), &[trigger]).await;
    is_refused(&stage, &COMMANDS, &["changed by something else than Bearings (one more trigger: open_up)"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_put_back_through_a_link_takes_the_place_of_the_file_behind_it() {
    let stage = Fixture::begin().await;
    comes_and_goes(&stage).await;
    let (backup, data) = (stage.path("monday.db"), stage.path("data.db"));
    assert_eq!(says(&stage, &["backup", &backup]).await.0, Some(0));
    fs::rename(stage.database(), &data).unwrap();
    std::os::unix::fs::symlink(&data, stage.database()).unwrap();
    let process = stage.start();
    for command in [["serve"].as_slice(), &["restore", &backup]] {
        let (code, said) = says(&stage, command).await;
        assert!(code == Some(2) && said.starts_with("another Bearings already uses data.db"), "{said}");
    }
    process.stop();
    let (code, said) = says(&stage, &["restore", &backup]).await;
    assert!(code == Some(0) && said.starts_with("Restored data.db from monday.db"), "{said}");
    assert!(fs::symlink_metadata(stage.database()).unwrap().is_symlink());
    comes_and_goes(&stage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_beside_the_bot_and_put_back_without_it() {
    let stage = Fixture::begin().await;
    let process = stage.start();
    let ana = stage.slack.person("ana");
    saves(&ana, "mended the ledger before lunch").await;
    ana.closes().await.unwrap();
    let backup = stage.path("monday.db");
    let (code, said) = says(&stage, &["backup", &backup]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("Backed up bearings.db to monday.db: whole, schema "), "{said}");
    assert!(said.ends_with("engineers on the roster: 0, entries: 1.\n"), "{said}");
    let (code, said) = says(&stage, &["backup", &backup]).await;
    assert_eq!((code, said.as_str()), (Some(2), "monday.db is there already: choose another name, or a directory\n"));
    for file in [&backup, &stage.database().display().to_string()] {
        let (code, said) = says(&stage, &["verify", file]).await;
        assert!(code == Some(0) && said.ends_with("entries: 1.\n"), "{said}");
    }
    let (code, said) = says(&stage, &["restore", &backup]).await;
    assert!(code == Some(2) && said.starts_with("another Bearings already uses bearings.db"), "{said}");

    stage.slack.clock().advance(TimeDelta::minutes(1));
    saves(&ana, "taught Ben to read a flame graph").await;
    process.stop();
    let (code, said) = says(&stage, &["restore", &backup]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("Restored bearings.db from monday.db of "), "{said}");
    assert!(said.contains("What was there is now bearings-replaced-"), "{said}");
    assert!(said.contains("(deleted: 0, edited: 0, unshared: 0)"), "{said}");
    let process = stage.start();
    let stored: Vec<String> = stage.stored().await.into_iter().map(|(_, words)| words).collect();
    assert_eq!(stored, ["mended the ledger before lunch"]);
    process.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_backup_is_found_out_and_the_database_stays() {
    let stage = Fixture::begin().await;
    comes_and_goes(&stage).await;
    let backup = stage.path("monday.db");
    assert_eq!(says(&stage, &["backup", &backup]).await.0, Some(0));
    let bytes = fs::read(&backup).unwrap();
    fs::write(&backup, &bytes[..bytes.len() / 2]).unwrap();
    let before = fs::read(stage.database()).unwrap();
    for (command, expected) in [("verify", 1), ("restore", 2)] {
        let (code, said) = says(&stage, &[command, &backup]).await;
        assert!(code == Some(expected) && said.starts_with("monday.db is damaged ("), "{said}");
    }
    assert_eq!(fs::read(stage.database()).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serve_on_a_damaged_file_names_the_newest_good_backup() {
    let stage = Fixture::begin().await;
    comes_and_goes(&stage).await;
    let place = stage.database().parent().unwrap().display().to_string();
    assert_eq!(says(&stage, &["backup", &place]).await.0, Some(0));
    let length = fs::metadata(stage.database()).unwrap().len();
    fs::OpenOptions::new().write(true).open(stage.database()).unwrap().set_len(length / 2).unwrap();
    let (code, said) = says(&stage, &["serve"]).await;
    assert!(code == Some(2) && said.starts_with("bearings.db is damaged ("), "{said}");
    let named = said.trim_end().rsplit(' ').next().unwrap().to_owned();
    assert!(Path::new(&place).join(&named).is_file(), "{said}");
    let (code, said) = says(&stage, &["restore", &format!("{place}/{named}")]).await;
    assert!(code == Some(0) && said.contains("Nobody can tell from here what people deleted"), "{said}");
    comes_and_goes(&stage).await;
}

/// Fills a database until its file is too large to be checked before the bot starts.
#[expect(clippy::disallowed_methods, reason = "nobody writes so much")]
async fn grows(database: &Path) {
    let mut db = SqliteConnectOptions::new().filename(database).connect().await.unwrap();
    let much = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2400)
                INSERT INTO evidence_text (words) SELECT hex(zeroblob(16000)) FROM n";
    sqlx::query(much).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_is_looked_through_after_the_start_and_ends_the_bot_if_it_is_damaged() {
    let stage = Fixture::begin().await;
    comes_and_goes(&stage).await;
    grows(&stage.database()).await;
    let place = stage.database().parent().unwrap().display().to_string();
    assert_eq!(says(&stage, &["backup", &place]).await.0, Some(0));
    let process = stage.start();
    let ready = async { while ready(&process).await != (StatusCode::OK, "ready\n".to_owned()) {} };
    tokio::time::timeout(Duration::from_mins(1), ready).await.unwrap();
    process.stop();
    let mut file = fs::OpenOptions::new().write(true).open(stage.database()).unwrap();
    let middle = file.metadata().unwrap().len() / 2 / 4096 * 4096;
    file.seek(SeekFrom::Start(middle)).unwrap();
    file.write_all(&[0xFF; 4096]).unwrap();
    drop(file);
    assert_eq!(stage.start().ends(), Some(2));
    let logged = stage.logged();
    assert!(logged.contains("bearings.db is damaged (") && logged.contains("run bearings restore "), "{logged}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bot_backs_up_each_day_and_keeps_so_many() {
    let stage = Fixture::begin().await;
    stage.start().stop();
    let backups = stage.path("backups");
    fs::create_dir(&backups).unwrap();
    for day in 1..=3 {
        fs::write(format!("{backups}/bearings-2020010{day}T000000Z.db"), "old").unwrap();
    }
    fs::write(format!("{backups}/notes.txt"), "mine").unwrap();
    let process = stage.start_with(&["--backup-dir", &backups, "--backups-kept", "2"]);
    let names = || {
        let files = fs::read_dir(&backups).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    // The old backups go once the new one is there.
    let kept = async {
        while names().len() > 3 || names().iter().any(|name| name.ends_with(".partial")) {
            ready(&process).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), kept).await.unwrap();
    process.stop();
    let names = names();
    assert_eq!(names[0], "bearings-20200103T000000Z.db");
    assert!(says(&stage, &["verify", &format!("{backups}/{}", names[1])]).await.0 == Some(0), "{names:?}");
    assert_eq!(names[2], "notes.txt");
}
