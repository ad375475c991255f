//! Failed messages: admins see them, fix them in a terminal, and the bot sends them once the person is back.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::process::Command;
use std::sync::Arc;

use bearings::domain::delivery::{AdminAction, DeliveryId};
use bearings::sandbox::Fault;
use bearings::services::outbox::admin_update;
use bearings::store;
use chrono::TimeDelta;
use serde_json::Value;
use support::Story;

const DM: &str = "dm";
const HELLO: &str = "Hello from Bearings";

/// Runs `bearings deliveries …` in a process of its own, beside the story's bot.
async fn deliveries(story: &Story, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bearings"));
    let database = story.database.url();
    command.arg("deliveries").args(arguments).env_clear().env("DATABASE_URL", database);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

async fn says(story: &Story, arguments: &[&str]) -> String {
    let (code, said) = deliveries(story, arguments).await;
    assert_eq!(code, Some(0), "{said}");
    said
}

fn hellos(story: &Story, name: &str) -> usize {
    story.person(name).screen(DM).matches(HELLO).count()
}

#[tokio::test]
async fn ana_who_was_gone_gets_her_introduction_when_she_comes_back_once() {
    let mut story = Story::begin().await;
    story.expects_in_log("not delivered delivery=1 error=Slack refused conversations.open: user_disabled");
    assert_eq!(says(&story, &["list"]).await, "Nothing is waiting.\n");
    story.slack.deactivate("ana").await;
    story.introduces(&["ana"]).await;
    insta::assert_snapshot!("list_of_the_undelivered", says(&story, &["list"]).await);
    insta::assert_snapshot!("one_undelivered", says(&story, &["show", "1"]).await);
    story.passes(TimeDelta::hours(3)).await;
    assert_eq!(hellos(&story, "ana"), 0);
    story.slack.reactivate("ana").await;
    story.person("ana").waits_until_sees(DM, HELLO).await.unwrap();
    for _ in 0..3 {
        story.person("ana").opens_home().await.unwrap();
        story.passes(TimeDelta::minutes(20)).await;
    }
    assert_eq!(hellos(&story, "ana"), 1);
    assert_eq!(says(&story, &["list"]).await, "Nothing is waiting.\n");
    assert!(says(&story, &["show", "1"]).await.contains("It was sent"));
    story.passes(TimeDelta::days(91)).await;
    assert!(says(&story, &["list", "--state", "sent"]).await.contains("introduction"), "its buttons still work");
}

#[tokio::test]
async fn a_closed_dm_opens_when_its_person_looks_in() {
    let mut story = Story::begin().await;
    story.expects_in_log("not delivered");
    for code in ["messages_tab_disabled", "channel_not_found"] {
        story.slack.break_next("chat.postMessage", Fault::Refused(code.into()));
    }
    story.introduces(&["ana", "ben"]).await;
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!((hellos(&story, "ana"), hellos(&story, "ben")), (0, 0));
    ana.opens_home().await.unwrap();
    ana.waits_until_sees(DM, HELLO).await.unwrap();
    ben.types(DM, "are you there?").await.unwrap();
    ben.waits_until_sees(DM, HELLO).await.unwrap();
    assert_eq!((hellos(&story, "ana"), hellos(&story, "ben")), (1, 1));
}

#[tokio::test]
async fn an_admin_has_what_was_refused_tried_again_or_gives_it_up() {
    let mut story = Story::begin().await;
    story.expects_in_log("not delivered");
    for code in ["invalid_blocks", "restricted_action"] {
        story.slack.break_next("chat.postMessage", Fault::Refused(code.into()));
    }
    story.introduces(&["ana", "ben"]).await;
    let json: Value = serde_json::from_str(&says(&story, &["list", "--json"]).await).unwrap();
    assert_eq!((&json[0]["to"], &json[0]["state"]), (&"U01ANA".into(), &"dead".into()));
    assert_eq!(json[0]["reason"], "invalid_blocks");
    assert!(says(&story, &["show", "1"]).await.contains("run: bearings deliveries retry 1"));
    // Unlike a recipient who was away, a refused message isn't tried again when the recipient is seen.
    story.person("ana").opens_home().await.unwrap();
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(hellos(&story, "ana"), 0);
    assert!(says(&story, &["retry", "1"]).await.starts_with("Delivery 1 is due"));
    assert_eq!(says(&story, &["drop", "2"]).await, "Delivery 2 is dropped.\n");
    story.passes(TimeDelta::seconds(15)).await;
    assert_eq!((hellos(&story, "ana"), hellos(&story, "ben")), (1, 0));
    for (arguments, said) in [
        (["retry", "1"], "Delivery 1 is unchanged: it was sent.\n"),
        (["drop", "1"], "Delivery 1 is unchanged: it was sent.\n"),
        (["retry", "2"], "Delivery 2 is unchanged: it was already dropped.\n"),
        (["drop", "7"], "There is no delivery 7. To see them all, run: bearings deliveries list\n"),
        (["show", "7"], "There is no delivery 7. To see them all, run: bearings deliveries list\n"),
    ] {
        assert_eq!(deliveries(&story, &arguments).await, (Some(1), said.to_owned()));
    }
    let over = says(&story, &["list", "--state", "sent,dropped"]).await;
    let of = |id: &str| over.lines().find(|line| line.trim_start().starts_with(id)).unwrap().to_owned();
    assert!(of("1").contains("sent           since 2026-06-03 10:12"), "{over}");
    assert!(of("2").ends_with("given up by an admin"), "{over}");
    let (code, said) = deliveries(&story, &["list", "--state", "lost"]).await;
    assert_eq!(code, Some(2));
    assert!(said.contains("[possible values: ready, sending, doubtful, sent, dead, dropped]"), "{said}");
}

#[tokio::test]
async fn what_is_over_is_forgotten_after_ninety_days() {
    let mut story = Story::begin().await;
    story.expects_in_log("not delivered");
    story.slack.deactivate("ana").await;
    story.introduces(&["ana"]).await;
    story.stop().await;
    let database = Arc::new(store::open(&story.database.url()).await.unwrap());
    // By the story's time, which a command doesn't know.
    let (drop, now) = (AdminAction::Drop { knowing: false }, story.slack.clock().now());
    admin_update(&database, DeliveryId(1), drop, now).await.unwrap();
    database.close().await;
    std::mem::drop(database);
    story.start().await.unwrap();
    story.passes(TimeDelta::days(90)).await;
    assert!(says(&story, &["list", "--state", "dropped"]).await.contains("U01ANA"));
    story.passes(TimeDelta::hours(23)).await;
    assert!(says(&story, &["list", "--state", "dropped"]).await.contains("U01ANA"), "it is done once a day");
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(says(&story, &["list", "--state", "dropped"]).await, "No deliveries are in this state.\n");
}

#[tokio::test]
async fn a_message_that_may_have_been_posted_is_looked_for_and_given_up_only_knowingly() {
    let mut story = Story::begin().await;
    story.slack.break_next("chat.postMessage", Fault::AnswerLost);
    story.introduces(&["ana"]).await;
    assert_eq!(hellos(&story, "ana"), 1);
    story.stop().await;
    let said = says(&story, &["show", "1"]).await;
    assert!(said.contains("It may have arrived already"), "{said}");
    let (code, said) = deliveries(&story, &["drop", "1"]).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("may have arrived already: add --yes"), "{said}");
    assert!(says(&story, &["retry", "1"]).await.contains("posts it only if it's missing"));
    story.start().await.unwrap();
    story.passes(TimeDelta::seconds(45)).await;
    assert_eq!(hellos(&story, "ana"), 1);
    assert!(says(&story, &["show", "1"]).await.contains("It was sent"));
    story.slack.break_next("chat.postMessage", Fault::ServerError);
    story.introduces(&["ben"]).await;
    assert_eq!(says(&story, &["drop", "2", "--yes"]).await, "Delivery 2 is dropped.\n");
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(hellos(&story, "ben"), 0);
}
