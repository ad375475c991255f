//! Posts and edits of a digest that Slack answers late, not at all, or with a refusal.

use bearings::sandbox::{Fault, Person};
use chrono::TimeDelta;

use super::{CHANNEL, DM, REVIEW, digests, fridays, shares, takes_back};
use crate::support::{Story, last_answer};

/// The digest with Ana's review is due on Friday, and its post meets this fault.
async fn friday_with(fault: Fault) -> (Story, Person, Person) {
    let (story, ana, priya) = fridays().await;
    shares(&ana, REVIEW, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, "Going to @Priya Raman’s digest on Friday: 1 entry.").await.unwrap();
    story.slack.break_next("chat.postMessage", fault);
    story.passes_to("2026-06-05T16:01:00Z").await;
    (story, ana, priya)
}

#[tokio::test]
async fn a_digest_in_doubt_is_not_posted_again_and_priya_confirms_that_it_is_there() {
    let (story, ana, priya) = friday_with(Fault::AnswerLost).await;
    assert_eq!(digests(&story), 1, "Slack took it and did not say so");
    story.passes(TimeDelta::minutes(2)).await;
    insta::assert_snapshot!("is_it_there", last_answer(&priya.screen(DM)));
    assert!(last_answer(&ana.screen(DM)).contains("A manager is checking."), "{}", ana.screen(DM));
    story.passes(TimeDelta::hours(20)).await;
    assert_eq!(digests(&story), 1);
    priya.presses(DM, "It’s there").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Posted to #payments-leads").await.unwrap();
    // The bot doesn't know where the message is, so a manager has to delete a withdrawn entry by hand.
    takes_back(&ana).await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Please delete it by hand").await.unwrap();
    insta::assert_snapshot!("delete_by_hand", last_answer(&priya.screen(DM)));
    assert_eq!(digests(&story), 1);
}

#[tokio::test]
async fn a_digest_that_is_not_there_is_posted_when_priya_says_so() {
    let (story, _, priya) = friday_with(Fault::Dropped { done: false }).await;
    assert_eq!(digests(&story), 0);
    story.passes(TimeDelta::minutes(2)).await;
    priya.waits_until_sees(DM, "I never post anything twice on my own.").await.unwrap();
    priya.presses(DM, "Post now").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Posted to #payments-leads").await.unwrap();
    assert_eq!(digests(&story), 1);
}

#[tokio::test]
async fn a_digest_that_slack_refuses_is_reported_to_its_manager_who_can_try_again() {
    let (mut story, _, priya) = friday_with(Fault::Refused("invalid_blocks".into())).await;
    story.expects_in_log("not delivered");
    story.passes(TimeDelta::minutes(1)).await;
    insta::assert_snapshot!("refused", last_answer(&priya.screen(DM)));
    assert_eq!(digests(&story), 0);
    priya.presses(DM, "Try again").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Posted to #payments-leads").await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_changed_any_more_is_deleted_by_hand_or_when_the_bot_is_back() {
    let (mut story, ana, priya) = friday_with(Fault::RateLimited(5)).await;
    story.expects_in_log("not delivered");
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.slack.remove("bearings", "payments-leads").await;
    takes_back(&ana).await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Please delete it by hand").await.unwrap();
    story.slack.invite("bearings", "payments-leads").await;
    story.passes(TimeDelta::hours(7)).await;
    priya.waits_until_sees(CHANNEL, "Withdrawn by its author.").await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(REVIEW), "{}", priya.screen(CHANNEL));
    story.passes(TimeDelta::minutes(1)).await;
    assert!(!priya.screen(DM).contains("by hand"), "{}", priya.screen(DM));
}
