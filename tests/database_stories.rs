//! The PostgreSQL server is away while people work: they read that nothing was saved and that their words are kept,
//! lookups go on, and once it is back everything is as before without anyone's help. On SQLite there is nothing to do.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::time::{Duration, Instant};

use bearings::sandbox::Person;
use rstest::rstest;
use support::database_line::DatabaseLine;
use support::faults::eventually;
use support::process::{Process, ProcessFixture};

/// Slack shows a person that an app has failed if it takes longer.
const SLACKS_PATIENCE: Duration = Duration::from_secs(3);
/// The longest time until the database is used again after it returns.
const HEALING: Duration = Duration::from_secs(30);

async fn is_ready(process: &Process) -> bool {
    reqwest::get(format!("{}/readyz", process.address)).await.unwrap().status().is_success()
}

/// Presses Save until the entry is saved, as a person does who reads that it isn't; returns what they read first.
async fn saves(person: &Person) -> String {
    person.submits().await.unwrap();
    let (first, began) = (person.modal().unwrap(), Instant::now());
    while !person.modal().unwrap().starts_with("== Saved ==") {
        assert!(began.elapsed() < HEALING, "it doesn't heal: {}", person.modal().unwrap());
        person.submits().await.unwrap();
    }
    first
}

#[rstest]
#[case::cut(DatabaseLine::cuts, true)]
#[case::forgotten(DatabaseLine::forgets, true)]
#[case::still(DatabaseLine::stands_still, false)]
#[case::down(DatabaseLine::goes_down, false)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_server_is_away_nothing_is_lost_and_it_heals(
    #[case] happens: fn(&DatabaseLine),
    #[case] is_over_at_once: bool,
) {
    let fixture = ProcessFixture::begin().await.that_can_be_disturbed().await;
    let Some(line) = fixture.line() else { return };
    let process = fixture.start();
    let [ana, ben] = ["ana", "ben"].map(|name| fixture.slack.person(name));
    ana.types("#general", "/evidence fixed the ledger before lunch").await.unwrap();
    ana.waits_until_sees("modal", "fixed the ledger").await.unwrap();

    happens(line);
    if !is_over_at_once {
        let pressed = Instant::now();
        ana.submits().await.unwrap();
        assert!(pressed.elapsed() < SLACKS_PATIENCE, "{:?}", pressed.elapsed());
        let modal = ana.modal().unwrap();
        assert!(modal.contains("Not saved") && modal.contains("fixed the ledger"), "{modal}");
        ben.types("#general", "/framework level 3 mastery").await.unwrap();
        assert!(ben.screen("#general").contains("Uses appropriate design patterns"), "{}", ben.screen("#general"));
        eventually("it says that it is ready", async || !is_ready(&process).await).await;
        line.recovers();
    }
    let first = saves(&ana).await;
    assert!(first.starts_with("== Saved ==") || first.contains("Not saved"), "{first}");
    ana.closes().await.unwrap();
    eventually("it says that it is not ready", async || is_ready(&process).await).await;
    process.stop();
    assert_eq!(fixture.stored().await.len(), 1);
    assert_eq!(fixture.warned(), "");
}
