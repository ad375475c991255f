//! What the bot starts with, what it refuses to start with, and what survives a restart.

use std::fs;

use axum::Router;
use axum::routing::post;
use bearings::sandbox::Fault;
use reqwest::StatusCode;
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::faults::eventually;
use crate::support::signed_request::{SignedRequest, now, submitted_by};
use crate::support::{Story, is_on_postgres, last_answer, repository};

#[tokio::test]
async fn a_repeated_event_shows_home_once_even_after_a_restart() {
    let mut story = Story::begin().await;
    let event = r#"{"type":"event_callback","team_id":"T0LOCAL","event_id":"Ev1","event":{"type":"app_home_opened","user":"U01ANA","tab":"home"}}"#;
    let ana = story.person("ana");
    assert!(SignedRequest::new("/slack/events", event).send_to(&story).await.status().is_success());
    ana.waits_until_sees("home", "What’s expected?").await.unwrap();
    story.stop().await;
    let shown = story.slack.calls("views.publish").made;
    story.start().await.unwrap();
    let again = SignedRequest { at: now() - 1, ..SignedRequest::new("/slack/events", event) };
    assert!(again.send_to(&story).await.status().is_success());
    story.stop().await;
    assert_eq!((shown, story.slack.calls("views.publish").made), (1, 1));
}

#[tokio::test]
async fn a_press_of_another_version_leads_back_to_the_way_in() {
    let story = Story::begin().await;
    let (answered, mut answers) = tokio::sync::mpsc::channel::<String>(1);
    let take = move |body: String| async move { answered.send(body).await.unwrap() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hook = format!("http://{}/hook", listener.local_addr().unwrap());
    let hooks = Router::new().route("/hook", post(take));
    let serving = tokio::spawn(async move { axum::serve(listener, hooks).await.unwrap() });
    let payload = serde_json::json!({
        "type": "block_actions",
        "team": { "id": "T0LOCAL" },
        "user": { "id": "U01ANA" },
        "response_url": hook,
        "actions": [{ "action_id": "launch/rocket" }],
    });
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish();
    assert!(SignedRequest::new("/slack/interactions", form).send_to(&story).await.status().is_success());
    assert!(answers.recv().await.unwrap().contains("What would you like to read?"));
    serving.abort();
}

#[tokio::test]
async fn a_second_bot_on_the_same_file_is_refused_in_one_sentence() {
    if is_on_postgres() {
        return;
    }
    let story = Story::begin().await;
    let refusal = story.start_another().await.unwrap_err().to_string();
    assert!(refusal.starts_with("another Bearings already uses ") && refusal.lines().count() == 1, "{refusal}");
}

#[tokio::test]
async fn a_framework_edited_into_nonsense_leaves_the_last_good_one_serving() {
    let directory = tempfile::tempdir().unwrap();
    let copy =
        |from: &str, to: &str| fs::write(directory.path().join(to), fs::read(repository(from)).unwrap()).unwrap();
    copy("framework/backend.yaml", "backend.yaml");
    copy("framework/about.md", "about.md");
    let mut story = Story::with_framework(directory.path().to_owned()).await;
    let ana = story.person("ana");

    copy("tests/data/framework-broken/several/backend.yaml", "backend.yaml");
    for start in ["while running", "after a restart"] {
        ana.types("#general", "/framework level 3 mastery").await.unwrap();
        let answer = last_answer(&ana.screen("#general"));
        assert!(answer.contains("Uses appropriate design patterns"), "{start}: {answer}");
        story.stop().await;
        story.start().await.unwrap();
    }
    story.expects_in_log("backend.yaml:22: there is no theme “magic”");
    story.expects_in_log("serving the last good version");

    // Once fixed, with one wording changed, it is served from the next start on.
    let text = fs::read_to_string(repository("framework/backend.yaml")).unwrap();
    let text = text.replace("text: Uses appropriate design patterns", "text: Uses fitting design patterns");
    fs::write(directory.path().join("backend.yaml"), text).unwrap();
    story.expects_in_log("raise the version in the file");
    story.stop().await;
    story.start().await.unwrap();
    ana.types("#general", "/framework level 3 mastery").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains("Uses fitting design patterns"));
}

#[tokio::test]
async fn without_any_good_framework_the_bot_does_not_start_and_says_what_to_fix() {
    let mut story = Story::begin().await;
    story.stop().await;
    story.database.clear().await;
    story.framework = repository("tests/data/framework-broken/unknown-theme");
    let refusal = story.start().await.unwrap_err().to_string();
    assert!(refusal.contains("backend.yaml:18: there is no theme “magic”"), "{refusal}");
}

#[tokio::test]
async fn when_slack_fails_a_press_is_logged_and_the_bot_goes_on() {
    let mut story = Story::begin().await;
    story.expects_in_log("could not finish");
    let ana = story.person("ana");
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "What’s expected?").await.unwrap();
    story.slack.break_next("views.open", Fault::ServerError);
    ana.presses("home", "How to ask").await.unwrap();
    eventually("the press has failed", async || story.slack.calls("views.open").made == 1).await;
    ana.presses("home", "About the framework").await.unwrap();
    ana.waits_until_sees("modal", "About our engineering progression frameworks").await.unwrap();
}

#[tokio::test]
async fn a_form_is_answered_in_time_while_slack_hangs_and_nothing_typed_is_lost() {
    let mut story = Story::begin().await;
    story.expects_in_log("Slack does not say in time who is an admin");
    story.slack.storm("users.info", &[(Fault::Hangs { done: false }, 100)], 1);
    let option = |value: &str| json!({"type": "static_select", "selected_option": {"value": value}, "value": value});
    let with = |field: &str, value: &str| json!({field: {field: option(value)}, "weekday": {"weekday": option("Thu")}, "time": {"time": option("15:30")}});
    let settings = submitted_by("U03KENJI", "settings", ("V1", ""), &with("asked", "yes"));
    let team = submitted_by("U05MAYA", "team", ("V1", ""), &with("name", "Payments"));
    for (form, says) in [(settings, "Saved"), (team, "Not saved:")] {
        let answer = SignedRequest::interaction(&form).send_to(&story).await;
        assert_eq!(answer.status(), StatusCode::OK, "{says}");
        let text = answer.text().await.unwrap();
        assert!(text.contains(says), "{says}: {text}");
    }
    story.slack.calms("users.info");
}
