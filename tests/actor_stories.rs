//! The bot settles who acts before it does anything: strangers, guests, leavers and former admins get nowhere. A person
//! is the same person in every workspace of an organisation. The bot keeps and sends nothing until it knows its own
//! installation.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]
#![expect(clippy::needless_pass_by_value, reason = "payloads read best where they are written")]

#[path = "actor_stories/departures.rs"]
mod departures;
#[path = "actor_stories/strangers.rs"]
mod strangers;
mod support;

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::post;
use bearings::sandbox::Fault;
use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::signed_request::SignedRequest;
use support::steps::starts;
use support::{Story, Transport, last_answer};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const NOT_FOR_THEM: &str = "belongs to another workspace";
const STARTING: &str = "Bearings is still starting";
/// Counts everything that is kept of people.
const KEPT: &str =
    "SELECT CAST((SELECT COUNT(*) FROM evidence) + (SELECT COUNT(*) FROM engineer) + (SELECT COUNT(*) FROM member)
    + (SELECT COUNT(*) FROM team) + (SELECT COUNT(*) FROM inbox_event) AS TEXT)";

async fn open() -> Story {
    Story::over(Transport::Http).await
}

/// Receives what the bot posts to this address.
async fn hook() -> (String, mpsc::Receiver<String>) {
    let (answered, answers) = mpsc::channel::<String>(8);
    let take = move |body: String| {
        let answered = answered.clone();
        async move { answered.send(body).await.unwrap() }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/hook", post(take))).await.unwrap() });
    (address, answers)
}

/// The actor of an interaction; each has its own trigger.
fn by(user: Value) -> Value {
    static GIVEN: AtomicUsize = AtomicUsize::new(0);
    let trigger = format!("never.given.{}", GIVEN.fetch_add(1, Ordering::SeqCst));
    json!({"team": {"id": "T0LOCAL", "domain": "dummyco"}, "enterprise": null, "user": user, "trigger_id": trigger})
}

fn with(mut one: Value, other: Value) -> Value {
    one.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    one
}

fn pressed(user: Value, action_id: &str, response_url: Option<&str>) -> Value {
    let place = match response_url {
        Some(url) => json!({"response_url": url, "container": {"type": "message", "message_ts": "1.2"}}),
        None => json!({"view": {"id": "V1", "type": "home", "state": {"values": {}}}}),
    };
    let action = json!({"type": "block_actions", "actions": [{"type": "button", "action_id": action_id}]});
    with(with(by(user), place), action)
}

fn evidence_form(payload: Value, view: &str) -> Value {
    let values = json!({
        "words": {"words": {"type": "plain_text_input", "value": "Paired with Lena"}},
        "happened_on": {"happened_on": {"type": "datepicker", "selected_date": "2026-06-02"}},
        "audience": {"audience": {"type": "static_select", "selected_option": {"value": "only_me"}}},
    });
    let blocks = json!([{"type": "input", "block_id": "words"}]);
    let view = json!({"id": view, "type": "modal", "callback_id": "evidence", "private_metadata": "{}", "blocks": blocks,
                      "state": {"values": values}});
    with(payload, json!({"type": "view_submission", "view": view}))
}

async fn said(story: &Story, payload: &Value) -> String {
    let answer = SignedRequest::interaction(payload).send_to(story).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().await.unwrap()
}

fn event(event: &Value, id: &str) -> SignedRequest<'static> {
    let body = json!({"type": "event_callback", "team_id": "T0LOCAL", "event_id": id, "event": event});
    SignedRequest::new("/slack/events", body.to_string())
}

#[tokio::test]
async fn a_sibling_workspace_is_ours_and_keeps_one_key() {
    let mut story = open().await;
    story.stop().await;
    story.slack.joins_organisation(false);
    story.start().await.unwrap();
    story.slack.belongs_to_sibling_workspace("ana").await;
    let ana = story.person("ana");
    // The press comes first, and doesn't say which organisation her workspace belongs to.
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "What’s expected?").await.unwrap();
    ana.types("#general", "/evidence paired with Lena").await.unwrap();
    ana.waits_until_sees("modal", "paired with Lena").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    assert_eq!(story.stored("SELECT workspace || ' ' || author FROM evidence").await, "T0LOCAL U01ANA");
    assert_eq!(story.stored("SELECT team FROM installation_sister").await, "T0SISTER");
    // The bot can't read her workspace's directory, and that doesn't mean that she left.
    story.passes(TimeDelta::hours(2)).await;
    assert_eq!(story.stored("SELECT CAST(is_deactivated AS TEXT) FROM member WHERE member = 'U01ANA'").await, "0");
    // Someone from another company stays a stranger here, too.
    story.slack.belongs_elsewhere("ben").await;
    let form = evidence_form(
        with(by(json!({"id": "U02BEN", "team_id": "T0ELSEWHERE"})), json!({"enterprise": {"id": "E0LOCAL"}})),
        "V9",
    );
    assert!(said(&story, &form).await.contains(NOT_FOR_THEM));
}

#[tokio::test]
async fn installed_for_a_whole_organisation_each_member_is_one_person() {
    let mut story = open().await;
    story.stop().await;
    story.sql("DELETE FROM installation").await;
    story.slack.joins_organisation(true);
    story.start().await.unwrap();
    story.slack.belongs_to_sibling_workspace("ben").await;
    for name in ["ana", "ben"] {
        let person = story.person(name);
        person.opens_home().await.unwrap();
        person.waits_until_sees("home", "What’s expected?").await.unwrap();
        person.types("#general", "/evidence paired with Lena").await.unwrap();
        person.waits_until_sees("modal", "paired with Lena").await.unwrap();
        person.submits().await.unwrap();
        person.waits_until_sees("modal", "Saved").await.unwrap();
        person.closes().await.unwrap();
        person.types("#general", "/framework me").await.unwrap();
        assert!(last_answer(&person.screen("#general")).contains("paired with Lena"), "{name}");
        story.slack.flies(name, "Asia/Tokyo").await;
    }
    let keys =
        "SELECT workspace FROM evidence UNION SELECT workspace FROM member UNION SELECT workspace FROM inbox_event";
    assert_eq!(story.texts(keys).await, ["E0LOCAL"]);
    assert_eq!(story.stored("SELECT CAST(COUNT(DISTINCT author) AS TEXT) FROM evidence").await, "2");
    story.slack.belongs_elsewhere("kenji").await;
    story.person("kenji").types("#general", "/evidence paired with Lena").await.unwrap();
    let screen = story.person("kenji").screen("#general");
    assert!(last_answer(&screen).contains(NOT_FOR_THEM), "{screen}");
    assert_eq!(story.texts("SELECT team FROM installation_sister ORDER BY team").await, ["T0LOCAL", "T0SISTER"]);
}

#[tokio::test]
async fn what_was_kept_by_workspace_is_the_organisations_when_an_older_database_is_opened() {
    let mut story = open().await;
    let ana = story.person("ana");
    ana.types("#general", "/evidence paired with Lena").await.unwrap();
    ana.waits_until_sees("modal", "paired with Lena").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    ana.closes().await.unwrap();
    story.stop().await;
    story.sql("DELETE FROM installation").await;
    story.slack.joins_organisation(true);
    story.start().await.unwrap();
    ana.types("#general", "/framework me").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains("paired with Lena"));
    assert_eq!(story.texts("SELECT DISTINCT workspace FROM evidence").await, ["E0LOCAL"]);
}

#[tokio::test]
async fn before_slack_says_whose_bot_it_is_nothing_is_kept_and_nothing_typed_is_lost() {
    let mut story = open().await;
    story.expects_in_log("not handled");
    story.stop().await;
    story.sql("DELETE FROM installation").await;
    story.slack.storm("auth.test", &[(Fault::ServerError, 100)], 1);
    story.start().await.unwrap();
    let ready = reqwest::get(format!("{}/readyz", story.bot)).await.unwrap();
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    let ana = story.person("ana");
    ana.types("#general", "/evidence paired with Lena").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains(STARTING));
    let user = || json!({"id": "U01ANA", "team_id": "T0LOCAL"});
    let answer = said(&story, &evidence_form(by(user()), "V1")).await;
    assert!(answer.contains(r#"{"response_action":"errors","errors":{"words":"Not saved yet"#), "{answer}");
    let (address, mut answers) = hook().await;
    said(&story, &pressed(user(), "log", Some(&address))).await;
    assert!(answers.recv().await.unwrap().contains(STARTING));
    let home = json!({"type": "app_home_opened", "user": "U01ANA", "tab": "home"});
    assert_eq!(event(&home, "Ev1").send_to(&story).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(story.stored(KEPT).await, "0");
    // Everything works as soon as Slack says whose bot it is; after a restart the bot knows before Slack answers.
    story.slack.calms("auth.test");
    story.passes(TimeDelta::seconds(1)).await;
    assert!(said(&story, &evidence_form(by(user()), "V2")).await.contains("Saved"));
    story.stop().await;
    story.slack.storm("auth.test", &[(Fault::ServerError, 100)], 1);
    story.start().await.unwrap();
    assert!(said(&story, &evidence_form(by(user()), "V3")).await.contains("Saved"));
    assert_eq!(reqwest::get(format!("{}/readyz", story.bot)).await.unwrap().status(), StatusCode::OK);
    story.slack.calms("auth.test");
}

#[tokio::test]
async fn a_token_of_another_workspace_than_the_databases_is_refused_loudly() {
    let mut story = open().await;
    story.team("Payments", &["priya"], &["ana"]).await;
    story.introduces(&["ana"]).await;
    assert_eq!(story.slack.calls("chat.postMessage").made, 1);
    for stored in ["UPDATE installation SET workspace = 'T0OTHER', team = 'T0OTHER'", "DELETE FROM installation"] {
        story.expects_in_log("the database holds the data of workspace T0OTHER, but the bot token belongs to T0LOCAL");
        story.stop().await;
        story.sql("UPDATE team SET workspace = 'T0OTHER'").await;
        story.sql("UPDATE roster_engineer SET workspace = 'T0OTHER'").await;
        story.sql("UPDATE roster_manager SET workspace = 'T0OTHER'").await;
        story.sql("UPDATE engineer SET workspace = 'T0OTHER', introduction = 'asked'").await;
        story.sql("UPDATE delivery SET workspace = 'T0OTHER', state = 'ready', next_at = 0").await;
        story.sql(stored).await;
        story.start().await.unwrap();
        story.passes(TimeDelta::hours(2)).await;
        let ready = reqwest::get(format!("{}/readyz", story.bot)).await.unwrap();
        assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(ready.text().await.unwrap().contains("T0OTHER"));
        assert_eq!(story.slack.calls("chat.postMessage").made, 1, "nothing is sent with the wrong token");
        let ana = story.person("ana");
        ana.types("#general", "/evidence paired with Lena").await.unwrap();
        assert!(last_answer(&ana.screen("#general")).contains(NOT_FOR_THEM));
        assert_eq!(story.stored("SELECT CAST(COUNT(*) AS TEXT) FROM evidence").await, "0");
    }
}

#[tokio::test]
async fn the_bot_knows_its_own_words_by_its_user() {
    let mut story = open().await;
    story.introduces(&["ana"]).await;
    let ana = story.person("ana");
    story.slack.hides_bot_id(true);
    let before = ana.screen("dm");
    story.slack.echoes("ana").await;
    // This also works when Slack doesn't say with the event which user its bot is.
    let kinds =
        [json!({}), json!({"subtype": "file_share", "files": [{"id": "F1"}]}), json!({"subtype": "bot_message"})];
    for (number, more) in kinds.into_iter().enumerate() {
        let message = json!({"type": "message", "channel_type": "im", "channel": "D01ANA", "user": "U0LOCALBOT",
                             "text": "All that is kept about you", "ts": "1.2"});
        assert!(event(&with(message, more), &format!("Ev{number}")).send_to(&story).await.status().is_success());
    }
    story.passes(TimeDelta::seconds(1)).await;
    story.stop().await;
    assert_eq!(ana.screen("dm"), before, "the bot answers itself");
    story.start().await.unwrap();
}

#[tokio::test]
async fn erasing_deletes_all_of_the_bots_own_messages_where_slack_names_only_its_user() {
    let mut story = open().await;
    story.introduces(&["ana"]).await;
    let ana = story.person("ana");
    starts(&ana).await;
    story.slack.stops_limiting();
    for words in 1..18 {
        ana.types("dm", &format!("paired {words} times")).await.unwrap();
        let own = words + 1;
        while story.slack.posted_to("ana").len() < own {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(story.slack.posted_to("ana").len(), 18);
    story.slack.hides_bot_id(true);
    ana.types("#general", "/framework my-data").await.unwrap();
    ana.waits_until_sees("modal", "My data").await.unwrap();
    ana.presses("modal", "Erase everything…").await.unwrap();
    ana.waits_until_sees("modal", "What goes").await.unwrap();
    ana.fills("modal", "Type ERASE to continue", "erase").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Last question.").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Your data is erased.").await.unwrap();
    story.passes(TimeDelta::minutes(2)).await;
    assert_eq!(story.slack.posted_to("ana").len(), 0);
    assert_eq!(story.slack.calls("chat.delete").made, 18);
}
