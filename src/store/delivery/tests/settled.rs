//! Deliveries that were tried: their outcome, what an admin does about it, and what is left of them.

use super::*;

/// A delivery that was tried once, with this outcome.
async fn states(db: &mut Connection) -> Vec<(DeliveryState, Option<String>)> {
    let listed = list_deliveries(db, &DeliveryState::ALL).await.unwrap();
    listed.into_iter().map(|listed| (listed.state, listed.reason)).collect()
}

#[rstest]
#[tokio::test]
async fn what_was_settled_is_listed_as_it_is(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let id = tried(&mut db, 1, "a", &sent("1.1")).await;
    let refused = tried(&mut db, 2, "b", &dead("user_disabled")).await;
    promise(&mut db, 3, "c", at(60)).await;
    let found = find_delivery(&mut db, refused).await.unwrap().unwrap();
    let expected = DeliverySummary {
        id: refused,
        workspace: WorkspaceId::new("T1"),
        kind: Kind::Prompt,
        recipient: MemberId::new("UANA"),
        state: DeliveryState::Dead,
        attempts: 1,
        next_at: at(1),
        first_tried_at: Some(at(0)),
        created_at: at(0),
        place: None,
        reason: Some("user_disabled".into()),
    };
    assert_eq!(found, expected);
    assert_eq!(find_delivery(&mut db, DeliveryId(99)).await.unwrap(), None);
    let ids = async |db: &mut Connection, states: &[DeliveryState]| -> Vec<i64> {
        list_deliveries(db, states).await.unwrap().into_iter().map(|listed| listed.id.0).collect()
    };
    assert_eq!(ids(&mut db, &DeliveryState::ALL).await, [id.0, refused.0, 3]);
    assert_eq!(ids(&mut db, &DeliveryState::OPEN).await, [refused.0, 3]);
    assert_eq!(ids(&mut db, &[DeliveryState::Sent]).await, [id.0]);
    let stands = find_delivery(&mut db, id).await.unwrap().unwrap().place;
    assert_eq!(stands, Some(MessageRef { channel: ChannelId::new("D1"), ts: "1.1".into() }));
}

#[rstest]
#[tokio::test]
async fn what_somebody_puts_right_is_done(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let id = tried(&mut db, 1, "a", &dead("is_archived")).await;
    update_by_admin(&mut db, id, AdminEffect::TryNow, at(5)).await.unwrap();
    let again = claim_delivery(&mut db, OPEN, at(5)).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts, again.task, again.key.as_str()), (id, 1, Task::Post, "a"));
    assert_eq!(again.first_tried_at, at(0), "its message may be as old as its first try");
    let doubt = SendOutcome::Unconfirmed { at: at(900), reason: "no answer".into() };
    update_settled(&mut db, id, &doubt, at(6)).await.unwrap();
    update_by_admin(&mut db, id, AdminEffect::LookBy(at(40)), at(10)).await.unwrap();
    assert_eq!(claim_delivery(&mut db, OPEN, at(39)).await.unwrap(), None);
    assert_eq!(claim_delivery(&mut db, OPEN, at(40)).await.unwrap().unwrap().task, Task::Find);
    update_by_admin(&mut db, id, AdminEffect::GiveUp, at(50)).await.unwrap();
    assert_eq!(states(&mut db).await, [(DeliveryState::Dropped, Some("given up by an admin".into()))]);
    assert_eq!(claim_delivery(&mut db, OPEN, at(5_000)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn what_was_refused_for_a_closed_dm_is_due_when_it_opens(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    for (subject, key, step) in [
        (1, "a", dead("user_disabled")),
        (2, "b", dead("messages_tab_disabled")),
        (3, "c", dead("invalid_blocks")),
        (4, "d", SendOutcome::Dropped { reason: "user_disabled" }),
    ] {
        tried(&mut db, subject, key, &step).await;
    }
    let ben = Actor { member: MemberId::new("UBEN"), ..ana() };
    assert_eq!(update_reopened(&mut db, &ben, ReopenReason::Reachable, at(9)).await.unwrap(), 0);
    assert_eq!(update_reopened(&mut db, &ana(), ReopenReason::Employed, at(9)).await.unwrap(), 1);
    assert_eq!(update_reopened(&mut db, &ana(), ReopenReason::Reachable, at(9)).await.unwrap(), 1);
    assert_eq!(update_reopened(&mut db, &ana(), ReopenReason::Reachable, at(9)).await.unwrap(), 0);
    let now: Vec<DeliveryState> = states(&mut db).await.into_iter().map(|(state, _)| state).collect();
    assert_eq!(now, [DeliveryState::Ready, DeliveryState::Ready, DeliveryState::Dead, DeliveryState::Dropped]);
    let due = claim_delivery(&mut db, OPEN, at(9)).await.unwrap().unwrap();
    assert_eq!((due.subject, due.attempts, due.task), (1, 1, Task::Post));
}

#[rstest]
#[tokio::test]
async fn what_is_over_is_forgotten_after_a_while_and_nothing_else(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    tried(&mut db, 1, "a", &sent("1.1")).await;
    tried(&mut db, 2, "b", &dead("is_archived")).await;
    tried(&mut db, 3, "c", &SendOutcome::Dropped { reason: "over" }).await;
    tried(&mut db, 4, "d", &SendOutcome::Unconfirmed { at: at(30), reason: "no answer".into() }).await;
    tried(&mut db, 5, "e", &SendOutcome::Again { at: at(30), reason: "ratelimited".into() }).await;
    tried(&mut db, 6, "f", &sent("1.2")).await;
    update_stale(&mut db, &ana(), Kind::Prompt, 6, at(1)).await.unwrap();
    let started = Promise { to: &ana(), kind: Kind::Introduction, subject: 1, key: "g", due_at: at(0) };
    insert_delivery(&mut db, started, at(0)).await.unwrap();
    let edit = claim_delivery(&mut db, OPEN, at(1)).await.unwrap().unwrap();
    update_edited(&mut db, &edit, Some(at(8)), None).await.unwrap();
    let introduction = claim_delivery(&mut db, OPEN, at(1)).await.unwrap().unwrap();
    update_settled(&mut db, introduction.id, &sent("1.3"), at(1)).await.unwrap();
    assert_eq!(delete_settled(&mut db, at(1)).await.unwrap(), 0);
    assert_eq!(delete_settled(&mut db, at(2)).await.unwrap(), 3);
    let left: Vec<DeliveryState> = states(&mut db).await.into_iter().map(|(state, _)| state).collect();
    assert_eq!(
        left,
        [DeliveryState::Unconfirmed, DeliveryState::Ready, DeliveryState::Sent, DeliveryState::Sent],
        "an edit is due, an introduction stays"
    );
}

#[rstest]
#[tokio::test]
async fn what_nobody_works_on_any_more_is_looked_for(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    for (subject, key) in [(1, "a"), (2, "b")] {
        promise(&mut db, subject, key, at(0)).await;
    }
    let claimed = claim_delivery(&mut db, OPEN, at(0)).await.unwrap().unwrap();
    assert_eq!(update_abandoned(&mut db, at(30), at(0)).await.unwrap(), 1);
    assert_eq!(claim_delivery(&mut db, OPEN, at(1)).await.unwrap().unwrap().key, "b", "what waited waits no longer");
    assert_eq!(claim_delivery(&mut db, OPEN, at(29)).await.unwrap(), None);
    let again = claim_delivery(&mut db, OPEN, at(30)).await.unwrap().unwrap();
    assert_eq!((again.id, again.task), (claimed.id, Task::Find));
    update_settled(&mut db, again.id, &sent("1.1"), at(31)).await.unwrap();
    update_stale(&mut db, &ana(), Kind::Prompt, 1, at(32)).await.unwrap();
    let edit = claim_delivery(&mut db, OPEN, at(32)).await.unwrap().unwrap();
    assert_eq!(update_abandoned(&mut db, at(63), at(33)).await.unwrap(), 1, "the other one is still being sent");
    assert_eq!(claim_delivery(&mut db, OPEN, at(33)).await.unwrap().unwrap().task, edit.task, "an edit is done twice");
}

#[rstest]
#[tokio::test]
async fn a_pause_that_slack_asked_for_is_kept_until_it_is_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let workspace = ana().workspace;
    for (method, until) in [(Method::Post, at(60)), (Method::Post, at(30)), (Method::Edit, at(20))] {
        update_hold(&mut db, &workspace, method, until).await.unwrap();
    }
    update_hold(&mut db, &WorkspaceId::new("T2"), Method::Edit, at(25)).await.unwrap();
    let mut holds = list_holds(&mut db, at(0)).await.unwrap();
    holds.sort_unstable_by_key(|(_, until)| *until);
    assert_eq!(holds, [(Method::Edit, at(25)), (Method::Post, at(60))]);
    assert_eq!(list_holds(&mut db, at(25)).await.unwrap(), [(Method::Post, at(60))]);
    assert_eq!(list_holds(&mut db, at(60)).await.unwrap(), []);
}
