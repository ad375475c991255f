//! The daily sync of Slack's directory: a day later, the bot knows what no event told it.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::{Fault, Person};
use chrono::TimeDelta;
use support::Story;
use support::steps::questions;

const LIST: &str = "users.list";

/// Ana, Priya's engineer, who wants the weekly question. It's Wednesday 3 June 2026, 09:12 UTC, and all events
/// from now on are lost.
async fn started() -> (Story, Person) {
    let mut story = Story::begin().await;
    story.asks_weekly(&["ana"]).await;
    let ana = story.person("ana");
    story.slack.loses_events(true);
    (story, ana)
}

#[tokio::test]
async fn an_engineer_who_left_unheard_is_not_asked_until_they_are_back() {
    let (story, ana) = started().await;
    story.slack.deactivate("ana").await;
    story.passes_to("2026-06-04T10:00:00Z").await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    assert_eq!(story.slack.calls("chat.postMessage").made, 1, "the introduction, and nothing after it");
    story.slack.reactivate("ana").await;
    story.passes_to("2026-06-10T10:00:00Z").await;
    assert_eq!(questions(&ana), 0, "what was due while they were gone is dropped");
    story.passes_to("2026-06-11T14:46:00Z").await;
    assert_eq!(questions(&ana), 1);
}

#[tokio::test]
async fn an_engineer_who_moved_unheard_is_asked_in_the_new_zone() {
    let (story, ana) = started().await;
    story.slack.flies("ana", "America/New_York").await;
    story.passes_to("2026-06-04T10:00:00Z").await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    assert_eq!(questions(&ana), 0, "half past three in Lisbon");
    story.passes_to("2026-06-04T19:46:00Z").await;
    assert_eq!(questions(&ana), 1, "half past three in New York");
}

#[tokio::test]
async fn a_former_admin_sees_no_admin_part() {
    let (story, _) = started().await;
    let maya = story.person("maya");
    story.slack.loses_events(false);
    maya.opens_home().await.unwrap();
    maya.waits_until_sees("home", "Deliveries").await.unwrap();
    story.slack.loses_events(true);
    story.slack.makes_admin("maya", false).await;
    story.passes(TimeDelta::hours(2)).await;
    story.slack.loses_events(false);
    let before = maya.home();
    maya.opens_home().await.unwrap();
    maya.waits_until_changed("home", &before).await.unwrap();
    assert!(!maya.home().contains("Deliveries"), "{}", maya.home());
}

#[tokio::test]
async fn a_stranger_is_not_kept() {
    let (story, _) = started().await;
    story.passes(TimeDelta::hours(2)).await;
    let known = "SELECT member FROM member ORDER BY member";
    assert_eq!(story.texts(known).await, ["U01ANA", "U04PRIYA"]);
    // Not by an event, either.
    story.slack.loses_events(false);
    story.slack.flies("ben", "Asia/Tokyo").await;
    story.slack.flies("priya", "Asia/Tokyo").await;
    assert_eq!(story.texts(known).await, ["U01ANA", "U04PRIYA"]);
    assert_eq!(story.stored("SELECT zone FROM member WHERE member = 'U04PRIYA'").await, "Asia/Tokyo");
}

#[tokio::test]
async fn a_member_who_is_no_longer_listed_counts_as_left_once_all_pages_are_read() {
    let (mut story, _) = started().await;
    story.expects_in_log("can't read Slack's directory");
    story.slack.forgets("ana");
    let gone = "SELECT CAST(is_deactivated AS TEXT) FROM member WHERE member = 'U01ANA'";
    // The second page fails twice, and the log says so once.
    story.slack.break_next(LIST, Fault::Late(std::time::Duration::ZERO));
    story.slack.break_next(LIST, Fault::ServerError);
    story.slack.break_next(LIST, Fault::ServerError);
    story.passes(TimeDelta::hours(2)).await;
    assert_eq!(story.stored(gone).await, "0");
    let calls = story.slack.calls(LIST).made;
    story.passes(TimeDelta::minutes(1)).await;
    assert_eq!(story.slack.calls(LIST).made, calls, "no busy loop");
    story.passes(TimeDelta::minutes(15)).await;
    assert_eq!(story.stored(gone).await, "0");
    story.passes(TimeDelta::minutes(15)).await;
    assert_eq!(story.stored(gone).await, "1");
    assert_eq!(story.log.text().matches("can't read Slack's directory").count(), 1);
}

#[tokio::test]
async fn a_sweep_waits_as_slack_asks_and_goes_on_where_it_was() {
    let (story, _) = started().await;
    story.slack.break_next(LIST, Fault::Late(std::time::Duration::ZERO));
    story.slack.break_next(LIST, Fault::RateLimited(90));
    story.passes(TimeDelta::hours(2)).await;
    assert_eq!(story.slack.calls(LIST).made, 2);
    story.passes(TimeDelta::seconds(89)).await;
    assert_eq!(story.slack.calls(LIST).made, 2);
    story.passes(TimeDelta::seconds(2)).await;
    assert_eq!(story.slack.calls(LIST).made, 3, "the second page, and not the first again");
    story.passes(TimeDelta::hours(23)).await;
    assert_eq!(story.slack.calls(LIST).made, 3);
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(story.slack.calls(LIST).made, 5);
}
