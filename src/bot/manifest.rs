//! The Slack app's manifest, built from the same tables as the bot.

mod compare;

use serde::Serialize;
use url::Url;

use crate::bot::command::{SHORTCUTS, SLASH_COMMANDS};
use crate::domain::commands::Commands;
use crate::slack::inbound::Source;
use crate::slack::{EVENTS, SCOPES};

pub use compare::differences;

/// How users' actions reach the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestTransport {
    /// The bot connects to Slack; nothing connects to the bot.
    SocketMode,
    /// Slack calls the bot at this public address, without a trailing slash.
    Http(String),
}

/// Why Slack can't call an address.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no address that Slack can call: write your public one, such as https://bearings.example.com")]
pub struct Unreachable(String);

impl ManifestTransport {
    /// HTTP, with the bot's own paths below this address.
    ///
    /// # Errors
    /// If it isn't an `https` address, or has more in it than a host and a path.
    pub fn http(address: &str) -> Result<Self, Unreachable> {
        let unreachable = || Unreachable(address.to_owned());
        let url = Url::parse(address).map_err(|_| unreachable())?;
        let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let fits = url.scheme() == "https" && url.host_str().is_some() && is_plain;
        if fits { Ok(Self::Http(url.as_str().trim_end_matches('/').to_owned())) } else { Err(unreachable()) }
    }

    fn at(&self, path: &str) -> Option<String> {
        match self {
            Self::SocketMode => None,
            Self::Http(base) => Some(format!("{base}{path}")),
        }
    }
}

/// The manifest, in the order in which Slack documents it.
#[derive(Debug, Serialize)]
pub struct Manifest {
    #[serde(rename = "_metadata")]
    metadata: Metadata,
    display_information: Display,
    features: Features,
    oauth_config: OAuth,
    settings: Settings,
}

#[derive(Debug, Serialize)]
struct Metadata {
    major_version: u8,
    minor_version: u8,
}

#[derive(Debug, Serialize)]
struct Display {
    name: &'static str,
    description: &'static str,
    background_color: &'static str,
}

#[derive(Debug, Serialize)]
struct Features {
    app_home: AppHome,
    bot_user: BotUser,
    slash_commands: Vec<Command>,
    shortcuts: Vec<Shortcut>,
}

#[derive(Debug, Serialize)]
struct AppHome {
    #[serde(rename = "home_tab_enabled")]
    home: bool,
    #[serde(rename = "messages_tab_enabled")]
    messages: bool,
    #[serde(rename = "messages_tab_read_only_enabled")]
    read_only: bool,
}

#[derive(Debug, Serialize)]
struct BotUser {
    display_name: &'static str,
    always_online: bool,
}

#[derive(Debug, Serialize)]
struct Command {
    #[serde(rename = "command")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    description: &'static str,
    usage_hint: &'static str,
    should_escape: bool,
}

#[derive(Debug, Serialize)]
struct Shortcut {
    name: &'static str,
    callback_id: &'static str,
    description: &'static str,
    r#type: &'static str,
}

#[derive(Debug, Serialize)]
struct OAuth {
    scopes: Scopes,
}

#[derive(Debug, Serialize)]
struct Scopes {
    bot: &'static [&'static str],
}

#[derive(Debug, Serialize)]
struct Settings {
    event_subscriptions: Events,
    interactivity: Interactivity,
    org_deploy_enabled: bool,
    socket_mode_enabled: bool,
    token_rotation_enabled: bool,
}

#[derive(Debug, Serialize)]
struct Events {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_url: Option<String>,
    bot_events: &'static [&'static str],
}

#[derive(Debug, Serialize)]
struct Interactivity {
    is_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_menu_options_url: Option<String>,
}

/// What Slack has to know, with these command names.
#[must_use]
pub fn manifest(commands: &Commands, way: &ManifestTransport) -> Manifest {
    let slash_commands = SLASH_COMMANDS.iter().map(|command| Command {
        name: (command.called)(commands).to_owned(),
        url: way.at(Source::Command.path()),
        description: command.description,
        usage_hint: command.usage_hint,
        should_escape: false,
    });
    let shortcuts = SHORTCUTS.iter().map(|shortcut| Shortcut {
        name: shortcut.name,
        callback_id: shortcut.callback_id,
        description: shortcut.description,
        r#type: if shortcut.on_messages { "message" } else { "global" },
    });
    Manifest {
        metadata: Metadata { major_version: 1, minor_version: 1 },
        display_information: Display {
            name: "Bearings",
            description: "What is expected at a level, where you talk about it. A compass, not a GPS.",
            background_color: "#2b4c5c",
        },
        features: Features {
            app_home: AppHome { home: true, messages: true, read_only: false },
            bot_user: BotUser { display_name: "bearings", always_online: true },
            slash_commands: slash_commands.collect(),
            shortcuts: shortcuts.collect(),
        },
        oauth_config: OAuth { scopes: Scopes { bot: SCOPES } },
        settings: Settings {
            event_subscriptions: Events { request_url: way.at(Source::Event.path()), bot_events: EVENTS },
            interactivity: Interactivity {
                is_enabled: true,
                request_url: way.at(Source::Interaction.path()),
                message_menu_options_url: way.at(Source::Interaction.path()),
            },
            org_deploy_enabled: false,
            socket_mode_enabled: *way == ManifestTransport::SocketMode,
            token_rotation_enabled: false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slack_calls_public_addresses_only() {
        for (address, base) in [
            ("https://bearings.example.com", Some("https://bearings.example.com")),
            ("https://example.com/bots/bearings/", Some("https://example.com/bots/bearings")),
            ("http://bearings.example.com", None),
            ("https://bearings.example.com?x=1", None),
            ("https://me@bearings.example.com", None),
            ("bearings.example.com", None),
            ("", None),
        ] {
            assert_eq!(
                ManifestTransport::http(address).ok(),
                base.map(|base| ManifestTransport::Http(base.to_owned())),
                "{address}"
            );
        }
    }
}
