//! The admin sets up and edits teams in a form; no one else can.

use bearings::sandbox::{Fault, Person};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{hellos, payments, teams};
use crate::support::Story;
use crate::support::signed_request::{SignedRequest, pressed_by, submitted_by};

/// The form of a team that the member would manage.
fn team_of(member: &str, view: &str) -> Value {
    let values = json!({
        "name": { "name": { "type": "plain_text_input", "value": "Mine" } },
        "managers": { "managers": { "type": "multi_users_select", "selected_users": [member] } },
        "engineers": { "engineers": { "type": "multi_users_select", "selected_users": ["U01ANA"] } },
        "weekday": { "weekday": { "type": "static_select", "selected_option": { "value": "Thu" } } },
        "time": { "time": { "type": "timepicker", "selected_time": "15:30" } },
    });
    submitted_by(member, "team", (view, ""), &values)
}

/// Maya opens the form of a new team.
async fn opens_team_form(story: &Story) -> Person {
    let maya = story.person("maya");
    maya.opens_home().await.unwrap();
    maya.presses("home", "Set up a team").await.unwrap();
    maya.waits_until_sees("modal", "Managers").await.unwrap();
    maya
}

#[tokio::test]
async fn maya_sets_up_a_team_and_introduces_it() {
    let story = Story::begin().await;
    let maya = opens_team_form(&story).await;
    insta::assert_snapshot!("form", maya.modal().unwrap());
    maya.fills("modal", "Name", "Ledger").await.unwrap();
    for engineer in ["Kenji Mori", "Ben Okafor"] {
        maya.chooses("modal", "Engineers", engineer).await.unwrap();
    }
    maya.chooses("modal", "Managers", "Ben Okafor").await.unwrap();
    maya.chooses("modal", "Weekly question on", "Tuesday").await.unwrap();
    maya.fills("modal", "At", "20:00").await.unwrap();
    maya.submits().await.unwrap();
    insta::assert_snapshot!("form_with_faults", maya.modal().unwrap());
    maya.chooses("modal", "Engineers", "Ben Okafor").await.unwrap();
    maya.fills("modal", "At", "10:00").await.unwrap();
    maya.submits().await.unwrap();
    insta::assert_snapshot!("saved", maya.modal().unwrap());
    maya.closes().await.unwrap();
    maya.waits_until_sees("home", "Weekly question on Tuesdays at 10:00").await.unwrap();
    assert_eq!(hellos(&story), [0; 5]);
    maya.presses("home", "Introduce").await.unwrap();
    maya.waits_until_sees("home", "Bearings will introduce itself to 1 person.").await.unwrap();
    story.passes(TimeDelta::hours(14)).await;
    assert_eq!(hellos(&story), [0; 5], "it is twelve minutes past eight in Kenji's morning");
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(hellos(&story), [0, 0, 1, 0, 0]);
}

#[tokio::test]
async fn a_person_who_left_cannot_be_chosen_and_nothing_typed_is_lost() {
    let story = Story::begin().await;
    let maya = opens_team_form(&story).await;
    maya.fills("modal", "Name", "Ledger").await.unwrap();
    maya.chooses("modal", "Managers", "Priya Raman").await.unwrap();
    for engineer in ["Kenji Mori", "Ben Okafor"] {
        maya.chooses("modal", "Engineers", engineer).await.unwrap();
    }
    story.slack.loses_events(true);
    story.slack.deactivate("ben").await;
    maya.submits().await.unwrap();
    let form = maya.modal().unwrap();
    assert!(form.contains("Remove people who can’t be in a team: Ben Okafor has left."), "{form}");
    assert!(form.contains("Ledger") && form.contains("Kenji Mori"), "{form}");
    assert_eq!(story.stored("SELECT CAST(COUNT(*) AS TEXT) FROM member WHERE member <> 'U05MAYA'").await, "0");
    story.slack.reactivate("ben").await;
    maya.submits().await.unwrap();
    assert!(maya.modal().unwrap().contains("Team saved"), "{}", maya.modal().unwrap());
    assert_eq!(story.stored("SELECT zone FROM team").await, "Europe/London", "where its manager is");
    assert_eq!(story.stored("SELECT CAST(COUNT(*) AS TEXT) FROM member WHERE member <> 'U05MAYA'").await, "3");
}

#[tokio::test]
async fn an_app_cannot_be_in_a_team_and_a_silent_slack_holds_nothing_up() {
    let (story, _) = payments().await;
    let mut form = team_of("U05MAYA", "V9");
    form["view"]["state"]["values"]["engineers"]["engineers"]["selected_users"] = json!(["U0LOCALBOT", "U0NOBODY"]);
    let answer = SignedRequest::interaction(&form).send_to(&story).await.text().await.unwrap();
    assert!(answer.contains("Bearings is an app, a person from elsewhere belongs to another organisation"), "{answer}");
    for _ in 0..2 {
        story.slack.break_next("users.info", Fault::Hangs { done: false });
    }
    let answer = SignedRequest::interaction(&team_of("U05MAYA", "V10")).send_to(&story).await;
    assert!(answer.text().await.unwrap().contains("Team saved"));
}

#[tokio::test]
async fn an_edit_moves_people_and_says_so() {
    let (mut story, _) = payments().await;
    story.team("Ledger", &["maya"], &["kenji"]).await;
    let maya = story.person("maya");
    maya.opens_home().await.unwrap();
    maya.waits_until_sees("home", "Ledger").await.unwrap();
    maya.presses("home", "Edit").await.unwrap();
    maya.waits_until_sees("modal", "Edit team").await.unwrap();
    maya.fills("modal", "Name", "Payments").await.unwrap();
    maya.submits().await.unwrap();
    assert!(maya.modal().unwrap().contains("Another team has this name."), "{}", maya.modal().unwrap());
    maya.fills("modal", "Name", "Books").await.unwrap();
    maya.chooses("modal", "Engineers", "Ana Sousa").await.unwrap();
    maya.submits().await.unwrap();
    insta::assert_snapshot!("moved", maya.modal().unwrap());
    maya.closes().await.unwrap();
    maya.waits_until_sees("home", "Books").await.unwrap();
    insta::assert_snapshot!("teams_after_an_edit", teams(&maya));
}

#[tokio::test]
async fn only_an_admin_opens_or_submits_the_form() {
    let (mut story, maya) = payments().await;
    for member in ["U02BEN", "U04PRIYA"] {
        for action in ["set_up/", "set_up/1"] {
            let answer = SignedRequest::interaction(&pressed_by(member, "home", action)).send_to(&story).await;
            assert_eq!(answer.text().await.unwrap(), "");
        }
        let answer = SignedRequest::interaction(&team_of(member, "V9")).send_to(&story).await;
        assert_eq!(answer.text().await.unwrap(), "");
    }
    story.stop().await;
    story.start().await.unwrap();
    maya.opens_home().await.unwrap();
    story.passes(TimeDelta::seconds(1)).await;
    assert!(!teams(&maya).contains("Mine"), "{}", teams(&maya));
    assert_eq!(story.texts("SELECT name FROM team").await, ["Payments"]);
    // The same form, sent by an admin.
    for view in ["V9", "V10"] {
        let answer = SignedRequest::interaction(&team_of("U05MAYA", view)).send_to(&story).await;
        let answer = answer.text().await.unwrap();
        assert!(answer.contains("Team saved"), "twice is once: {answer}");
    }
}

#[tokio::test]
async fn a_name_or_an_id_that_is_none_is_refused_below_its_field() {
    let (mut story, maya) = payments().await;
    let submitted = async |view: &str, name: &str, field: &str, ids: Value| {
        let mut form = team_of("U05MAYA", view);
        let values = &mut form["view"]["state"]["values"];
        values["name"]["name"]["value"] = json!(name);
        values[field][field]["selected_users"] = ids;
        SignedRequest::interaction(&form).send_to(&story).await.text().await.unwrap()
    };
    let ana = || json!(["U01ANA"]);
    for (view, name, says) in [
        (
            "V20",
            "=HYPERLINK(\"https://x.example\")",
            "Spreadsheets would read this name as a formula, because it starts with “=”.",
        ),
        ("V21", "\t+1", "because it starts with “+”"),
        ("V22", "Pay\u{7}ments", "Character 4 of this name is unreadable (U+0007)."),
        ("V23", "\u{1b}[31mPayments", "Character 1 of this name is unreadable (U+001B)."),
        ("V24", "PAYMENTS", "Another team has this name."),
        ("V25", "\u{200B} \u{202E}", "Give the team a name."),
    ] {
        let answer = submitted(view, name, "engineers", ana()).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let said = answer["errors"]["name"].as_str().unwrap_or_default();
        assert!(said.contains(says), "{name:?}: {answer}");
    }
    for (view, field) in [("V30", "managers"), ("V31", "engineers")] {
        let answer = submitted(view, "Ledger", field, json!(["U04PRIYA,U05MAYA"])).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert!(
            answer["errors"][field].as_str().unwrap_or_default().contains("Slack doesn’t know one of these people"),
            "{answer}"
        );
    }
    let answer = submitted("V40", "Led\u{200B}ger\u{A0}\u{202E}2", "engineers", ana()).await;
    assert!(answer.contains("Team saved"), "{answer}");
    assert_eq!(story.stored("SELECT name FROM team WHERE name LIKE 'Ledger%'").await, "Ledger 2");
    let managers = story.texts("SELECT manager FROM team_manager").await;
    assert!(managers.iter().flat_map(|id| id.chars()).all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()));
    drop(maya);
    story.stop().await;
}

#[tokio::test]
async fn a_guest_manages_no_one_however_lately_slack_was_asked() {
    let story = Story::begin().await;
    let maya = story.person("maya");
    maya.opens_home().await.unwrap();
    story.slack.make_guest("priya").await;
    let mut form = team_of("U05MAYA", "V50");
    form["view"]["state"]["values"]["managers"]["managers"]["selected_users"] = json!(["U04PRIYA"]);
    let answer = SignedRequest::interaction(&form).send_to(&story).await.text().await.unwrap();
    assert!(answer.contains("Remove people who can’t be a manager: Priya Raman is a guest."), "{answer}");
}
