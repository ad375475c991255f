//! Whatever a user types gets an answer within Slack's limits that mentions no one.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use bearings::bot::command::typed;
use bearings::domain::evidence::{EvidenceDays, parse_log};
use bearings::domain::lookup::{Library, answer, read};
use bearings::domain::subcommand::Subcommand;
use bearings::import::read_directory;
use bearings::surface::limits::{Surface, check};
use bearings::views;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../framework");
    Library::new(read_directory(&directory).expect("good files")).expect("a framework")
});

/// A button's value is only sent back, and its label for screen readers is plain text.
const UNREAD: [&str; 2] = ["value", "accessibility_label"];

/// Whether there's a mention or a link where Slack reads markup.
fn calls(answer: &Value) -> bool {
    match answer {
        Value::Object(fields) if fields.get("type") == Some(&json!("plain_text")) => false,
        Value::Object(fields) => fields.iter().filter(|(name, _)| !UNREAD.contains(&name.as_str())).any(|(_, value)| calls(value)),
        Value::Array(all) => all.iter().any(calls),
        Value::String(text) => ["<!", "<@", "<#", "<http"].iter().any(|call| text.contains(call)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let typed = typed(&LIBRARY, "/framework", &text);
    match typed.subcommand {
        Some(Subcommand::Log) => drop(parse_log(typed.rest)),
        Some(subcommand) if !subcommand.asks_framework() => {}
        _ => {
            let reading = read(typed.text, &LIBRARY);
            let answered = answer(&reading.ask, &LIBRARY);
            let message = views::message(&answered, &reading.ask, &reading.notes, &LIBRARY, &EvidenceDays::default());
            let json = serde_json::to_value(&message).expect("JSON");
            assert_eq!(check(Surface::Message, &json), Vec::new());
            assert!(!calls(&json), "a call in the answer");
        }
    }
});
