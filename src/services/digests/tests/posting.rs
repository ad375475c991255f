//! What happens to a digest when it's due.

use super::*;

#[tokio::test]
async fn what_was_claimed_and_never_begun_is_posted_without_a_question() {
    let mut fixture = DigestFixture::new().await;
    fixture.share("ana", "one", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    fixture.digests().lay_out(&fixture.library, at(DUE)).await.unwrap();
    let claimed = fixture.services.deliveries.claim(OPEN, at(DUE)).await.unwrap().unwrap();
    assert_eq!(claimed.kind, Kind::Digest);
    fixture.services.deliveries.abandon(at(DUE)).await.unwrap();
    fixture.run_due(at(DUE) + LEASE).await;
    assert_eq!(fixture.posted(), [said("ana", "one")]);
    assert!(fixture.notices.is_empty());
}

#[tokio::test]
async fn a_channel_that_will_not_do_is_said_to_the_managers_and_followed_when_mended() {
    let mut fixture = DigestFixture::new().await;
    let entry = fixture.share("ana", "one", at(MONDAY)).await;
    fixture.share("ben", "two", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    fixture.channel_problems =
        vec![ChannelProblem::Guest(id("guest")), ChannelProblem::NotDisclosed(id("kim")), ChannelProblem::Public];
    fixture.run_due(at(DUE)).await;
    assert_eq!(fixture.notices[&id("priya")], (DigestState::Withheld, fixture.channel_problems.clone(), false));
    assert_eq!(fixture.notices.len(), 1);
    // There is still time to hold back.
    assert!(matches!(fixture.hold_back("ana", entry, true, at(DUE)).await, HoldOutcome::Done(_)));
    fixture.channel_problems = vec![ChannelProblem::Archived];
    fixture.run_due(at(DUE) + TimeDelta::minutes(10)).await;
    assert_eq!(fixture.notices[&id("priya")].1, [ChannelProblem::Archived]);
    fixture.channel_problems = Vec::new();
    let now = at(DUE) + TimeDelta::minutes(11);
    fixture.run_due(now).await;
    assert_eq!(fixture.posted(), [], "it is looked at every ten minutes");
    let digest = fixture.digest_ids().await[0];
    assert_eq!(fixture.digests().check_again(&who("ben"), digest, now).await.unwrap(), None);
    assert!(fixture.digests().check_again(&who("priya"), digest, now).await.unwrap().is_some());
    fixture.run_due(now).await;
    assert_eq!(fixture.posted(), [said("ben", "two")]);
    assert_eq!(fixture.notices[&id("priya")].0, DigestState::Posted);
}

#[tokio::test]
async fn what_could_not_be_posted_in_its_week_is_dropped_and_goes_into_the_next() {
    let mut fixture = DigestFixture::new().await;
    let held = fixture.share("ana", "held", at(MONDAY)).await;
    fixture.share("ben", "two", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    fixture.hold_back("ana", held, true, at(PREVIEW)).await;
    fixture.channel_problems = vec![ChannelProblem::NotThere];
    fixture.pass(DUE, "2026-06-11T14:00:00Z").await;
    assert_eq!(fixture.states().await, [DigestState::Withheld]);
    fixture.pass("2026-06-11T15:00:00Z", "2026-06-11T15:00:00Z").await;
    assert_eq!(fixture.states().await[0], DigestState::Dropped);
    assert_eq!(fixture.notices[&id("priya")].0, DigestState::Dropped);
    assert_eq!(fixture.preview("ana").digest.state, DigestState::Dropped);
    fixture.channel_problems = Vec::new();
    fixture.pass("2026-06-11T16:00:00Z", "2026-06-19T15:00:00Z").await;
    assert_eq!(fixture.posted(), [said("ben", "two")]);
}

#[tokio::test]
async fn a_changed_channel_or_a_team_that_is_gone_ends_what_was_begun() {
    let mut fixture = DigestFixture::new().await;
    let posted = fixture.share("ana", "one", at(MONDAY)).await;
    fixture.pass(PREVIEW, DUE).await;
    fixture.share("ana", "two", at("2026-06-08T10:00:00Z")).await;
    fixture.pass("2026-06-08T10:00:00Z", "2026-06-12T14:00:00Z").await;
    fixture.digests().lay_out(&fixture.library, at("2026-06-12T15:00:00Z")).await.unwrap();
    fixture.set_digest("G2", at("2026-06-12T15:00:00Z")).await;
    // Even if no job has run since.
    fixture.send(at("2026-06-12T15:00:00Z"), Fate::Well).await;
    assert_eq!(fixture.posted(), [said("ana", "one")]);
    fixture.run_due(at("2026-06-12T15:01:00Z")).await;
    assert_eq!(fixture.states().await, [DigestState::Posted, DigestState::Dropped]);
    fixture.pass("2026-06-15T15:00:00Z", "2026-06-18T10:00:00Z").await;
    assert_eq!(fixture.states().await, [DigestState::Posted, DigestState::Dropped, DigestState::Open]);
    let nobody = |_: Roster| Roster::default();
    roster::update(&fixture.services.store, &here(), &|_| None, nobody).await.unwrap();
    fixture.pass("2026-06-18T11:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(fixture.states().await, [DigestState::Posted, DigestState::Dropped, DigestState::Dropped]);
    // What is posted can still be withdrawn.
    fixture.services.evidence.change(&who("ana"), posted, &Change::Unshare, at("2026-06-20T10:00:00Z")).await.unwrap();
    fixture.run_due(at("2026-06-20T10:00:00Z")).await;
    assert_eq!(fixture.posted(), [(id("ana"), None)]);
}
