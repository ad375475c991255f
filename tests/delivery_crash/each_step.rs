//! The bot is killed while one call of the send path hangs, call by call.

use std::time::Instant;

use bearings::domain::delivery::{LEASE, SETTLE};
use bearings::domain::ids::MemberId;
use bearings::sandbox::Fault;

use super::differences::DeliveryDifferences;
use super::{fixture, is_settled, now, outcome};
use crate::support::faults::{HISTORY, POST, eventually, kill, kill_while_it_hangs, start, stop};
use crate::support::numbers::kills;
use crate::support::process::{ProcessFixture, StoredDelivery};

/// A person presses Start, and the bot is killed while it updates the message.
async fn kill_while_it_edits(fixture: &ProcessFixture, person: &MemberId, done: bool) {
    const EDIT: &str = "chat.update";
    // So that an edit that was cut short needn't wait for the end of its lease.
    fixture.passes(LEASE);
    let process = start(fixture);
    let id = person.as_str();
    let is_there = async || {
        let rows = fixture.deliveries(true).await;
        // An edit that was cut short is repeated first, and would be mistaken for this one.
        rows.iter().any(|row| row.recipient == id && row.state == "sent") && rows.iter().all(|row| !row.is_stale)
    };
    eventually("nothing to press", is_there).await;
    let before = fixture.slack.calls(EDIT).made;
    fixture.slack.break_next(EDIT, Fault::Hangs { done });
    fixture.slack.person(id).presses("dm", "Start").await.unwrap();
    eventually(EDIT, async || fixture.slack.calls(EDIT).made > before).await;
    kill(process);
}

/// The answers to some posts are lost, and the bot is killed while it looks for these messages. Returns the recipients
/// and the number of kills.
async fn kills_while_it_looks(fixture: &ProcessFixture) -> (Vec<MemberId>, usize) {
    let late = fixture.hires(3).await;
    for _ in &late {
        fixture.slack.break_next(POST, Fault::AnswerLost);
    }
    let process = start(fixture);
    let doubtful = async |by: i64| {
        let is_late = |row: &&StoredDelivery| late.iter().any(|member| member.as_str() == row.recipient);
        let rows = fixture.deliveries(false).await;
        rows.iter().filter(is_late).filter(|row| row.state == "doubtful" && row.next_at <= by).count()
    };
    eventually("the answers are not lost", async || doubtful(i64::MAX).await == late.len()).await;
    kill(process);
    fixture.passes(SETTLE);
    assert_eq!(doubtful(now(fixture)).await, late.len(), "no doubt ends");
    for done in [false, true] {
        kill_while_it_hangs(fixture, HISTORY, done).await;
    }
    (late, 3)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_at_each_step_each_is_sent_once() {
    let (began, fixture) = (Instant::now(), fixture().await);
    let people = fixture.hires(24).await;
    let mut killed = 0;
    for (method, done) in [
        ("users.info", false),
        ("conversations.open", false),
        ("conversations.open", true),
        (POST, false),
        (POST, true),
    ] {
        for _ in 0..kills(1).min(3) {
            kill_while_it_hangs(&fixture, method, done).await;
            killed += 1;
        }
    }
    // Two people whose messages are sent by now, without faults.
    for (person, done) in [(&people[people.len() - 1], false), (&people[people.len() - 2], true)] {
        kill_while_it_edits(&fixture, person, done).await;
        killed += 1;
    }
    // Two people whose message is posted again: the bot first deletes the earlier one.
    fixture.passes(LEASE);
    let process = start(&fixture);
    eventually("some are not sent", async || is_settled(&fixture.deliveries(true).await)).await;
    kill(process);
    for (person, done) in [(&people[people.len() - 3], false), (&people[people.len() - 4], true)] {
        fixture.posts_again(person).await;
        kill_while_it_hangs(&fixture, "chat.delete", done).await;
        killed += 1;
    }
    let (late, more) = kills_while_it_looks(&fixture).await;
    killed += more;
    fixture.passes(LEASE);
    let process = start(&fixture);
    eventually("some are not sent", async || is_settled(&fixture.deliveries(true).await)).await;
    stop(process);
    let everybody = [people.as_slice(), late.as_slice()].concat();
    let found = outcome(&fixture, &everybody).await;
    println!(
        "{killed} kills, each while a call of the send path hung; {} deliveries, {} duplicates, {} lost; {} s",
        everybody.len(),
        found.doubled.len(),
        found.lost.len(),
        began.elapsed().as_secs(),
    );
    assert_eq!(found, DeliveryDifferences::default());
    for person in &people[people.len() - 2..] {
        let screen = fixture.slack.person(person.as_str()).screen("dm");
        assert!(screen.contains("You’re in"), "{screen}");
    }
    assert_eq!(fixture.logged(), "", "the bot warns");
}
