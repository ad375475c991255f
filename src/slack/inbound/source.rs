//! What Slack sends has an address each in the app's settings. Somebody can enter the wrong one, so the body decides what it is.

use crate::domain::installation::PayloadActor;
use crate::slack::inbound::{Inbound, Malformed, command, event, interaction};

/// Which of its three kinds of request Slack sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A slash command.
    Command,
    /// A press, a form, a menu or a shortcut.
    Interaction,
    Event,
}

impl Source {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Command, Self::Interaction, Self::Event];

    /// Where it should arrive.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Command => "/slack/commands",
            Self::Interaction => "/slack/interactions",
            Self::Event => "/slack/events",
        }
    }

    /// The page of a Slack app's settings that holds its address.
    #[must_use]
    pub fn settings_page(self) -> &'static str {
        match self {
            Self::Command => "Slash Commands",
            Self::Interaction => "Interactivity & Shortcuts",
            Self::Event => "Event Subscriptions",
        }
    }

    /// One word for the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Interaction => "interaction",
            Self::Event => "event",
        }
    }

    /// What should arrive at a path. A proxy may have put something before it.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| path.ends_with(source.path()))
    }

    /// What a body is; `None` where it does not say.
    #[must_use]
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

    /// Reads a body of this kind.
    ///
    /// # Errors
    /// When what everything depends on is missing.
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
            ("team_id=T1&command=%2Fframework&text=payload", Some(Source::Command)),
            ("payload=%7B%22command%22%3A1%7D", Some(Source::Interaction)),
            (" \n{\"type\":\"event_callback\"}", Some(Source::Event)),
            ("ssl_check=1&token=x", None),
            ("command", Some(Source::Command)),
            ("commands=1", None),
            ("", None),
        ] {
            assert_eq!(Source::of(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn a_path_says_what_should_arrive() {
        for (path, expected) in [
            ("/slack/commands", Some(Source::Command)),
            ("/bearings/slack/interactions", Some(Source::Interaction)),
            ("/slack/events", Some(Source::Event)),
            ("/slack/events/", None),
            ("/slack//events", None),
            ("/", None),
        ] {
            assert_eq!(Source::at(path), expected, "{path}");
        }
    }
}
