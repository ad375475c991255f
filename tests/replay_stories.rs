//! Requests that Slack repeats, and requests that an attacker recorded and replays: each changes something only once,
//! even after a restart, and one that failed is taken when it's repeated. Signatures exist only over HTTP, so these
//! stories always use HTTP.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use axum::Router;
use axum::routing::post;
use bearings::controls::{Control, EntryAct, EntryButton, EntryLocation, PromptAct, PromptButton};
use bearings::domain::ids::{EntryId, MemberId, PromptId};
use bearings::domain::introduction::IntroductionDecision;
use bearings::domain::roster::TeamId;
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::signed_request::{SignedRequest, now};
use support::steps::starts;
use support::{Story, Transport, is_on_postgres};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const ANA: &str = "U01ANA";
const PRIYA: &str = "U04PRIYA";
const MAYA: &str = "U05MAYA";

/// Accepts and discards what the bot answers to presses.
async fn hook() -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(async || ""));
    (address, tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }))
}

/// A press by this user at this moment.
fn press(by: &str, control: &Control, moment: &str, hook: &str) -> Value {
    json!({
        "type": "block_actions", "team": {"id": "T0LOCAL"}, "user": {"id": by}, "trigger_id": format!("{moment}.t"),
        "container": {"type": "message", "message_ts": "1780477920.000100", "is_ephemeral": true}, "response_url": hook,
        "actions": [{"action_id": control.action_id(), "value": control.value(), "action_ts": moment}],
    })
}

/// A submission of a form by this user.
fn form(by: &str, callback_id: &str, view: &str, metadata: &str, fields: &[(&str, &str)]) -> Value {
    let field = |(name, value): &(&str, &str)| {
        let filled = match *name {
            "managers" | "engineers" => json!({"selected_users": [value]}),
            _ => json!({"selected_option": {"value": value}, "value": value}),
        };
        ((*name).to_owned(), json!({*name: filled}))
    };
    let values: serde_json::Map<String, Value> = fields.iter().map(field).collect();
    json!({
        "type": "view_submission", "team": {"id": "T0LOCAL"}, "user": {"id": by}, "trigger_id": format!("{view}.t"),
        "view": {"id": view, "callback_id": callback_id, "private_metadata": metadata, "state": {"values": values}},
    })
}

/// Sends the payload, signed at this time, and waits until all its work is done.
async fn send(story: &mut Story, payload: &Value, at: i64) -> (StatusCode, String) {
    let answer = SignedRequest { at, ..SignedRequest::interaction(payload) }.send_to(story).await;
    let said = (answer.status(), answer.text().await.unwrap());
    story.stop().await;
    story.start().await.unwrap();
    said
}

/// All rows that people's actions change.
async fn state(story: &Story) -> String {
    let mut state = String::new();
    for rows in [
        "SELECT CAST(e.id AS TEXT) || ' ' || t.words || ' ' || COALESCE(CAST(e.deleted_at AS TEXT), '-')
         FROM evidence e JOIN evidence_text t ON t.id = e.text_id ORDER BY e.id",
        "SELECT CAST(evidence_id AS TEXT) || ' ' || manager FROM evidence_share ORDER BY 1",
        "SELECT engineer || ' ' || introduction || ' ' || COALESCE(CAST(weekday AS TEXT), '-') || ' '
            || COALESCE(CAST(minute_of_day AS TEXT), '-') || ' ' || CAST(frequency_weeks AS TEXT) || ' '
            || CAST(shares_up_to AS TEXT) FROM engineer ORDER BY 1",
        "SELECT name || ' ' || COALESCE(CAST(digest_weekday AS TEXT), '-') FROM team ORDER BY 1",
        "SELECT CAST(id AS TEXT) || ' ' || state FROM prompt ORDER BY id",
        "SELECT CAST(prompt_id AS TEXT) || ' ' || behaviour FROM prompt_answer ORDER BY 1",
    ] {
        state.push_str(&story.texts(rows).await.join("; "));
        state.push('\n');
    }
    state
}

/// Ana, Priya's engineer, with a prompt that waits and an entry of her own.
async fn inhabited() -> Story {
    let mut story = Story::over(Transport::Http).await;
    story.admins = MAYA.into();
    story.seats("ana", 3, &["priya"]).await;
    story.introduces(&["ana"]).await;
    let ana = story.person("ana");
    ana.waits_until_sees("dm", "Hello from Bearings").await.unwrap();
    starts(&ana).await;
    story.passes_to("2026-06-04T14:50:00Z").await;
    ana.waits_until_sees("dm", "Did you do any of these this week?").await.unwrap();
    story
}

/// The ids of Ana's prompt, of her entry and of the team, if they exist.
#[derive(Clone, Copy)]
struct Ids {
    prompt: PromptId,
    entry: EntryId,
    team: TeamId,
}

impl Ids {
    async fn of(story: &Story) -> Self {
        let id = async |table: &'static str| story.stored_or_nothing(table).await.parse().unwrap_or_default();
        Self {
            prompt: PromptId(id("SELECT MAX(id) || '' FROM prompt WHERE state = 'asked'").await),
            entry: EntryId(id("SELECT MAX(id) || '' FROM evidence").await),
            team: TeamId(id("SELECT MAX(id) || '' FROM team").await),
        }
    }
}

/// Each action with one that undoes it: after the second, a replay of the first must not undo it.
fn acts(hook: &str, ids: Ids) -> Vec<(&'static str, Value, Value)> {
    let written = |view, metadata: &str, words| {
        form(
            ANA,
            "evidence",
            view,
            metadata,
            &[("words", words), ("happened_on", "2026-06-04"), ("audience", "only_me")],
        )
    };
    let edits = &json!({"edits": ids.entry.0}).to_string();
    let of_team = &ids.team.0.to_string();
    let entry = |act| Control::Entry(EntryButton { id: ids.entry, act, place: EntryLocation::Card });
    let pressed = |control: &Control, moment| press(ANA, control, &format!("1780477930.{moment:06}"), hook);
    let prompt = |act| Control::Prompt(PromptButton { id: ids.prompt, act });
    let settings = |view, weekday| {
        form(ANA, "settings", view, "", &[("asked", "yes"), ("weekday", weekday), ("time", "15:30"), ("pace", "1")])
    };
    let team = |view, metadata: &str, name, digest: &[(&str, &str)]| {
        let fields =
            [("name", name), ("managers", PRIYA), ("engineers", "U02BEN"), ("weekday", "Thu"), ("time", "15:30")];
        form(MAYA, "team", view, metadata, &[fields.as_slice(), digest].concat())
    };
    let share = entry(EntryAct::Share(vec![MemberId::new(PRIYA)]));
    vec![
        ("a prompt", pressed(&prompt(PromptAct::Nothing), 14), settings("V8", "Wed")),
        ("a new entry", written("V1", "", "the first words"), written("V2", edits, "better words")),
        ("an edit", written("V3", edits, "not these words"), written("V4", edits, "but these")),
        ("the same modal, filled again", written("V4", edits, "not those"), written("V5", edits, "but those")),
        ("Share", pressed(&share, 1), pressed(&entry(EntryAct::Unshare), 2)),
        ("Share, which stays", pressed(&share, 3), settings("V20", "Mon")),
        ("Unshare", pressed(&entry(EntryAct::Unshare), 4), pressed(&share, 5)),
        ("Delete", pressed(&entry(EntryAct::Delete), 6), pressed(&entry(EntryAct::Restore), 7)),
        ("Delete, which stays", pressed(&entry(EntryAct::Delete), 8), settings("V21", "Thu")),
        ("Undo", pressed(&entry(EntryAct::Restore), 9), pressed(&entry(EntryAct::Delete), 10)),
        ("Undo, which stays", pressed(&entry(EntryAct::Restore), 11), settings("V22", "Fri")),
        ("settings", settings("V6", "Mon"), settings("V7", "Tue")),
        (
            "Not now",
            pressed(&Control::Introduction(IntroductionDecision::NotNow), 12),
            pressed(&Control::Introduction(IntroductionDecision::Start), 13),
        ),
        ("a new team", team("V9", "", "Payments", &[]), team("V10", of_team, "Checkout", &[])),
        ("a team", team("V11", of_team, "Payments", &[]), team("V12", of_team, "Checkout", &[])),
        ("everything erased", form(ANA, "erase_all", "V13", "", &[]), written("V14", "", "begun again")),
    ]
}

#[tokio::test]
async fn what_changed_something_changes_nothing_when_it_is_sent_again_after_a_restart() {
    let mut story = inhabited().await;
    let (hook, serving) = hook().await;
    // The presses belong to no existing message or modal.
    story.may_log("could not finish");
    for number in 0..acts(&hook, Ids::of(&story).await).len() {
        let (what, first, _) = acts(&hook, Ids::of(&story).await).swap_remove(number);
        let (before, at) = (state(&story).await, now());
        let (_, said) = send(&mut story, &first, at).await;
        let changed = state(&story).await;
        if what != "a team" && what != "the same modal, filled again" {
            assert_ne!(before, changed, "{what} changes nothing: {said}");
        }
        let (_, _, second) = acts(&hook, Ids::of(&story).await).swap_remove(number);
        let (_, said) = send(&mut story, &second, now()).await;
        let after = state(&story).await;
        assert_ne!(changed, after, "{what} is not undone: {said}");
        // The same bytes, also signed at other times.
        for at in [at, at - 1, at - 200] {
            let (status, said) = send(&mut story, &first, at).await;
            assert_eq!((status, said.as_str()), (StatusCode::OK, ""), "{what}");
            assert_eq!(state(&story).await, after, "{what} is done again");
        }
    }
    serving.abort();
}

#[tokio::test]
async fn a_clock_that_ran_ahead_and_was_put_right_opens_no_gap() {
    let mut story = inhabited().await;
    let (hook, serving) = hook().await;
    story.may_log("could not finish");
    let new_entry = async |story: &Story| {
        let acts = acts(&hook, Ids::of(story).await);
        acts.into_iter().find(|(what, ..)| *what == "a new entry").unwrap()
    };
    let (_, write, _) = new_entry(&story).await;
    send(&mut story, &write, now()).await;
    story.passes_to("2027-06-04T14:50:00Z").await;
    let (_, _, edit) = new_entry(&story).await;
    send(&mut story, &edit, now()).await;
    let after = state(&story).await;
    assert!(after.contains("better words"), "{after}");
    send(&mut story, &write, now()).await;
    assert_eq!(state(&story).await, after);
    serving.abort();
}

#[tokio::test]
async fn letters_in_a_menu_are_no_replays_of_each_other() {
    let story = Story::over(Transport::Http).await;
    let at = now();
    let typed = |words: &str| {
        let payload = json!({
            "type": "block_suggestion", "team": {"id": "T0LOCAL"}, "user": {"id": ANA}, "action_id": Control::Zone.action_id(),
            "view": {"id": "V1", "type": "modal"}, "value": words,
        });
        SignedRequest { at, ..SignedRequest::interaction(&payload) }
    };
    for words in ["l", "li", "lis", "li", "l", "", "l"] {
        let answer = typed(words).send_to(&story).await;
        assert_eq!(answer.status(), StatusCode::OK, "{words}");
        assert!(answer.text().await.unwrap().contains("option_groups"), "{words}");
    }
}

fn said(event: &str) -> String {
    json!({
        "type": "event_callback", "team_id": "T0LOCAL", "event_id": event,
        "event": {"type": "message", "channel_type": "im", "channel": "D01ANA", "user": ANA, "text": "wrote the runbook"},
    })
    .to_string()
}

fn opened(event: &str) -> String {
    json!({
        "type": "event_callback", "team_id": "T0LOCAL", "event_id": event,
        "event": {"type": "app_home_opened", "user": ANA, "tab": "home"},
    })
    .to_string()
}

fn moved(event: &str, zone: &str) -> String {
    json!({
        "type": "event_callback", "team_id": "T0LOCAL", "event_id": event,
        "event": {"type": "user_change", "user": {"id": ANA, "tz": zone, "profile": {}}},
    })
    .to_string()
}

async fn event(story: &Story, body: &str, at: i64) -> StatusCode {
    SignedRequest { at, ..SignedRequest::new("/slack/events", body) }.send_to(story).await.status()
}

#[tokio::test]
async fn an_event_repeated_in_the_same_second_is_acknowledged_and_done_once() {
    let mut story = Story::over(Transport::Http).await;
    let at = now();
    for body in [opened("Ev1"), said("Ev2")] {
        for _ in 0..3 {
            assert_eq!(event(&story, &body, at).await, StatusCode::OK);
        }
    }
    story.may_log("could not finish");
    story.stop().await;
    assert_eq!(story.stored("SELECT COUNT(*) || '' FROM inbox_event").await, "2");
    assert_eq!(story.log.text().matches("opened App Home").count(), 0);
}

#[tokio::test]
async fn what_was_not_taken_while_the_database_was_locked_is_taken_when_it_is_repeated() {
    let mut story = Story::over(Transport::Http).await;
    story.seats("ana", 3, &["priya"]).await;
    // On PostgreSQL, the bot itself says that it's too late.
    let (expected, logged) = if is_on_postgres() {
        (StatusCode::SERVICE_UNAVAILABLE, "asked to repeat")
    } else {
        (StatusCode::REQUEST_TIMEOUT, "took longer than Slack waits")
    };
    story.expects_in_log(logged);
    story.may_log("acquired connection");
    story.may_log("could not finish");
    let at = now();
    let held = story.database.holds().await;
    let body = moved("Ev1", "Asia/Tokyo");
    assert_eq!(event(&story, &body, at).await, expected);
    held.close().await;
    assert_eq!(event(&story, &body, at).await, StatusCode::OK);
    let zone = "SELECT zone FROM member WHERE member = 'U01ANA'";
    assert_eq!(story.stored(zone).await, "Asia/Tokyo");
    // A replay of the earlier event doesn't bring back its time zone.
    assert_eq!(event(&story, &moved("Ev2", "Europe/Lisbon"), now()).await, StatusCode::OK);
    assert_eq!(event(&story, &body, at).await, StatusCode::OK);
    assert_eq!(story.stored(zone).await, "Europe/Lisbon");
}
