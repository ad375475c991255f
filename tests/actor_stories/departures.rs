//! The bot sends nothing to people who have left or belong to another company.

use bearings::sandbox::Fault;
use chrono::TimeDelta;

use super::open;
use crate::support::Story;
use crate::support::steps::QUESTION;

/// Ana and Ben want the weekly question, and the bot knows no other engineers. It's Wednesday.
async fn asked_weekly() -> Story {
    let mut story = open().await;
    story.asks_weekly(&["ana", "ben"]).await;
    story
}

#[tokio::test]
async fn an_engineer_who_left_while_the_bot_was_off_is_not_asked() {
    let mut story = asked_weekly().await;
    // The bot has known them both until shortly before the question.
    story.passes_to("2026-06-04T14:00:00Z").await;
    story.stop().await;
    story.slack.loses_events(true);
    story.slack.deactivate("ana").await;
    story.slack.clock().advance(TimeDelta::minutes(46));
    story.start().await.unwrap();
    // The directory sync runs only a minute after the start.
    story.passes(TimeDelta::seconds(10)).await;
    assert!(!story.person("ana").screen("dm").contains(QUESTION));
    assert!(story.person("ben").screen("dm").contains(QUESTION));
}

#[tokio::test]
async fn a_delivery_waits_as_long_as_slack_does_not_say_whether_its_recipient_is_there() {
    let mut story = asked_weekly().await;
    story.passes_to("2026-06-04T14:00:00Z").await;
    story.stop().await;
    story.slack.clock().advance(TimeDelta::minutes(46));
    for _ in 0..2 {
        story.slack.break_next("users.info", Fault::ServerError);
    }
    story.start().await.unwrap();
    story.passes(TimeDelta::seconds(10)).await;
    let asked =
        |story: &Story| ["ana", "ben"].iter().filter(|name| story.person(name).screen("dm").contains(QUESTION)).count();
    assert_eq!(asked(&story), 0);
    story.passes(TimeDelta::minutes(2)).await;
    assert_eq!(asked(&story), 2, "none is lost");
}

#[tokio::test]
async fn a_person_who_turns_out_to_be_a_stranger_gets_no_message() {
    let mut story = open().await;
    story.may_log("not delivered");
    story.slack.loses_events(true);
    story.slack.belongs_elsewhere("ana").await;
    story.introduces(&["ana", "ben"]).await;
    assert_eq!(story.slack.posted_to("ana").len(), 0);
    assert_eq!(story.slack.posted_to("ben").len(), 1);
}
