//! The connection between the bot and Slack: how it's made, how it fails, and what people notice.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::time::Duration;

use bearings::sandbox::{Fault, Stall};
use reqwest::StatusCode;
use support::signed_request::SignedRequest;
use support::{APP_TOKEN, Story, Transport, last_answer};

/// Long enough for a busy machine, short enough to wait for.
const SHORT: Duration = Duration::from_secs(2);

/// A story over Socket Mode in every run, with both connections up.
async fn connected() -> Story {
    let story = Story::over(Transport::Socket).await;
    assert!(story.slack.waits_until_connections(|now| now.up == 2).await);
    story
}

/// The same, but the bot notices a silence soon.
async fn connected_and_watchful() -> Story {
    let mut story = Story::over(Transport::Socket).await;
    story.stop().await;
    story.silence = SHORT;
    let made = story.slack.connections().made;
    story.start().await.unwrap();
    assert!(story.slack.waits_until_connections(|now| now.made >= made + 2 && now.up == 2).await);
    story
}

/// Ana asks and gets an answer.
async fn ana_is_answered(story: &Story) {
    let ana = story.person("ana");
    ana.types("#general", "/framework level 3 mastery").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains("Uses appropriate design patterns"));
}

async fn ready(story: &Story) -> (StatusCode, String) {
    let answer = reqwest::get(format!("{}/readyz", story.bot)).await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

#[tokio::test]
async fn without_an_address_ana_asks_presses_and_writes_down_what_she_did() {
    let mut story = connected().await;
    story.expects_in_log("nothing is at this address, because SLACK_SIGNING_SECRET is not set");
    ana_is_answered(&story).await;
    let ana = story.person("ana");
    ana.presses("#general", "Level 4 →").await.unwrap();
    ana.waits_until_sees("#general", "Mastery · Level 4").await.unwrap();
    assert_eq!(ready(&story).await, (StatusCode::OK, "ready\n".to_owned()));
    let door =
        reqwest::Client::new().post(format!("{}/slack/commands", story.bot)).body("text=x").send().await.unwrap();
    assert_eq!(door.status(), StatusCode::NOT_FOUND, "the sender of such a post is unknown");
}

#[tokio::test]
async fn a_form_with_a_mistake_keeps_what_was_typed_and_says_what_is_wrong() {
    let mut story = connected().await;
    story.keeps_private("set up alerts");
    story.slack.doubles_envelopes(true);
    let ana = story.person("ana");
    ana.types("#general", "/framework log set up alerts").await.unwrap();
    ana.waits_until_sees("modal", "set up alerts").await.unwrap();
    ana.fills("modal", "Link", "no link").await.unwrap();
    ana.submits().await.unwrap();
    let shown = ana.modal().unwrap();
    assert!(shown.contains("set up alerts") && shown.contains("Paste the whole link"), "{shown}");
    ana.fills("modal", "Link", "").await.unwrap();
    ana.submits().await.unwrap();
    assert_eq!(story.stored("SELECT CAST(count(*) AS TEXT) FROM evidence").await, "1");
}

#[tokio::test]
async fn what_slack_sends_twice_is_done_once_and_answered_twice_in_the_same_words() {
    let story = connected().await;
    story.slack.doubles_envelopes(true);
    ana_is_answered(&story).await;
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    ana.types("#backend", "/framework level 3 mastery").await.unwrap();
    ana.presses("#backend", "Share here").await.unwrap();
    ana.waits_until_sees("#backend", "Shared here:").await.unwrap();
    assert_eq!(ben.screen("#backend").matches("Shared by").count(), 1);
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "What’s expected?").await.unwrap();
    assert_eq!(story.slack.calls("views.publish").made, 1);
}

#[tokio::test]
async fn an_event_whose_acknowledgement_gets_lost_is_sent_again_and_done_once() {
    let mut story = connected().await;
    story.expects_in_log("a connection to Slack broke: reconnecting");
    story.expects_complaint("the app could not be reached");
    story.expects_in_log("the app could not be reached");
    let ana = story.person("ana");
    story.slack.loses_next_acknowledgement();
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "What’s expected?").await.unwrap();
    // A stop waits for whatever the bot began for either envelope.
    story.stop().await;
    assert_eq!(story.slack.calls("views.publish").made, 1);
}

#[tokio::test]
async fn a_form_whose_acknowledgement_gets_lost_is_submitted_again_and_saved_once() {
    let mut story = connected().await;
    story.keeps_private("set up alerts");
    story.expects_in_log("a connection to Slack broke: reconnecting");
    story.expects_complaint("the app could not be reached");
    story.expects_in_log("the app could not be reached");
    let ana = story.person("ana");
    ana.types("#general", "/framework log set up alerts").await.unwrap();
    ana.waits_until_sees("modal", "set up alerts").await.unwrap();
    story.slack.loses_next_acknowledgement();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("We had some trouble connecting. Try again?"));
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    assert_eq!(story.stored("SELECT CAST(count(*) AS TEXT) FROM evidence").await, "1");
}

#[tokio::test]
async fn the_next_connections_are_up_before_slack_ends_those_it_warned_of() {
    let story = connected().await;
    for reason in ["warning", "refresh_requested"] {
        assert!(story.slack.refreshes_connections(reason).await, "{reason}");
        assert!(story.slack.connections().fewest >= 2, "{reason}: {:?}", story.slack.connections());
        ana_is_answered(&story).await;
    }
    assert!(story.slack.waits_until_connections(|now| now.up == 2).await, "{:?}", story.slack.connections());
}

#[tokio::test]
async fn broken_connections_are_opened_again() {
    let mut story = connected().await;
    story.expects_in_log("a connection to Slack broke: reconnecting");
    story.slack.cuts_connections();
    assert!(story.slack.waits_until_connections(|now| now.made >= 4 && now.up == 2).await);
    ana_is_answered(&story).await;
}

#[tokio::test]
async fn connections_that_fall_silent_are_noticed_and_opened_again() {
    let mut story = connected_and_watchful().await;
    story.expects_in_log("Slack has gone silent");
    let made = story.slack.connections().made;
    story.slack.silences_connections();
    assert!(story.slack.waits_until_connections(|now| now.made >= made + 2 && now.up == 2).await);
    ana_is_answered(&story).await;
}

#[tokio::test]
async fn a_handshake_that_stalls_is_given_up_and_begun_again() {
    let mut story = connected_and_watchful().await;
    story.expects_in_log("a connection to Slack broke");
    story.expects_in_log("stalled before it was ready");
    for stall in [Stall::Handshake, Stall::Hello] {
        let made = story.slack.connections().made;
        story.slack.stalls_next_connection(stall);
        story.slack.stalls_next_connection(stall);
        story.slack.cuts_connections();
        assert!(story.slack.waits_until_connections(|now| now.made >= made + 2 && now.up == 2).await, "{stall:?}");
        ana_is_answered(&story).await;
    }
}

#[tokio::test]
async fn while_slack_cannot_be_reached_the_bot_is_not_ready_and_goes_on_trying() {
    let mut story = connected_and_watchful().await;
    story.expects_in_log("a connection to Slack broke");
    story.expects_in_log("still trying");
    let made = story.slack.connections().made;
    for fault in
        [Fault::ServerError, Fault::Dropped { done: false }, Fault::Hangs { done: false }, Fault::Garbled, Fault::Page]
    {
        story.slack.break_next("apps.connections.open", fault);
    }
    story.slack.cuts_connections();
    assert!(story.slack.waits_until_connections(|now| now.up == 0).await);
    assert_eq!(ready(&story).await, (StatusCode::SERVICE_UNAVAILABLE, "not connected to Slack\n".to_owned()));
    assert!(story.slack.waits_until_connections(|now| now.made >= made + 2 && now.up == 2).await);
    assert_eq!(ready(&story).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_token_that_slack_refuses_is_logged_once_and_works_once_it_is_fixed() {
    const EXPECTED_LOG: &str = "SLACK_APP_TOKEN lacks the scope connections:write: create an App-Level Token";
    let mut story = Story::over(Transport::Socket).await;
    story.expects_in_log(EXPECTED_LOG);
    story.expects_in_log("local Slack complains");
    story.expects_complaint("apps.connections.open: missing_scope");
    // On a busy machine, a handshake may take longer than the silence allowed here.
    story.may_log("stalled before it was ready");
    story.may_log("Slack has gone silent");
    story.stop().await;
    story.silence = Duration::from_millis(300);
    story.slack.makes_app_token(APP_TOKEN, &["authorizations:read"]);
    let before = story.slack.calls("apps.connections.open").made;
    story.start().await.unwrap();
    assert_eq!(ready(&story).await.0, StatusCode::SERVICE_UNAVAILABLE);
    let mut looks = tokio::time::interval(Duration::from_millis(10));
    while story.slack.calls("apps.connections.open").made < before + 4 {
        looks.tick().await;
    }
    assert_eq!(story.log.text().matches(EXPECTED_LOG).count(), 1);
    story.slack.makes_app_token(APP_TOKEN, &["connections:write"]);
    assert!(story.slack.waits_until_connections(|now| now.up == 2).await);
}

#[tokio::test]
async fn switched_off_it_says_so_once_with_what_to_do() {
    const EXPECTED_LOG: &str = "Socket Mode is turned off for this app: turn it on";
    let mut story = connected().await;
    story.expects_in_log(EXPECTED_LOG);
    story.slack.switches_socket_mode_off();
    assert!(story.slack.waits_until_connections(|now| now.up == 0).await);
    while ready(&story).await.0 == StatusCode::OK {}
    assert_eq!(story.log.text().matches(EXPECTED_LOG).count(), 1);
}

#[tokio::test]
async fn a_stop_leaves_in_order_and_the_next_start_connects_again() {
    let mut story = connected().await;
    ana_is_answered(&story).await;
    story.stop().await;
    assert!(story.slack.waits_until_connections(|now| now.up == 0).await);
    story.start().await.unwrap();
    ana_is_answered(&story).await;
}

#[tokio::test]
async fn what_is_in_hand_when_the_bot_stops_is_saved_and_answered() {
    let mut story = connected().await;
    story.keeps_private("set up alerts");
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    ana.types("#general", "/framework log set up alerts").await.unwrap();
    ana.waits_until_sees("modal", "set up alerts").await.unwrap();
    story.slack.doubles_envelopes(true);
    let held = story.database.holds().await;
    let stops = async {
        // Ben's command also comes over both connections, after Ana's form: once it's answered, the bot has her form.
        ben.types("#general", "/framework level 3 mastery").await.unwrap();
        // The stop begins before the other program releases the database.
        tokio::join!(story.stop(), async { held.close().await });
    };
    let (submitted, ()) = tokio::join!(ana.submits(), stops);
    submitted.unwrap();
    assert!(ana.modal().unwrap().contains("Saved"), "{:?}", ana.modal());
    assert!(story.slack.waits_until_connections(|now| now.up == 0).await);
    assert_eq!(story.stored("SELECT CAST(count(*) AS TEXT) FROM evidence").await, "1");
}

#[tokio::test]
async fn during_a_move_slack_uses_either_way_and_what_comes_by_both_is_done_once() {
    let mut story = Story::over(Transport::Both).await;
    story.expects_in_log("Socket Mode is turned off for this app");
    // On a busy machine, a handshake may take longer than the silence allowed here.
    story.may_log("stalled before it was ready");
    story.may_log("Slack has gone silent");
    story.may_log("a connection to Slack broke");
    story.stop().await;
    story.silence = Duration::from_millis(500);
    story.start().await.unwrap();
    assert!(story.slack.waits_until_connections(|now| now.up == 2).await);
    ana_is_answered(&story).await;
    let home = r#"{"type":"event_callback","team_id":"T0LOCAL","event_id":"Ev1","event":{"type":"app_home_opened","user":"U01ANA","tab":"home"}}"#;
    assert!(SignedRequest::new("/slack/events", home).send_to(&story).await.status().is_success());
    story.slack.sends("/slack/events", home).await.unwrap();

    story.slack.switches_socket_mode_off();
    assert!(story.slack.waits_until_connections(|now| now.up == 0).await);
    ana_is_answered(&story).await;
    assert_eq!(ready(&story).await, (StatusCode::OK, "ready\n".to_owned()), "the door is enough");

    let made = story.slack.connections().made;
    story.slack.switches_socket_mode_on();
    assert!(story.slack.waits_until_connections(|now| now.made >= made + 2 && now.up == 2).await);
    ana_is_answered(&story).await;
    story.stop().await;
    assert_eq!(story.slack.calls("views.publish").made, 1);
}
