//! The Slack app's manifest, built from the same tables as the bot.

mod compare;

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use url::Url;

use crate::bot::command::{SHORTCUTS, SLASH_COMMANDS};
use crate::domain::commands::Commands;
use crate::slack::inbound::RequestKind;
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
#[error("Slack can't call “{0}”: write your public address, such as https://bearings.example.com")]
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

/// A part of the manifest. Its fields keep their order, which is the one in which Slack documents them.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Manifest {
    Text(Cow<'static, str>),
    Flag(bool),
    Number(u8),
    List(Vec<Self>),
    Fields(#[serde(serialize_with = "in_order")] Vec<(&'static str, Self)>),
}

fn in_order<S: Serializer>(fields: &[(&'static str, Manifest)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().map(|(name, part)| (name, part)))
}

fn text(text: impl Into<Cow<'static, str>>) -> Manifest {
    Manifest::Text(text.into())
}

fn names(names: &'static [&'static str]) -> Manifest {
    Manifest::List(names.iter().copied().map(text).collect())
}

/// What Slack has to know, with these command names.
#[must_use]
pub fn manifest(commands: &Commands, way: &ManifestTransport) -> Manifest {
    use Manifest::{Fields, Flag, List, Number};
    let address = |name, source: RequestKind| way.at(source.path()).map(|address| (name, text(address)));
    let slash_commands = SLASH_COMMANDS.iter().map(|command| {
        let name = ("command", text((command.called)(commands).to_owned()));
        let says = [
            ("description", text(command.description)),
            ("usage_hint", text((command.usage_hint)())),
            ("should_escape", Flag(false)),
        ];
        Fields([name].into_iter().chain(address("url", RequestKind::Command)).chain(says).collect())
    });
    let shortcuts = SHORTCUTS.iter().map(|shortcut| {
        Fields(vec![
            ("name", text(shortcut.name)),
            ("callback_id", text(shortcut.callback_id)),
            ("description", text(shortcut.description)),
            ("type", text(if shortcut.on_messages { "message" } else { "global" })),
        ])
    });
    let display_information = vec![
        ("name", text("Bearings")),
        ("description", text("What is expected at a level, where you talk about it. A compass, not a GPS.")),
        ("background_color", text("#2b4c5c")),
    ];
    let app_home = vec![
        ("home_tab_enabled", Flag(true)),
        ("messages_tab_enabled", Flag(true)),
        ("messages_tab_read_only_enabled", Flag(false)),
    ];
    let features = vec![
        ("app_home", Fields(app_home)),
        ("bot_user", Fields(vec![("display_name", text("bearings")), ("always_online", Flag(true))])),
        ("slash_commands", List(slash_commands.collect())),
        ("shortcuts", List(shortcuts.collect())),
    ];
    let events = address("request_url", RequestKind::Event).into_iter().chain([("bot_events", names(EVENTS))]);
    let interactivity = [("is_enabled", Flag(true))]
        .into_iter()
        .chain(address("request_url", RequestKind::Interaction))
        .chain(address("message_menu_options_url", RequestKind::Interaction));
    let settings = vec![
        ("event_subscriptions", Fields(events.collect())),
        ("interactivity", Fields(interactivity.collect())),
        ("org_deploy_enabled", Flag(false)),
        ("socket_mode_enabled", Flag(*way == ManifestTransport::SocketMode)),
        ("token_rotation_enabled", Flag(false)),
    ];
    Fields(vec![
        ("_metadata", Fields(vec![("major_version", Number(1)), ("minor_version", Number(1))])),
        ("display_information", Fields(display_information)),
        ("features", Fields(features)),
        ("oauth_config", Fields(vec![("scopes", Fields(vec![("bot", names(SCOPES))]))])),
        ("settings", Fields(settings)),
    ])
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
