//! The bot introduces itself once to the people that an admin chooses, and asks them nothing until they press Start.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::{Fault, Person};
use chrono::TimeDelta;
use support::steps::starts;
use support::{Story, last_answer};

const DM: &str = "dm";
const QUESTION: &str = "Did you do any of these this week?";

#[tokio::test]
async fn ana_reads_what_it_is_and_starts() {
    let mut story = Story::begin().await;
    story.managers("ana", &["priya"]).await;
    let ana = story.person("ana");
    assert!(!ana.screen(DM).contains("Hello"), "installing sends no message");
    story.introduces(&["ana"]).await;
    insta::assert_snapshot!("introduction", ana.screen(DM));
    ana.chooses(DM, "Type a city to change it", "Asia/Tokyo").await.unwrap();
    ana.waits_until_sees(DM, "Your time zone is Asia/Tokyo").await.unwrap();
    ana.chooses(DM, "New entries are visible to", "Me and my manager").await.unwrap();
    // Both choices redraw the same message, and the last redraw wins: the sender brings it up to date.
    story.passes(TimeDelta::seconds(1)).await;
    ana.presses(DM, "Start").await.unwrap();
    story.passes(TimeDelta::seconds(1)).await;
    ana.waits_until_sees(DM, "You’re in").await.unwrap();
    insta::assert_snapshot!("introduction_started", last_answer(&ana.screen(DM)));
    // New entries now use her own default.
    ana.types("#general", "/evidence helped with the rollout").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("You and @Priya Raman can see this"), "{}", ana.modal().unwrap());
    // She didn't mean a new manager.
    story.managers("ana", &["priya", "kenji"]).await;
    ana.types("#general", "/evidence helped once more").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("Only you can see this"), "{}", ana.modal().unwrap());
    assert!(!story.person("ben").screen(DM).contains("Hello"));
}

#[tokio::test]
async fn the_day_of_the_first_question_follows_her_settings_until_it_is_asked() {
    let mut story = Story::begin().await;
    story.introduces(&["ana"]).await;
    let ana = story.person("ana");
    ana.presses(DM, "Start").await.unwrap();
    story.passes(TimeDelta::seconds(1)).await;
    ana.waits_until_sees(DM, "Your first question arrives here on Thursday 4 June, around 15:30.").await.unwrap();
    chooses_day(&ana, "Friday").await;
    story.passes(TimeDelta::seconds(1)).await;
    ana.waits_until_sees(DM, "Your first question arrives here on Friday 5 June, around 15:30.").await.unwrap();
    story.passes_to("2026-06-05T14:46:00Z").await;
    ana.waits_until_sees(DM, QUESTION).await.unwrap();
    chooses_day(&ana, "Monday").await;
    story.passes(TimeDelta::seconds(1)).await;
    ana.waits_until_sees(DM, "You’re in! Your questions arrive here, in working hours.").await.unwrap();
}

async fn chooses_day(person: &Person, day: &str) {
    person.types("#general", "/framework settings").await.unwrap();
    person.waits_until_sees("modal", "My settings").await.unwrap();
    person.chooses("modal", "Day", day).await.unwrap();
    person.submits().await.unwrap();
    person.waits_until_sees("modal", "Saved.").await.unwrap();
    person.closes().await.unwrap();
}

#[tokio::test]
async fn it_arrives_in_each_persons_own_working_hours() {
    let mut story = Story::begin().await;
    story.introduces(&["ana", "kenji"]).await;
    let (ana, kenji) = (story.person("ana"), story.person("kenji"));
    let hellos = || [&ana, &kenji].map(|person| person.screen(DM).matches("Hello from Bearings").count());
    // It's 10:12 in Lisbon, and 18:12 in Tokyo.
    assert_eq!(hellos(), [1, 0]);
    story.passes(TimeDelta::hours(14)).await;
    assert_eq!(hellos(), [1, 0]);
    story.passes(TimeDelta::minutes(48)).await;
    assert_eq!(hellos(), [1, 1], "nine in the morning in Tokyo");
    starts(&kenji).await;
    // The bot updates an existing message at any hour.
    story.passes(TimeDelta::hours(12)).await;
    kenji.presses(DM, "Stop weekly questions").await.unwrap();
    kenji.waits_until_sees(DM, "OK, not now").await.unwrap();
    // It's Saturday for everyone.
    story.passes(TimeDelta::hours(44)).await;
    story.introduces(&["ben"]).await;
    let ben = story.person("ben");
    story.passes(TimeDelta::hours(24)).await;
    assert!(!ben.screen(DM).contains("Hello"));
    story.passes(TimeDelta::hours(26)).await;
    ben.waits_until_sees(DM, "Hello from Bearings").await.unwrap();
}

#[tokio::test]
async fn not_now_can_be_asked_again_and_never_cannot() {
    let mut story = Story::begin().await;
    story.introduces(&["ana", "ben"]).await;
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    ana.presses(DM, "Not now").await.unwrap();
    ben.presses(DM, "Never").await.unwrap();
    ana.waits_until_sees(DM, "OK, not now").await.unwrap();
    ben.waits_until_sees(DM, "I won’t ask again").await.unwrap();
    story.introduces(&["ana", "ben"]).await;
    assert_eq!(ana.screen(DM).matches("Hello from Bearings").count(), 2);
    assert_eq!(ben.screen(DM).matches("Hello from Bearings").count(), 1);
    // After *Never*, they can still change their own mind.
    ben.presses(DM, "Start after all").await.unwrap();
    ben.waits_until_sees(DM, "You’re in").await.unwrap();
    ben.presses(DM, "Stop weekly questions").await.unwrap();
    ben.waits_until_sees(DM, "OK, not now").await.unwrap();
}

#[tokio::test]
async fn what_slack_took_without_saying_so_is_not_posted_again() {
    let mut story = Story::begin().await;
    story.slack.break_next("chat.postMessage", Fault::AnswerLost);
    // A web page from something between Slack and the bot is no empty history.
    for fault in [Fault::ServerError, Fault::Page] {
        story.slack.break_next("conversations.history", fault);
    }
    story.introduces(&["ana"]).await;
    let ana = story.person("ana");
    for _ in 0..10 {
        story.passes(TimeDelta::seconds(20)).await;
    }
    assert_eq!(ana.screen(DM).matches("Hello from Bearings").count(), 1);
    starts(&ana).await;
}

#[tokio::test]
async fn what_slack_did_not_take_is_posted_once() {
    let mut story = Story::begin().await;
    for fault in [
        Fault::ServerError,
        Fault::RateLimited(40),
        Fault::Refused("service_unavailable".into()),
        Fault::Refused("internal_error".into()),
    ] {
        story.slack.break_next("chat.postMessage", fault);
    }
    story.introduces(&["ana"]).await;
    let ana = story.person("ana");
    assert!(!ana.screen(DM).contains("Hello"));
    for _ in 0..20 {
        story.passes(TimeDelta::seconds(20)).await;
    }
    assert_eq!(ana.screen(DM).matches("Hello from Bearings").count(), 1);
}
