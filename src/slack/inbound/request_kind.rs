//! The three kinds of request, each with its own URL in the app's settings. An admin can enter the wrong URL there, so
//! the body decides which kind a request is.

use strum::VariantArray;

use crate::domain::installation::PayloadActor;
use crate::slack::inbound::{Inbound, Malformed, command, event, interaction};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RequestKind {
    Command,
    /// A block action, a form, a menu or a shortcut.
    Interaction,
    Event,
}

impl RequestKind {
    /// The path that it should be sent to.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Command => "/slack/commands",
            Self::Interaction => "/slack/interactions",
            Self::Event => "/slack/events",
        }
    }

    /// The page of the Slack app's settings that holds its URL.
    pub fn settings_page(self) -> &'static str {
        match self {
            Self::Command => "Slash Commands",
            Self::Interaction => "Interactivity & Shortcuts",
            Self::Event => "Event Subscriptions",
        }
    }

    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The kind that belongs at a path. A proxy may have added a prefix.
    pub fn at(path: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| path.ends_with(kind.path()))
    }

    /// The kind of a body; `None` if it is not recognised.
    pub fn of(body: &[u8]) -> Option<Self> {
        if body.trim_ascii_start().starts_with(b"{") {
            return Some(Self::Event);
        }
        body.split(|byte| *byte == b'&').find_map(|field| match field.split(|byte| *byte == b'=').next() {
            Some(b"payload") => Some(Self::Interaction),
            Some(b"command") => Some(Self::Command),
            _ => None,
        })
    }

    pub fn read(self, body: &[u8]) -> Result<Inbound<PayloadActor>, Malformed> {
        match self {
            Self::Command => command::slash_command(body),
            Self::Interaction => interaction::interaction(body),
            Self::Event => event::event(body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_says_what_it_is() {
        for (body, expected) in [
            ("team_id=T1&command=%2Fframework&text=payload", Some(RequestKind::Command)),
            ("payload=%7B%22command%22%3A1%7D", Some(RequestKind::Interaction)),
            (" \n{\"type\":\"event_callback\"}", Some(RequestKind::Event)),
            ("ssl_check=1&token=x", None),
            ("command", Some(RequestKind::Command)),
            ("commands=1", None),
            ("", None),
        ] {
            assert_eq!(RequestKind::of(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn a_path_says_what_should_arrive() {
        for (path, expected) in [
            ("/slack/commands", Some(RequestKind::Command)),
            ("/bearings/slack/interactions", Some(RequestKind::Interaction)),
            ("/slack/events", Some(RequestKind::Event)),
            ("/slack/events/", None),
            ("/slack//events", None),
            ("/", None),
        ] {
            assert_eq!(RequestKind::at(path), expected, "{path}");
        }
    }
}
