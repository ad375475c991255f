//! Litestream beside the bot, with the shipped configuration: both are killed, and its replica is restored.
//!
//! `.ci/run` installs Litestream and runs `LITESTREAM=litestream cargo test --test litestream -- --ignored --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bearings::sandbox::Person;
use chrono::TimeDelta;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use support::process::ProcessFixture;
use support::repository;

/// What was saved longer than this before the kill is in the replica.
const LOST_AT_MOST: Duration = Duration::from_secs(2);
/// How long a person saves one entry after the other.
const WRITING: Duration = Duration::from_secs(6);

/// Litestream with the shipped configuration.
#[expect(clippy::disallowed_methods, reason = "it is a test that is told where Litestream is")]
fn litestream(fixture: &ProcessFixture, arguments: &[&str]) -> Command {
    let program = std::env::var("LITESTREAM").unwrap_or_else(|_| "litestream".to_owned());
    let mut command = Command::new(program);
    let (verb, rest) = arguments.split_first().unwrap();
    command.arg(verb).arg("-config").arg(repository(".deploy/litestream.yml")).args(rest);
    command
        .env("BEARINGS_DATABASE", fixture.database())
        .env("LITESTREAM_REPLICA_URL", format!("file://{}", fixture.path("replica")))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

async fn saves(person: &Person, words: &str) {
    person.types("#general", &format!("/evidence {words}")).await.unwrap();
    person.waits_until_sees("modal", words).await.unwrap();
    person.submits().await.unwrap();
    assert!(person.modal().unwrap().starts_with("== Saved =="));
    person.closes().await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "what the bot itself would read is not asked for here")]
async fn stored(database: &Path) -> Vec<String> {
    let mut db = SqliteConnectOptions::new().filename(database).read_only(true).connect().await.unwrap();
    let words = sqlx::query_scalar("SELECT words FROM evidence_text ORDER BY id").fetch_all(&mut db).await.unwrap();
    db.close().await.unwrap();
    words
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Litestream"]
async fn what_was_saved_two_seconds_before_the_kill_is_in_the_replica() {
    let fixture = ProcessFixture::begin().await;
    let bot = fixture.start();
    let mut beside = litestream(&fixture, &["replicate"]).spawn().unwrap();
    let ana = fixture.slack.person("ana");
    let (mut saved, began) = (Vec::new(), Instant::now());
    while began.elapsed() < WRITING {
        fixture.slack.clock().advance(TimeDelta::minutes(1));
        let words = format!("entry number {:06}", saved.len());
        saves(&ana, &words).await;
        saved.push((words, Instant::now()));
    }
    beside.kill().unwrap();
    let killed_at = Instant::now();
    bot.kill();
    beside.wait().unwrap();

    let restored = fixture.path("restored.db");
    let database = fixture.database().display().to_string();
    assert!(litestream(&fixture, &["restore", "-o", &restored, &database]).status().unwrap().success());
    assert!(fixture.command(&["verify", &restored]).output().unwrap().status.success());
    let there = stored(Path::new(&restored)).await;
    let missing: Vec<_> = saved.iter().filter(|(words, _)| !there.contains(words)).collect();
    let oldest = missing.iter().map(|(_, at)| killed_at - *at).max().unwrap_or_default();
    println!(
        "{} saved, {} of them not in the replica, the oldest of these from {oldest:?} before",
        saved.len(),
        missing.len()
    );
    assert!(oldest < LOST_AT_MOST, "lost from {oldest:?} before the kill");
    assert!(saved.len() > 10 && there.len() > 5, "too little was saved to say anything");
    // The copy is restored like any backup, and the bot continues with it.
    assert!(fixture.command(&["restore", &restored]).output().unwrap().status.success());
    fixture.start().stop();
    assert_eq!(stored(&fixture.database()).await, there);
}
