//! Words that were typed are kept or given back when Slack, the database or a limit refuses them.

use bearings::sandbox::Fault;
use chrono::TimeDelta;
use serde_json::json;

use super::{WORDS, anas_story, own};
use crate::support::last_answer;
use crate::support::signed_request::SignedRequest;
use crate::support::steps::opens_form;

#[tokio::test]
async fn faults_are_said_where_they_are_and_nothing_typed_is_lost() {
    let (story, ana) = anas_story().await;
    opens_form(&ana, WORDS).await;
    ana.fills("modal", "When", "2026-06-04").await.unwrap();
    ana.fills("modal", "Link", "pull request 7").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "That date is in the future.").await.unwrap();
    let modal = ana.modal().unwrap();
    assert!(modal.contains("That’s not a web address.") && modal.contains(WORDS), "{modal}");
    assert!(own(&ana, "").await.contains("Nothing here yet."));
    ana.fills("modal", "When", "2026-06-02").await.unwrap();
    ana.fills("modal", "Link", "").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "2 June 2026").await.unwrap();
    // By now it's 4 June in Tokyo, while it's 3 June in Lisbon.
    story.passes(TimeDelta::hours(8)).await;
    let kenji = story.person("kenji");
    kenji.types("#general", "/evidence wrote the runbook").await.unwrap();
    kenji.waits_until_sees("modal", "2026-06-04").await.unwrap();
    kenji.submits().await.unwrap();
    kenji.waits_until_sees("modal", "4 June 2026").await.unwrap();
}

#[tokio::test]
async fn when_slack_does_not_open_the_form_the_words_are_given_back() {
    let (mut story, ana) = anas_story().await;
    story.expects_in_log("could not finish");
    story.slack.break_next("views.open", Fault::ServerError);
    ana.types("#general", &format!("/framework log {WORDS}")).await.unwrap();
    ana.waits_until_sees("#general", "Slack didn’t open the form").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains(WORDS));
    ana.presses("#general", "Open the form").await.unwrap();
    ana.waits_until_sees("modal", WORDS).await.unwrap();
}

#[tokio::test]
async fn more_than_one_entry_holds_is_given_back_whole() {
    let (_story, ana) = anas_story().await;
    let long = format!("payouts launch {} and the end", "🧭 ".repeat(1_200));
    opens_form(&ana, &long).await;
    ana.waits_until_sees("#general", "That’s too long for one entry").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains("and the end"));
}

#[tokio::test]
async fn when_the_database_does_not_take_it_the_words_stay_in_the_form() {
    let (mut story, ana) = anas_story().await;
    story.expects_in_log("cannot save evidence");
    opens_form(&ana, WORDS).await;
    story.sql("ALTER TABLE evidence_text RENAME TO out_of_order").await;
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Not saved:").await.unwrap();
    assert!(ana.modal().unwrap().contains(WORDS));
    story.sql("ALTER TABLE out_of_order RENAME TO evidence_text").await;
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Only you can see this.").await.unwrap();
}

#[tokio::test]
async fn what_was_typed_last_does_not_open_a_saved_form_again() {
    let (story, ana) = anas_story().await;
    opens_form(&ana, "wrote").await;
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    let view = story.stored("SELECT view_id FROM evidence").await;
    let typed = json!({
        "type": "block_actions", "team": { "id": "T0LOCAL", "domain": "dummyco" }, "user": { "id": "U01ANA" },
        "trigger_id": "1.2.3", "container": { "type": "view", "view_id": view },
        "view": {
            "id": view, "type": "modal", "private_metadata": "{}", "hash": "of.the.form",
            "state": { "values": { "words": { "words": { "type": "plain_text_input", "value": WORDS } } } },
        },
        "actions": [{ "type": "plain_text_input", "action_id": "words", "block_id": "words", "value": WORDS, "action_ts": "1.2" }],
    });
    SignedRequest::interaction(&typed).send_to(&story).await;
    ana.waits_until_sees("modal", "Suggested").await.unwrap_err();
    assert!(ana.modal().unwrap().contains("Saved"));
}
