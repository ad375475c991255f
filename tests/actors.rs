//! Who acts, in every shape in which Slack and its SDKs show a payload; the data files name their sources.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it should be")]

use std::collections::BTreeSet;
use std::path::Path;

use bearings::domain::ids::{MemberId, SlackTeamId};
use bearings::domain::installation::{Installation, Membership, PayloadActor};
use bearings::slack::inbound::{self, Frame, Inbound, Malformed};
use serde_json::{Value, json};

/// The name and content of every payload file.
fn payloads() -> Vec<(String, Value)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/slack/payloads/actors");
    let mut all: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
        })
        .collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

fn installation(of: &Value) -> Installation {
    let team = |name: &str| of[name].as_str().map(SlackTeamId::new);
    Installation::new(team("team").unwrap(), team("enterprise"), of["org_wide"] == true)
}

fn form(fields: &Value) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields.as_object().unwrap() {
        form.append_pair(name, value.as_str().unwrap());
    }
    form.finish()
}

fn over_http(kind: &str, payload: &Value) -> Result<Inbound<PayloadActor>, Malformed> {
    match kind {
        "command" => inbound::slash_command(form(payload).as_bytes()),
        "interaction" => inbound::interaction(form(&json!({"payload": payload.to_string()})).as_bytes()),
        "event" => inbound::event(payload.to_string().as_bytes()),
        other => panic!("{other} is no kind of payload"),
    }
}

fn over_socket_mode(kind: &str, payload: &Value) -> Result<Inbound<PayloadActor>, Malformed> {
    let kind = match kind {
        "command" => "slash_commands",
        "interaction" => "interactive",
        _ => "events_api",
    };
    match inbound::frame(&json!({"type": kind, "envelope_id": "e1", "payload": payload}).to_string()) {
        Ok(Frame::Envelope(envelope)) => envelope.inbound,
        other => panic!("{other:?} is no envelope"),
    }
}

#[test]
fn every_documented_payload_says_who_acts_and_whether_they_belong_here() {
    let all = payloads();
    assert!(all.len() >= 40, "only {} payloads", all.len());
    for (name, file) in all {
        let (kind, payload) = (file["kind"].as_str().unwrap(), &file["payload"]);
        assert!(file["source"].as_str().is_some_and(|source| !source.is_empty()), "{name} has no source");
        let read = over_http(kind, payload);
        assert_eq!(read, over_socket_mode(kind, payload), "{name} is read in two ways");
        let installation = installation(&file["installation"]);
        let found = match read.unwrap().by() {
            None => "no one",
            Some(by) => {
                assert_eq!(by.member, MemberId::new("U0USER"), "{name}");
                let key = installation.admit(by).workspace;
                assert_eq!(key.as_str(), if installation.is_org_wide { "E0OURS" } else { "T0OURS" }, "{name}");
                match installation.membership_of_actor(by) {
                    Membership::Ours => "ours",
                    Membership::Foreign => "foreign",
                    Membership::Unclear => "unclear",
                }
            }
        };
        assert_eq!(found, file["expected"], "{name}");
    }
}

#[test]
fn what_is_there_and_is_no_id_is_not_taken_for_missing() {
    for (name, file) in payloads() {
        if file["kind"] != "interaction" || file["payload"]["user"]["team_id"].is_null() {
            continue;
        }
        for junk in [json!(7), json!({}), json!("T1 or 1=1"), json!("T".repeat(100)), json!("<!channel>")] {
            let mut payload = file["payload"].clone();
            payload["user"]["team_id"] = junk.clone();
            assert_eq!(over_http("interaction", &payload), Err(Malformed::Missing("team")), "{name} with {junk}");
        }
    }
}

#[test]
fn all_kinds_of_payloads_and_installations_are_there() {
    let all = payloads();
    let kinds: BTreeSet<String> = all
        .iter()
        .map(|(_, file)| {
            let payload = &file["payload"];
            let kind = payload["event"]["type"].as_str().or(payload["type"].as_str()).unwrap_or("slash_command");
            format!("{kind} {}", file["expected"].as_str().unwrap())
        })
        .collect();
    for kind in
        ["slash_command", "block_actions", "view_submission", "block_suggestion", "app_home_opened", "user_change"]
    {
        for expected in ["ours", "foreign"] {
            assert!(kinds.contains(&format!("{kind} {expected}")), "no {expected} {kind}");
        }
    }
}
