//! Installs the app from its `manifest.yml`, as Slack does: commands, shortcuts, scopes and events come from there.

use std::collections::BTreeSet;

use serde::Deserialize;

/// Why Slack would refuse the manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not YAML, or not in the shape of a manifest.
    #[error("cannot read the manifest: {0}")]
    Unreadable(String),
    /// Readable, but against one of Slack's rules.
    #[error("Slack would refuse the manifest: {0}")]
    Refused(String),
}

/// The installed app: what the workspace shows of it and what it may do.
#[derive(Clone, Debug)]
pub struct App {
    pub name: String,
    pub description: String,
    pub commands: Vec<Command>,
    pub shortcuts: Vec<ManifestShortcut>,
    pub tabs: AppHome,
    pub interactive: bool,
    /// Whether Slack knows where to ask for the options of external selects.
    pub gives_options: bool,
    scopes: BTreeSet<String>,
    events: BTreeSet<String>,
}

/// One slash command with what the composer's popup says about it.
#[derive(Clone, Debug, Deserialize)]
pub struct Command {
    #[serde(rename = "command")]
    pub word: String,
    pub description: String,
    #[serde(default)]
    pub usage_hint: String,
    #[serde(default)]
    pub should_escape: bool,
}

/// A shortcut in the composer's or a message's menu.
#[derive(Clone, Debug, Deserialize)]
pub struct ManifestShortcut {
    pub name: String,
    pub callback_id: String,
    pub description: String,
    #[serde(rename = "type")]
    pub kind: ShortcutKind,
}

/// Which menu a shortcut is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShortcutKind {
    /// In the menu of the composer.
    Global,
    Message,
}

/// Which tabs the app has; Slack's defaults if the manifest doesn't say.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct AppHome {
    #[serde(rename = "home_tab_enabled")]
    pub home: bool,
    #[serde(rename = "messages_tab_enabled")]
    pub messages: bool,
    #[serde(rename = "messages_tab_read_only_enabled")]
    pub read_only: bool,
}

impl Default for AppHome {
    fn default() -> Self {
        Self { home: false, messages: true, read_only: true }
    }
}

impl App {
    /// Whether the manifest asked for this bot scope.
    pub fn may(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }

    /// Takes a bot scope away, or gives one that the manifest did not ask for.
    pub fn grant(&mut self, scope: &str, is_granted: bool) {
        if is_granted {
            self.scopes.insert(scope.to_owned());
        } else {
            self.scopes.remove(scope);
        }
    }

    /// The granted scopes as Slack lists them in `provided` and `X-OAuth-Scopes`.
    pub fn scopes(&self) -> String {
        self.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(",")
    }

    /// Whether the app is sent events with this name, from a private channel or not: it must subscribe to them and have
    /// the scope that goes with them.
    pub fn hears(&self, event: &str, is_private: bool) -> bool {
        self.events.contains(event) && scope_for(event, is_private).is_none_or(|scope| self.may(scope))
    }
}

/// The scope that an event needs. Slack lists several for some, one for each kind of conversation (the pages below
/// <https://docs.slack.dev/reference/events>); an event from a private channel needs only the one for these.
fn scope_for(event: &str, is_private: bool) -> Option<&'static str> {
    match event {
        "message.im" => Some("im:history"),
        "app_mention" => Some("app_mentions:read"),
        "user_change" | "team_join" => Some("users:read"),
        "member_joined_channel" | "member_left_channel" | "channel_shared" | "channel_unshared" if is_private => {
            Some("groups:read")
        }
        "member_joined_channel"
        | "member_left_channel"
        | "channel_shared"
        | "channel_unshared"
        | "channel_rename"
        | "channel_deleted"
        | "channel_left" => Some("channels:read"),
        "group_rename" | "group_deleted" | "group_left" | "group_open" | "group_close" => Some("groups:read"),
        _ => None,
    }
}

#[derive(Deserialize)]
struct AppManifest {
    display_information: Display,
    #[serde(default)]
    features: Features,
    #[serde(default)]
    oauth_config: OAuth,
    #[serde(default)]
    settings: ManifestSettings,
}

#[derive(Deserialize)]
struct Display {
    name: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Features {
    slash_commands: Vec<Command>,
    shortcuts: Vec<ManifestShortcut>,
    app_home: AppHome,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OAuth {
    scopes: Scopes,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Scopes {
    bot: BTreeSet<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ManifestSettings {
    event_subscriptions: Subscriptions,
    interactivity: Interactivity,
    socket_mode_enabled: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Subscriptions {
    bot_events: BTreeSet<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Interactivity {
    is_enabled: bool,
    message_menu_options_url: Option<String>,
}

/// Reads the manifest and checks it against Slack's sizes.
pub fn install(yaml: &str) -> Result<App, ManifestError> {
    let manifest: AppManifest =
        serde_saphyr::from_str(yaml).map_err(|error| ManifestError::Unreadable(error.to_string()))?;
    refuse_oversized(&manifest)?;
    Ok(App {
        name: manifest.display_information.name,
        description: manifest.display_information.description,
        commands: manifest.features.slash_commands,
        shortcuts: manifest.features.shortcuts,
        tabs: manifest.features.app_home,
        interactive: manifest.settings.interactivity.is_enabled,
        gives_options: manifest.settings.socket_mode_enabled
            || manifest.settings.interactivity.message_menu_options_url.is_some(),
        scopes: manifest.oauth_config.scopes.bot,
        events: manifest.settings.event_subscriptions.bot_events,
    })
}

fn refuse_oversized(manifest: &AppManifest) -> Result<(), ManifestError> {
    let features = &manifest.features;
    let mut sizes = vec![
        ("the name".to_owned(), manifest.display_information.name.chars().count(), 35),
        ("the description".to_owned(), manifest.display_information.description.chars().count(), 140),
        ("the number of slash commands".to_owned(), features.slash_commands.len(), 50),
        ("the number of shortcuts".to_owned(), features.shortcuts.len(), 10),
    ];
    for command in &features.slash_commands {
        if !command.word.starts_with('/') {
            return Err(ManifestError::Refused(format!("the command “{}” must begin with /", command.word)));
        }
        sizes.push((format!("the command “{}”", command.word), command.word.chars().count(), 32));
        sizes.push((format!("the description of {}", command.word), command.description.chars().count(), 2000));
        sizes.push((format!("the usage hint of {}", command.word), command.usage_hint.chars().count(), 1000));
    }
    for shortcut in &features.shortcuts {
        sizes.push((format!("the callback_id of “{}”", shortcut.name), shortcut.callback_id.chars().count(), 255));
        sizes.push((format!("the description of “{}”", shortcut.name), shortcut.description.chars().count(), 150));
    }
    match sizes.into_iter().find(|(_, size, most)| size > most) {
        Some((what, size, most)) => Err(ManifestError::Refused(format!("{what} is {size}, at most {most}"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_scopes_and_events_come_from_the_text() {
        let app = install(crate::sandbox::testing::MANIFEST).unwrap();
        assert_eq!(app.name, "Bearings");
        assert_eq!(app.commands[0].word, "/framework");
        assert!(app.may("chat:write") && !app.may("channels:join"));
        assert!(app.hears("app_home_opened", false) && !app.hears("app_mention", false));
    }

    #[test]
    fn an_event_needs_the_scope_of_the_conversation_it_comes_from() {
        let manifest =
            crate::sandbox::testing::MANIFEST.replace("[app_home_opened", "[member_joined_channel, app_home_opened");
        let mut app = install(&manifest).unwrap();
        for (scope, hears_private, hears_public) in [("groups:read", true, false), ("channels:read", false, true)] {
            app.grant(scope, true);
            assert_eq!(app.hears("member_joined_channel", true), hears_private, "{scope}");
            assert_eq!(app.hears("member_joined_channel", false), hears_public, "{scope}");
            app.grant(scope, false);
        }
    }

    #[test]
    fn scopes_are_those_that_slack_lists_for_the_event() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/slack/events.json");
        let listed: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for (event, about) in listed.as_object().unwrap() {
            for is_private in [false, true] {
                if let Some(scope) = scope_for(event, is_private) {
                    assert!(about["scopes"].as_array().unwrap().contains(&scope.into()), "{event}: {scope}");
                }
            }
        }
    }

    #[test]
    fn what_slack_refuses_is_refused() {
        let command = |text: &str| {
            format!(
                "display_information: {{name: A}}\nfeatures:\n  slash_commands:\n    - {{command: {text}, description: d}}\n"
            )
        };
        let cases = [
            ("a: [".to_owned(), "cannot read"),
            ("display_information: {}".to_owned(), "cannot read"),
            (format!("display_information: {{name: {}}}", "x".repeat(36)), "the name is 36, at most 35"),
            (command("framework"), "must begin with /"),
            (command(&format!("/{}", "x".repeat(32))), "is 33, at most 32"),
        ];
        for (yaml, message) in cases {
            let error = install(&yaml).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
