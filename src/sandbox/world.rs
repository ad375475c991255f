//! The workspace itself, in memory: who and what is in it, without any HTTP.

mod draft;
mod files;
mod installed;
mod member;
mod messages;
mod people;
mod tickets;
mod views;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use self::draft::{Draft, SearchResult, Spot};
pub use self::files::File;
pub use self::installed::{ELSEWHERE, ENTERPRISE, Installed, SISTER};
pub use self::member::{Member, Status};
pub use self::messages::{Author, Message, Post};
use self::tickets::Tickets;
pub use self::tickets::{AppToken, HookRefusal, ResponseUrl, TriggerRefusal};
pub use self::views::{View, ViewRefusal, Which};
use super::manifest::App;
use crate::clock::Clock;
use crate::domain::ids::{ChannelId, MemberId};

/// The local workspace.
pub const TEAM: &str = "T0LOCAL";
/// The app as Slack names it in payloads.
pub const APP: &str = "A0LOCAL";
/// The app's user, which is in channels and posts.
pub const BOT_USER: &str = "U0LOCALBOT";
/// The app's bot, as in `bot_id`.
pub const BOT: &str = "B0LOCALBOT";
/// What people call the workspace.
pub const TEAM_NAME: &str = "Dummy Co";

/// A channel, or the DM of one person with the app.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: ChannelId,
    pub name: String,
    pub topic: String,
    pub private: bool,
    /// Whose DM with the app this is.
    pub dm_of: Option<MemberId>,
    pub members: BTreeSet<MemberId>,
    pub app_is_in: bool,
    pub archived_at: Option<DateTime<Utc>>,
    /// Whether it is shared with another organisation.
    pub shared: bool,
}

/// Everything that is true in the workspace now.
pub struct World {
    pub installed: Installed,
    /// Whether Slack names the app's messages by its user alone.
    pub hides_bot_id: bool,
    pub app: App,
    /// Made by hand on the app's page.
    pub app_token: Option<AppToken>,
    /// Whether the installation's token is no longer valid.
    pub is_revoked: bool,
    pub complaints: Vec<String>,
    /// Younger messages aren't in the history that the app reads.
    pub history_lag: Duration,
    /// Whether events get lost on their way to the app.
    pub loses_events: bool,
    members: BTreeMap<MemberId, Member>,
    channels: BTreeMap<ChannelId, Channel>,
    dms: BTreeMap<ChannelId, Channel>,
    messages: BTreeMap<ChannelId, Vec<Message>>,
    files: BTreeMap<String, File>,
    /// The app's newest message in the DM that each person has seen.
    read_to: BTreeMap<MemberId, String>,
    homes: BTreeMap<MemberId, View>,
    stacks: BTreeMap<MemberId, Vec<View>>,
    drafts: BTreeMap<(MemberId, Spot), Draft>,
    tickets: Tickets,
    clock: Clock,
    last_ts: i64,
    last_action: i64,
    counter: u64,
}

impl World {
    /// A workspace with its people in it and the app just installed.
    pub fn new(app: App, clock: Clock) -> Self {
        // Slack never gives an id twice: a reopened workspace continues after the ids that it gave before.
        let counter = u64::try_from(clock.now().timestamp()).unwrap_or_default();
        let mut world = Self {
            installed: Installed::default(),
            hides_bot_id: false,
            app,
            app_token: None,
            is_revoked: false,
            complaints: Vec::new(),
            history_lag: Duration::ZERO,
            loses_events: false,
            members: BTreeMap::new(),
            channels: BTreeMap::new(),
            dms: BTreeMap::new(),
            messages: BTreeMap::new(),
            files: BTreeMap::new(),
            read_to: BTreeMap::new(),
            homes: BTreeMap::new(),
            stacks: BTreeMap::new(),
            drafts: BTreeMap::new(),
            tickets: Tickets::default(),
            clock,
            last_ts: 0,
            last_action: 0,
            counter,
        };
        people::populate(&mut world);
        world
    }

    /// The workspace's time, which the page can move.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Notes something that a strict Slack would refuse.
    pub fn complain(&mut self, what: impl Into<String>) {
        let what = what.into();
        tracing::warn!(%what, "local Slack complains");
        self.complaints.push(what);
    }

    /// Everyone, including people who left, by id.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// Adds a person, with their DM with the app.
    pub fn join(&mut self, member: Member) {
        let id = dm_id(&member.id);
        let dm = Channel {
            id: id.clone(),
            name: "directmessage".to_owned(),
            topic: String::new(),
            private: true,
            dm_of: Some(member.id.clone()),
            members: BTreeSet::from([member.id.clone()]),
            app_is_in: true,
            archived_at: None,
            shared: false,
        };
        self.dms.insert(id, dm);
        self.members.insert(member.id.clone(), member);
    }

    /// Removes a person, as if they had never been here.
    pub fn forget(&mut self, id: &MemberId) {
        self.members.remove(id);
    }

    /// Adds a channel.
    pub fn add_channel(&mut self, channel: Channel) {
        self.channels.insert(channel.id.clone(), channel);
    }

    /// Finds a person by id, handle or full name, whatever the case.
    pub fn find_member(&self, name: &str) -> Option<&Member> {
        let name = name.trim_start_matches('@');
        let called =
            |member: &&Member| member.handle.eq_ignore_ascii_case(name) || member.name.eq_ignore_ascii_case(name);
        self.members.get(&MemberId::new(name)).or_else(|| self.members().find(called))
    }

    /// Finds a person by id.
    pub fn member(&self, id: &MemberId) -> Option<&Member> {
        self.members.get(id)
    }

    /// Finds a person by id, to change them.
    pub fn member_mut(&mut self, id: &MemberId) -> Option<&mut Member> {
        self.members.get_mut(id)
    }

    /// Finds a channel or DM by id.
    pub fn find_channel(&self, id: &ChannelId) -> Option<&Channel> {
        self.channels.get(id).or_else(|| self.dms.get(id))
    }

    /// Finds a channel by name with or without `#`; DMs can't be found by name.
    pub fn find_channel_named(&self, name: &str) -> Option<&Channel> {
        let name = name.trim_start_matches('#');
        self.channels.values().find(|channel| channel.name == name)
    }

    /// Finds a channel or DM by id, to change it.
    pub fn channel_mut(&mut self, id: &ChannelId) -> Option<&mut Channel> {
        self.channels.get_mut(id).or_else(|| self.dms.get_mut(id))
    }

    /// The person's DM with the app.
    pub fn dm_of(&self, member: &MemberId) -> Option<&Channel> {
        self.dms.get(&dm_id(member))
    }

    /// Every channel, by id, without DMs.
    pub fn channels(&self) -> impl Iterator<Item = &Channel> {
        self.channels.values()
    }

    /// The channels in a person's sidebar: all public ones and the private ones they are in.
    pub fn channels_of<'a>(&'a self, member: &'a MemberId) -> impl Iterator<Item = &'a Channel> {
        self.channels.values().filter(move |channel| !channel.private || channel.members.contains(member))
    }

    /// What is shown instead of the composer, if no one can type there.
    pub fn why_silent(&self, channel: &Channel) -> Option<&'static str> {
        if channel.dm_of.is_some() && (self.app.tabs.read_only || !self.app.tabs.messages) {
            Some("Sending messages to this app has been turned off.")
        } else if channel.archived_at.is_some() {
            Some("This channel is archived.")
        } else {
            None
        }
    }

    /// A name for mentions: a person's or the app's.
    pub fn name_of(&self, id: &str) -> Option<&str> {
        if id == BOT_USER {
            return Some(&self.app.name);
        }
        self.members.get(&MemberId::new(id)).map(|member| member.name.as_str())
    }

    /// A new event's id, by which apps know a repeated one.
    pub fn event_id(&mut self) -> String {
        self.fresh("Ev0")
    }

    /// An id that was never given before.
    fn fresh(&mut self, prefix: &str) -> String {
        self.counter += 1;
        format!("{prefix}{:06}", self.counter)
    }
}

/// The id of a person's DM with the app, derived from theirs.
fn dm_id(member: &MemberId) -> ChannelId {
    ChannelId::new(format!("D{}", member.as_str().trim_start_matches('U')))
}
