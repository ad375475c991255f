//! The scopes and events that the app asks for, each with the reason.

use std::borrow::Cow;

use crate::domain::commands::Commands;
use crate::slack::socket::SOCKET_SCOPE;

/// The bot scopes that the code needs; `manifest.yml` asks for these and no more.
pub const SCOPES: &[&str] = &[
    "chat:write",
    "commands",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
    "users:read.email",
];
/// The events that the code handles; `manifest.yml` subscribes to these and no more.
pub const EVENTS: &[&str] = &[
    "app_home_opened",
    "channel_shared",
    "channel_unshared",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "user_change",
];

/// What a scope or an event is for, with these command names; `None` for one that the code does not need.
pub fn reason(scope_or_event: &str, commands: &Commands) -> Option<Cow<'static, str>> {
    let why = match scope_or_event {
        "chat:write" => "to write to people in their DM and post digests, and to edit and delete those messages",
        "commands" => {
            let Commands { framework, evidence } = commands;
            return Some(format!("to answer {framework} and {evidence}, and to offer the shortcuts").into());
        }
        "files:write" => {
            "to hand somebody their own data as a file in their DM, and to delete it when they have all erased"
        }
        "groups:read" => {
            "to see who is in a digest's private channel before each post and edit, and hear who joins it later"
        }
        "im:history" => {
            "to see in somebody's DM with the bot whether a message arrived, and which to delete when they have all erased"
        }
        SOCKET_SCOPE => {
            "to connect to Slack, of the app-level token and over Socket Mode only; it reads and writes nothing by itself"
        }
        "im:write" => "to open the DM with somebody",
        "users:read" => {
            "to know somebody's time zone, whether they are away, have left or are an admin, and who is a guest"
        }
        "users:read.email" => "to find the people of a roster file by email; emails are not stored",
        "app_home_opened" => "to show somebody their App Home",
        "channel_shared" => "to hide a digest when another organisation comes to its channel",
        "channel_unshared" => "to show it again when that is over",
        "member_joined_channel" => "to hide a digest when somebody joins its channel of whom its authors were not told",
        "member_left_channel" => "to show it again when they have left",
        "message.im" => "to answer what somebody writes to the bot in its DM; the words are not stored",
        "user_change" => "to hear who left, moved, is away or became a guest",
        _ => return None,
    };
    Some(why.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::needs::NEEDS;

    #[test]
    fn nothing_is_asked_for_without_a_reason() {
        for name in SCOPES.iter().chain(EVENTS) {
            assert!(reason(name, &Commands::default()).is_some_and(|why| why.starts_with("to ")), "{name}");
        }
        assert_eq!(reason("channels:history", &Commands::default()), None);
        let named: Vec<&str> = NEEDS.iter().map(|need| need.name).collect();
        assert_eq!(named, SCOPES.iter().chain(EVENTS).copied().collect::<Vec<_>>());
    }

    #[test]
    fn commands_are_called_what_they_are_called_here() {
        let commands = Commands { framework: "/growth".into(), evidence: "/kudos".into() };
        let why = "to answer /growth and /kudos, and to offer the shortcuts";
        assert_eq!(reason("commands", &commands).as_deref(), Some(why));
    }
}
