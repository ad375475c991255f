//! Labels of inbound requests for logs and metrics.

use crate::slack::inbound::Inbound;

impl<By> Inbound<By> {
    /// The label for logs and metrics: one of this fixed set, whatever Slack sends.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self {
            Self::SlashCommand(_) => "command",
            Self::BlockAction(_) => "press",
            Self::Submitted(_) => "form",
            Self::BlockSuggestion(_) => "menu",
            Self::Shortcut(_) | Self::MessageShortcut(_) => "shortcut",
            Self::HomeOpened(_) => "home",
            Self::DirectMessage(_) => "dm",
            Self::ChannelChanged(_) => "channel",
            Self::MemberChanged(_) => "member",
            Self::UrlVerification { .. } => "probe",
            Self::Unknown { .. } => "unknown",
        }
    }
}
