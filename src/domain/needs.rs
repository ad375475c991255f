//! The scopes and events that the Slack app needs: the first version that needs each, and what doesn't work without it.
//! An existing app doesn't get new ones by itself.

use std::collections::{BTreeMap, BTreeSet};

/// A scope or an event that the code needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    pub name: &'static str,
    pub since: &'static str,
    pub without: &'static str,
    pub kind: NeedKind,
}

/// The kind of a need, which decides where the operator adds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedKind {
    /// A bot token scope; Slack reports the scopes of a token.
    Scope,
    /// An event; Slack doesn't report which ones an app subscribes to.
    Event,
}

impl NeedKind {
    /// What to do in Slack to add it.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Scope => {
                "Open your Slack app’s page OAuth & Permissions, add what’s missing under Bot Token Scopes, then press Reinstall to Workspace."
            }
            Self::Event => {
                "Open your Slack app’s page Event Subscriptions, add what’s missing under Subscribe to bot events, press Save Changes, then reinstall the app."
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

/// Every scope and event. Add new ones here.
pub const NEEDS: &[Need] = &[
    scope("chat:write", "0.1.0", "Bearings can’t message anyone"),
    scope("commands", "0.1.0", "commands and shortcuts are missing"),
    scope("files:write", "0.2.0", "no one can get a copy of their data"),
    scope("groups:read", "0.2.0", "digests aren’t posted"),
    scope("im:history", "0.1.0", "messages to Bearings get no answer, and a message in doubt stays in doubt"),
    scope("im:write", "0.1.0", "Bearings can’t open a DM"),
    scope("users:read", "0.1.0", "time zones and admins are unknown, and digests aren’t posted"),
    scope("users:read.email", "0.1.0", "a roster file can’t name people by email"),
    event("app_home_opened", "0.1.0", "App Home stays empty"),
    event("channel_shared", "0.3.0", "a digest takes up to an hour to hide after its channel is shared"),
    event("channel_unshared", "0.3.0", "a hidden digest takes up to an hour to return"),
    event("member_joined_channel", "0.3.0", "a digest takes up to an hour to hide after someone joins its channel"),
    event("member_left_channel", "0.3.0", "a hidden digest takes up to an hour to return"),
    event("message.im", "0.1.0", "messages to Bearings get no answer"),
    event("user_change", "0.1.0", "Bearings learns a day late who left, moved or is away"),
];

/// The scopes that are needed but not granted.
#[must_use]
pub fn missing_scopes(granted: &BTreeSet<String>) -> Vec<Need> {
    let is_missing = |need: &&Need| need.kind == NeedKind::Scope && !granted.contains(need.name);
    NEEDS.iter().filter(is_missing).copied().collect()
}

#[must_use]
pub fn need(name: &str) -> Option<&'static Need> {
    NEEDS.iter().find(|need| need.name == name)
}

/// Whether Slack sends an event, as far as the bot knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum EventState {
    /// Not received yet, with no sign that the app lacks the subscription.
    Assumed,
    Received,
    /// The Slack app is older than the event, or Slack didn't send it although it should have.
    Missing,
}

pub type EventStates = BTreeMap<&'static str, EventState>;

/// The event states to add at startup. The app of a new installation uses this version's manifest; an older app lacks
/// newer events until one of them is received.
#[must_use]
pub fn new_events(known: &EventStates) -> EventStates {
    let state = if known.is_empty() { EventState::Assumed } else { EventState::Missing };
    events().filter(|need| !known.contains_key(need.name)).map(|need| (need.name, state)).collect()
}

/// The changes after an event was received. The events of one version are added together, so the others of its version
/// are no longer missing.
#[must_use]
pub fn event_received(known: &EventStates, name: &str) -> EventStates {
    let changed = |need: &Need| match known.get(need.name) {
        Some(EventState::Received) => None,
        _ if need.name == name => Some((need.name, EventState::Received)),
        Some(EventState::Missing) => Some((need.name, EventState::Assumed)),
        _ => None,
    };
    of_same_version(name).filter_map(changed).collect()
}

/// The changes after an event failed to arrive. An app that has never sent any event of its version lacks all of them.
#[must_use]
pub fn event_missed(known: &EventStates, name: &str) -> EventStates {
    let is_received = |need: &Need| known.get(need.name) == Some(&EventState::Received);
    let has_some = of_same_version(name).any(is_received);
    let is_missing = |need: &&Need| need.name == name || !has_some;
    let is_new = |need: &&Need| known.get(need.name) != Some(&EventState::Missing);
    of_same_version(name).filter(is_missing).filter(is_new).map(|need| (need.name, EventState::Missing)).collect()
}

/// The events that the app doesn't subscribe to, as far as known.
#[must_use]
pub fn missing_events(known: &EventStates) -> Vec<Need> {
    let is_missing = |need: &&Need| known.get(need.name) == Some(&EventState::Missing);
    events().filter(is_missing).copied().collect()
}

fn events() -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().filter(|need| need.kind == NeedKind::Event)
}

fn of_same_version(name: &str) -> impl Iterator<Item = &'static Need> {
    let since = need(name).map(|need| need.since);
    events().filter(move |need| Some(need.since) == since)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOINED: &str = "member_joined_channel";

    /// The states in a database of version 0.2.0.
    fn older() -> EventStates {
        events().filter(|need| need.since == "0.1.0").map(|need| (need.name, EventState::Assumed)).collect()
    }

    fn and(mut known: EventStates, changes: EventStates) -> EventStates {
        known.extend(changes);
        known
    }

    fn missing(known: &EventStates) -> Vec<&'static str> {
        missing_events(known).iter().map(|need| need.name).collect()
    }

    #[test]
    fn what_is_not_granted_is_missing() {
        let all: BTreeSet<String> = NEEDS.iter().map(|need| need.name.to_owned()).collect();
        assert_eq!(missing_scopes(&all), []);
        let mut fewer = all;
        fewer.remove("groups:read");
        fewer.remove("user_change");
        assert_eq!(missing_scopes(&fewer).iter().map(|need| need.name).collect::<Vec<_>>(), ["groups:read"]);
    }

    #[test]
    fn an_older_app_lacks_newer_events_until_one_is_received() {
        let new = EventStates::new();
        assert_eq!(missing(&and(new.clone(), new_events(&new))), [""; 0]);
        let known = and(older(), new_events(&older()));
        assert_eq!(missing(&known), ["channel_shared", "channel_unshared", JOINED, "member_left_channel"]);
        assert_eq!(new_events(&known), EventStates::new(), "the next start adds nothing");
        assert_eq!(missing(&and(known.clone(), event_received(&known, "message.im"))).len(), 4);
        let known = and(known.clone(), event_received(&known, "member_left_channel"));
        assert_eq!(missing(&known), [""; 0]);
        assert_eq!(event_received(&known, "member_left_channel"), EventStates::new(), "it is written down once");
        assert_eq!(event_received(&known, "channel_rename"), EventStates::new());
    }

    #[test]
    fn an_event_that_was_not_sent_is_missing_with_all_of_its_version_or_alone() {
        let fresh = new_events(&EventStates::new());
        let known = and(fresh.clone(), event_missed(&fresh, JOINED));
        assert_eq!(missing(&known).len(), 4);
        assert_eq!(event_missed(&known, JOINED), EventStates::new());
        let known = and(fresh.clone(), event_received(&fresh, JOINED));
        let known = and(known.clone(), event_missed(&known, JOINED));
        assert_eq!(missing(&known).len(), 1, "it was received before: {:?}", missing(&known));
        assert_eq!(missing(&and(known.clone(), event_received(&known, JOINED))), [""; 0]);
    }
}
