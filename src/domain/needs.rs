//! What an installation of the app in Slack has to allow: each scope and each event, since when it is needed, and what does
//! not work without it. An app that exists gets none of them by itself.

use std::collections::BTreeSet;

/// A scope or an event that the code needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// What Slack calls it.
    pub name: &'static str,
    /// The first version that needs it.
    pub since: &'static str,
    /// What does not work until then.
    pub without: &'static str,
    /// Whether it is a scope or an event.
    pub kind: NeedKind,
}

/// Where somebody adds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedKind {
    /// A bot token's scope; Slack says which a token has.
    Scope,
    /// An event; Slack does not say which an app asks for.
    Event,
}

impl NeedKind {
    /// What to press in Slack.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Scope => {
                "Add it on your Slack app’s page OAuth & Permissions under Bot Token Scopes, then press Reinstall to Workspace there."
            }
            Self::Event => {
                "Add it on your Slack app’s page Event Subscriptions under Subscribe to bot events, press Save Changes, then reinstall the app."
            }
        }
    }
}

const fn scope(name: &'static str, since: &'static str, without: &'static str) -> Need {
    Need { name, since, without, kind: NeedKind::Scope }
}

const fn event(name: &'static str, since: &'static str, without: &'static str) -> Need {
    Need { name, since, without, kind: NeedKind::Event }
}

/// All of them. A new one is a line here.
pub const NEEDS: &[Need] = &[
    scope("chat:write", "0.1.0", "nothing can be written to anybody"),
    scope("commands", "0.1.0", "commands and shortcuts are not there"),
    scope("files:write", "0.2.0", "nobody can have a copy of their data"),
    scope("groups:read", "0.2.0", "no digest is posted"),
    scope("im:history", "0.1.0", "words written to the bot get no answer, and a message in doubt stays in doubt"),
    scope("im:write", "0.1.0", "no DM can be opened"),
    scope("users:read", "0.1.0", "time zones and admins are not known, and no digest is posted"),
    scope("users:read.email", "0.1.0", "a roster file cannot name people by email"),
    event("app_home_opened", "0.1.0", "App Home stays empty"),
    event("channel_shared", "0.3.0", "a digest is hidden within an hour of its channel being shared, not at once"),
    event("channel_unshared", "0.3.0", "a hidden digest comes back within an hour, not at once"),
    event(
        "member_joined_channel",
        "0.3.0",
        "a digest is hidden within an hour of somebody joining its channel, not at once",
    ),
    event("member_left_channel", "0.3.0", "a hidden digest comes back within an hour, not at once"),
    event("message.im", "0.1.0", "words written to the bot get no answer"),
    event("user_change", "0.1.0", "who left, moved or is away is known a day later"),
];

/// The scopes that are needed and not granted.
#[must_use]
pub fn missing_scopes(granted: &BTreeSet<String>) -> Vec<Need> {
    let is_missing = |need: &&Need| need.kind == NeedKind::Scope && !granted.contains(need.name);
    NEEDS.iter().filter(is_missing).copied().collect()
}

/// The need of this name.
#[must_use]
pub fn need(name: &str) -> Option<&'static Need> {
    NEEDS.iter().find(|need| need.name == name)
}

/// The events by which Bearings hears at once who can read a channel.
pub fn channel_events() -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().filter(|need| need.kind == NeedKind::Event && need.name.contains("channel"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_granted_is_missing() {
        let all: BTreeSet<String> = NEEDS.iter().map(|need| need.name.to_owned()).collect();
        assert_eq!(missing_scopes(&all), []);
        let mut fewer = all;
        fewer.remove("groups:read");
        fewer.remove("user_change");
        assert_eq!(missing_scopes(&fewer).iter().map(|need| need.name).collect::<Vec<_>>(), ["groups:read"]);
        assert_eq!(channel_events().count(), 4);
    }
}
