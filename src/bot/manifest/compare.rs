//! Compares a manifest with what the code needs, and describes every difference. What a company may choose for
//! itself, such as the app's name and colour, isn't compared.

use serde_json::Value;

use super::{ManifestTransport, manifest};
use crate::domain::commands::Commands;
use crate::slack::inbound::RequestKind;
use crate::slack::reason;

/// What a manifest lacks or has too much, each as a sentence. Without `way`, the transport is read from the manifest.
pub fn differences(
    there: &Value,
    commands: &Commands,
    way: Option<&ManifestTransport>,
) -> Result<(ManifestTransport, Vec<String>), serde_json::Error> {
    let way = way.cloned().unwrap_or_else(|| way_of(there));
    let wanted = serde_json::to_value(manifest(commands, &way))?;
    let mut differences = ManifestDifferences { wanted: &wanted, there, commands, found: Vec::new() };
    differences.values();
    differences.entries("/features/slash_commands", "command", "the command");
    differences.entries("/features/shortcuts", "callback_id", "the shortcut");
    differences.names("/oauth_config/scopes/bot", "the scope");
    differences.names("/settings/event_subscriptions/bot_events", "the event");
    differences.names("/oauth_config/scopes/user", "the user scope");
    Ok((way, differences.found))
}

fn way_of(there: &Value) -> ManifestTransport {
    if is_on(there, "/settings/socket_mode_enabled") {
        return ManifestTransport::SocketMode;
    }
    let url = text(there, "/settings/event_subscriptions/request_url");
    let base = url.and_then(|url| url.strip_suffix(RequestKind::Event.path())).map(ManifestTransport::http);
    base.and_then(Result::ok).unwrap_or_else(|| ManifestTransport::Http("https://bearings.example.com".to_owned()))
}

/// Flags and addresses that the code needs as they are, by their path.
const VALUES: [(&str, &str); 10] = [
    ("/features/app_home/home_tab_enabled", "the Home tab"),
    ("/features/app_home/messages_tab_enabled", "the Messages tab"),
    ("/features/app_home/messages_tab_read_only_enabled", "“read only” for the Messages tab"),
    ("/settings/interactivity/is_enabled", "interactivity"),
    ("/settings/socket_mode_enabled", "Socket Mode"),
    ("/settings/token_rotation_enabled", "token rotation"),
    ("/settings/org_deploy_enabled", "deployment to a whole organisation"),
    ("/settings/event_subscriptions/request_url", "the address for events"),
    ("/settings/interactivity/request_url", "the address for interactivity"),
    ("/settings/interactivity/message_menu_options_url", "the address for the options of menus"),
];

struct ManifestDifferences<'v> {
    wanted: &'v Value,
    there: &'v Value,
    commands: &'v Commands,
    found: Vec<String>,
}

impl ManifestDifferences<'_> {
    /// Compares single values. Socket Mode needs no addresses, so leftovers are fine.
    fn values(&mut self) {
        for (path, name) in VALUES {
            match self.wanted.pointer(path) {
                Some(Value::Bool(true)) if !is_on(self.there, path) => {
                    self.found.push(format!("{name} is off, but has to be on"));
                }
                Some(Value::Bool(false)) if is_on(self.there, path) => {
                    self.found.push(format!("{name} is on, but has to be off"));
                }
                Some(Value::String(wanted)) if text(self.there, path) != Some(wanted) => {
                    self.found.push(differs(name, text(self.there, path), wanted));
                }
                _ => {}
            }
        }
    }

    /// Compares lists of named things, field by field.
    fn entries(&mut self, path: &str, key: &str, name: &str) {
        let (wanted, there) = (list(self.wanted, path), list(self.there, path));
        let id = |entry: &Value| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        for entry in wanted {
            match there.iter().find(|other| id(other) == id(entry)) {
                Some(other) => self.fields(entry, other, &format!("{name} {}", id(entry))),
                None => self.found.push(format!("{name} {} is missing", id(entry))),
            }
        }
        for entry in there.iter().filter(|entry| wanted.iter().all(|other| id(other) != id(entry))) {
            self.found.push(format!("{name} {} is unknown to Bearings: remove it", id(entry)));
        }
    }

    fn fields(&mut self, wanted: &Value, there: &Value, name: &str) {
        for field in ["name", "type", "description", "usage_hint", "url"] {
            let (wanted, there) = (at(wanted, field), at(there, field));
            // Fields that the code leaves unset may have leftovers.
            if wanted.is_some() && wanted != there {
                self.found.push(differs(&format!("{name}: its {field}"), there, wanted.unwrap_or_default()));
            }
        }
        if there.get("should_escape").and_then(Value::as_bool).unwrap_or_default() {
            self.found.push(format!("{name}: should_escape is on, but has to be off"));
        }
    }

    fn names(&mut self, path: &str, name: &str) {
        let (wanted, there) = (list(self.wanted, path), list(self.there, path));
        for missing in wanted.iter().filter(|entry| !there.contains(entry)).filter_map(Value::as_str) {
            let why = reason(missing, self.commands).unwrap_or_default();
            self.found.push(format!("{name} {missing} is missing; Bearings needs it {why}"));
        }
        for more in there.iter().filter(|entry| !wanted.contains(entry)).filter_map(Value::as_str) {
            self.found.push(format!("{name} {more} is not needed: remove it"));
        }
    }
}

fn differs(name: &str, there: Option<&str>, wanted: &str) -> String {
    match there {
        Some(there) => format!("{name} is “{there}”, but has to be “{wanted}”"),
        None => format!("{name} is missing; it has to be “{wanted}”"),
    }
}

fn is_on(value: &Value, path: &str) -> bool {
    value.pointer(path).and_then(Value::as_bool).unwrap_or_default()
}

fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    value.pointer(path).and_then(Value::as_str)
}

fn at<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field).and_then(Value::as_str)
}

fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::{EVENTS, SCOPES};
    use serde_json::json;

    fn said(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let commands = Commands::default();
        let mut there =
            serde_json::to_value(manifest(&commands, &ManifestTransport::Http("https://b.example".into()))).unwrap();
        change(&mut there);
        differences(&there, &commands, None).unwrap().1
    }

    #[test]
    fn what_is_as_it_should_be_is_not_mentioned() {
        assert_eq!(said(|_| {}), Vec::<String>::new());
        assert_eq!(said(|there| there["display_information"]["name"] = json!("Compass")), Vec::<String>::new());
        let commands = Commands { framework: "/growth".into(), evidence: "/kudos".into() };
        let there = serde_json::to_value(manifest(&commands, &ManifestTransport::SocketMode)).unwrap();
        assert_eq!(differences(&there, &commands, None).unwrap(), (ManifestTransport::SocketMode, Vec::new()));
    }

    type ManifestChange = fn(&mut Value);

    #[test]
    fn every_difference_is_named() {
        let cases: [(ManifestChange, &[&str]); 10] = [
            (
                |there| there["features"]["slash_commands"][0]["command"] = json!("/growth"),
                &["the command /framework is missing", "the command /growth is unknown to Bearings: remove it"],
            ),
            (
                |there| there["features"]["slash_commands"][1]["description"] = json!("Log"),
                &["the command /evidence: its description is “Log”, but has to be “Log what you did, \
                     for you or your manager”"],
            ),
            (
                |there| there["features"]["slash_commands"][1]["should_escape"] = json!(true),
                &["the command /evidence: should_escape is on, but has to be off"],
            ),
            (
                |there| there["features"]["shortcuts"] = json!([]),
                &["the shortcut log_evidence is missing", "the shortcut save_as_evidence is missing"],
            ),
            (
                |there| there["oauth_config"]["scopes"]["bot"][0] = json!("channels:history"),
                &[
                    "the scope chat:write is missing; Bearings needs it to message people",
                    "the scope channels:history is not needed: remove it",
                ],
            ),
            (
                |there| there["oauth_config"]["scopes"]["user"] = json!(["search:read"]),
                &["the user scope search:read is not needed: remove it"],
            ),
            (
                |there| {
                    let events = &mut there["settings"]["event_subscriptions"]["bot_events"];
                    events.as_array_mut().unwrap().retain(|event| event != "user_change");
                },
                &["the event user_change is missing; Bearings needs it to learn who left"],
            ),
            (
                |there| there["features"]["app_home"]["messages_tab_read_only_enabled"] = json!(true),
                &["“read only” for the Messages tab is on, but has to be off"],
            ),
            (
                |there| there["settings"]["interactivity"] = json!({}),
                &[
                    "interactivity is off, but has to be on",
                    "the address for interactivity is missing; it has to be “https://b.example/slack/interactions”",
                    "the address for the options of menus is missing",
                ],
            ),
            (
                |there| there["settings"]["token_rotation_enabled"] = json!(true),
                &["token rotation is on, but has to be off"],
            ),
        ];
        for (change, expected) in cases {
            let said = said(change);
            assert_eq!(said.len(), expected.len(), "{said:?}");
            for (said, expected) in said.iter().zip(expected) {
                assert!(said.starts_with(expected), "{said}");
            }
        }
    }

    #[test]
    fn a_way_that_is_asked_for_is_held_to() {
        let commands = Commands::default();
        let socket = serde_json::to_value(manifest(&commands, &ManifestTransport::SocketMode)).unwrap();
        let way = ManifestTransport::Http("https://b.example".into());
        let (_, said) = differences(&socket, &commands, Some(&way)).unwrap();
        assert_eq!(said.len(), 6, "{said:?}");
        assert_eq!(said.first().unwrap(), "Socket Mode is on, but has to be off");
        assert!(said.iter().any(|said| said.contains("/slack/commands")));
        let nothing = differences(&json!({}), &commands, None).unwrap().1;
        assert_eq!(nothing.len(), 10 + SCOPES.len() + EVENTS.len(), "{nothing:?}");
    }
}
