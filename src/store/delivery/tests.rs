//! Deliveries are claimed, settled, changed by an admin and deleted.

mod settled;

use super::*;
use crate::domain::delivery::{
    AdminEffect, DeliveryId, DeliveryState, DeliverySummary, Method, ReopenReason, SendOutcome, Task,
};
use crate::domain::ids::{MemberId, WorkspaceId};
use crate::store::sql::{Connection, query};
use crate::store::test_database::Engine;
use chrono::TimeDelta;
use rstest::rstest;

const OPEN: Open = Open { post: true, find: true, edit: true };

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
}

fn ana() -> Actor {
    Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new("UANA") }
}

async fn promise(db: &mut Connection, subject: i64, key: &str, due_at: DateTime<Utc>) -> bool {
    let promise = Promise { to: &ana(), kind: Kind::Prompt, subject, key, due_at };
    insert_delivery(db, promise, at(0)).await.unwrap()
}

fn sent(ts: &str) -> SendOutcome {
    SendOutcome::Sent(MessageRef { channel: ChannelId::new("D1"), ts: ts.into() })
}

#[rstest]
#[tokio::test]
async fn a_promise_is_kept_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    assert!(promise(&mut db, 1, "a", at(10)).await);
    assert!(!promise(&mut db, 1, "b", at(0)).await);
    assert_eq!(claim_delivery(&mut db, OPEN, at(9)).await.unwrap(), None);
    let claimed = claim_delivery(&mut db, OPEN, at(10)).await.unwrap().unwrap();
    assert_eq!((claimed.key.as_str(), claimed.attempts, &claimed.task), ("a", 1, &Task::Post));
    assert_eq!(claim_delivery(&mut db, OPEN, at(10)).await.unwrap(), None, "it is leased");
    update_settled(&mut db, claimed.id, &sent("1.1"), at(11)).await.unwrap();
    assert_eq!(claim_delivery(&mut db, OPEN, at(10_000)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn a_lease_that_ended_leaves_doubt(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    promise(&mut db, 1, "a", at(0)).await;
    claim_delivery(&mut db, OPEN, at(0)).await.unwrap().unwrap();
    assert_eq!(claim_delivery(&mut db, OPEN, at(59)).await.unwrap(), None);
    let again = claim_delivery(&mut db, OPEN, at(60)).await.unwrap().unwrap();
    assert_eq!((again.attempts, again.first_tried_at, again.task), (2, at(0), Task::Find));
    let doubt = SendOutcome::Unconfirmed { at: at(90), reason: "no answer".into() };
    update_settled(&mut db, again.id, &doubt, at(60)).await.unwrap();
    assert_eq!(claim_delivery(&mut db, OPEN, at(89)).await.unwrap(), None);
    let again = claim_delivery(&mut db, Open { find: false, ..OPEN }, at(90)).await.unwrap();
    assert_eq!(again, None);
    assert_eq!(claim_delivery(&mut db, OPEN, at(90)).await.unwrap().unwrap().task, Task::Find);
}

#[rstest]
#[tokio::test]
async fn what_changed_is_edited_before_anything_is_posted(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    promise(&mut db, 1, "a", at(0)).await;
    let first = claim_delivery(&mut db, OPEN, at(0)).await.unwrap().unwrap();
    // Pressed while it is being sent: once posted, it is brought up to date.
    update_stale(&mut db, &ana(), Kind::Prompt, 1, at(1)).await.unwrap();
    assert_eq!(claim_delivery(&mut db, OPEN, at(1)).await.unwrap(), None);
    update_settled(&mut db, first.id, &sent("1.1"), at(2)).await.unwrap();
    promise(&mut db, 2, "b", at(0)).await;
    let edit = claim_delivery(&mut db, OPEN, at(3)).await.unwrap().unwrap();
    assert_eq!(edit.task, Task::Edit(MessageRef { channel: ChannelId::new("D1"), ts: "1.1".into() }));
    update_edited(&mut db, &edit, Some(at(8)), None).await.unwrap();
    assert_eq!(claim_delivery(&mut db, OPEN, at(4)).await.unwrap().unwrap().key, "b");
    let edit = claim_delivery(&mut db, OPEN, at(8)).await.unwrap().unwrap();
    update_edited(&mut db, &edit, None, None).await.unwrap();
    assert_eq!(claim_delivery(&mut db, OPEN, at(8)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn what_changes_while_it_is_edited_is_edited_again(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    tried(&mut db, 1, "a", &sent("1.1")).await;
    let change = async |db: &mut Connection, now| {
        update_stale(db, &ana(), Kind::Prompt, 1, now).await.unwrap();
    };
    change(&mut db, at(1)).await;
    let edit = claim_delivery(&mut db, OPEN, at(1)).await.unwrap().unwrap();
    change(&mut db, at(1)).await;
    update_edited(&mut db, &edit, None, None).await.unwrap();
    let edit = claim_delivery(&mut db, OPEN, at(1)).await.unwrap().unwrap();
    update_edited(&mut db, &edit, None, None).await.unwrap();
    assert_eq!(claim_delivery(&mut db, OPEN, at(10_000)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn nothing_is_to_be_done_about_what_is_over(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    for (subject, step) in [(1, SendOutcome::Dropped { reason: "over" }), (2, dead("is_archived"))] {
        promise(&mut db, subject, &format!("key {subject}"), at(0)).await;
        let claimed = claim_delivery(&mut db, OPEN, at(0)).await.unwrap().unwrap();
        update_stale(&mut db, &ana(), Kind::Prompt, subject, at(1)).await.unwrap();
        update_settled(&mut db, claimed.id, &step, at(2)).await.unwrap();
        assert_eq!(find_next_at(&mut db).await.unwrap(), None, "{step:?}");
        // What it would show still changes.
        update_stale(&mut db, &ana(), Kind::Prompt, subject, at(3)).await.unwrap();
        assert_eq!(find_next_at(&mut db).await.unwrap(), None, "{step:?}");
    }
    query("UPDATE delivery SET is_stale = 1").run(&mut db).await.unwrap();
    assert_eq!(find_next_at(&mut db).await.unwrap(), None, "what an earlier version left");
}

#[rstest]
#[tokio::test]
async fn what_is_put_off_was_not_tried(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    promise(&mut db, 1, "a", at(0)).await;
    let claimed = claim_delivery(&mut db, OPEN, at(0)).await.unwrap().unwrap();
    update_put_off(&mut db, claimed.id, at(0) + TimeDelta::hours(12)).await.unwrap();
    assert_eq!(claim_delivery(&mut db, OPEN, at(60)).await.unwrap(), None);
    let claimed = claim_delivery(&mut db, OPEN, at(50_000)).await.unwrap().unwrap();
    assert_eq!((claimed.attempts, claimed.task), (1, Task::Post));
}

#[rstest]
#[tokio::test]
async fn a_dm_is_kept(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    assert_eq!(find_dm(&mut db, &ana()).await.unwrap(), None);
    for channel in ["D1", "D2"] {
        update_dm(&mut db, &ana(), &ChannelId::new(channel)).await.unwrap();
        assert_eq!(find_dm(&mut db, &ana()).await.unwrap(), Some(ChannelId::new(channel)));
    }
}

async fn tried(db: &mut Connection, subject: i64, key: &str, step: &SendOutcome) -> DeliveryId {
    promise(db, subject, key, at(0)).await;
    let claimed = claim_delivery(db, OPEN, at(0)).await.unwrap().unwrap();
    assert_eq!(claimed.subject, subject);
    update_settled(db, claimed.id, step, at(1)).await.unwrap();
    claimed.id
}

fn dead(reason: &str) -> SendOutcome {
    SendOutcome::Dead { reason: reason.into() }
}
