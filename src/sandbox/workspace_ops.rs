//! What happens in the workspace without anyone using the app: channel membership, installation, event delivery.

use std::sync::PoisonError;

use serde_json::{Value, json};

use super::person::speech::event_of;
use super::wire::payloads;
use super::world::{Author, BOT_USER, Channel, World};
use super::{ManifestError, Sandbox, manifest};
use crate::domain::ids::{ChannelId, MemberId};

/// Any text will do: the app only sends it back.
const CHALLENGE: &str = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P";
/// The two kinds of channels in membership events (<https://docs.slack.dev/reference/events/member_joined_channel>).
const PUBLIC_CHANNEL: &str = "C";
const PRIVATE_CHANNEL: &str = "G";

impl Sandbox {
    /// Posts an event to the app if the manifest subscribes to it; retries one failure at once, as Slack does.
    pub(super) async fn deliver(&self, event: Value) {
        let name = match (event.get("type").and_then(Value::as_str), event.get("channel_type").and_then(Value::as_str))
        {
            (Some("message"), Some(kind)) => format!("message.{kind}"),
            (Some(name), _) => name.to_owned(),
            (None, _) => return,
        };
        let is_private = event.get("channel_type").and_then(Value::as_str) == Some(PRIVATE_CHANNEL);
        if !self.read(|world| world.app.hears(&name, is_private) && !world.loses_events) {
            return;
        }
        let (id, at) = self.change(|world| (world.event_id(), world.now().timestamp()));
        let from = self.read(|world| (payloads::team_of_event(world, &event), world.installed));
        let Err(silence) = self.shared.wire.send(payloads::event(&event, from, &id, at, None)).await else { return };
        self.complain(format!("event {name}: {silence}"));
        let retry = Some((1, silence.reason()));
        if let Err(silence) = self.shared.wire.send(payloads::event(&event, from, &id, at, retry)).await {
            self.complain(format!("event {name}, sent again: {silence}"));
        }
    }

    /// Tells the app about its own newest message to a person. Slack does that for every message, and an app must not
    /// take it for the person's words; here a test says when.
    pub async fn echoes(&self, name: &str) {
        let event = self.read(|world| {
            let dm = &world.dm_of(&world.find_member(name)?.id)?.id;
            let newest = world.history(dm).rev().find(|message| message.post.author == Author::App)?;
            event_of(world, dm, &newest.ts)
        });
        if let Some(event) = event {
            self.deliver(event).await;
        }
    }

    /// Asks the app to echo a challenge, as Slack does when the events address is set; returns whether it did.
    pub async fn verifies_events_address(&self) -> bool {
        match self.shared.wire.send(payloads::url_verification(CHALLENGE)).await {
            Ok(answer) => answer.contains(CHALLENGE),
            Err(silence) => {
                self.complain(format!("url_verification: {silence}"));
                false
            }
        }
    }

    /// Creates a private channel with these people and the app, without an event.
    pub fn opens(&self, name: &str, members: &[MemberId]) {
        let channel = Channel {
            id: ChannelId::new(format!("C0{}", name.to_uppercase())),
            name: name.to_owned(),
            topic: String::new(),
            private: true,
            dm_of: None,
            members: members.iter().cloned().collect(),
            app_is_in: true,
            archived_at: None,
            shared: false,
        };
        self.change(|world| world.add_channel(channel));
    }

    /// The id of a channel by its name.
    #[must_use]
    pub fn channel(&self, name: &str) -> Option<ChannelId> {
        self.read(|world| world.find_channel_named(name).map(|channel| channel.id.clone()))
    }

    /// Adds a person, or the app by its name, to a channel; tells the app if it is in it. Unknown names change nothing,
    /// here and below.
    pub async fn invite(&self, who: &str, channel: &str) {
        self.move_member(who, channel, true).await;
    }

    /// Removes a person, or the app by its name, from a channel.
    pub async fn remove(&self, who: &str, channel: &str) {
        self.move_member(who, channel, false).await;
    }

    async fn move_member(&self, who: &str, channel: &str, comes: bool) {
        let event = self.change(|world| {
            let user = set_membership(world, who, channel, comes)?;
            let channel = world.find_channel_named(channel)?;
            let kind = if comes { "member_joined_channel" } else { "member_left_channel" };
            let event = json!({
                "type": kind, "user": user, "channel": channel.id.as_str(),
                "channel_type": if channel.private { PRIVATE_CHANNEL } else { PUBLIC_CHANNEL },
                "team": super::world::TEAM, "event_ts": payloads::timestamp(world),
            });
            (channel.app_is_in || user == BOT_USER).then_some(event)
        });
        if let Some(event) = event {
            self.deliver(event).await;
        }
    }

    /// Tells the app about something that happened to a channel.
    pub async fn tells(&self, event: &str, channel: &str) {
        let event = self.read(|world| {
            let channel = world.find_channel_named(channel)?;
            let (id, at) = (channel.id.as_str(), payloads::timestamp(world));
            Some(json!({"type": event, "channel": id, "channel_type": kind_of(channel), "event_ts": at}))
        });
        if let Some(event) = event {
            self.deliver(event).await;
        }
    }

    /// Tells the app what a person did to a channel before its member list shows it.
    pub async fn tells_of(&self, event: &str, who: &str, channel: &str) {
        let event = self.read(|world| {
            let (channel, user) = (world.find_channel_named(channel)?, world.find_member(who)?.id.as_str());
            let (id, at) = (channel.id.as_str(), payloads::timestamp(world));
            let kind = kind_of(channel);
            Some(json!({"type": event, "user": user, "channel": id, "channel_type": kind, "event_ts": at}))
        });
        if let Some(event) = event {
            self.deliver(event).await;
        }
    }

    /// Reinstalls the app with this bot scope, or without it.
    pub fn grants(&self, scope: &str, is_granted: bool) {
        self.change(|world| world.app.grant(scope, is_granted));
    }

    /// Changes the app's manifest to this one and reinstalls the app.
    ///
    /// # Errors
    /// When Slack would refuse the manifest.
    pub fn reinstalls(&self, manifest: &str) -> Result<(), ManifestError> {
        let app = manifest::install(manifest)?;
        self.change(|world| world.app = app);
        Ok(())
    }

    /// Revokes the installation's token.
    pub fn revokes_token(&self) {
        self.change(|world| world.is_revoked = true);
    }

    /// Reinstalls the app: it gets this bot token, and the previous one is no longer valid.
    pub fn makes_bot_token(&self, token: &str) {
        token.clone_into(&mut self.shared.token.write().unwrap_or_else(PoisonError::into_inner));
        self.change(|world| world.is_revoked = false);
    }

    /// Makes another signing secret on the app's page.
    pub fn makes_signing_secret(&self, secret: &str) {
        self.shared.wire.change_secret(secret);
    }

    /// Archives a channel.
    pub fn archive(&self, channel: &str) {
        let now = self.clock().now();
        self.change_channel(channel, |channel| channel.archived_at = Some(now));
    }

    /// Shares a channel with another organisation.
    pub fn share_externally(&self, channel: &str) {
        self.change_channel(channel, |channel| channel.shared = true);
    }

    /// Opens a private channel to everyone in the workspace.
    pub fn make_public(&self, channel: &str) {
        self.change_channel(channel, |channel| channel.private = false);
    }

    /// Opens an archived channel again.
    pub fn unarchive(&self, channel: &str) {
        self.change_channel(channel, |channel| channel.archived_at = None);
    }

    fn change_channel(&self, name: &str, act: impl FnOnce(&mut Channel)) {
        self.change(|world| {
            let id = world.find_channel_named(name).map(|channel| channel.id.clone());
            if let Some(channel) = id.and_then(|id| world.channel_mut(&id)) {
                act(channel);
            }
        });
    }
}

fn kind_of(channel: &Channel) -> &'static str {
    if channel.private { PRIVATE_CHANNEL } else { PUBLIC_CHANNEL }
}

fn set_membership(world: &mut World, who: &str, channel: &str, is_in: bool) -> Option<String> {
    let id = world.find_channel_named(channel)?.id.clone();
    if who.trim_start_matches('@').eq_ignore_ascii_case(&world.app.name) {
        world.channel_mut(&id)?.app_is_in = is_in;
        return Some(BOT_USER.to_owned());
    }
    let member: MemberId = world.find_member(who)?.id.clone();
    let members = &mut world.channel_mut(&id)?.members;
    if is_in {
        members.insert(member.clone())
    } else {
        members.remove(&member)
    };
    Some(member.as_str().to_owned())
}
