//! Slack accepts the manifest, which asks for exactly what the code needs; `manifest.yml` is what `bearings manifest`
//! prints.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::path::Path;
use std::process::{Command, Output};

use bearings::bot::command::{SHORTCUTS, SLASH_COMMANDS};
use bearings::bot::manifest::{ManifestTransport, manifest};
use bearings::domain::commands::Commands;
use bearings::slack::{EVENTS, SCOPES};
use serde_json::{Value, json};

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn bearings(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bearings"))
        .arg("manifest")
        .args(arguments)
        .env_clear()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = bearings(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The exit code and output for a file that an admin has.
fn checked(file: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let path = file.display().to_string();
    let output = bearings(&[["--check", path.as_str()].as_slice(), arguments].concat());
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code(), said.replace(&path, "manifest.yml"))
}

fn renamed() -> Commands {
    Commands { framework: "/growth".to_owned(), evidence: "/kudos".to_owned() }
}

fn credentials() -> [ManifestTransport; 2] {
    [ManifestTransport::SocketMode, ManifestTransport::http("https://bearings.example.com").unwrap()]
}

#[test]
fn slack_accepts_every_manifest() {
    // Slack's schema for all versions refers to this one by URL; our manifest declares version 1.
    let schema: Value = serde_json::from_str(&read("tests/data/slack/manifest.schema.1.0.0.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let faults = |manifest: &Value| schema.iter_errors(manifest).map(|fault| fault.to_string()).collect::<Vec<_>>();
    for way in credentials() {
        for commands in [Commands::default(), renamed()] {
            let mut manifest = serde_json::to_value(manifest(&commands, &way)).unwrap();
            assert_eq!(faults(&manifest), Vec::<String>::new(), "{way:?} {commands:?}");
            manifest["features"]["slash_commands"][0]["command"] = json!(7);
            assert_ne!(faults(&manifest), Vec::<String>::new());
        }
    }
}

#[test]
fn it_is_made_of_the_tables_of_the_code() {
    for way in credentials() {
        let commands = renamed();
        let manifest = serde_json::to_value(manifest(&commands, &way)).unwrap();
        let declared = manifest["features"]["slash_commands"].as_array().unwrap();
        assert_eq!(declared.len(), SLASH_COMMANDS.len());
        for (declared, command) in declared.iter().zip(SLASH_COMMANDS) {
            assert_eq!(declared["command"], (command.called)(&commands));
            assert_eq!(declared["description"], command.description);
            assert_eq!(declared["usage_hint"], (command.usage_hint)());
            assert_eq!(declared.get("url").is_some(), way != ManifestTransport::SocketMode);
        }
        let declared = manifest["features"]["shortcuts"].as_array().unwrap();
        assert_eq!(declared.len(), SHORTCUTS.len());
        for (declared, shortcut) in declared.iter().zip(SHORTCUTS) {
            assert_eq!(declared["callback_id"], shortcut.callback_id);
            assert_eq!(declared["type"], if shortcut.on_messages { "message" } else { "global" });
        }
        assert_eq!(manifest["oauth_config"]["scopes"]["bot"], json!(SCOPES));
        assert_eq!(manifest["settings"]["event_subscriptions"]["bot_events"], json!(EVENTS));
        assert_eq!(manifest["settings"]["socket_mode_enabled"], json!(way == ManifestTransport::SocketMode));
    }
}

#[test]
fn what_it_hears_needs_no_scope_that_it_does_not_ask_for() {
    let events: Value = serde_json::from_str(&read("tests/data/slack/events.json")).unwrap();
    for event in EVENTS {
        let needs = events[event]["scopes"].as_array().unwrap();
        // If there are several, each is for one kind of channel and enough for that kind.
        let is_asked_for = |scope: &Value| SCOPES.contains(&scope.as_str().unwrap());
        assert!(needs.is_empty() || needs.iter().any(is_asked_for), "{event} needs {needs:?}");
    }
}

#[test]
fn the_file_in_the_repository_is_what_is_printed() {
    let printed = printed(&[]);
    assert!(printed == read("manifest.yml"), "write it again: bearings manifest > manifest.yml");
    let value: Value = serde_saphyr::from_str(&printed).unwrap();
    assert_eq!(value, serde_json::to_value(manifest(&Commands::default(), &ManifestTransport::SocketMode)).unwrap());
}

#[test]
fn what_is_printed_for_http_and_renamed_commands_is_what_was_asked_for() {
    let http = ["--http", "https://bearings.example.com/"];
    let names = ["--command", "/growth", "--evidence-command", "/kudos"];
    insta::assert_snapshot!("manifest_over_http_with_other_commands", printed(&[http.as_slice(), &names].concat()));
    for (arguments, said) in [
        (["--http", "http://bearings.example.com"], "Slack can't call “http://bearings.example.com”"),
        (["--command", "growth"], "BEARINGS_COMMAND is “growth”"),
        (["--command", "/evidence"], "BEARINGS_EVIDENCE_COMMAND is “/evidence”, the same as BEARINGS_COMMAND"),
    ] {
        let output = bearings(&arguments);
        let problem = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), b"".as_slice()));
        assert!(problem.starts_with(said), "{problem}");
    }
}

#[test]
fn a_file_is_compared_and_every_difference_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("mine.json");
    assert_eq!(
        String::from_utf8(bearings(&["--check"]).stdout).unwrap(),
        "manifest.yml has everything Bearings needs in Socket Mode.\n"
    );
    // Slack also shows it as JSON.
    let mut mine = serde_json::to_value(manifest(&renamed(), &credentials()[1])).unwrap();
    std::fs::write(&file, mine.to_string()).unwrap();
    let names = ["--command", "/growth", "--evidence-command", "/kudos"];
    let all_well = "manifest.yml has everything Bearings needs over HTTP at https://bearings.example.com.\n";
    assert_eq!(checked(&file, &names), (Some(0), all_well.to_owned()));
    mine["oauth_config"]["scopes"]["bot"] = json!(["commands", "channels:history"]);
    mine["settings"]["interactivity"]["is_enabled"] = json!(false);
    mine["features"]["slash_commands"][1]["url"] = json!("https://elsewhere.example/slack/commands");
    std::fs::write(&file, mine.to_string()).unwrap();
    let (code, said) = checked(&file, &names);
    assert_eq!(code, Some(1));
    insta::assert_snapshot!("manifest_differences", said);
    let (code, said) = checked(&file, &[]);
    assert!(code == Some(1) && said.contains("the command /framework is missing"), "{said}");
    for (text, problem) in [("a: [", "manifest.yml isn't a manifest ("), ("words", "manifest.yml isn't a manifest (")] {
        std::fs::write(&file, text).unwrap();
        let (code, said) = checked(&file, &[]);
        assert!(code == Some(2) && said.starts_with(problem), "{said}");
    }
    assert!(checked(&directory.path().join("gone"), &[]).1.contains("can't be read"));
}
