//! `manifest.yml` is what Slack accepts, and asks for what the code needs and no more.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::path::Path;

use bearings::bot::command::{SHORTCUTS, SLASH_COMMANDS};
use bearings::domain::commands::Commands;
use bearings::slack::{EVENTS, SCOPES};
use serde_json::{Value, json};

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn manifest() -> Value {
    serde_saphyr::from_str(&read("manifest.yml")).unwrap()
}

#[test]
fn slack_accepts_the_manifest() {
    // The file for all versions fetches this one by address; version 1 is what our manifest says it is.
    let schema: Value = serde_json::from_str(&read("tests/data/slack/manifest.schema.1.0.0.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let faults = |manifest: &Value| schema.iter_errors(manifest).map(|fault| fault.to_string()).collect::<Vec<_>>();
    assert_eq!(faults(&manifest()), Vec::<String>::new());
    let mut without_slash = manifest();
    without_slash["features"]["slash_commands"][0]["command"] = json!(7);
    assert_ne!(faults(&without_slash), Vec::<String>::new());
}

#[test]
fn its_commands_are_the_command_table() {
    let declared: Vec<Value> = manifest()["features"]["slash_commands"].as_array().unwrap().clone();
    assert_eq!(declared.len(), SLASH_COMMANDS.len());
    for (declared, command) in declared.iter().zip(SLASH_COMMANDS) {
        assert_eq!(declared["command"], (command.called)(&Commands::default()));
        assert_eq!(declared["description"], command.description);
        assert_eq!(declared["usage_hint"], command.usage_hint);
    }
}

#[test]
fn its_shortcuts_are_those_of_the_code() {
    let declared: Vec<Value> = manifest()["features"]["shortcuts"].as_array().unwrap().clone();
    assert_eq!(declared.len(), SHORTCUTS.len());
    for (declared, shortcut) in declared.iter().zip(SHORTCUTS) {
        assert_eq!(declared["callback_id"], shortcut.callback_id);
        assert_eq!(declared["name"], shortcut.name);
        assert_eq!(declared["description"], shortcut.description);
        assert_eq!(declared["type"], if shortcut.on_messages { "message" } else { "global" });
    }
}

#[test]
fn its_scopes_and_events_are_those_of_the_code() {
    let manifest = manifest();
    assert_eq!(manifest["oauth_config"]["scopes"]["bot"], json!(SCOPES));
    assert_eq!(manifest["settings"]["event_subscriptions"]["bot_events"], json!(EVENTS));
    let events: Value = serde_json::from_str(&read("tests/data/slack/events.json")).unwrap();
    for event in EVENTS {
        let needs = events[event]["scopes"].as_array().unwrap();
        assert!(needs.iter().all(|scope| SCOPES.contains(&scope.as_str().unwrap())), "{event} needs {needs:?}");
    }
}
