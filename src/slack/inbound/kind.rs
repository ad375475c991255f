//! What each kind of request is called, and whether it can arrive more than once.

use crate::slack::inbound::{ChannelChanged, Inbound};

struct Kind {
    label: &'static str,
    event: Option<&'static str>,
    is_sent_once: bool,
}

impl<By> Inbound<By> {
    /// The label for logs and metrics: one of a fixed set, whatever Slack sends.
    pub fn label(&self) -> &'static str {
        self.kind().label
    }

    /// Slack's name for the event, if this is one. Events that are handled alike share one name.
    pub fn event(&self) -> Option<&'static str> {
        self.kind().event
    }

    /// Whether the bytes of such a request are unique, so that the same bytes again are a replay. A menu sends the same
    /// bytes for the same letters, and Slack repeats an event until it is acknowledged.
    pub fn is_sent_once(&self) -> bool {
        self.kind().is_sent_once
    }

    fn kind(&self) -> Kind {
        let once = |label| Kind { label, event: None, is_sent_once: true };
        let repeated = |label| Kind { label, event: None, is_sent_once: false };
        let event = |label, event| Kind { label, event: Some(event), is_sent_once: false };
        match self {
            Self::SlashCommand(_) => once("command"),
            Self::BlockAction(_) => once("press"),
            Self::ViewSubmission(_) => once("form"),
            Self::GlobalShortcut(_) | Self::MessageShortcut(_) => once("shortcut"),
            Self::BlockSuggestion(_) => repeated("menu"),
            Self::HomeOpened(_) => event("home", "app_home_opened"),
            Self::DirectMessage(_) => event("dm", "message.im"),
            Self::MemberChanged(_) => event("member", "user_change"),
            Self::ChannelChanged(ChannelChanged { joined: Some(_), .. }) => event("channel", "member_joined_channel"),
            Self::ChannelChanged(ChannelChanged { left: Some(_), .. }) => event("channel", "member_left_channel"),
            Self::ChannelChanged(_) => event("channel", "channel_shared"),
            Self::UrlVerification { .. } => repeated("probe"),
            Self::Unknown { .. } => repeated("unknown"),
        }
    }
}
