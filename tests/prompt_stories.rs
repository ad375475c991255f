//! The weekly prompt: one question a week, in working hours, answered with one press or not at all.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::{Fault, Person};
use chrono::{DateTime, TimeDelta, Utc};
use support::steps::{QUESTION, questions, starts};
use support::{Story, last_answer};

const DM: &str = "dm";

/// Ana, Priya's engineer at level 3, who wants the weekly question. It's Wednesday 3 June 2026, 09:12 UTC.
async fn started() -> (Story, Person) {
    let mut story = Story::begin().await;
    story.asks_weekly(&["ana"]).await;
    let ana = story.person("ana");
    (story, ana)
}

#[tokio::test]
async fn ana_is_asked_on_thursday_afternoon_and_answers_with_one_tap() {
    let (story, ana) = started().await;
    story.passes_to("2026-06-04T14:29:00Z").await;
    assert_eq!(questions(&ana), 0, "it is not half past three in Lisbon yet");
    story.passes_to("2026-06-04T14:46:00Z").await;
    insta::assert_snapshot!("asked", last_answer(&ana.screen(DM)));
    ana.presses(DM, "I did this").await.unwrap();
    ana.waits_until_sees(DM, "Saved:").await.unwrap();
    insta::assert_snapshot!("answered", last_answer(&ana.screen(DM)));
    ana.presses(DM, "I did this").await.unwrap();
    ana.waits_until_sees(DM, "Saved: Delivers large").await.unwrap();
    let before = ana.screen(DM);
    ana.presses(DM, "Undo").await.unwrap();
    ana.waits_until_changed(DM, &before).await.unwrap();
    assert_eq!(ana.screen(DM).matches("Saved:").count(), 1, "{}", ana.screen(DM));
    assert_eq!(questions(&ana), 1);
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "You can undo this until").await.unwrap();
    insta::assert_snapshot!("home_after_a_tap", ana.home());
    assert!(!story.person("ben").screen(DM).contains(QUESTION));
}

#[tokio::test]
async fn a_line_can_be_added_to_a_tap() {
    let (story, ana) = started().await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    ana.presses(DM, "I did this").await.unwrap();
    ana.waits_until_sees(DM, "Saved:").await.unwrap();
    ana.presses(DM, "Add a line").await.unwrap();
    ana.fills("modal", "What happened?", "paired on the payouts rollout").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("Only you can see this"), "{}", ana.modal().unwrap());
}

#[tokio::test]
async fn nothing_this_week_is_an_answer() {
    let (story, ana) = started().await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    ana.presses(DM, "Nothing this week").await.unwrap();
    ana.waits_until_sees(DM, "That’s fine").await.unwrap();
    insta::assert_snapshot!("nothing", last_answer(&ana.screen(DM)));
    story.passes_to("2026-06-11T14:46:00Z").await;
    assert_eq!(questions(&ana), 2);
}

#[tokio::test]
async fn a_snoozed_prompt_comes_again_in_the_place_of_the_first() {
    let (story, ana) = started().await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    ana.chooses(DM, "Later", "Ask me tomorrow").await.unwrap();
    ana.waits_until_sees(DM, "I’ll ask again on Friday 5 June").await.unwrap();
    insta::assert_snapshot!("snoozed", last_answer(&ana.screen(DM)));
    story.passes_to("2026-06-05T14:00:00Z").await;
    assert!(ana.screen(DM).contains("I’ll ask again"));
    story.passes_to("2026-06-05T14:46:00Z").await;
    assert_eq!(questions(&ana), 1);
    assert!(last_answer(&ana.screen(DM)).contains("I did this"), "{}", ana.screen(DM));
}

#[tokio::test]
async fn a_pause_keeps_the_next_weeks_quiet() {
    let (story, ana) = started().await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    ana.chooses(DM, "Later", "Pause for 2 weeks").await.unwrap();
    ana.waits_until_sees(DM, "Paused until Thursday 18 June.").await.unwrap();
    insta::assert_snapshot!("paused", last_answer(&ana.screen(DM)));
    story.passes_to("2026-06-11T14:46:00Z").await;
    assert_eq!(questions(&ana), 1);
    story.passes_to("2026-06-18T14:46:00Z").await;
    assert_eq!(questions(&ana), 2);
}

#[tokio::test]
async fn an_old_prompt_still_takes_answers() {
    let (story, ana) = started().await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    story.passes_to("2026-06-11T14:46:00Z").await;
    assert_eq!(questions(&ana), 2);
    insta::assert_snapshot!("two_weeks", ana.screen(DM));
}

#[tokio::test]
async fn after_downtime_there_is_one_prompt_and_never_at_night() {
    let (mut story, ana) = started().await;
    story.stop().await;
    story.slack.clock().advance(TimeDelta::days(16));
    // Friday 19 June, 09:12 UTC: last week's prompt is skipped, this week's is still sent.
    story.start().await.unwrap();
    story.passes(TimeDelta::seconds(15)).await;
    assert_eq!(questions(&ana), 1);
    story.stop().await;
    at_night(&story);
    story.start().await.unwrap();
    story.passes(TimeDelta::seconds(15)).await;
    assert_eq!(questions(&ana), 1, "it is Friday night");
    story.passes_to("2026-06-29T08:30:00Z").await;
    assert_eq!(questions(&ana), 2, "Monday morning, within four days");
}

/// Moves the clock to Friday 26 June, 22:00 in Lisbon.
fn at_night(story: &Story) {
    let then: DateTime<Utc> = DateTime::parse_from_rfc3339("2026-06-26T21:00:00Z").unwrap().into();
    story.slack.clock().advance(then - story.slack.clock().now());
}

#[tokio::test]
async fn an_outage_of_slack_delays_a_prompt_and_doubles_none() {
    let (mut story, ana) = started().await;
    story.expects_in_log("not delivered");
    for fault in [Fault::AnswerLost, Fault::ServerError] {
        story.slack.break_next("chat.postMessage", fault);
    }
    story.slack.break_next("conversations.history", Fault::Refused("missing_scope_of_a_kind".into()));
    story.passes_to("2026-06-04T14:46:00Z").await;
    for _ in 0..12 {
        story.passes(TimeDelta::seconds(30)).await;
    }
    assert_eq!(questions(&ana), 1);
}

#[tokio::test]
async fn words_to_the_bot_are_offered_as_evidence() {
    let mut story = Story::begin().await;
    story.keeps_private("set up Grafana alerts");
    let ana = story.person("ana");
    ana.opens_dm().await.unwrap();
    ana.types(DM, "set up Grafana alerts <before> launch").await.unwrap();
    ana.waits_until_sees(DM, "Save this as evidence?").await.unwrap();
    insta::assert_snapshot!("words", ana.screen(DM));
    ana.presses(DM, "Save as evidence").await.unwrap();
    ana.waits_until_sees("modal", "set up Grafana alerts <before> launch").await.unwrap();
    ana.waits_until_sees("modal", "dashboarding").await.unwrap();
    // The bot's own message in the DM comes back as an event, and it doesn't take it for evidence.
    story.slack.echoes("ana").await;
    story.passes(TimeDelta::seconds(1)).await;
    assert_eq!(ana.screen(DM).matches("Save this as evidence").count(), 1);
}

#[tokio::test]
async fn an_engineer_who_left_or_is_away_is_not_asked() {
    let (story, ana) = started().await;
    story.slack.sets_status("ana", ":palm_tree:", "Vacationing", None).await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    assert_eq!(questions(&ana), 0);
    story.slack.clears_status("ana").await;
    story.passes_to("2026-06-05T09:00:00Z").await;
    assert_eq!(questions(&ana), 1, "back on Friday, within four days");
    story.slack.deactivate("ana").await;
    story.passes_to("2026-06-11T14:46:00Z").await;
    assert_eq!(questions(&ana), 1);
    story.passes_to("2026-06-18T09:00:00Z").await;
    story.slack.reactivate("ana").await;
    story.passes_to("2026-06-18T14:46:00Z").await;
    assert_eq!(questions(&ana), 2, "this week's, and nothing from before");
}

#[tokio::test]
async fn a_flight_neither_doubles_nor_loses_the_weeks_prompt() {
    let (story, ana) = started().await;
    story.slack.flies("ana", "Asia/Tokyo").await;
    story.passes_to("2026-06-04T06:46:00Z").await;
    assert_eq!(questions(&ana), 1, "half past three in Tokyo");
    story.slack.flies("ana", "America/New_York").await;
    story.passes_to("2026-06-04T20:00:00Z").await;
    assert_eq!(questions(&ana), 1);
    story.passes_to("2026-06-11T19:46:00Z").await;
    assert_eq!(questions(&ana), 2, "half past three in New York");
}

#[tokio::test]
async fn in_a_zone_that_no_table_knows_the_teams_is_taken() {
    let mut story = Story::begin().await;
    story.team("Payments", &["priya"], &["ana"]).await;
    story.sql("UPDATE team SET zone = 'America/New_York'").await;
    story.slack.flies("ana", "Mars/Olympus").await;
    story.introduces(&["ana"]).await;
    // It's 9:00 in New York.
    story.passes_to("2026-06-03T13:00:00Z").await;
    let ana = story.person("ana");
    starts(&ana).await;
    story.passes_to("2026-06-04T19:29:00Z").await;
    assert_eq!(questions(&ana), 0, "it is not half past three in New York yet");
    story.passes_to("2026-06-04T19:46:00Z").await;
    assert_eq!(questions(&ana), 1);
    ana.chooses(DM, "Later", "Ask me tomorrow").await.unwrap();
    ana.waits_until_sees(DM, "I’ll ask again on Friday 5 June, around 15:30").await.unwrap();
}

#[tokio::test]
async fn after_three_ignored_questions_a_slower_pace_is_offered_once() {
    let (story, ana) = started().await;
    for day in ["06-04", "06-11", "06-18", "06-25"] {
        story.passes_to(&format!("2026-{day}T14:46:00Z")).await;
    }
    assert_eq!(questions(&ana), 4);
    insta::assert_snapshot!("less_often", last_answer(&ana.screen(DM)));
    for day in ["07-02", "07-09", "07-16"] {
        story.passes_to(&format!("2026-{day}T14:46:00Z")).await;
    }
    assert_eq!(questions(&ana), 6, "every second week from now on");
}

#[tokio::test]
async fn an_entry_written_meanwhile_is_the_weeks_answer() {
    let (story, ana) = started().await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    ana.presses(DM, "Something else").await.unwrap();
    ana.fills("modal", "What happened?", "paired on the payouts rollout").await.unwrap();
    ana.submits().await.unwrap();
    ana.closes().await.unwrap();
    ana.waits_until_sees(DM, "Saved. Add more").await.unwrap();
    insta::assert_snapshot!("wrote", last_answer(&ana.screen(DM)));
    // An entry deleted elsewhere no longer counts as an answer.
    ana.presses(DM, "I did this").await.unwrap();
    ana.waits_until_sees(DM, "Saved:").await.unwrap();
    ana.opens_home().await.unwrap();
    ana.presses("home", "Delete").await.unwrap();
    ana.waits_until_sees("home", "Deleted: “Transparent").await.unwrap();
    story.passes(TimeDelta::seconds(1)).await;
    assert!(!ana.screen(DM).contains("Saved:"), "{}", ana.screen(DM));
}
