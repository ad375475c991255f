//! People of other companies, guests and former admins get nowhere.

use bearings::sandbox::Fault;
use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{KEPT, NOT_FOR_THEM, by, event, evidence_form, hook, open, pressed, said, with};
use crate::support::{Story, last_answer};

fn team_form(user: Value) -> Value {
    let field = |name: &str, value: Value| (name.to_owned(), json!({name: value}));
    let one = |value: &str| json!({"type": "static_select", "selected_option": {"value": value}, "value": value});
    let values: serde_json::Map<String, Value> = [
        field("name", one("Mine")),
        field("managers", json!({"type": "multi_users_select", "selected_users": ["U02BEN"]})),
        field("engineers", json!({"type": "multi_users_select", "selected_users": ["U03KENJI"]})),
        field("weekday", one("Thu")),
        field("time", one("15:30")),
        field("digest_weekday", one("none")),
    ]
    .into_iter()
    .collect();
    let blocks = json!([{"type": "section"}, {"type": "input", "block_id": "name"}]);
    let view = json!({"id": "V1", "type": "modal", "callback_id": "team", "private_metadata": "", "blocks": blocks,
                      "state": {"values": values}});
    with(by(user), json!({"type": "view_submission", "view": view}))
}

#[tokio::test]
async fn a_stranger_in_a_shared_channel_is_told_so_and_nothing_is_kept() {
    let story = open().await;
    story.slack.belongs_elsewhere("maya").await;
    let maya = story.person("maya");
    for typed in
        ["/framework level 3 mastery", "/evidence paired with Lena", "/framework settings", "/framework my-data"]
    {
        maya.types("#general", typed).await.unwrap();
        assert!(last_answer(&maya.screen("#general")).contains(NOT_FOR_THEM), "{typed}");
    }
    let stranger = json!({"id": "U05MAYA", "team_id": "T0ELSEWHERE"});
    let (address, mut answers) = hook().await;
    assert_eq!(said(&story, &pressed(stranger.clone(), "log", Some(&address))).await, "");
    assert!(answers.recv().await.unwrap().contains(NOT_FOR_THEM));
    for form in [team_form(stranger.clone()), evidence_form(by(stranger.clone()), "V2")] {
        assert!(said(&story, &form).await.contains(NOT_FOR_THEM));
    }
    let menu = json!({"type": "block_suggestion", "action_id": "behaviours", "value": "led", "view": {"id": "V1"}});
    assert_eq!(said(&story, &with(by(stranger), menu)).await, r#"{"option_groups":[]}"#);
    // The bot also ignores what she changes in her profile, opens or writes.
    story.slack.flies("maya", "Asia/Tokyo").await;
    maya.opens_home().await.unwrap();
    maya.types("dm", "paired with Lena").await.unwrap();
    story.passes(TimeDelta::hours(2)).await;
    assert_eq!((story.stored(KEPT).await.as_str(), maya.home().as_str()), ("0", "(nothing here yet)"));
    assert!(!maya.screen("dm").contains("Bearings:"), "{}", maya.screen("dm"));
}

#[tokio::test]
async fn only_a_full_member_of_this_company_is_an_admin_whatever_the_flags_say() {
    let mut story = open().await;
    story.stop().await;
    story.admins = "U06NOOR,U05MAYA".into();
    story.start().await.unwrap();
    let tried = async |story: &Story, member: &str| {
        let before = story.slack.calls("views.open").made;
        // A payload needn't say where its user belongs.
        said(story, &pressed(json!({"id": member}), "set_up/", None)).await;
        assert_eq!(said(story, &team_form(json!({"id": member}))).await, "", "{member}");
        assert_eq!(story.slack.calls("views.open").made, before, "{member}");
        assert_eq!(story.stored("SELECT CAST(COUNT(*) AS TEXT) FROM team").await, "0", "{member}");
    };
    story.slack.makes_admin("noor", true).await;
    tried(&story, "U06NOOR").await;
    story.slack.make_guest("maya").await;
    tried(&story, "U05MAYA").await;
    for (member, name) in [("U02BEN", "ben"), ("U04PRIYA", "priya")] {
        story.slack.makes_admin(name, true).await;
        if name == "ben" {
            story.slack.belongs_elsewhere(name).await;
        } else {
            story.slack.deactivate(name).await;
        }
        tried(&story, member).await;
    }
    assert_eq!(story.stored("SELECT CAST(COUNT(*) AS TEXT) FROM member WHERE member = 'U02BEN'").await, "0");
}

#[tokio::test]
async fn an_admin_who_was_demoted_is_none_at_once_or_some_minutes_later_where_the_event_got_lost() {
    let mut story = open().await;
    story.expects_in_log("could not finish");
    let maya = story.person("maya");
    maya.opens_home().await.unwrap();
    maya.waits_until_sees("home", "Deliveries").await.unwrap();
    story.slack.makes_admin("maya", false).await;
    assert_eq!(said(&story, &team_form(json!({"id": "U05MAYA"}))).await, "");
    story.slack.makes_admin("maya", true).await;
    assert!(said(&story, &team_form(json!({"id": "U05MAYA"}))).await.contains("Team saved"));
    story.slack.loses_events(true);
    story.slack.makes_admin("maya", false).await;
    story.slack.clock().advance(TimeDelta::minutes(6));
    assert_eq!(said(&story, &team_form(json!({"id": "U05MAYA"}))).await, "", "asked again");
    // If Slack doesn't say who is an admin, no one is.
    story.slack.loses_events(false);
    story.slack.makes_admin("maya", true).await;
    story.slack.clock().advance(TimeDelta::minutes(6));
    story.slack.break_next("users.info", Fault::ServerError);
    assert!(said(&story, &team_form(json!({"id": "U05MAYA"}))).await.contains("Not saved:"));
}

#[tokio::test]
async fn a_person_whom_slack_does_not_identify_is_asked_to_try_again_and_loses_nothing() {
    let mut story = open().await;
    story.expects_in_log("could not finish");
    story.expects_in_log("not handled");
    story.stop().await;
    story.slack.joins_organisation(false);
    story.start().await.unwrap();
    let of_sibling = with(by(json!({"id": "U01ANA", "team_id": "T0SISTER"})), json!({"enterprise": {"id": "E0LOCAL"}}));
    story.slack.break_next("users.info", Fault::ServerError);
    let answer = said(&story, &evidence_form(of_sibling, "V1")).await;
    assert!(answer.contains(r#"{"response_action":"errors","errors":{"words":"Not saved yet"#), "{answer}");
    let home = json!({"type": "app_home_opened", "user": "U01ANA", "tab": "home", "team": "T0SISTER"});
    story.slack.break_next("users.info", Fault::ServerError);
    assert_eq!(event(&home, "Ev1").send_to(&story).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(story.stored(KEPT).await, "0");
}
