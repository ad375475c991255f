//! What becomes of a digest that is to be posted.

use super::*;

#[tokio::test]
async fn what_was_claimed_and_never_begun_is_posted_without_a_question() {
    let mut stage = Stage::new().await;
    stage.share("ana", "one", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.digests().lay_out(&stage.library, at(DUE)).await.unwrap();
    let claimed = stage.services.deliveries.claim(OPEN, at(DUE)).await.unwrap().unwrap();
    assert_eq!(claimed.kind, Kind::Digest);
    stage.services.deliveries.abandon(at(DUE)).await.unwrap();
    stage.look(at(DUE) + LEASE).await;
    assert_eq!(stage.posted(), [said("ana", "one")]);
    assert!(stage.notices.is_empty());
}

#[tokio::test]
async fn a_channel_that_will_not_do_is_said_to_the_managers_and_followed_when_mended() {
    let mut stage = Stage::new().await;
    let entry = stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.wrong =
        vec![ChannelProblem::Guest(id("guest")), ChannelProblem::NotDisclosed(id("kim")), ChannelProblem::Public];
    stage.look(at(DUE)).await;
    assert_eq!(stage.notices[&id("priya")], (State::Withheld, stage.wrong.clone(), false));
    assert_eq!(stage.notices.len(), 1);
    // There is time to hold back.
    assert!(matches!(stage.hold("ana", entry, true, at(DUE)).await, Held::Done(_)));
    stage.wrong = vec![ChannelProblem::Archived];
    stage.look(at(DUE) + TimeDelta::minutes(10)).await;
    assert_eq!(stage.notices[&id("priya")].1, [ChannelProblem::Archived]);
    stage.wrong = Vec::new();
    let now = at(DUE) + TimeDelta::minutes(11);
    stage.look(now).await;
    assert_eq!(stage.posted(), [], "it is looked at every ten minutes");
    let digest = stage.digest_ids().await[0];
    assert_eq!(stage.digests().check_again(&who("ben"), digest, now).await.unwrap(), None);
    assert!(stage.digests().check_again(&who("priya"), digest, now).await.unwrap().is_some());
    stage.look(now).await;
    assert_eq!(stage.posted(), [said("ben", "two")]);
    assert_eq!(stage.notices[&id("priya")].0, State::Posted);
}

#[tokio::test]
async fn what_could_not_be_posted_in_its_week_is_dropped_and_goes_into_the_next() {
    let mut stage = Stage::new().await;
    let held = stage.share("ana", "held", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.hold("ana", held, true, at(PREVIEW)).await;
    stage.wrong = vec![ChannelProblem::NotThere];
    stage.pass(DUE, "2026-06-11T14:00:00Z").await;
    assert_eq!(stage.states().await, [State::Withheld]);
    stage.pass("2026-06-11T15:00:00Z", "2026-06-11T15:00:00Z").await;
    assert_eq!(stage.states().await[0], State::Dropped);
    assert_eq!(stage.notices[&id("priya")].0, State::Dropped);
    assert_eq!(stage.preview("ana").state, State::Dropped);
    stage.wrong = Vec::new();
    stage.pass("2026-06-11T16:00:00Z", "2026-06-19T15:00:00Z").await;
    assert_eq!(stage.posted(), [said("ben", "two")]);
}

#[tokio::test]
async fn a_changed_channel_or_a_team_that_is_gone_ends_what_was_begun() {
    let mut stage = Stage::new().await;
    let posted = stage.share("ana", "one", at(MONDAY)).await;
    stage.pass(PREVIEW, DUE).await;
    stage.share("ana", "two", at("2026-06-08T10:00:00Z")).await;
    stage.pass("2026-06-08T10:00:00Z", "2026-06-12T14:00:00Z").await;
    stage.digests().lay_out(&stage.library, at("2026-06-12T15:00:00Z")).await.unwrap();
    stage.set_digest("G2", at("2026-06-12T15:00:00Z")).await;
    // Even if nobody has looked at it since.
    stage.send(at("2026-06-12T15:00:00Z"), Fate::Well).await;
    assert_eq!(stage.posted(), [said("ana", "one")]);
    stage.look(at("2026-06-12T15:01:00Z")).await;
    assert_eq!(stage.states().await, [State::Posted, State::Dropped]);
    stage.pass("2026-06-15T15:00:00Z", "2026-06-18T10:00:00Z").await;
    assert_eq!(stage.states().await, [State::Posted, State::Dropped, State::Open]);
    let nobody = |_: People| People::default();
    roster::update(&stage.services.store, &here(), &|_| None, nobody).await.unwrap();
    stage.pass("2026-06-18T11:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(stage.states().await, [State::Posted, State::Dropped, State::Dropped]);
    // What stands there can still be taken back.
    stage.services.evidence.change(&who("ana"), posted, &Change::Unshare, at("2026-06-20T10:00:00Z")).await.unwrap();
    stage.look(at("2026-06-20T10:00:00Z")).await;
    assert_eq!(stage.posted(), [(id("ana"), None)]);
}
