//! Backups are made beside the running bot, restored without it, and refused when damaged.

use std::fs;
use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;

use super::{comes_and_goes, ready, saves, says};
use crate::support::process::ProcessFixture;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_put_back_through_a_link_takes_the_place_of_the_file_behind_it() {
    let fixture = ProcessFixture::on_a_file().await;
    comes_and_goes(&fixture).await;
    let (backup, data) = (fixture.path("monday.db"), fixture.path("data.db"));
    assert_eq!(says(&fixture, &["backup", &backup]).await.0, Some(0));
    fs::rename(fixture.database(), &data).unwrap();
    std::os::unix::fs::symlink(&data, fixture.database()).unwrap();
    let process = fixture.start();
    for command in [["serve"].as_slice(), &["restore", &backup]] {
        let (code, said) = says(&fixture, command).await;
        assert!(code == Some(2) && said.starts_with("another Bearings already uses data.db"), "{said}");
    }
    process.stop();
    let (code, said) = says(&fixture, &["restore", &backup]).await;
    assert!(code == Some(0) && said.starts_with("Restored data.db from monday.db"), "{said}");
    assert!(fs::symlink_metadata(fixture.database()).unwrap().is_symlink());
    comes_and_goes(&fixture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_beside_the_bot_and_put_back_without_it() {
    let fixture = ProcessFixture::on_a_file().await;
    let process = fixture.start();
    let ana = fixture.slack.person("ana");
    saves(&ana, "fixed the ledger before lunch").await;
    ana.closes().await.unwrap();
    let backup = fixture.path("monday.db");
    let (code, said) = says(&fixture, &["backup", &backup]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("Backed up bearings.db to monday.db: intact, schema "), "{said}");
    assert!(said.ends_with("engineers on the roster: 0, entries: 1.\n"), "{said}");
    let (code, said) = says(&fixture, &["backup", &backup]).await;
    assert_eq!((code, said.as_str()), (Some(2), "monday.db already exists: choose another name, or a directory\n"));
    for file in [&backup, &fixture.database().display().to_string()] {
        let (code, said) = says(&fixture, &["verify", file]).await;
        assert!(code == Some(0) && said.ends_with("entries: 1.\n"), "{said}");
    }
    let (code, said) = says(&fixture, &["restore", &backup]).await;
    assert!(code == Some(2) && said.starts_with("another Bearings already uses bearings.db"), "{said}");

    fixture.slack.clock().advance(TimeDelta::minutes(1));
    saves(&ana, "taught Ben to read a flame graph").await;
    process.stop();
    let (code, said) = says(&fixture, &["restore", &backup]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("Restored bearings.db from monday.db of "), "{said}");
    assert!(said.contains("The previous database is now bearings-replaced-"), "{said}");
    assert!(said.contains("(deleted: 0, edited: 0, unshared: 0)"), "{said}");
    let process = fixture.start();
    let stored: Vec<String> = fixture.stored().await.into_iter().map(|(_, words)| words).collect();
    assert_eq!(stored, ["fixed the ledger before lunch"]);
    process.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_backup_is_found_out_and_the_database_stays() {
    let fixture = ProcessFixture::on_a_file().await;
    comes_and_goes(&fixture).await;
    let backup = fixture.path("monday.db");
    assert_eq!(says(&fixture, &["backup", &backup]).await.0, Some(0));
    let bytes = fs::read(&backup).unwrap();
    fs::write(&backup, &bytes[..bytes.len() / 2]).unwrap();
    let before = fs::read(fixture.database()).unwrap();
    for (command, expected) in [("verify", 1), ("restore", 2)] {
        let (code, said) = says(&fixture, &[command, &backup]).await;
        assert!(code == Some(expected) && said.starts_with("monday.db is damaged ("), "{said}");
    }
    assert_eq!(fs::read(fixture.database()).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serve_on_a_damaged_file_names_the_newest_good_backup() {
    let fixture = ProcessFixture::on_a_file().await;
    comes_and_goes(&fixture).await;
    let place = fixture.database().parent().unwrap().display().to_string();
    assert_eq!(says(&fixture, &["backup", &place]).await.0, Some(0));
    // The log of a bot that was stopped on a busy machine can hold everything that is cut off here.
    let mut log = fixture.database().as_os_str().to_owned();
    log.push("-wal");
    let _ = fs::remove_file(log);
    let length = fs::metadata(fixture.database()).unwrap().len();
    fs::OpenOptions::new().write(true).open(fixture.database()).unwrap().set_len(length / 2).unwrap();
    let (code, said) = says(&fixture, &["serve"]).await;
    assert!(code == Some(2) && said.starts_with("bearings.db is damaged ("), "{said}");
    let named = said.trim_end().rsplit(' ').next().unwrap().to_owned();
    assert!(Path::new(&place).join(&named).is_file(), "{said}");
    let (code, said) = says(&fixture, &["restore", &format!("{place}/{named}")]).await;
    assert!(code == Some(0) && said.contains("Bearings can't tell what people deleted"), "{said}");
    comes_and_goes(&fixture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bot_backs_up_each_day_and_keeps_so_many() {
    let fixture = ProcessFixture::on_a_file().await;
    fixture.start().stop();
    let backups = fixture.path("backups");
    fs::create_dir(&backups).unwrap();
    for day in 1..=3 {
        fs::write(format!("{backups}/bearings-2020010{day}T000000Z.db"), "old").unwrap();
    }
    fs::write(format!("{backups}/notes.txt"), "mine").unwrap();
    let process = fixture.start_with(&["--backup-dir", &backups, "--backups-kept", "2"]);
    let names = || {
        let files = fs::read_dir(&backups).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    // The old backups go once the new one exists.
    let kept = async {
        while names().len() > 3 || names().iter().any(|name| name.ends_with(".partial")) {
            ready(&process).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), kept).await.unwrap();
    process.stop();
    let names = names();
    assert_eq!(names[0], "bearings-20200103T000000Z.db");
    assert!(says(&fixture, &["verify", &format!("{backups}/{}", names[1])]).await.0 == Some(0), "{names:?}");
    assert_eq!(names[2], "notes.txt");
}
