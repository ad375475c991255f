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
        "chat:write" => "to message people in their DM, post digests, and edit and delete those messages",
        "commands" => {
            let Commands { framework, evidence } = commands;
            return Some(format!("to answer {framework} and {evidence}, and to offer the shortcuts").into());
        }
        "files:write" => {
            "to send people their own data as files in their DM, and to delete the files when they erase everything"
        }
        "groups:read" => {
            "to check who is in a digest’s private channel before each post and edit, and to learn who joins later"
        }
        "im:history" => {
            "to check in a person’s DM with Bearings whether a message arrived, and which messages to delete when they \
             erase everything"
        }
        SOCKET_SCOPE => {
            "to connect to Slack over Socket Mode, with the app-level token only; by itself it reads and writes nothing"
        }
        "im:write" => "to open a DM with a person",
        "users:read" => "to know a person’s time zone, and whether they are an admin, a guest, away, or have left",
        "users:read.email" => "to find the people in a roster file by email; emails are not stored",
        "app_home_opened" => "to show people their App Home",
        "channel_shared" => "to hide a digest when its channel is shared with another organisation",
        "channel_unshared" => "to show the digest again when the sharing ends",
        "member_joined_channel" => {
            "to hide a digest when a person joins its channel who isn’t on the list its authors \
            saw"
        }
        "member_left_channel" => "to show the digest again when that person leaves",
        "message.im" => "to answer what people write to Bearings in its DM; the words are not stored",
        "user_change" => "to learn who left, moved, is away or became a guest",
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
